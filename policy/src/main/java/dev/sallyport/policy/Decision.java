package dev.sallyport.policy;

import java.util.List;

/// What the policy answers to one request. There is no "abstain": no rule matched means [Deny].
public sealed interface Decision {

    /// Run the call under every obligation.
    record Permit(List<RuleId> rules, Obligations obligations) implements Decision {
        public Permit {
            rules = List.copyOf(rules);
        }
    }

    /// Hold the call until every approver set has its quorum of distinct humans, none of them the
    /// requester or the human behind it; then decide again and run it under the obligations.
    record Hold(List<RuleId> rules, List<ApproverSet> approvers, Obligations obligations)
            implements Decision {
        public Hold {
            rules = List.copyOf(rules);
            approvers = approvers.stream().distinct().sorted().toList();
            if (approvers.isEmpty()) {
                throw new IllegalArgumentException("a hold needs approvers");
            }
        }
    }

    /// Refuse.
    record Deny(DenyReason reason) implements Decision {}
}
