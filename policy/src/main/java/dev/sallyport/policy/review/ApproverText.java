package dev.sallyport.policy.review;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.yaml.Quoted;
import java.util.function.UnaryOperator;

/// Who must agree, in words.
final class ApproverText {

    private ApproverText() {}

    /// ``2 of `sre` `` or ``2 of `sre` (or 1 of `oncall` by breaking the glass)``.
    static String quoted(ApproverSet approvers) {
        return text(approvers, Quoted::of);
    }

    /// As [#quoted], without quotes.
    static String plain(ApproverSet approvers) {
        return text(approvers, UnaryOperator.identity());
    }

    private static String text(ApproverSet approvers, UnaryOperator<String> name) {
        return approvers.quorum()
                + " of "
                + name.apply(approvers.role())
                + approvers
                        .breakGlass()
                        .map(role -> " (or 1 of " + name.apply(role) + " by breaking the glass)")
                        .orElse("");
    }
}
