package dev.sallyport.server.call;

import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.Glob;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Reach;
import dev.sallyport.tools.Tool;
import dev.sallyport.tools.ToolDescription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/// What a caller gets to see of a tool: only if some rule could let it call the tool, and with only the targets
/// that such a rule could mean.
public final class ToolOffers {

    /// At most this many ways are spelled out in a tool's description; `my_access` has all.
    private static final int WAYS_MAX = 12;

    private ToolOffers() {}

    /// The tool as this caller sees it, or empty when it is hidden.
    static Optional<OfferedTool> offer(
            Tool tool, Authorizer policy, Principal principal, Instant now) {
        var description = tool.description();
        var reaches = policy.reach(principal, description.name(), now);
        var targets = targetsWithin(description, reaches);
        if (reaches.isEmpty() || targets.isEmpty()) {
            return Optional.empty();
        }
        var input = description.inputSchema().deepCopy();
        narrowTargets(input, description.targetArgument(), targets);
        describeArguments(input, description, reaches);
        return Optional.of(
                new OfferedTool(
                        description.name(),
                        description.title(),
                        description.description() + ways(reaches),
                        description.impact(),
                        input,
                        ReplySchemas.output(description.resultProperties())));
    }

    /// Whether the caller may see the tool at all; a hidden one answers as one that does not exist.
    public static boolean visible(Tool tool, Authorizer policy, Principal principal, Instant now) {
        var description = tool.description();
        return !targetsWithin(description, policy.reach(principal, description.name(), now))
                .isEmpty();
    }

    /// The configured targets that some way could mean.
    private static List<String> targetsWithin(ToolDescription description, List<Reach> reaches) {
        return description.targets().stream()
                .filter(target -> mayMean(description, reaches, target))
                .toList();
    }

    /// Whether some way could mean a target of this name, whether or not there is one.
    public static boolean mayMean(ToolDescription description, List<Reach> reaches, String target) {
        var fact =
                description.argumentOfFact().entrySet().stream()
                        .filter(e -> e.getValue().equals(description.targetArgument()))
                        .map(e -> e.getKey())
                        .findFirst()
                        .orElse(description.targetArgument());
        return reaches.stream()
                .anyMatch(reach -> {
                    var globs = reach.on().get(fact);
                    return globs == null
                            || globs.stream().anyMatch(glob -> new Glob(glob).matches(target));
                });
    }

    private static void narrowTargets(ObjectNode input, String argument, List<String> targets) {
        if (input.path("properties").path(argument) instanceof ObjectNode property) {
            targets.forEach(property.putArray("enum")::add);
        }
    }

    private static void describeArguments(
            ObjectNode input, ToolDescription description, List<Reach> reaches) {
        description
                .argumentOfFact()
                .forEach((fact, argument) -> {
                    if (argument.equals(description.targetArgument())
                            || !(input.path("properties").path(argument)
                                    instanceof ObjectNode property)
                            || reaches.stream().anyMatch(reach -> !reach.on().containsKey(fact))) {
                        return;
                    }
                    var globs = new TreeSet<String>();
                    reaches.forEach(reach -> globs.addAll(reach.on().get(fact)));
                    var text = property.path("description").asString("");
                    property.put(
                            "description",
                            (text + " You may name: " + quoted(globs) + ".").strip());
                });
    }

    private static String ways(List<Reach> reaches) {
        var lines = new TreeSet<String>();
        for (var reach : reaches) {
            lines.add(
                    (reach.effect() == Effect.HOLD ? "held for approval on " : "permitted on ")
                            + place(reach));
        }
        var shown = lines.stream().limit(WAYS_MAX).toList();
        return " For you: "
                + String.join("; ", shown)
                + (lines.size() > WAYS_MAX ? "; more in `" + BuiltInTools.MY_ACCESS + "`" : "")
                + ".";
    }

    static String place(Reach reach) {
        if (reach.on().isEmpty()) {
            return "everything";
        }
        var parts = new ArrayList<String>();
        reach.on().forEach((fact, globs) -> parts.add(fact + " " + quoted(globs)));
        return String.join(", ", parts);
    }

    private static String quoted(Iterable<String> texts) {
        var parts = new ArrayList<String>();
        texts.forEach(text -> parts.add("`" + text + "`"));
        return String.join(" or ", parts);
    }
}
