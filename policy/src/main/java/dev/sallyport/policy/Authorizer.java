package dev.sallyport.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Answers who may do what, from one immutable policy. Safe from many threads.
public interface Authorizer {

    /// What answers while there is no policy: nobody may do anything.
    Authorizer DENY_ALL = new DenyAll();

    /// Decides one call. Total: an error while deciding is a [Decision.Deny].
    Decision decide(Request request);

    /// Every way in which some rule could permit or hold a call of the tool by this principal; empty means
    /// the tool is hidden from it.
    List<Reach> reach(Principal principal, String tool, Instant time);

    /// The roles that are bound to the principal at that time and may give it anything, includes expanded, sorted:
    /// without those outside of what it is confined to, and none where roles must not meet. The human behind it has
    /// roles of its own.
    Set<String> roles(Principal principal, Instant time);

    /// What the principal may do outside of tool calls; nothing, when it acts for a human.
    Set<ConsoleRight> consoleRights(Principal principal, Instant time);

    /// What binds the principal, and the human behind it, over all their calls; sorted.
    List<UsageLimit> usageLimits(Principal principal, Instant time);

    /// What the role map says about a rule, for operators; never shown to agents.
    Optional<String> describe(RuleId rule);

    /// The rule as a role map writes it, for operators; never shown to agents. Empty when it is not in force.
    Optional<String> text(RuleId rule);

    /// SHA-256 over the canonical form of the policy, in lower-case hex.
    String digest();

    /// Rights over the console and the API, from a role's `console:` list.
    enum ConsoleRight {
        APPROVE,
        AUDIT,
        ADMINISTER
    }
}
