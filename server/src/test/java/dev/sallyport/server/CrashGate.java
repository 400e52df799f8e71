package dev.sallyport.server;

import dev.sallyport.server.call.NoteTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/// A gate in a process of its own, to be killed. Its notes go to the file `notes`, one a line; a note `stuck` is
/// never finished. Prints its address, then `stuck` when it is.
final class CrashGate {

    private CrashGate() {}

    public static void main(String[] arguments) throws Exception {
        var directory = Path.of(arguments[0]);
        var tool = new NoteTool();
        tool.whileExecuting =
                (plan, _) -> write(directory, plan.normalised().path("text").stringValue());
        var gate = new TestGate(directory, tool);
        var tokens = directory.resolve("tokens");
        if (Files.notExists(tokens)) {
            Files.writeString(
                    tokens, gate.writer("bot") + "\n" + gate.token("ana", Set.of(), true) + "\n");
        }
        System.out.println(gate.url());
        new CountDownLatch(1).await();
    }

    private static void write(Path directory, String note) {
        try {
            if (note.equals("stuck")) {
                Files.writeString(
                        directory.resolve("begun"),
                        "once\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                System.out.println("stuck");
                new CountDownLatch(1).await();
            }
            Files.writeString(
                    directory.resolve("notes"),
                    note + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
