package dev.sallyport.server.cli;

import dev.sallyport.audit.ProgressListener;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/// Where a command prints, and how it prints records as JSON: names in snake case, one line.
final class Printer {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
                    .build();

    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    private CommandLine.Model.@Nullable CommandSpec spec;

    @CommandLine.Option(names = "--json", description = "Print JSON.")
    private boolean json;

    boolean json() {
        return json;
    }

    void print(Object value) {
        out().println(AsciiJson.of(JSON.writeValueAsString(value)));
    }

    PrintWriter out() {
        return VisibleWriter.over(document());
    }

    /// For what programs read, as it is.
    PrintWriter document() {
        return writer().getOut();
    }

    PrintWriter err() {
        return VisibleWriter.over(writer().getErr());
    }

    /// How far a long work is, for who watches on a terminal.
    ProgressListener progress() {
        return TerminalProgress.on(writer().getErr(), json);
    }

    private CommandLine writer() {
        if (spec == null) {
            throw new IllegalStateException(
                    "picocli sets the specification before it runs a command");
        }
        return spec.commandLine();
    }
}
