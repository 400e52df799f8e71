package dev.sallyport.server.approval;

import static dev.sallyport.server.approval.GrantBook.access;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// Which calls are like a granted one: those that go nowhere further.
class GrantScopeTest {
    private static final GrantBook.Call SHOWN = new GrantBook.Call();
    private static final Set<String> COLUMNS = Set.of("state", "total");

    private static boolean covers(GrantBook.Call call) {
        return GrantScope.covers(SHOWN.asked(), call.asked());
    }

    private static GrantBook.Call touching(Access access) {
        return SHOWN.touching(_ -> access);
    }

    @Test
    void whatGoesNoFurtherIsCovered() {
        assertThat(covers(SHOWN)).isTrue();
        assertThat(covers(SHOWN.with(GrantBook.plan("another update")))).isTrue();
        assertThat(covers(SHOWN.of(0))).isTrue();
        assertThat(covers(touching(access("db.write", "shop.orders", Set.of("state"), 1))))
                .isTrue();
        assertThat(covers(SHOWN.heldBy(List.of("developer/hold/0123456789ab")))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "client:coding-agent, user:ana",
        "client:coding-agent, ''",
        "client:other,        user:olga",
        "user:olga,           ''"
    })
    void anotherPrincipalOrHumanIsNot(String subject, String human) {
        var other =
                new Principal(
                        subject,
                        Principal.Kind.AGENT,
                        human.isEmpty()
                                ? Optional.empty()
                                : Optional.of(Principal.human(human, Set.of())),
                        Set.of("agents"));

        assertThat(covers(SHOWN.by(other))).isFalse();
    }

    @Test
    void anotherPlaceOrActionIsNot() {
        assertThat(covers(touching(access("db.write", "shop.customers", COLUMNS, 3)))).isFalse();
        assertThat(covers(touching(access("db.read", "shop.orders", COLUMNS, 3)))).isFalse();
        var plan = SHOWN.plan();
        var tool =
                new Plan(
                        "query_database",
                        plan.target(),
                        plan.accesses(),
                        plan.normalised(),
                        plan.summary());
        var target =
                new Plan(
                        plan.tool(), "archive", plan.accesses(), plan.normalised(), plan.summary());
        assertThat(covers(SHOWN.with(tool))).isFalse();
        assertThat(covers(SHOWN.with(target))).isFalse();
    }

    @Test
    void oneAccessMoreIsNot() {
        var plan = SHOWN.plan();
        var more =
                new Plan(
                        plan.tool(),
                        plan.target(),
                        List.of(
                                plan.accesses().getFirst(),
                                access("db.read", "shop.customers", COLUMNS, 3)),
                        plan.normalised(),
                        plan.summary());
        var none =
                new Plan(plan.tool(), plan.target(), List.of(), plan.normalised(), plan.summary());

        assertThat(covers(SHOWN.with(more))).isFalse();
        assertThat(covers(SHOWN.with(none))).isFalse();
    }

    @Test
    void whatIsLargerIsNot() {
        assertThat(covers(SHOWN.of(4))).isFalse();
        assertThat(
                        covers(
                                touching(
                                        access(
                                                "db.write",
                                                "shop.orders",
                                                Set.of("state", "total", "owner"),
                                                3))))
                .isFalse();
        assertThat(covers(touching(access("db.write", "shop.orders", COLUMNS, 4)))).isFalse();
        assertThat(covers(touching(access("db.write", "shop.orders", COLUMNS, -1)))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "columns", "files", "risk", "schema"})
    void whatIsNotKnownIsNot(String fact) {
        var unknown =
                SHOWN.touching(access -> {
                    var facts = new TreeMap<>(access.facts());
                    facts.put(fact, FactValue.UNKNOWN);
                    return new Access(access.action(), access.resource(), facts);
                });
        var missing =
                SHOWN.touching(access -> {
                    var facts = new TreeMap<>(access.facts());
                    var _ = facts.remove(fact);
                    return new Access(access.action(), access.resource(), facts);
                });

        assertThat(covers(unknown)).isFalse();
        assertThat(covers(missing)).isFalse();
        assertThat(GrantScope.covers(unknown.asked(), unknown.asked())).isFalse();
        assertThat(GrantScope.objection(unknown.asked(), false)).isPresent();
        assertThat(GrantScope.covers(missing.asked(), SHOWN.asked())).isFalse();
    }

