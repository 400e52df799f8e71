package dev.sallyport.policy.history;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Request;
import java.time.Instant;
import java.util.List;

/// A call that was decided once.
///
/// @param target the configured target: `shop`
/// @param time when it was decided
/// @param policyDigest the policy that decided
/// @param verdict what was decided
/// @param withheld whether some fact is not on record, so that it stands among the accesses as unknown
public record PastCall(
        String callId,
        Principal principal,
        String tool,
        String target,
        List<Access> accesses,
        Instant time,
        String policyDigest,
        Verdict verdict,
        boolean withheld) {

    public PastCall {
        accesses = List.copyOf(accesses);
    }

    Request request() {
        return new Request(principal, tool, accesses, time);
    }
}
