package dev.sallyport.policy.rolemap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.DenyReason;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Request;
import java.util.List;

/// What must hold of every suggested role map beside the policy in force.
final class SuggestionChecks {

    private SuggestionChecks() {}

    static RoleMap parse(String text) {
        return switch (RoleMap.parse("policy.yaml", text, TestTools.ALL)) {
            case RoleMap.Parsed.Valid(var roleMap) -> roleMap;
            case RoleMap.Parsed.Invalid(var problems) ->
                    throw new AssertionError(problems + "\n" + text);
        };
    }

    /// Whatever the suggestion lets through, the policy in force lets through as well, with no more approvers and under
    /// no stricter obligations.
    ///
    /// @param what is shown where that does not hold
    static void assertNoMoreIsPermitted(
            Request request, Authorizer inForce, Authorizer suggested, String what) {
        var before = inForce.decide(request);
        var shown = request + " was " + before + "\n" + what;
        switch (suggested.decide(request)) {
            case Decision.Permit(_, var obligations) -> {
                assertThat(before).as(shown).isInstanceOf(Decision.Permit.class);
                assertNotWeaker(((Decision.Permit) before).obligations(), obligations, shown);
            }
            case Decision.Hold(_, var approvers, var obligations) -> {
                switch (before) {
                    case Decision.Permit(_, var owed) -> assertNotWeaker(owed, obligations, shown);
                    case Decision.Hold(_, var asked, var owed) -> {
                        assertNoFewer(asked, approvers, shown);
                        assertNotWeaker(owed, obligations, shown);
                    }
                    // A hold does not reach down, so what lies within something held may have had
                    // no rule at all.
                    case Decision.Deny(var reason) ->
                            assertThat(reason).as(shown).isInstanceOf(DenyReason.NoRule.class);
                }
            }
            case Decision.Deny _ -> {}
        }
    }

    static void assertNoFewer(List<ApproverSet> before, List<ApproverSet> after, String what) {
        for (var set : before) {
            assertThat(after)
                    .as(what)
                    .anySatisfy(other -> assertThat(other.asksNoLessThan(set)).isTrue());
        }
    }

    static void assertNotWeaker(Obligations before, Obligations after, String what) {
        for (var mask : before.masks()) {
            assertThat(after.masks())
                    .as(what)
                    .anySatisfy(other -> {
                        assertThat(other.column()).isEqualTo(mask.column());
                        assertThat(MaskColumn.stricter(other.with(), mask.with()))
                                .isEqualTo(other.with());
                    });
        }
        assertThat(after.filters()).as(what).containsAll(before.filters());
        for (var name : List.of("rows", "timeout", "spare", "bytes")) {
            before.limit(name)
                    .ifPresent(limit ->
                            assertThat(after.limit(name).orElseThrow())
                                    .as(what)
                                    .isLessThanOrEqualTo(limit));
        }
    }
}
