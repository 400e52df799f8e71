package dev.sallyport.examples.benchmark;

import dev.sallyport.server.cli.Cli;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What `policy replay` and `policy suggest` take over a log of many calls, from a cold start of the JVM: the whole
/// command, with the role maps read and the report written. The heap is small, so that memory which grows with the log
/// would show.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 3)
@Fork(value = 1, jvmArgsAppend = "-Xmx192m")
public class HistoryBenchmark {

    @Param("100000")
    private int calls;

    private Path directory = Path.of("");
    private Path configuration = Path.of("");

    @Setup
    public void write() throws Exception {
        directory = Files.createTempDirectory("sallyport-benchmark");
        configuration = RecordedMonth.write(directory, calls);
        Files.writeString(
                directory.resolve("candidate.yaml"),
                RecordedMonth.ROLE_MAP.replace(
                        "schema: shop }", "schema: shop, table: \"table_1*\" }"));
    }

    @TearDown
    public void delete() throws IOException {
        RecordedMonth.delete(directory);
    }

    /// @return the report
    @Benchmark
    public String replay() {
        return run(
                1,
                "\"replayed\":" + calls + ",",
                "policy",
                "replay",
                "--config",
                configuration.toString(),
                "--against",
                directory.resolve("candidate.yaml").toString(),
                "--json");
    }

    /// @return the role map
    @Benchmark
    public String suggest() {
        return run(
                0,
                "suggested-client-agent-7",
                "policy",
                "suggest",
                "--config",
                configuration.toString(),
                "--principal",
                "client:agent-7");
    }

    private static String run(int expected, String said, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit =
                Cli.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(arguments);
        if (exit != expected || !out.toString().contains(said)) {
            throw new IllegalStateException("exit " + exit + ": " + out + err);
        }
        return out.toString();
    }
}
