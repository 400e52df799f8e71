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

/// Roles and rights by subject; nothing else is permitted. The one rule that a test's calls are held by is in force until
/// the policy changes, which its digest tells.
public record TestPolicy(
        Map<String, Set<String>> roles, Map<String, Set<ConsoleRight>> rights, String digest)
        implements Authorizer {

    private static final String FIRST = "0".repeat(64);

    public TestPolicy(Map<String, Set<String>> roles, Map<String, Set<ConsoleRight>> rights) {
        this(roles, rights, FIRST);
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
        return digest.equals(FIRST)
                ? Optional.of("changes to the shop's data want one dba")
                : Optional.empty();
    }

    @Override
    public Optional<String> text(RuleId rule) {
        return digest.equals(FIRST)
                ? Optional.of("tools: [write]\napprovers: {role: dba}")
                : Optional.empty();
    }
}
