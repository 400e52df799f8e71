package dev.sallyport.server;

import dev.sallyport.server.call.NoteTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/// A gate in a process of its own, to be killed. Its notes go to the file `notes`, one a line; a note `stuck` is never
/// begun, `half…` is written and never finished, and `later…` is written once there is a file `go`. Prints its address,
/// then the first word of each of these notes when it comes to it.
///
/// Arguments: its directory, and the URL of its state database.
final class CrashGate {

    private static final String POLICY =
            """
            roles:
              writer:
                permit:
                  - { tools: [write_note], on: { notebook: shared } }
                hold:
                  - tools: [write_note]
                    on: { notebook: guarded }
                    approvers: { role: editor, quorum: 1 }
                  - tools: [write_note]
                    on: { notebook: private }
                    approvers: { role: editor, quorum: 2 }
                  - tools: [write_note]
                    on: { notebook: night }
                    approvers: { role: editor, quorum: 2, break_glass: oncall }
              editor: { console: [approve] }
              oncall: { console: [approve] }
            bindings:
              - { role: writer, to: ["group:writers"] }
              - { role: editor, to: ["user:ana", "user:ben"] }
              - { role: oncall, to: ["user:ben"] }
            """;

    private CrashGate() {}

    public static void main(String[] arguments) throws Exception {
        var directory = Path.of(arguments[0]);
        var policy = directory.resolve("policy.yaml");
        if (Files.notExists(policy)) {
            Files.writeString(policy, POLICY);
        }
        var tool = new NoteTool();
        tool.irreversible = false;
        tool.whileExecuting =
                (plan, _) -> write(directory, plan.normalised().path("text").stringValue());
        var gate = new TestGate(directory, tool, "listen: \"127.0.0.1:0\"", "", arguments[1]);
        var tokens = directory.resolve("tokens");
        if (Files.notExists(tokens)) {
            Files.writeString(
                    tokens,
                    gate.writer("bot")
                            + "\n"
                            + gate.token("ana", Set.of(), true)
                            + "\n"
                            + gate.token("ben", Set.of(), true)
                            + "\n");
        }
        System.out.println(gate.url());
        new CountDownLatch(1).await();
    }

    private static void write(Path directory, String note) {
        try {
            if (note.equals("stuck")) {
                append(directory.resolve("begun"), "once");
                System.out.println("stuck");
                new CountDownLatch(1).await();
            }
            if (note.startsWith("later")) {
                System.out.println("later");
                while (Files.notExists(directory.resolve("go"))) {
                    LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                }
            }
            append(directory.resolve("notes"), note);
            if (note.startsWith("half")) {
                System.out.println("half");
                new CountDownLatch(1).await();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void append(Path file, String line) throws IOException {
        Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
