package dev.sallyport.server.history;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditOptions;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.FileCheckpointStore;
import dev.sallyport.audit.RecordedAccess;
import dev.sallyport.audit.RecordedAccesses;
import dev.sallyport.audit.RecordedFact;
import dev.sallyport.audit.Stage;
import dev.sallyport.audit.Standing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/// A log with an index beside it, and short ways to put calls on record.
public final class RecordedLog implements AutoCloseable {

    public static final String RULE = "analyst/permit/0123456789ab";
    public static final String HOLD_RULE = "developer/hold/ba9876543210";

    private final Path directory;
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
    public final AuditLog log;
    public History history;

    public RecordedLog(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory.resolve("keys"));
        var options =
                AuditOptions.of(
                                "sallyport/test",
                                directory.resolve("keys/key"),
                                new FileCheckpointStore(directory.resolve("keys/checkpoint")))
                        .withClock(new Now())
                        .withCheckpointEvery(Duration.ofMillis(200));
        log = AuditLog.open(directory.resolve("audit"), options);
        history = start(file());
    }

    private final class Now extends Clock {
        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    public Path audit() {
        return directory.resolve("audit");
    }

    public Path file() {
        return directory.resolve("work/calls.db");
    }

    /// Another index over the same log.
    public History start(Path file) {
        return History.start(audit(), file, log::size);
    }

    public void restart() {
        history.close();
        history = start(file());
    }

    public Instant now() {
        return now.get();
    }

    public void pass(Duration time) {
        now.updateAndGet(then -> then.plus(time));
    }

    /// Until the index has all that is in the log.
    public RecordedLog caughtUp() {
        awaitAll(history);
        return this;
    }

    /// Waits for the index itself, and for no time.
    public static void awaitAll(History history) {
        var follower = history.follow();
        try {
            while (history.state().behind() > 0 || !history.state().problem().isEmpty()) {
                var _ = follower.await(Duration.ofSeconds(10));
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public AuditRecord.Builder record(Stage stage, String call) {
        return AuditRecord.of(stage)
                .callId(call)
                .session("session-1")
                .principal(principal("client:coding-agent"))
                .roles(List.of("analyst"))
                .policyDigest("0".repeat(64))
                .tool("query_database")
                .target("shop");
    }

    public static AuditRecord.Principal principal(String subject) {
        return new AuditRecord.Principal(
                subject,
                "agent",
                Optional.of("user:olga"),
                Optional.of("claude 1.0"),
                Optional.of("http"),
                Optional.of(Standing.of(Set.of("agents"), Optional.empty())),
                Optional.of(Standing.of(Set.of(), Optional.empty())));
    }

    public AuditRecord.Builder planned(Stage stage, String call, String sql) {
        var facts = new TreeMap<String, RecordedFact>();
        facts.put("table", new RecordedFact.Text("orders"));
        facts.put("columns", new RecordedFact.Texts(List.of("id", "total")));
        facts.put("rows", new RecordedFact.Unknown());
        facts.put("note", new RecordedFact.Withheld(List.of("⟦masked:EMAIL⟧")));
        return record(stage, call)
                .action("db.read", sql)
                .accesses(
                        RecordedAccesses.of(
                                List.of(new RecordedAccess("db.read", "shop/shop.orders", facts))))
                .planDigest("1".repeat(64))
                .decision("permit", List.of(RULE));
    }

    /// Intent and outcome.
    ///
    /// @return where the intent stands
    public long ran(String call, String sql) {
        long first = log.append(planned(Stage.INTENT, call, sql).build());
        var _ =
                log.append(
                        planned(Stage.OUTCOME, call, sql)
                                .masking(Map.of("EMAIL", 3L))
                                .outcome(
                                        AuditRecord.Outcome.of("completed")
                                                .withCode("COMPLETED")
                                                .withRows(2)
                                                .withDurationMs(7))
                                .build());
        return first;
    }

    public long denied(String call, String code) {
        return log.append(
                record(Stage.DENIED, call)
                        .decision("deny", List.of(), code)
                        .outcome(AuditRecord.Outcome.of("denied").withCode(code))
                        .detail("message", "`query_database` is not for you")
                        .build());
    }

    public long held(String call, String sql) {
        return log.append(
                planned(Stage.HELD, call, sql)
                        .tool("modify_database")
                        .held(List.of(HOLD_RULE), List.of())
                        .approval("apr_" + call.toLowerCase(Locale.ROOT), List.of())
                        .build());
    }

    public long voted(Stage stage, String call, String by, String reason) {
        return log.append(
                planned(stage, call, "update orders")
                        .tool("modify_database")
                        .held(List.of(HOLD_RULE), List.of())
                        .approval("apr_" + call.toLowerCase(Locale.ROOT), List.of(by))
                        .detail("by", by)
                        .detail("reason", reason)
                        .build());
    }

    @Override
    public void close() {
        history.close();
        log.close();
    }

    static void copy(Path from, Path to) {
        try {
            Files.createDirectories(to.toAbsolutePath().getParent());
            for (var suffix : List.of("", "-wal")) {
                var source = from.resolveSibling(from.getFileName() + suffix);
                if (Files.exists(source)) {
                    Files.copy(source, to.resolveSibling(to.getFileName() + suffix));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
