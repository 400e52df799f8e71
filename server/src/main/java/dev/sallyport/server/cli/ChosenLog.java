package dev.sallyport.server.cli;

import dev.sallyport.audit.ForkedCheckpointsException;
import dev.sallyport.server.SecondPlace;
import dev.sallyport.server.config.Configuration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--dir` or `--config`: a log by its directory, or by the configuration of its gate.
final class ChosenLog {

    @Option(names = "--dir", paramLabel = "DIR", description = "The log's directory.")
    private @Nullable Path directory;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "The gate's sallyport.yaml in place of --dir: then the log is also compared with the newest"
                            + " checkpoint in its second place, as the gate does at each start.")
    private @Nullable Path config;

    /// What was chosen.
    ///
    /// @param configuration empty where the directory was named
    record Chosen(Path directory, Optional<Configuration> configuration) {

        /// The newest checkpoint apart from the log; empty where none is known.
        ///
        /// @throws CliException when it cannot be read
        Optional<String> secondPlace() {
            return configuration.flatMap(known ->
                    Opening.explained(() -> {
                        try {
                            return SecondPlace.read(known);
                        } catch (ForkedCheckpointsException e) {
                            throw CliException.usage(String.valueOf(e.getMessage()), e);
                        } catch (IOException e) {
                            throw CliException.usage(
                                    "the checkpoint's second place cannot be read", e);
                        }
                    }));
        }
    }

    boolean isGiven() {
        return directory != null || config != null;
    }

    /// @throws CliException when not exactly one was given, or the configuration cannot be used
    Chosen get() {
        if (directory != null && config == null) {
            return new Chosen(directory, Optional.empty());
        }
        if (config != null && directory == null) {
            var read = ConfigOption.read(config);
            return new Chosen(read.audit().directory(), Optional.of(read));
        }
        throw CliException.usage(
                directory == null
                        ? "name the log's directory with --dir, or its gate with --config"
                        : "give --dir or --config, not both");
    }
}
