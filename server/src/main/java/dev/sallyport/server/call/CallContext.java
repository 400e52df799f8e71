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
import java.util.Set;

/// One call on its way: who made it, through what, and the one policy that judges it from start to end.
///
/// @param session the calls it belongs to
record CallContext(
        String callId,
        Caller caller,
        String session,
        String tool,
        Authorizer policy,
        Set<String> roles,
        Instant now) {

    static CallContext start(
            String callId,
            Caller caller,
            String session,
            String tool,
            Authorizer policy,
            Instant now) {
        return new CallContext(
                callId, caller, session, tool, policy, policy.roles(caller.principal(), now), now);
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
