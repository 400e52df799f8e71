package dev.sallyport.audit;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A process to be killed: appends from several threads and says so of each record once it is durable.
public final class CrashWriter {

    private static final int THREADS = 8;

    private CrashWriter() {}

    public static void main(String[] arguments) throws InterruptedException {
        var test = new TestLog(Path.of(arguments[0]));
        var run = arguments[1];
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var options = test.options().withCheckpointEvery(java.time.Duration.ofMillis(5));
        try (var log = AuditLog.open(test.directory(), options)) {
            log.orphans().forEach(orphan -> log.append(orphan.unknown()));
            log.append(AuditRecord.of(Stage.START).build());
            var threads = new Thread[THREADS];
            for (int t = 0; t < THREADS; t++) {
                var name = run + "-" + t + "-";
                threads[t] = Thread.ofVirtual().start(() -> append(log, name, out));
            }
            for (var thread : threads) {
                thread.join();
            }
        }
    }

    private static void append(AuditLog log, String name, PrintStream out) {
        for (int i = 0; ; i++) {
            var call = name + i;
            var intent = log.append(TestLog.call(Stage.INTENT, call));
            out.println(intent + " intent " + call);
            var outcome = log.append(TestLog.call(Stage.OUTCOME, call));
            out.println(outcome + " outcome " + call);
        }
    }
}
