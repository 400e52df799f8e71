package dev.sallyport.server.api;

import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.DenyReason;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Reach;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.RuleId;
import dev.sallyport.policy.UsageLimit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Roles and rights by subject; nothing else is permitted.
public record TestPolicy(
        Map<String, Set<String>> roles, Map<String, Set<ConsoleRight>> rights, String digest)
        implements Authorizer {

    public TestPolicy(Map<String, Set<String>> roles, Map<String, Set<ConsoleRight>> rights) {
        this(roles, rights, "0".repeat(64));
    }

    @Override
    public Decision decide(Request request) {
        return new Decision.Deny(new DenyReason.NoPolicy());
    }

    @Override
    public List<Reach> reach(Principal principal, String tool, Instant time) {
        return List.of();
    }

    @Override
    public Set<String> roles(Principal principal, Instant time) {
        return roles.getOrDefault(principal.subject(), Set.of());
    }

    @Override
    public Set<ConsoleRight> consoleRights(Principal principal, Instant time) {
        return rights.getOrDefault(principal.subject(), Set.of());
    }

    @Override
    public List<UsageLimit> usageLimits(Principal principal, Instant time) {
        return List.of();
    }

    @Override
    public Optional<String> describe(RuleId rule) {
        return Optional.empty();
    }
}
