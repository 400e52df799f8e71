package dev.sallyport.server.export;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditOptions;
import dev.sallyport.audit.AuditReader;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.FileCheckpointStore;
import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.audit.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/// A log that is copied elsewhere.
final class ExportedLog implements AutoCloseable {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123Z");

    private final Path directory;
    private AuditLog log;

    ExportedLog(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.log = opened();
    }

    private AuditLog opened() {
        return AuditLog.open(
                path(),
                AuditOptions.of(
                                "sallyport/test",
                                directory.resolve("key"),
                                new FileCheckpointStore(directory.resolve("checkpoint")))
                        .withClock(Clock.fixed(NOW, ZoneOffset.UTC))
                        .withCheckpointEvery(Duration.ofHours(1)));
    }

    Path path() {
        return directory.resolve("audit");
    }

    ExportedLog append(AuditRecord record) {
        var _ = log.append(record);
        return this;
    }

    /// Records of calls, numbered in their ids.
    ExportedLog calls(int count) {
        for (int i = 0; i < count; i++) {
            append(SampleRecords.call(Stage.RECEIVED).callId("call-" + i).build());
        }
        return this;
    }

    /// Has all of them signed.
    ExportedLog sign() {
        log.close();
        log = opened();
        return this;
    }

    LoggedRecord get(long index) throws IOException {
        return AuditReader.open(path()).get(index).orElseThrow();
    }

    @Override
    public void close() {
        log.close();
    }
}
