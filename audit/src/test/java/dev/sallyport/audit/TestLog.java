package dev.sallyport.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/// A log with its key and its second place, all below one directory.
///
/// Checkpoints come only when asked for, so that nothing depends on time.
record TestLog(Path root) {

    static final String ORIGIN = "audit.example.com/gate";

    Path directory() {
        return root.resolve("log");
    }

    Path mirror() {
        return root.resolve("mirror/checkpoint");
    }

    FileCheckpointStore store(Storage storage) {
        return new FileCheckpointStore(mirror(), storage);
    }

    AuditOptions options() {
        return options(new FileCheckpointStore(mirror()));
    }

    AuditOptions options(CheckpointStore store) {
        return AuditOptions.of(ORIGIN, root.resolve("keys/audit.key"), store)
                .withCheckpointEvery(Duration.ofHours(1));
    }

    /// On the real disk, syncs and all, with bodies.
    AuditLog openSynced() {
        return AuditLog.open(directory(), options().withBodies(true));
    }

    AuditLog open() {
        return open(TestStorage.withoutSyncs());
    }

    AuditLog open(Storage storage) {
        return AuditLog.open(directory(), options(store(storage)), storage);
    }

    /// The same, with bodies.
    AuditLog openWithBodies() {
        return openWithBodies(TestStorage.withoutSyncs());
    }

    AuditLog openWithBodies(Storage storage) {
        return AuditLog.open(directory(), options(store(storage)).withBodies(true), storage);
    }

    Path bodyKeys() {
        return options().bodyKeys();
    }

    /// Gives it another signing key.
    KeyRotation.Rotated rotate() {
        return rotate(TestStorage.withoutSyncs());
    }

    KeyRotation.Rotated rotate(Storage storage) {
        return KeyRotation.rotate(directory(), options(store(storage)), storage);
    }

    static AuditRecord call(Stage stage, String callId) {
        return AuditRecord.of(stage)
                .callId(callId)
                .session("s-1")
                .principal("client:coding-agent", "agent")
                .tool("query_database")
                .target("shop")
                .action("db.read", "SELECT name FROM shop.customers WHERE id = ?")
                .build();
    }

    /// A received record, an intent and an outcome for each call.
    static void run(AuditLog log, int firstCall, int calls) {
        for (int i = firstCall; i < firstCall + calls; i++) {
            log.append(call(Stage.RECEIVED, "c-" + i));
            log.append(call(Stage.INTENT, "c-" + i));
            log.append(call(Stage.OUTCOME, "c-" + i));
        }
    }

    Verification verify() {
        return AuditVerifier.verify(directory(), Optional.empty(), ProgressListener.NONE);
    }

    Verification verifyAgainstMirror() {
        try {
            return AuditVerifier.verify(
                    directory(),
                    Optional.empty(),
                    new FileCheckpointStore(mirror()).read(),
                    ProgressListener.NONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (var file : files.toList()) {
                var target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                    // The data keys are their owner's alone.
                    Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(file));
                } else {
                    Files.copy(file, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
