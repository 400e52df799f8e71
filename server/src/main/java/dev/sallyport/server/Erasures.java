package dev.sallyport.server;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.BodyKeyId;
import dev.sallyport.audit.Erased;
import dev.sallyport.masking.Masker;
import dev.sallyport.server.call.ReplyMasker;
import dev.sallyport.server.config.Configuration;
import dev.sallyport.server.state.StateStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Erases bodies of the log of a gate that is stopped. One thread at a time.
public final class Erasures implements AutoCloseable {

    private final StateStore state;
    private final AuditLog log;
    private final ReplyMasker masker = new ReplyMasker(new Masker());

    private Erasures(StateStore state, AuditLog log) {
        this.state = state;
        this.log = log;
    }

    /// @throws dev.sallyport.audit.AuditOpenException when the gate runs, or the log must not be opened
    /// @throws dev.sallyport.server.state.StateException when the state cannot be reached
    public static Erasures open(Configuration configuration) {
        var state = Gate.openState(configuration);
        try {
            var log =
                    Gate.openLog(
                            configuration, state, false, Clock.systemUTC(), new SecureRandom());
            return new Erasures(state, log);
        } catch (RuntimeException e) {
            state.close();
            throw e;
        }
    }

    /// The keys that a month or an id stands for.
    ///
    /// @param which `2026-11` or `2026-11.1`
    /// @return empty when there are none
    public SortedSet<BodyKeyId> find(String which) {
        try {
            var found = new TreeSet<>(log.bodyKeys());
            found.removeIf(id -> !id.isMeant(which));
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException("the data keys cannot be listed", e);
        }
    }

    /// Destroys the keys once that is on record.
    ///
    /// @param reason is masked
    /// @throws dev.sallyport.audit.AuditUnavailableException when it cannot be put on record; nothing was erased
    /// @throws IllegalArgumentException when no record can say this; nothing was erased
    public Erased erase(SortedSet<BodyKeyId> keys, String by, String reason) {
        return log.eraseBodies(
                keys, by, Optional.empty(), masker.text(reason).orElse(ReplyMasker.WITHHELD));
    }

    @Override
    public void close() {
        try (state) {
            log.close();
        }
    }
}
