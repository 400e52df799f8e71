package dev.sallyport.policy;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

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

    /// A party of the call has roles that one principal must not have together, so it may do nothing.
    ///
    /// @param subject the party
    /// @param roles those that may not meet
    /// @param reason what the policy gives as its reason, for operators
    record Separated(String subject, Set<String> roles, Optional<String> reason)
            implements DenyReason {
        public Separated {
            roles = Collections.unmodifiableSet(new TreeSet<>(roles));
        }
    }

    /// The policy could not be evaluated, or there is none.
    record NoPolicy() implements DenyReason {}
}
