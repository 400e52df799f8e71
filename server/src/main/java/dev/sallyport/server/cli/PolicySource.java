package dev.sallyport.server.cli;

import dev.sallyport.policy.TargetLabels;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.server.ToolWords;
import dev.sallyport.server.config.Configuration;
import dev.sallyport.server.config.ConfigurationException;
import dev.sallyport.server.config.ConfigurationReader;
import dev.sallyport.server.rules.PolicyFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--config FILE` or `--policy FILE`: which role map a command asks.
final class PolicySource {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Ask the role map this configuration names, with its targets.")
    private @Nullable Path config;

    @Option(names = "--policy", paramLabel = "FILE", description = "Ask this role map.")
    private @Nullable Path policy;

    /// A role map that can be asked.
    ///
    /// @param file where it stands
    /// @param configuration present where one was named
    record Source(
            Path file,
            RoleMap roleMap,
            List<ToolTerms> tools,
            Optional<Configuration> configuration) {

        /// The file's name alone, as messages quote it.
        String name() {
            return String.valueOf(file.getFileName());
        }
    }

    /// The role map that is named, if any is.
    Optional<Path> file(Optional<Configuration> configuration) {
        return policy == null ? configuration.map(Configuration::policy) : Optional.of(policy);
    }

    boolean isEmpty() {
        return config == null && policy == null;
    }

    /// @throws CliException with every problem of the files
    Source read() {
        var configuration = configuration();
        return read(
                file(configuration)
                        .orElseThrow(() ->
                                CliException.usage(
                                        "name a role map with --policy, or a configuration with"
                                                + " --config")),
                configuration);
    }

    /// @throws CliException with every problem of the configuration
    Optional<Configuration> configuration() {
        if (config == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ConfigurationReader.read(config, System.getenv()));
        } catch (ConfigurationException e) {
            throw CliException.usage("the configuration cannot be used:\n" + e.getMessage(), e);
        }
    }

    /// @throws CliException with every problem of the role map
    static Source read(Path file, Optional<Configuration> configuration) {
        var tools = ToolWords.all();
        var labels = configuration.map(Configuration::targetLabels).orElse(TargetLabels.NONE);
        return switch (PolicyFile.read(file, tools, labels)) {
            case PolicyFile.Read.Good(var roleMap) ->
                    new Source(file, roleMap, tools, configuration);
            case PolicyFile.Read.Bad(var problems) ->
                    throw CliException.usage(
                            "the role map cannot be used:\n" + String.join("\n", problems));
        };
    }
}
