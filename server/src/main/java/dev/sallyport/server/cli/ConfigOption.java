package dev.sallyport.server.cli;

import dev.sallyport.server.config.Configuration;
import dev.sallyport.server.config.ConfigurationException;
import dev.sallyport.server.config.ConfigurationReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// `--config FILE`, and where the output goes.
final class ConfigOption {

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The gate's sallyport.yaml.")
    private @Nullable Path file;

    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    private CommandLine.Model.@Nullable CommandSpec spec;

    Path file() {
        if (file == null) {
            throw CliException.usage("name the configuration with --config");
        }
        return file;
    }

    /// @throws CliException with every problem of the file
    Configuration read() {
        return read(file());
    }

    /// As [#read()].
    static Configuration read(Path file) {
        try {
            return ConfigurationReader.read(file, System.getenv());
        } catch (ConfigurationException e) {
            throw CliException.usage("the configuration cannot be used:\n" + e.getMessage(), e);
        }
    }

    PrintWriter out() {
        return VisibleWriter.over(document());
    }

    PrintWriter err() {
        return VisibleWriter.over(writer().getErr());
    }

    /// For what programs read, as it is.
    PrintWriter document() {
        return writer().getOut();
    }

    private CommandLine writer() {
        if (spec == null) {
            throw new IllegalStateException(
                    "picocli sets the specification before it runs a command");
        }
        return spec.commandLine();
    }
}