    /// Where the accesses do not tell two plans apart, the tool does.
    @Test
    void anotherShapeIsNot() {
        var shaped = shaped("insert into t (a) values (0)");
        var other = shaped("insert into t (a) values (0) on conflict do update set a = 0");

        assertThat(GrantScope.covers(shaped, shaped)).isTrue();
        assertThat(GrantScope.covers(shaped, other)).isFalse();
        assertThat(GrantScope.covers(shaped, SHOWN.asked())).isFalse();
        assertThat(GrantScope.covers(SHOWN.asked(), shaped)).isFalse();
    }

    private static NewRequest shaped(String shape) {
        var plan = SHOWN.plan();
        return SHOWN.with(
                        new Plan(
                                plan.tool(),
                                plan.target(),
                                plan.accesses(),
                                plan.normalised().put(Plan.SHAPE, shape),
                                plan.summary()))
                .asked();
    }

    @Test
    void whatTheToolWantsLookedAtIsNeitherGrantedNorCovered() {
        var asked = SHOWN.asked();
        var shown = asked.preview();
        var state = shown.state().deepCopy().put(Preview.NOT_GRANTABLE, "its Pods are privileged");
        var single =
                GrantBook.showing(asked, new Preview(shown.headline(), shown.sections(), state));

        assertThat(GrantScope.objection(single, false))
                .hasValueSatisfying(refused -> {
                    assertThat(refused.code()).isEqualTo(Decided.Code.NOT_GRANTABLE);
                    assertThat(refused.message())
                            .contains("since its Pods are privileged; approve the call itself");
                });
        assertThat(GrantScope.covers(asked, single)).isFalse();
        assertThat(GrantScope.covers(single, asked)).isFalse();
        assertThat(GrantScope.covers(single, single)).isFalse();
    }

    @Test
    void anotherRiskIsNot() {
        var riskier =
                SHOWN.touching(access -> {
                    var facts = new TreeMap<String, FactValue>(access.facts());
                    facts.put("risk", FactValue.level("high"));
                    return new Access(access.action(), access.resource(), facts);
                });

        assertThat(covers(riskier)).isFalse();
    }

    @Test
    void otherRulesApproversObligationsAndPoliciesAreNot() {
        assertThat(covers(SHOWN.heldBy(List.of("developer/hold/ffffffffffff")))).isFalse();
        assertThat(covers(SHOWN.approvedBy(List.of(new ApproverSet("sre", 1))))).isFalse();
        assertThat(covers(SHOWN.approvedBy(Desk.TWO_DBAS))).isFalse();
        assertThat(covers(SHOWN.under(new Obligations(List.of(new Obligation.Limit("rows", 5))))))
                .isFalse();
        assertThat(GrantScope.covers(SHOWN.asked(), SHOWN.asked("b".repeat(64)))).isFalse();
    }

    /// Also where as many approvers are wanted as before.
    @Test
    void whatNobodyCouldLookIntoIsNeitherGrantedNorCovered() {
        var asked = SHOWN.asked();
        var shown = asked.preview();
        var unseen =
                GrantBook.showing(
                        asked,
                        new Preview(
                                shown.headline(),
                                shown.sections(),
                                shown.state(),
                                List.of("1 picture")));

        assertThat(GrantScope.objection(asked, false)).isEmpty();
        assertThat(GrantScope.objection(unseen, false))
                .hasValueSatisfying(refused -> {
                    assertThat(refused.code()).isEqualTo(Decided.Code.NOT_GRANTABLE);
                    assertThat(refused.message())
                            .contains("could not look into", "approve the call itself");
                });
        assertThat(GrantScope.covers(asked, unseen)).isFalse();
        assertThat(GrantScope.covers(unseen, asked)).isFalse();
        assertThat(GrantScope.covers(unseen, unseen)).isFalse();
    }

    @Test
    void sizesThatAreNoWholeNumbersAreNotKnown() {
        var asked = SHOWN.asked();
        for (var state :
                List.of(
                        Map.<String, Object>of("rows", -1L),
                        Map.<String, Object>of("objects", List.of(-1L)))) {
            var odd =
                    GrantBook.showing(
                            asked,
                            new Preview("odd", List.of(), JsonMapper.shared().valueToTree(state)));
            assertThat(GrantScope.objection(odd, false)).isPresent();
            assertThat(GrantScope.covers(asked, odd)).isFalse();
        }
    }
}
