package dev.sallyport.server.call;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/// Checks a call's arguments against the tool's input schema (JSON Schema 2020-12). Safe from many threads; never
/// fetches a `$ref`.
public final class ArgumentCheck {

    /// At most this many problems are named in one answer.
    private static final int NAMED_MAX = 5;

    private final SchemaRegistry registry =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    /// What is wrong with the arguments, in one sentence, or empty.
    public Optional<String> problems(String tool, ObjectNode inputSchema, ObjectNode arguments) {
        var schema =
                schemas.computeIfAbsent(
                        tool, _ -> registry.getSchema(inputSchema.toString(), InputFormat.JSON));
        var errors = schema.validate(arguments);
        if (errors.isEmpty()) {
            return Optional.empty();
        }
        var all = ArgumentProblems.of(inputSchema, errors);
        var named = String.join("; ", all.subList(0, Math.min(all.size(), NAMED_MAX)));
        return Optional.of(
                all.size() > NAMED_MAX
                        ? named + "; and " + (all.size() - NAMED_MAX) + " more"
                        : named);
    }
}
