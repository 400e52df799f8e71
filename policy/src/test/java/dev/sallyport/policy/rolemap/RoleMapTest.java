package dev.sallyport.policy.rolemap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.DenyReason;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactDefinition.Place;
import dev.sallyport.policy.FactDefinition.Unit;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.ObligationDefinition.LimitObligation;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Reach;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.RuleId;
import dev.sallyport.policy.ToolTerms;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoleMapTest {

    private static final String ONE =
            """
            roles:
              a:
                permit:
                  - tools: [query_database, describe_database]
                    on: {database: [shop, stock], schema: "s*"}
                    rows: 10
                    timeout: 1m
            bindings:
              - {role: a, to: ["client:x", "client:y"]}
            """;

    @Test
    void aRuleKeepsItsNameWhateverStandsAroundIt() {
        var moved =
                TestPolicies.valid(
                        """
                        # moved
                        bindings: [{to: ["client:y"], role: a}, {to: "client:x", role: a}]
                        roles:
                          z: {}
                          a:
                            forbid: [{tools: push_branch}]
                            permit:
                              - tools: query_database
                              - timeout: 60s
                                rows:   10   # ten
                                on:
                                  schema: ["s*", 's*']
                                  database: [stock, shop]
                                tools: [describe_database, query_database, query_database]
                        """);

        assertThat(rules(moved))
                .extracting(RuleId::fingerprint)
                .contains(rules(TestPolicies.valid(ONE)).getFirst().fingerprint());
        assertThat(rules(TestPolicies.valid(ONE)))
                .containsExactly(new RuleId("a", Effect.PERMIT, "07f3f60f529d", 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rows: 11\n        timeout: 1m", "timeout: 1m", "rows: 10"})
    void anotherRuleHasAnotherName(String change) {
        var one = TestPolicies.valid(ONE);
        var text = ONE.replace("rows: 10\n        timeout: 1m", change);

        var changed = TestPolicies.valid(text);

        assertThat(changed).isNotEqualTo(one);
        assertThat(changed.digest()).isNotEqualTo(one.digest());
        assertThat(rules(changed)).doesNotContainAnyElementsOf(rules(one));
    }

    @Test
    void theDigestCoversBindingsAndRights() {
        var base = TestPolicies.valid(ONE);

        assertThat(TestPolicies.valid(ONE.replace("client:y", "client:z")).digest())
                .isNotEqualTo(base.digest());
        assertThat(
                        TestPolicies.valid(
                                        ONE.replace(
                                                "    permit:", "    console: [audit]\n    permit:"))
                                .digest())
                .isNotEqualTo(base.digest());
        assertThat(TestPolicies.valid("# a comment\n" + ONE).digest()).isEqualTo(base.digest());
        assertThat(base.digest()).hasSize(64);
    }

    @Test
    void printsTheReferencePolicyAsItIsReadBack() {
        var reference = TestPolicies.resource("reference.yaml");

        assertThat(reference.print()).isEqualTo(TestPolicies.text("reference-canonical.yaml"));
        assertThat(TestPolicies.valid(reference.print())).isEqualTo(reference);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "it''s \"quoted\" \\ back",
                "null",
                "~",
                "- a",
                "# no comment",
                "a: b",
                "größe 😀",
                "'",
                "{a}",
                "*x",
                "&x",
                "!x",
                "@x",
                "%x",
                "0x1F",
                "1.0",
                "true",
                "on",
                "x #y",
                " x ",
                "\u2028 \u0085 x",
            })
    void printsAnyConditionSoThatItReadsBackTheSame(String where) {
        var text =
                "roles: {a: {permit: [{tools: query_database, filter: [{table: t, where: "
                        + Canonical.text(where)
                        + "}]}]}}\nbindings: [{role: a, to: 'client:x'}]";
        var roleMap = TestPolicies.valid(text);

        assertThat(filters(roleMap)).containsExactly(new FilterRows("t", where.strip()));
        assertThat(TestPolicies.valid(roleMap.print())).isEqualTo(roleMap);
        assertThat(filters(TestPolicies.valid(roleMap.print()))).isEqualTo(filters(roleMap));
    }

    @Test
    void aToolThatIsAlwaysForbiddenHasNoReach() {
        var roleMap =
                TestPolicies.valid(
                        """
                        roles:
                          a: {permit: [{tools: "*"}], forbid: [{tools: push_branch}]}
                          b: {forbid: [{tools: read_repository, on: {branch: main}}]}
                        bindings: [{role: a, to: "client:x"}, {role: b, to: "client:x"}]
                        """);

        assertThat(reach(roleMap, "push_branch")).isEmpty();
        assertThat(reach(roleMap, "read_repository"))
                .containsExactly(new Reach("read_repository", Effect.PERMIT, Map.of()));
    }

    @Test
    void aToolThatIsAlwaysHeldHasNoPermitWithinReach() {
        var roleMap =
                TestPolicies.valid(
                        """
                        roles:
                          a:
                            permit: [{tools: "*"}]
                            hold:
                              - {tools: push_branch, approvers: {role: a}}
                              - {tools: read_repository, on: {branch: main}, approvers: {role: a}}
                        bindings: [{role: a, to: "client:x"}]
                        """);

        assertThat(reach(roleMap, "push_branch"))
                .containsExactly(new Reach("push_branch", Effect.HOLD, Map.of()));
        assertThat(reach(roleMap, "read_repository"))
                .containsExactly(
                        new Reach("read_repository", Effect.PERMIT, Map.of()),
                        new Reach(
                                "read_repository", Effect.HOLD, Map.of("branch", List.of("main"))));
    }

    @Test
    void aMaskAloneBringsNothingWithinReach() {
        var roleMap =
                TestPolicies.valid(
                        """
                        roles: {a: {permit: [{tools: query_database, mask: [{column: x, with: null}]}]}}
                        bindings: [{role: a, to: "client:x"}]
                        """);

        assertThat(reach(roleMap, "modify_database")).isEmpty();
    }

    static Stream<Arguments> contradictoryTerms() {
        var text = new FactDefinition.TextFact("x", "x", Place.RULE, "x");
        return Stream.of(
                Arguments.of(List.of(terms(List.of(text)), terms(List.of(text)))),
                Arguments.of(List.of(terms(List.of(text, text)))),
                Arguments.of(
                        List.of(
                                terms(
                                        List.of(
                                                new FactDefinition.TextFact(
                                                        "y", "tools", Place.RULE, "y"))))),
                Arguments.of(
                        List.of(
                                terms(
                                        List.of(
                                                new FactDefinition.TextFact(
                                                        "m", "n_max", Place.RULE, "m"),
                                                new FactDefinition.QuantityFact(
                                                        "n", Unit.COUNT, "n"))))),
                Arguments.of(
                        List.of(
                                new ToolTerms(
                                        "t",
                                        List.of(text),
                                        List.of(new LimitObligation("x", Unit.COUNT, 1, "x"))))));
    }

    @ParameterizedTest
    @MethodSource("contradictoryTerms")
    void toolsThatContradictThemselvesAreADefect(List<ToolTerms> tools) {
        assertThatThrownBy(() -> RoleMap.parse("p", "", tools))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aKeyThatMeansTwoThingsNeedsTwoRules() {
        var tools =
                List.of(
                        new ToolTerms(
                                "one",
                                List.of(new FactDefinition.TextFact("x", "x", Place.RULE, "x")),
                                List.of(new LimitObligation("size", Unit.COUNT, 1, "s"))),
                        new ToolTerms(
                                "two",
                                List.of(new FactDefinition.SetFact("x", "x", Place.RULE, "x")),
                                List.of(new LimitObligation("size", Unit.BYTES, 1, "s"))));

        var parsed =
                RoleMap.parse(
                        "p", "roles: {a: {permit: [{tools: [one, two], x: y, size: 1}]}}", tools);

        assertThat(parsed).isInstanceOf(RoleMap.Parsed.Invalid.class);
        if (parsed instanceof RoleMap.Parsed.Invalid(var problems)) {
            assertThat(problems)
                    .extracting(Object::toString)
                    .containsExactly(
                            "p:1:42: `x` means different things to `one`, `two`; give each tool a rule of"
                                    + " its own",
                            "p:1:48: `size` means different things to `one`, `two`; give each tool a rule of"
                                    + " its own");
        }
    }

    @Test
    void aDecisionTakesNoLongerWithTheRolesOfOthers() {
        var text = new StringBuilder("roles:\n");
        var bindings = new StringBuilder("bindings:\n");
        for (int i = 0; i < 1000; i++) {
            text.append(
                    "  r"
                            + i
                            + ": {permit: [{tools: query_database, on: {database: d"
                            + i
                            + "}}]}\n");
            for (int j = 0; j < 10; j++) {
                bindings.append("  - {role: r" + i + ", to: \"client:c" + i + "-" + j + "\"}\n");
            }
        }
        var roleMap = TestPolicies.valid(text.append(bindings).toString());

        var mine = request("client:c500-3", "query_database", "database", "d500");
        var other = request("client:c500-3", "query_database", "database", "d501");

        assertThat(roleMap.decide(mine)).isInstanceOf(Decision.Permit.class);
        assertThat(roleMap.decide(other))
                .isEqualTo(new Decision.Deny(new DenyReason.NoRule(other.accesses())));
        assertThat(roleMap.roles(mine.principal(), Instant.EPOCH)).containsExactly("r500");
    }

    private static ToolTerms terms(List<FactDefinition> facts) {
        return new ToolTerms("t", facts, List.of());
    }

    private static Request request(String subject, String tool, String fact, String value) {
        return new Request(
                principal(subject),
                tool,
                List.of(new Access("test", "test", Map.of(fact, FactValue.text(value)))),
                Instant.EPOCH);
    }

    private static Principal principal(String subject) {
        return new Principal(subject, Principal.Kind.AGENT, Optional.empty(), Set.of());
    }

    private static List<Reach> reach(RoleMap roleMap, String tool) {
        return roleMap.reach(principal("client:x"), tool, Instant.EPOCH);
    }

    private static List<RuleId> rules(RoleMap roleMap) {
        return permit(roleMap).rules();
    }

    private static List<FilterRows> filters(RoleMap roleMap) {
        return permit(roleMap).obligations().filters();
    }

    private static Decision.Permit permit(RoleMap roleMap) {
        var access =
                new Access(
                        "test",
                        "test",
                        Map.of("database", FactValue.text("shop"), "schema", FactValue.text("s")));
        var request =
                new Request(
                        principal("client:x"), "query_database", List.of(access), Instant.EPOCH);
        if (roleMap.decide(request) instanceof Decision.Permit permit) {
            return permit;
        }
        throw new AssertionError("not permitted");
    }
}
