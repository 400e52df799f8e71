package dev.sallyport.tools;

import dev.sallyport.policy.ToolTerms;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// How a tool presents itself.
///
/// @param inputSchema JSON Schema 2020-12 of the arguments, `additionalProperties: false`; without the
///     enumerations of targets, which the gate adds for each caller
/// @param resultProperties the `properties` of the JSON Schema of [Tool.Execution.Done#result]; the gate
///     adds `status`, `call_id` and the other replies around it
/// @param targetArgument the argument that names the target: `database`
/// @param targets the names that argument can have, as configured
/// @param argumentOfFact for each fact that an argument names directly, that argument (`branch` → `branch`),
///     so that the gate can describe what a caller may name
public record ToolDescription(
        String name,
        String title,
        String description,
        Impact impact,
        ObjectNode inputSchema,
        ObjectNode resultProperties,
        String targetArgument,
        List<String> targets,
        Map<String, String> argumentOfFact,
        ToolTerms terms) {

    /// @throws IllegalArgumentException when the words say that another argument names the target
    public ToolDescription {
        targets = targets.stream().sorted().toList();
        argumentOfFact = Map.copyOf(argumentOfFact);
        if (terms.target().isPresent()) {
            var fact = terms.target().get();
            if (!argumentOfFact.getOrDefault(fact, fact).equals(targetArgument)) {
                throw new IllegalArgumentException(
                        "the labels of `" + targetArgument + "` hang on the fact `" + fact + "`");
            }
        }
    }

    /// What the tool does to its target.
    public enum Impact {
        READ,
        WRITE,
        DESTROY
    }
}
