package dev.sallyport.server.cli;

import dev.sallyport.server.ToolWords;
import dev.sallyport.server.schema.ConfigurationSchema;
import dev.sallyport.server.schema.PolicySchema;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `sallyport schema`: the JSON Schemas of the files that admins write.
@Command(
        name = "schema",
        description = {
            "Prints the JSON Schema of the role map (policy) or of sallyport.yaml (config).",
            "Editors complete and check a file that begins with",
            "# yaml-language-server: $schema=PATH"
        },
        mixinStandardHelpOptions = true)
final class SchemaCommand implements Callable<Integer> {

    enum Of {
        policy,
        config
    }

    @Parameters(paramLabel = "policy|config", description = "Of which file.")
    private @Nullable Of of;

    @Spec private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null || of == null) {
            throw CliException.usage("name one of policy, config");
        }
        var schema =
                switch (of) {
                    case policy -> PolicySchema.of(ToolWords.all());
                    case config -> ConfigurationSchema.of();
                };
        spec.commandLine()
                .getOut()
                .println(
                        JsonMapper.shared()
                                .writerWithDefaultPrettyPrinter()
                                .writeValueAsString(schema));
        return 0;
    }
}
