package dev.sallyport.server.call;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Reach;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.UsageLimit;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// One call on its way: who made it, through what, and the one policy that judges it from start to end.
///
/// @param session the calls it belongs to
/// @param arguments as the caller gave them; empty where they stand with an earlier record of the call
record CallContext(
        String callId,
        Caller caller,
        String session,
        String tool,
        Authorizer policy,
        Set<String> roles,
        Instant now,
        Optional<ObjectNode> arguments) {

    static CallContext start(
            String callId,
            Caller caller,
            String session,
            String tool,
            Authorizer policy,
            Instant now) {
        return new CallContext(
                callId,
                caller,
                session,
                tool,
                policy,
                policy.roles(caller.principal(), now),
                now,
                Optional.empty());
    }

    CallContext asking(ObjectNode given) {
        return new CallContext(
                callId, caller, session, tool, policy, roles, now, Optional.of(given));
    }

    Principal principal() {
        return caller.principal();
    }

    Decision decide(String toolName, List<Access> accesses) {
        return policy.decide(new Request(principal(), toolName, accesses, now));
    }

    List<UsageLimit> usageLimits() {
        return policy.usageLimits(principal(), now);
    }

    List<Reach> reach(String toolName) {
        return policy.reach(principal(), toolName, now);
    }
}
