package dev.sallyport.server.schema;

import static dev.sallyport.server.schema.Parts.described;
import static dev.sallyport.server.schema.Parts.list;
import static dev.sallyport.server.schema.Parts.mapping;
import static dev.sallyport.server.schema.Parts.node;
import static dev.sallyport.server.schema.Parts.oneOf;
import static dev.sallyport.server.schema.Parts.oneOrMany;
import static dev.sallyport.server.schema.Parts.ref;
import static dev.sallyport.server.schema.Parts.text;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.policy.UsageLimit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// The schema of `policy.yaml`, from the words that the tools bring.
public final class PolicySchema {

    private static final String ROLE_NAME = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$";
    private static final String SUBJECT = "^(client|user|group):[^*]+$";
    private static final int QUORUM_MAX = 100;

    private PolicySchema() {}

    public static ObjectNode of(List<ToolTerms> tools) {
        var properties = node();
        var roles = node();
        roles.putArray("type").add("object").add("null");
        roles.set("propertyNames", node().put("pattern", ROLE_NAME));
        roles.set("additionalProperties", ref("role"));
        properties.set("roles", described(roles, "Named sets of rules and rights."));
        properties.set(
                "separate",
                described(list(ref("separation")), "Roles that one principal must not combine."));
        properties.set("bindings", described(list(ref("binding")), "Who has which role."));
        var root = Parts.root("policy", "Sallyport role map (policy.yaml)", mapping(properties));
        var definitions = root.putObject("$defs");
        definitions.set("role", role());
        definitions.set("separation", separation());
        definitions.set("binding", binding());
        definitions.set("limits", limits());
        for (var effect : Effect.values()) {
            definitions.set(lower(effect), new RuleSchema(tools, effect).schema());
        }
        return root;
    }

    private static ObjectNode role() {
        var properties = node();
        properties.set("description", described(text(), "For operators; agents never see it."));
        properties.set(
                "includes",
                described(oneOrMany(roleName()), "Every rule and right of these roles, too."));
        var limits = node();
        limits.set("principal", described(ref("limits"), "For each principal of the role."));
        limits.set("role", described(ref("limits"), "For all principals of the role together."));
        properties.set("limits", described(mapping(limits), "Bounds on use, over all calls."));
        properties.set("permit", described(list(ref("permit")), "What may be done."));
        properties.set(
                "hold", described(list(ref("hold")), "What may be done once humans have agreed."));
        properties.set(
                "forbid",
                described(
                        list(ref("forbid")), "What may never be done, whatever else permits it."));
        properties.set(
                "console",
                described(
                        consoleRights(),
                        "Rights over console and API: decide on held calls, read the record, administer."));
        return mapping(properties);
    }

    private static ObjectNode consoleRights() {
        var right = oneOf(Arrays.stream(ConsoleRight.values()).map(PolicySchema::lower).toList());
        var node = node();
        node.putArray("anyOf").add(right).add(list(right.deepCopy()));
        return node;
    }

    private static ObjectNode limits() {
        var properties = node();
        for (var kind : UsageLimit.Kind.values()) {
            properties.set(lower(kind), node().put("type", "integer").put("minimum", 1));
        }
        return mapping(properties);
    }

    private static ObjectNode separation() {
        var properties = node();
        properties.set("roles", list(roleName()).put("minItems", 2));
        properties.set("reason", described(text(), "For operators."));
        return mapping(properties, "roles");
    }

    private static ObjectNode binding() {
        var properties = node();
        properties.set("role", roleName());
        properties.set(
                "to",
                described(
                        oneOrMany(Parts.pattern(SUBJECT)),
                        "`client:NAME`, `user:NAME` or `group:NAME`, letter by letter."));
        properties.set("description", described(text(), "For operators."));
        properties.set("from", described(text(), "The first instant, `2026-01-01T00:00:00Z`."));
        properties.set("until", described(text(), "The first instant after it."));
        var when = node();
        when.set(
                "days", oneOrMany(oneOf(List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun"))));
        when.set("hours", described(oneOrMany(text()), "`08:00-18:00`; may pass midnight."));
        when.set("zone", described(text(), "Of the tz database: `Europe/Berlin`."));
        properties.set("when", described(mapping(when), "Hours of the week."));
        return mapping(properties, "role", "to");
    }

    static ObjectNode approvers() {
        var properties = node();
        properties.set("role", roleName());
        properties.set(
                "quorum",
                described(
                        node().put("type", "integer").put("minimum", 1).put("maximum", QUORUM_MAX),
                        "How many distinct humans; 1 when absent."));
        properties.set(
                "break_glass",
                described(
                        roleName(),
                        "The role of whom one human alone may release the call in an emergency; another human reviews it"
                                + " within 24 hours."));
        return mapping(properties, "role");
    }

    private static ObjectNode roleName() {
        return Parts.pattern(ROLE_NAME);
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
