package dev.sallyport.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a command line printed, and its exit code.
public record Ran(int exit, String out, String err) {

    /// Runs one, and asserts that it did not end by a defect.
    public static Ran run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit =
                Cli.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(arguments);
        assertThat(err.toString()).doesNotContain("unexpectedly");
        if (!List.of(arguments).contains("--verbose")) {
            assertThat(err.toString()).doesNotContain("\tat ");
        }
        return new Ran(exit, out.toString(), err.toString());
    }

    /// As [#run(String...)].
    ///
    /// @param arguments as texts: paths, numbers
    static Ran run(Object... arguments) {
        return run(Stream.of(arguments).map(String::valueOf).toArray(String[]::new));
    }

    JsonNode json() {
        return JsonMapper.shared().readTree(out);
    }
}
