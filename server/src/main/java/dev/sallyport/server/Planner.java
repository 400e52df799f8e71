package dev.sallyport.server;

import dev.sallyport.masking.Sentinels;
import dev.sallyport.policy.Access;
import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.call.ArgumentCheck;
import dev.sallyport.server.call.ToolOffers;
import dev.sallyport.server.config.Configuration;
import dev.sallyport.tools.Tool;
import dev.sallyport.tools.ToolCall;
import dev.sallyport.tools.ToolDescription;
import dev.sallyport.tools.ToolFamily;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Works out what calls would do at the configured targets, without a gate and without doing any of it. Safe from many
/// threads.
public final class Planner implements AutoCloseable {

    private static final String CALL_ID = "planned-by-hand";

    private final List<ToolFamily> families;
    private final ArgumentCheck arguments = new ArgumentCheck();

    private Planner(List<ToolFamily> families) {
        this.families = families;
    }

    /// Opens every target; beside a gate that may be running.
    public static Planner open(Configuration configuration) {
        return new Planner(
                Targets.open(configuration, Clock.systemUTC(), new SecureRandom()).families());
    }

    /// What planning comes to.
    public sealed interface Planned {
        record Accesses(List<Access> all) implements Planned {}

        /// @param touching what was accessed before the refusal
        record Refused(String code, String message, List<Access> touching) implements Planned {}
    }

    /// Plans a call as the gate would under a policy: up to, and without, the decision.
    public Planned plan(
            Authorizer policy, Principal principal, Instant now, String name, ObjectNode given) {
        var tool = find(name).filter(t -> ToolOffers.visible(t, policy, principal, now));
        if (tool.isEmpty()) {
            return new Planned.Refused(
                    "UNKNOWN_TOOL", "the caller sees no tool `" + name + "`", List.of());
        }
        var problems = arguments.problems(name, tool.get().description().inputSchema(), given);
        if (problems.isPresent()) {
            return new Planned.Refused("INVALID_ARGUMENTS", problems.get(), List.of());
        }
        var description = tool.get().description();
        var target = given.path(description.targetArgument()).asString("");
        if (!ToolOffers.mayMean(description, policy.reach(principal, name, now), target)) {
            return new Planned.Refused(
                    "DENIED_NO_RULE", "no rule speaks of `" + target + "`", List.of());
        }
        if (description.impact() != ToolDescription.Impact.READ && Sentinels.occursIn(given)) {
            return new Planned.Refused(
                    "DENIED_MASKED_VALUE", "the arguments hold a masked value", List.of());
        }
        return switch (tool.get().plan(new ToolCall(given, principal, CALL_ID))) {
            case Tool.Planning.Planned(var plan) -> new Planned.Accesses(plan.accesses());
            case Tool.Planning.Refused(var refusal, var touching) ->
                    new Planned.Refused(refusal.code(), refusal.message(), touching);
        };
    }

    private Optional<Tool> find(String name) {
        return families.stream()
                .flatMap(family -> family.tools().stream())
                .filter(tool -> tool.description().name().equals(name))
                .findFirst();
    }

    @Override
    public void close() {
        families.forEach(ToolFamily::close);
    }
}
