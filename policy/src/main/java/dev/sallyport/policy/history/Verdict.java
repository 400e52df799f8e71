package dev.sallyport.policy.history;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.Obligations;
import java.util.List;

/// What a decision came to, without what led to it: two that are equal treat a call alike.
public sealed interface Verdict {

    record Permitted(Obligations obligations) implements Verdict {}

    /// @param approvers sorted
    record Held(List<ApproverSet> approvers, Obligations obligations) implements Verdict {
        public Held {
            approvers = approvers.stream().distinct().sorted().toList();
        }
    }

    /// @param reason a stable code
    record Denied(String reason) implements Verdict {}

    static Verdict of(Decision decision) {
        return switch (decision) {
            case Decision.Permit(_, var obligations) -> new Permitted(obligations);
            case Decision.Hold(_, var approvers, var obligations) ->
                    new Held(approvers, obligations);
            case Decision.Deny _ -> new Denied("");
        };
    }
}
