package dev.sallyport.policy.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.DenyReason;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.Seeds;
import dev.sallyport.policy.rolemap.RandomPolicy;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.policy.rolemap.TestPolicies;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyDiffTest {

    private static final int REQUESTS = 60;

    private static RoleMap map(String rules) {
        return TestPolicies.valid(
                "roles:\n  dev:\n"
                        + rules.indent(4)
                        + "  lead: { console: [approve] }\nbindings:\n  - { role: dev, to: [\"group:agents\"] }\n");
    }

    private static List<String> changes(String before, String after) {
        return PolicyDiff.between(map(before), map(after)).who().stream()
                .flatMap(who ->
                        who.changes().stream().map(change -> who.who() + " " + change.sentence()))
                .toList();
    }

    @Test
    void aWiderRuleIsAGainAndANarrowerOneALoss() {
        var narrow = "permit: [{ tools: [push_branch], on: { branch: agent/x } }]";
        var wide = "permit: [{ tools: [push_branch], on: { branch: \"agent/*\" } }]";

        assertThat(changes(narrow, wide))
                .containsExactly("group:agents gains permit of push_branch: branch: [\"agent/*\"]");
        assertThat(changes(wide, narrow))
                .containsExactly("group:agents loses permit of push_branch: branch: [\"agent/*\"]");
    }

    @Test
    void howRulesAreCutUpIsNoChange() {
        assertThat(
                        changes(
                                "permit: [{ tools: [push_branch, read_repository], on: { branch: [a, b] } }]",
                                """
                                permit:
                                  - { tools: [read_repository], on: { branch: b } }
                                  - { tools: [push_branch], on: { branch: [b, a] } }
                                  - { tools: [read_repository], on: { branch: ["a", b] } }
                                """))
                .isEmpty();
    }

    @Test
    void whatARuleAsksIsCompared() {
        assertThat(
                        changes(
                                "permit: [{ tools: [query_database], on: { database: shop }, rows: 1000, mask: [{ column: t.a, with: redact }] }]",
                                "permit: [{ tools: [query_database], on: { database: shop }, rows: 500, mask: [{ column: t.a, with: last4 }] }]"))
                .containsExactlyInAnyOrder(
                        "group:agents gains mask of query_database: t.a with last4 on database: [shop]"
                                .replace(
                                        "query_database",
                                        "describe_database, modify_database, query_database"),
                        "group:agents loses mask of query_database: t.a with redact on database: [shop]"
                                .replace(
                                        "query_database",
                                        "describe_database, modify_database, query_database"),
                        "group:agents changes permit of query_database: database: [shop]; rows 1000 → rows 500");
    }

    @Test
    void whoMayBreakTheGlassIsCompared() {
        var text =
                """
                roles:
                  dev:
                    hold: [{ tools: [push_branch], approvers: { role: lead, quorum: 2%s } }]
                  lead: { console: [approve] }
                  oncall: { console: [approve] }
                bindings:
                  - { role: dev, to: ["group:agents"] }
                  - { role: oncall, to: ["user:ana", "client:bot"] }
                """;
        var without = TestPolicies.valid(text.formatted(""));
        var with = TestPolicies.valid(text.formatted(", break_glass: oncall"));

        assertThat(
                        PolicyDiff.between(without, with).who().stream()
                                .flatMap(who ->
                                        who.changes().stream()
                                                .map(change ->
                                                        who.who() + " " + change.sentence())))
                .containsExactly(
                        "group:agents changes hold of push_branch: by 2 of `lead` → by 2 of `lead` (or 1 of `oncall` by"
                                + " breaking the glass)",
                        "user:ana gains break-glass: oncall");
    }

    @Test
    void bindingsRightsHoldsAndForbidsAreCompared() {
        var before = map("hold: [{ tools: [push_branch], approvers: { role: lead } }]");
        var after =
                TestPolicies.valid(
                        """
                        roles:
                          dev:
                            hold: [{ tools: [push_branch], approvers: { role: lead, quorum: 2 } }]
                            forbid: [{ tools: [push_branch], on: { branch: main } }]
                          lead: { console: [approve, audit] }
                        separate:
                          - { roles: [dev, lead] }
                        bindings:
                          - { role: dev, to: ["group:agents"] }
                          - { role: lead, to: ["user:ana"], until: 2030-01-01T00:00:00Z }
                        """);

        var diff = PolicyDiff.between(before, after);

        assertThat(diff.who())
                .extracting(PolicyDiff.Changes::who)
                .containsExactly("group:agents", "user:ana", "everyone");
        assertThat(diff.who().get(0).changes())
                .extracting(PolicyDiff.Change::sentence)
                .containsExactly(
                        "changes hold of push_branch: by 1 of `lead` → by 2 of `lead`",
                        "gains forbid of push_branch: branch: [main]");
        assertThat(diff.who().get(1).when()).isEqualTo("until: \"2030-01-01T00:00:00Z\"");
        assertThat(diff.who().get(1).changes())
                .extracting(PolicyDiff.Change::sentence)
                .containsExactly(
                        "gains console: approve", "gains console: audit", "gains approver: lead");
        assertThat(diff.who().get(2).changes())
                .extracting(PolicyDiff.Change::sentence)
                .containsExactly("gains separation: dev and lead");
    }

    static LongStream seeds() {
        return Seeds.upTo(100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void orderAndIncludesAreNoChange(long seed) {
        var policy = RandomPolicy.of(new Random(seed));
        var before = TestPolicies.valid(policy.yaml(new Random(seed)));

        assertThat(
                        PolicyDiff.between(
                                        before,
                                        TestPolicies.valid(policy.yaml(new Random(seed + 1))))
                                .who())
                .isEmpty();
        // The generator's expansion keeps neither bounds on use nor what is kept apart.
        var expanded = TestPolicies.valid(policy.expanded().yaml(new Random(seed)));
        assertThat(PolicyDiff.between(before, expanded).who())
                .flatExtracting(PolicyDiff.Changes::changes)
                .extracting(PolicyDiff.Change::kind)
                .isSubsetOf("limit", "separation");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whoIsNotNamedIsDecidedAlike(long seed) {
        var random = new Random(seed);
        var policy = RandomPolicy.of(random);
        var before = TestPolicies.valid(policy.yaml(new Random(seed)));
        var role = RandomPolicy.pick(random, List.copyOf(policy.roles().keySet()));
        var after =
                TestPolicies.valid(
                        policy.withRule(
                                        role,
                                        RandomPolicy.rule(
                                                random,
                                                RandomPolicy.pick(
                                                        random,
                                                        List.of(
                                                                dev.sallyport.policy.Effect
                                                                        .values()))))
                                .yaml(new Random(seed)));
        var named =
                PolicyDiff.between(before, after).who().stream()
                        .map(PolicyDiff.Changes::who)
                        .toList();

        for (int i = 0; i < REQUESTS; i++) {
            for (var who : List.of("client:one", "client:two", "user:one", "group:g", "group:h")) {
                if (!named.contains(who)) {
                    var request = as(who, RandomPolicy.request(random));
                    assertThat(nameless(after.decide(request)))
                            .as("seed %s, %s", seed, request)
                            .isEqualTo(nameless(before.decide(request)));
                }
            }
        }
    }

    private static Request as(String who, Request request) {
        boolean group = who.startsWith("group:");
        return new Request(
                new Principal(
                        group ? "client:nobody" : who,
                        Principal.Kind.AGENT,
                        Optional.empty(),
                        group ? Set.of(who.substring("group:".length())) : Set.of()),
                request.tool(),
                request.accesses(),
                request.time());
    }

    private static Object nameless(Decision decision) {
        return switch (decision) {
            case Decision.Permit(_, var obligations) -> List.of("permit", obligations);
            case Decision.Hold(_, var approvers, var obligations) ->
                    List.of("hold", approvers, obligations);
            case Decision.Deny(DenyReason.Forbidden(Access access, _)) -> access;
            case Decision.Deny(var reason) -> reason;
        };
    }
}
