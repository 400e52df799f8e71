package dev.sallyport.examples.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Ends the PostgreSQL server that an earlier demo on the same directory left behind when it was killed.
///
/// Only the very server that the directory's `postmaster.pid` names is ended, and only when that process is a
/// `postgres` run on this directory: process ids are used again.
final class LeftoverServer {

    private static final long STOP_SECONDS = 20;

    private LeftoverServer() {}

    static void stop(Path data) throws IOException {
        var pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        var lines = Files.readAllLines(pidFile);
        long pid;
        try {
            pid = Long.parseLong(lines.getFirst().strip());
        } catch (NumberFormatException e) {
            return;
        }
        var process = ProcessHandle.of(pid).filter(found -> runsOn(found, data));
        if (process.isEmpty()) {
            Files.deleteIfExists(pidFile);
            return;
        }
        process.get().destroy();
        try {
            process.get().onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException(
                    "the PostgreSQL that an earlier demo left running does not stop", e);
        } catch (ExecutionException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        Files.deleteIfExists(pidFile);
    }

    private static boolean runsOn(ProcessHandle process, Path data) {
        var info = process.info();
        return info.command().map(command -> command.contains("postgres")).orElse(false)
                && info.commandLine().map(line -> line.contains(data.toString())).orElse(false);
    }
}
