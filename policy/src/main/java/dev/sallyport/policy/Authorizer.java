package dev.sallyport.policy;

import java.time.Instant;
import java.util.List;
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

    /// The roles bound to the principal, includes expanded, sorted.
    Set<String> roles(Principal principal, Instant time);

    /// What the principal may do outside of tool calls.
    Set<ConsoleRight> consoleRights(Principal principal, Instant time);

    /// SHA-256 over the canonical form of the policy, in lower-case hex.
    String digest();

    /// Rights over the console and the API, from a role's `console:` list.
    enum ConsoleRight {
        APPROVE,
        AUDIT,
        ADMINISTER
    }
}
