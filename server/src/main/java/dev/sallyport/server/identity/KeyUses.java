package dev.sallyport.server.identity;

import dev.sallyport.server.state.StateStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// When keys were last used: noted in memory on the way in, written later and at most once a minute for each. Safe
/// from many threads; holds no more entries than there are keys.
///
/// What was noted and not yet written is lost with the process.
final class KeyUses {

    /// A key's time is not written anew before this has passed.
    static final Duration WRITTEN_EVERY = Duration.ofMinutes(1);

    private final StateStore store;
    private final Map<String, Instant> noted = new ConcurrentHashMap<>();
    private final Map<String, Instant> written = new ConcurrentHashMap<>();

    KeyUses(StateStore store) {
        this.store = store;
    }

    /// Costs no more than a look into a map.
    void note(String keyId, Instant now) {
        noted.put(keyId, now);
    }

    /// Writes what is due.
    ///
    /// @param all whether even what was written less than a minute ago
    void write(boolean all) {
        noted.forEach((keyId, used) -> {
            var last = written.get(keyId);
            if (used.equals(last)
                    || (!all && last != null && used.isBefore(last.plus(WRITTEN_EVERY)))) {
                return;
            }
            // Another gate on the same database may have seen the key later.
            var _ =
                    store.write(handle ->
                            handle.execute(
                                    "UPDATE api_key SET last_used_at = ? WHERE key_id = ?"
                                            + " AND (last_used_at IS NULL OR last_used_at < ?)",
                                    used.toEpochMilli(),
                                    keyId,
                                    used.toEpochMilli()));
            written.put(keyId, used);
        });
    }
}
