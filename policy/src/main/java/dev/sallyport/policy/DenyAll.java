package dev.sallyport.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The policy of a server that has none.
final class DenyAll implements Authorizer {

    // SHA-256 of the empty text, which is the canonical form of a policy that says nothing.
    private static final String DIGEST =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

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
        return Set.of();
    }

    @Override
    public Set<ConsoleRight> consoleRights(Principal principal, Instant time) {
        return Set.of();
    }

    @Override
    public List<UsageLimit> usageLimits(Principal principal, Instant time) {
        return List.of();
    }

    @Override
    public Optional<String> describe(RuleId rule) {
        return Optional.empty();
    }

    @Override
    public Optional<String> text(RuleId rule) {
        return Optional.empty();
    }

    @Override
    public String digest() {
        return DIGEST;
    }
}
