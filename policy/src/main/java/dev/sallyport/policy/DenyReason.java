package dev.sallyport.policy;

import java.util.List;

/// Why a call is refused, in terms of what was asked. Holds no rule text.
public sealed interface DenyReason {

    /// No rule permits these accesses.
    record NoRule(List<Access> unmatched) implements DenyReason {
        public NoRule {
            unmatched = List.copyOf(unmatched);
        }
    }

    /// A rule forbids this access.
    record Forbidden(Access access, RuleId rule) implements DenyReason {}

    /// The tool reported nothing that the call would do, so nothing can be permitted.
    record NothingUnderstood() implements DenyReason {}

    /// The policy could not be evaluated, or there is none.
    record NoPolicy() implements DenyReason {}
}
