package dev.sallyport.policy.rolemap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Decision;
import dev.sallyport.policy.DenyReason;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.Obligation.Limit;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.RuleId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs the tables under `decisions/`.
class DecisionTableTest {

    static Stream<DecisionCase> cases() {
        return Stream.of(
                        "facts",
                        "roles",
                        "obligations",
                        "reference",
                        "except",
                        "labels",
                        "times",
                        "parties")
                .flatMap(name -> DecisionCase.read("decisions/" + name + ".yaml").stream());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void decidesAsTheTableSays(DecisionCase row) {
        var roleMap = TestPolicies.valid(row.policy());

        var decision = roleMap.decide(row.request());

        assertThat(kind(decision)).isEqualTo(row.decision());
        switch (decision) {
            case Decision.Permit(var rules, var obligations) -> {
                check(row, rules, obligations);
                assertThat(row.approvers()).isEmpty();
            }
            case Decision.Hold(var rules, var approvers, var obligations) -> {
                check(row, rules, obligations);
                var found = new HashMap<String, String>();
                approvers.forEach(a ->
                        found.put(
                                a.role(),
                                a.quorum() + a.breakGlass().map(role -> " or " + role).orElse("")));
                assertThat(found).isEqualTo(row.approvers());
            }
            case Decision.Deny(var reason) -> check(row, reason);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatMayHappenIsWithinReach(DecisionCase row) {
        var roleMap = TestPolicies.valid(row.policy());
        var request = row.request();

        var decision = roleMap.decide(request);
        var reach = roleMap.reach(request.principal(), request.tool(), request.time());

        switch (decision) {
            case Decision.Permit _ ->
                    assertThat(reach).anyMatch(way -> way.effect() == Effect.PERMIT);
            case Decision.Hold _ -> assertThat(reach).anyMatch(way -> way.effect() == Effect.HOLD);
            case Decision.Deny _ ->
                    assertThat(reach).noneMatch(way -> way.effect() == Effect.FORBID);
        }
    }

    private static String kind(Decision decision) {
        return switch (decision) {
            case Decision.Permit _ -> "permit";
            case Decision.Hold _ -> "hold";
            case Decision.Deny(DenyReason.NoRule _) -> "no rule";
            case Decision.Deny(DenyReason.Forbidden _) -> "forbidden";
            case Decision.Deny(DenyReason.NothingUnderstood _) -> "nothing understood";
            case Decision.Deny(DenyReason.Separated _) -> "separated";
            case Decision.Deny(DenyReason.NoPolicy _) -> "no policy";
        };
    }

    private static void check(DecisionCase row, List<RuleId> rules, Obligations obligations) {
        row.rules().ifPresent(expected -> assertThat(names(rules)).isEqualTo(expected));
        row.limits().ifPresent(expected -> assertThat(limits(obligations)).isEqualTo(expected));
        var masks = new HashMap<String, String>();
        obligations.masks().forEach(mask -> masks.put(mask.column(), mask.with()));
        row.masks().ifPresent(expected -> assertThat(masks).isEqualTo(expected));
        var filters = new HashMap<String, String>();
        obligations.filters().forEach(filter -> filters.put(filter.table(), filter.where()));
        row.filters().ifPresent(expected -> assertThat(filters).isEqualTo(expected));
    }

    private static void check(DecisionCase row, DenyReason reason) {
        if (reason instanceof DenyReason.NoRule(var unmatched)) {
            row.unmatched().ifPresent(n -> assertThat(unmatched).hasSize(Math.toIntExact(n)));
        }
        if (reason instanceof DenyReason.Forbidden(var access, var rule)) {
            assertThat(row.request().accesses()).contains(access);
            row.rules().ifPresent(expected -> assertThat(names(List.of(rule))).isEqualTo(expected));
        }
    }

    private static List<String> names(List<RuleId> rules) {
        return rules.stream()
                .map(id -> id.role() + "/" + id.effect().name().toLowerCase(Locale.ROOT))
                .distinct()
                .sorted()
                .toList();
    }

    private static Map<String, String> limits(Obligations obligations) {
        var limits = new HashMap<String, String>();
        obligations.all().stream()
                .filter(Limit.class::isInstance)
                .map(Limit.class::cast)
                .forEach(limit -> limits.put(limit.name(), Long.toString(limit.value())));
        return limits;
    }
}
