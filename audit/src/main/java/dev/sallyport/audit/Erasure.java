package dev.sallyport.audit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// That the keys of some bodies were destroyed, as it stands in the log.
///
/// @param index where that is on record
/// @param time when it was put on record
/// @param keys which; bodies of these keys before `index` are gone for ever
/// @param by who did it: `os:root`
/// @param reason why
public record Erasure(
        long index, Instant time, SortedSet<BodyKeyId> keys, String by, String reason) {

    private static final String ORIGIN_LONGEST = "o".repeat(200);

    static final String KEYS = "keys";
    static final String BY = "by";
    static final String REASON = "reason";

    public Erasure {
        keys = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(keys));
    }

    /// What a record says; empty where it is of another stage.
    static Optional<Erasure> of(LoggedRecord logged) {
        var record = logged.record();
        if (record.stage() != Stage.BODIES_ERASED) {
            return Optional.empty();
        }
        var keys = new TreeSet<BodyKeyId>();
        for (var id : record.details().getOrDefault(KEYS, "").split(" ", -1)) {
            BodyKeyId.parse(id).ifPresent(keys::add);
        }
        return Optional.of(
                new Erasure(
                        logged.index(),
                        logged.time(),
                        keys,
                        record.details().getOrDefault(BY, ""),
                        record.details().getOrDefault(REASON, "")));
    }

    /// The keys that such a record says are destroyed.
    ///
    /// @return none for any other record
    /// @throws java.io.IOException when it is no record
    static SortedSet<BodyKeyId> keys(byte[] record) throws java.io.IOException {
        var scan = new RecordScan();
        boolean erasure =
                scan.scan(record, 0, record.length)
                        && scan.stage().filter(Stage.BODIES_ERASED::equals).isPresent();
        return erasure
                ? of(RecordJson.read(record)).map(Erasure::keys).orElse(new TreeSet<>())
                : new TreeSet<>();
    }

    /// The record of an erasure that is about to happen.
    static AuditRecord record(
            SortedSet<BodyKeyId> keys,
            String by,
            Optional<AuditRecord.Principal> principal,
            String reason) {
        var ids = keys.stream().map(BodyKeyId::toString).toList();
        var record =
                AuditRecord.of(Stage.BODIES_ERASED)
                        .detail(KEYS, String.join(" ", ids))
                        .detail(BY, by)
                        .detail(REASON, reason);
        principal.ifPresent(record::principal);
        return record.build();
    }

    /// Before anything is begun: what the log would not take ends the log while keys are marked.
    ///
    /// @throws IllegalArgumentException when it is too long, or has half a surrogate
    static void refuseUnrecordable(AuditRecord record) {
        var bytes = RecordJson.write(record, ORIGIN_LONGEST, Long.MAX_VALUE >> 10, Instant.EPOCH);
        if (bytes.length > AuditLog.RECORD_BYTES_MAX || !isWellFormed(record)) {
            throw new IllegalArgumentException("no record can say this of an erasure");
        }
    }

    private static boolean isWellFormed(AuditRecord record) {
        var encoder = StandardCharsets.UTF_8.newEncoder();
        return record.details().values().stream().allMatch(encoder::canEncode);
    }

    /// Whether it is why the body of a record is gone.
    boolean covers(long record, BodyKeyId key) {
        return record < index && keys.contains(key);
    }
}
