package dev.sallyport.audit;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/// A process to be killed: on several threads it runs calls as a gate does, and says of each record that it is
/// durable. A call "takes effect" by a line in a journal that is apart from the log and synced by itself.
public final class CrashWriter {

    private CrashWriter() {}

    /// @param arguments directory, a name for this run, how many threads there are, how many calls each makes before
    ///     the process ends by itself, and how long a text each record has, in characters
    public static void main(String[] arguments) throws InterruptedException, IOException {
        var test = new TestLog(Path.of(arguments[0]));
        var run = arguments[1];
        int count = Integer.parseInt(arguments[2]);
        long calls = Long.parseLong(arguments[3]);
        var text = "x".repeat(Integer.parseInt(arguments[4]));
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Files.createDirectories(journals(test));
        out.println("opening");
        var options = test.options().withBodies(true).withCheckpointEvery(Duration.ofMillis(5));
        try (var log = AuditLog.open(test.directory(), options)) {
            log.orphans().forEach(orphan -> log.append(orphan.unknown()));
            log.append(AuditRecord.of(Stage.START).build());
            var threads = new Thread[count];
            for (int t = 0; t < count; t++) {
                var name = run + "-" + t;
                threads[t] = Thread.ofVirtual().start(() -> run(log, test, name, calls, text, out));
            }
            for (var thread : threads) {
                thread.join();
            }
        }
    }

    /// Where the effects of calls are noted, one file a thread.
    static Path journals(TestLog test) {
        return test.root().resolve("journals");
    }

    private static void run(
            AuditLog log, TestLog test, String name, long calls, String text, PrintStream out) {
        var journal = journals(test).resolve(name);
        try (var effects =
                FileChannel.open(
                        journal, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long i = 0; i < calls; i++) {
                var call = name + "-" + i;
                var intent = log.append(record(Stage.INTENT, call, text), BodyTest.body(call));
                out.println(intent + " intent " + call);
                var line = ByteBuffer.wrap((call + "\n").getBytes(StandardCharsets.UTF_8));
                while (line.hasRemaining()) {
                    effects.write(line);
                }
                effects.force(false);
                var outcome = log.append(record(Stage.OUTCOME, call, text), BodyTest.body(call));
                out.println(outcome + " outcome " + call);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AuditRecord record(Stage stage, String call, String text) {
        return TestLog.call(stage, call).next(stage).detail("text", text).build();
    }
}
