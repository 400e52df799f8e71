package dev.sallyport.policy.rolemap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.DenyReason;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Reach;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.TargetLabels;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.policy.UsageLimit;
import dev.sallyport.policy.UsageLimit.Kind;
import dev.sallyport.policy.UsageLimit.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a role map answers about a principal besides decisions: roles, rights, reach, limits.
class StandingTest {

    private static final Instant NOW = Instant.parse("2026-01-05T12:00:00Z");

    private static final String POLICY =
            """
            roles:
              base:
                limits: {principal: {calls_per_minute: 10}, role: {concurrent_calls: 3}}
                permit: [{tools: query_database, on: {database: [shop, stage], schema: "s*"}}]
              lead:
                description: leads
                includes: [base]
                limits: {principal: {calls_per_minute: 5, rows_per_hour: 7}}
                console: [audit]
                permit: [{tools: [query_database, push_branch], description: "a lead's own"}]
              boss: {console: [approve, administer]}
              gone: {console: [administer]}
              held: {hold: [{tools: query_database, approvers: {role: boss}}]}
              held-hr: {hold: [{tools: query_database, on: {schema: hr}, approvers: {role: boss}}]}
              barred: {forbid: [{tools: query_database}]}
              barred-but: {permit: [{tools: query_database}], forbid: [{tools: query_database, except: {schema: s}}]}
              held-but: {permit: [{tools: query_database}], hold: [{tools: query_database, except: {schema: s}, approvers: {role: boss}}]}
              tagged: {permit: [{tools: query_database, on: {database: ["s*", pay], label: {env: [prod, test]}}}]}
              untagged:
                permit: [{tools: query_database, on: {label: {env: none}}}]
                hold: [{tools: push_branch, on: {label: {env: none}}, approvers: {role: boss}}]
              pay: {permit: [{tools: query_database, on: {database: [pay, "st*"], schema: pay}}]}
              sets: {permit: [{tools: apply_manifest, on: {labels: [a, b]}}]}
              other-sets: {permit: [{tools: apply_manifest, on: {labels: c}}]}
            separate: [{roles: [lead, boss], reason: "leads do not approve"}]
            bindings:
              - {role: lead, to: ["client:lead", "user:lead"]}
              - {role: base, to: ["client:base", "user:base"]}
              - {role: boss, to: ["user:boss", "group:bosses"]}
              - {role: gone, to: "user:boss", until: 2026-01-01}
              - {role: held, to: "client:lead-held"}
              - {role: lead, to: ["client:lead-held", "client:lead-hr", "client:barred"]}
              - {role: held-hr, to: "client:lead-hr"}
              - {role: barred, to: ["user:barred", "client:barred"]}
              - {role: barred-but, to: "client:barred-but"}
              - {role: held-but, to: "client:held-but"}
              - {role: tagged, to: "client:tagged"}
              - {role: untagged, to: "client:untagged"}
              - {role: pay, to: "user:pay"}
              - {role: sets, to: "client:sets"}
              - {role: other-sets, to: "user:sets"}
            """;

    private final RoleMap roleMap = TestPolicies.valid(POLICY);

    @Test
    void limitsOfAllRolesAndBothPartiesBind() {
        var agent = agent("client:lead", Optional.of(Principal.human("user:base", Set.of())));

        assertThat(roleMap.usageLimits(agent, NOW))
                .containsExactlyInAnyOrder(
                        principal(Kind.CALLS_PER_MINUTE, "client:lead", "base", 10),
                        principal(Kind.CALLS_PER_MINUTE, "client:lead", "lead", 5),
                        principal(Kind.ROWS_PER_HOUR, "client:lead", "lead", 7),
                        principal(Kind.CALLS_PER_MINUTE, "user:base", "base", 10),
                        new UsageLimit(Kind.CONCURRENT_CALLS, Scope.ROLE, "base", "base", 3))
                .isSorted();
        assertThat(roleMap.usageLimits(agent("client:nobody", Optional.empty()), NOW)).isEmpty();
        assertThat(Authorizer.DENY_ALL.usageLimits(agent, NOW)).isEmpty();
    }

    @Test
    void limitsOfRolesOutsideOfAConfinementBind() {
        var confined = confined("client:lead", "base");

        assertThat(roleMap.usageLimits(confined, NOW))
                .isEqualTo(roleMap.usageLimits(agent("client:lead", Optional.empty()), NOW));
    }

    @Test
    void rolesAreThoseThatMayGiveSomething() {
        assertThat(roleMap.roles(agent("client:lead", Optional.empty()), NOW))
                .containsExactly("base", "lead");
        assertThat(roleMap.roles(confined("client:lead", "base"), NOW)).containsExactly("base");
        assertThat(
                        roleMap.roles(
                                agent(
                                        "client:lead",
                                        Optional.of(Principal.human("user:base", Set.of()))),
                                NOW))
                .containsExactly("base", "lead");
    }

    @Test
    void rightsAreThoseOfTheTime() {
        var boss = Principal.human("user:boss", Set.of());

        assertThat(roleMap.consoleRights(boss, NOW))
                .containsExactlyInAnyOrder(ConsoleRight.APPROVE, ConsoleRight.ADMINISTER);
        assertThat(roleMap.roles(boss, NOW)).containsExactly("boss");
        assertThat(roleMap.roles(boss, Instant.parse("2025-12-31T00:00:00Z")))
                .containsExactly("boss", "gone");
    }

    @Test
    void rightsAreNotGivenThroughAnAgentNorFromOutsideOfAConfinement() {
        var boss = Principal.human("user:boss", Set.of());

        assertThat(roleMap.consoleRights(agent("user:boss", Optional.of(boss)), NOW)).isEmpty();
        assertThat(roleMap.consoleRights(agent("client:x", Optional.of(boss)), NOW)).isEmpty();
        assertThat(roleMap.consoleRights(confined("user:boss", "base"), NOW)).isEmpty();
        assertThat(roleMap.consoleRights(confined("user:boss", "boss"), NOW)).hasSize(2);
    }

    @Test
    void whoHasRolesThatMustNotMeetHasNothing() {
        var both = Principal.human("user:lead", Set.of("bosses"));
        var agent = agent("client:lead", Optional.of(both));
        var request = request(both, "database", "shop");

        assertThat(roleMap.decide(request))
                .isEqualTo(
                        new Decision.Deny(
                                new DenyReason.Separated(
                                        "user:lead",
                                        Set.of("lead", "boss"),
                                        Optional.of("leads do not approve"))));
        for (var principal : List.of(both, agent)) {
            assertThat(roleMap.consoleRights(principal, NOW)).isEmpty();
            assertThat(roleMap.roles(principal, NOW)).isEmpty();
            assertThat(roleMap.reach(principal, "query_database", NOW)).isEmpty();
            assertThat(roleMap.usageLimits(principal, NOW)).isEmpty();
        }
    }

    @Test
    void labelsReachByName() {
        assertThat(reach("client:tagged", "query_database"))
                .containsExactly(permit(Map.of("database", List.of("pay", "shop", "stage"))));
        assertThat(reach("client:untagged", "query_database")).isEmpty();
        assertThat(reach("client:untagged", "push_branch")).isEmpty();
    }

    @Test
    void anExceptionMakesNothingUnconditional() {
        assertThat(reach("client:barred-but", "query_database")).containsExactly(permit(Map.of()));
        assertThat(reach("client:held-but", "query_database"))
                .containsExactly(permit(Map.of()), hold(Map.of()));
    }

    @Test
    void reachOfTwoPartiesIsWhatBothReach() {
        assertThat(reach("client:lead", "user:base", "query_database"))
                .containsExactly(
                        permit(
                                Map.of(
                                        "database",
                                        List.of("shop", "stage"),
                                        "schema",
                                        List.of("s*"))));
        assertThat(reach("client:lead", "user:base", "push_branch")).isEmpty();
        assertThat(reach("client:lead", "user:nobody", "query_database")).isEmpty();
        assertThat(reach("client:nobody", "user:base", "query_database")).isEmpty();
        assertThat(reach("client:lead", "user:barred", "query_database")).isEmpty();
        assertThat(reach("client:barred", "user:lead", "query_database")).isEmpty();
        assertThat(reach("client:lead-held", "user:base", "query_database"))
                .containsExactly(
                        hold(
                                Map.of(
                                        "database",
                                        List.of("shop", "stage"),
                                        "schema",
                                        List.of("s*"))));
        assertThat(reach("client:base", "user:lead", "query_database"))
                .isEqualTo(reach("client:lead", "user:base", "query_database"));
    }

    @Test
    void placesThatCannotBothBeMeantStayWhereTheyMayNotApply() {
        // A statement without a schema is permitted to both, in the one database that both name.
        // The agent is told its
        // own schemas, not the human's.
        assertThat(reach("client:base", "user:pay", "query_database"))
                .containsExactly(
                        permit(
                                Map.of(
                                        "database", List.of("stage"),
                                        "schema", List.of("s*"))));
        // No label at all satisfies both.
        assertThat(reach("client:sets", "user:sets", "apply_manifest"))
                .containsExactly(
                        new Reach(
                                "apply_manifest",
                                Effect.PERMIT,
                                Map.of("labels", List.of("a", "b"))));
    }

    @Test
    void aHoldFromOutsideOfAConfinementTurnsPermitsIntoHolds() {
        var held = confined("client:lead-held", "base");
        var places = Map.of("database", List.of("shop", "stage"), "schema", List.of("s*"));

        assertThat(roleMap.reach(held, "query_database", NOW)).containsExactly(hold(places));
        assertThat(roleMap.reach(confined("client:lead-hr", "base"), "query_database", NOW))
                .containsExactly(
                        permit(places),
                        hold(
                                Map.of(
                                        "database",
                                        List.of("shop", "stage"),
                                        "schema",
                                        List.of("s*"))));
        assertThat(roleMap.reach(confined("client:barred", "lead"), "query_database", NOW))
                .isEmpty();
    }

    @Test
    void manyWaysOfTwoPartiesAreToldWider() {
        var text = new StringBuilder("roles:\n  many:\n    permit:\n");
        for (int i = 0; i < 100; i++) {
            text.append("      - {tools: query_database, on: {database: d" + i + "}}\n");
        }
        text.append(
                "    hold:\n      - {tools: query_database, on: {schema: h}, approvers: {role: many}}\n");
        text.append("bindings: [{role: many, to: [\"client:x\", \"user:x\"]}]\n");
        var many = TestPolicies.valid(text.toString());
        var both = agent("client:x", Optional.of(Principal.human("user:x", Set.of())));

        var ways = many.reach(both, "query_database", NOW);

        assertThat(ways).hasSize(201);
        assertThat(ways).contains(permit(Map.of("database", List.of("d7"))));
        assertThat(ways).contains(hold(Map.of("database", List.of("d7"))));
    }

    @Test
    void manyRolesCountOnceHoweverTheyCome() {
        var text = new StringBuilder("roles:\n");
        for (int i = 0; i < 40; i++) {
            text.append(
                    "  r%02d: {permit: [{tools: push_branch, on: {branch: b%d}}]}\n"
                            .formatted(i, i));
        }
        text.append("bindings:\n");
        for (int i = 0; i < 40; i++) {
            text.append(
                    "  - {role: r%02d, to: [\"client:x\", \"group:%s\"]}\n"
                            .formatted(i, i % 2 == 0 ? "even" : "odd"));
        }
        var many = TestPolicies.valid(text.toString());
        var one =
                new Principal(
                        "client:x", Principal.Kind.AGENT, Optional.empty(), Set.of("even", "odd"));

        assertThat(many.roles(one, NOW)).hasSize(40);
        assertThat(many.reach(one, "push_branch", NOW)).hasSize(40);
        assertThat(many.usageLimits(one, NOW)).isEmpty();
        for (int i = 0; i < 40; i++) {
            var branch = access("branch", "b" + i);
            assertThat(many.decide(new Request(one, "push_branch", List.of(branch), NOW)))
                    .isInstanceOfSatisfying(
                            Decision.Permit.class, permit -> assertThat(permit.rules()).hasSize(1));
        }
    }

    @Test
    void ofSeveralForbidsTheFirstByFingerprintAndThenByRoleIsNamed() {
        var forbids = List.of("{tools: push_branch}", "{tools: push_branch, on: {branch: \"*\"}}");
        var expected =
                forbids.stream()
                        .map(one ->
                                rule(TestPolicies.valid("roles: {b: {forbid: [" + one + "]}}"))
                                        .id()
                                        .fingerprint())
                        .min(java.util.Comparator.naturalOrder())
                        .orElseThrow();
        for (var order : List.of(forbids, forbids.reversed())) {
            var both = String.join(", ", order);
            var policy =
                    TestPolicies.valid(
                            """
                            roles:
                              b: {forbid: [%1$s]}
                              a: {forbid: [%1$s]}
                              c: {forbid: [%1$s]}
                            bindings: [{role: b, to: "client:x"}, {role: c, to: "client:x"}, {role: a, to: "client:x"}]
                            """
                                    .formatted(both));
            var request =
                    new Request(
                            agent("client:x", Optional.empty()),
                            "push_branch",
                            List.of(access("branch", "main")),
                            NOW);

            assertThat(policy.decide(request))
                    .isInstanceOfSatisfying(
                            Decision.Deny.class,
                            deny ->
                                    assertThat(((DenyReason.Forbidden) deny.reason()).rule())
                                            .satisfies(id -> {
                                                assertThat(id.fingerprint()).isEqualTo(expected);
                                                assertThat(id.role()).isEqualTo("a");
                                            }));
        }
    }

    @Test
    void aRuleIsDescribedByItsName() {
        var decision =
                roleMap.decide(request(agent("client:lead", Optional.empty()), "database", "x"));

        assertThat(decision).isInstanceOf(Decision.Permit.class);
        if (decision instanceof Decision.Permit(var rules, _)) {
            assertThat(rules).hasSize(1);
            assertThat(roleMap.describe(rules.getFirst())).contains("a lead's own");
            assertThat(roleMap.text(rules.getFirst()).orElseThrow()).contains("query_database");
            assertThat(Authorizer.DENY_ALL.describe(rules.getFirst())).isEmpty();
            assertThat(Authorizer.DENY_ALL.text(rules.getFirst())).isEmpty();
        }
    }

    @Test
    void aDescriptionIsNoPartOfARule() {
        var one = "roles: {a: {permit: [{tools: push_branch, description: zebra}]}}";
        var twice =
                "roles: {a: {permit: [{tools: push_branch, description: zebra}, {tools: push_branch}, {tools: push_branch, description: ant}]}}";

        var rule = rule(TestPolicies.valid(one));
        var merged = rule(TestPolicies.valid(twice));

        assertThat(merged.id().fingerprint()).isEqualTo(rule.id().fingerprint());
        assertThat(rule.description()).contains("zebra");
        assertThat(merged.description()).contains("ant");
        assertThat(TestPolicies.valid(twice).print())
                .contains("description: ant")
                .doesNotContain("zebra");
    }

    @Test
    void contentsSayWhatIsWrittenAndWhere() {
        var contents = roleMap.contents();

        assertThat(contents.roles()).hasSize(14).containsKey("lead");
        assertThat(contents.roles().values())
                .filteredOn(role -> role.name().equals("lead"))
                .allSatisfy(role -> {
                    assertThat(role.line()).isEqualTo(5);
                    assertThat(role.description()).contains("leads");
                });
        assertThat(contents.separations())
                .containsExactly(
                        new Separation(
                                Set.of("lead", "boss"), Optional.of("leads do not approve"), 25));
        assertThat(contents.bindings()).hasSize(15);
        assertThat(contents.bindings().get(3).period().until())
                .contains(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(contents.bindings().get(3).line()).isEqualTo(30);
    }

    @Test
    void printsEveryWord() {
        var text =
                """
                roles:
                  a:
                    description: "says: \\"a\\""
                    limits: {principal: {calls_per_minute: 1, concurrent_calls: 3}, role: {rows_per_hour: 2}}
                    permit:
                      - tools: [push_branch]
                        on: {branch: ["agent/*"], label: {env: [dev, test], team: [shop]}}
                        except:
                          - {branch: ["agent/release-*"], label: {env: [prod]}}
                          - {file_bytes_over: 1KiB, paths: ["**/*.pem"]}
                        description: pushes
                      - tools: [read_repository]
                        on: {label: {env: ["*"]}}
                  b: {}
                separate:
                  - {roles: [a, b], reason: apart}
                bindings:
                  - {role: a, to: ["client:x", "client:y"], description: "for: now", from: "2026-01-01T00:00:00Z", until: "2026-02-01T00:00:00Z", when: {days: [mon, sun], hours: ["08:00-18:00", "22:00-06:00"], zone: Europe/Berlin}}
                  - {role: a, to: ["user:z"]}
                """;

        assertThat(TestPolicies.valid(text).print()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ", from: 2026-01-01",
                ", until: 2027-01-01",
                ", when: {days: mon, zone: UTC}",
                ", when: {hours: \"08:00-18:00\", zone: UTC}",
                ", description: x"
            })
    void theDigestCoversWhenABindingIsInForce(String time) {
        var always = TestPolicies.valid("roles: {a: {}}\nbindings: [{role: a, to: \"user:x\"}]");
        var sometimes =
                TestPolicies.valid(
                        "roles: {a: {}}\nbindings: [{role: a, to: \"user:x\"" + time + "}]");

        assertThat(sometimes.digest()).isNotEqualTo(always.digest());
        assertThat(TestPolicies.valid(sometimes.print())).isEqualTo(sometimes);
    }

    @Test
    void anInstantThatNoCalendarHasGivesNothing() {
        var policy =
                TestPolicies.valid(
                        """
                        roles: {a: {permit: [{tools: "*"}], console: [audit], limits: {role: {concurrent_calls: 1}}}}
                        bindings:
                          - {role: a, to: "user:x"}
                          - {role: a, to: "user:x", when: {days: mon, zone: Europe/Berlin}}
                        """);
        var who = Principal.human("user:x", Set.of());

        assertThat(policy.reach(who, "push_branch", Instant.MAX)).isEmpty();
        assertThat(policy.roles(who, Instant.MAX)).isEmpty();
        assertThat(policy.consoleRights(who, Instant.MAX)).isEmpty();
        assertThat(policy.usageLimits(who, Instant.MAX)).isEmpty();
        assertThat(
                        policy.decide(
                                new Request(
                                        who,
                                        "push_branch",
                                        List.of(access("branch", "b")),
                                        Instant.MAX)))
                .isEqualTo(new Decision.Deny(new DenyReason.NoPolicy()));
    }

    @Test
    void labelsOfTargetsAreLookedUpByTheirPlace() {
        var labels = TestTools.LABELS;

        assertThat(labels.carrying("database", Map.of("env", "prod"::equals)))
                .containsExactly("pay", "shop");
        assertThat(labels.carrying("nowhere", Map.of("env", "prod"::equals))).isEmpty();
        assertThat(TargetLabels.NONE.carrying("database", Map.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a*", "?"})
    void aTargetIsNotCalledLikeAGlob(String name) {
        var targets =
                new TreeMap<
                        String, java.util.SortedMap<String, java.util.SortedMap<String, String>>>(
                        Map.of("database", new TreeMap<>(Map.of(name, new TreeMap<>()))));

        assertThatThrownBy(() -> new TargetLabels(targets))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTargetIsAPlace() {
        var beside = new FactDefinition.TextFact("x", "x", FactDefinition.Place.RULE, "beside on");
        var set = new FactDefinition.SetFact("s", "s", FactDefinition.Place.ON, "several");

        for (var target : List.of("x", "s", "y")) {
            assertThatThrownBy(() ->
                            new ToolTerms(
                                    "t", Optional.of(target), List.of(beside, set), List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no place that is called");
        }
    }

    @Test
    void aLimitOfUseIsAtLeastOne() {
        assertThatThrownBy(() -> principal(Kind.ROWS_PER_HOUR, "x", "y", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1");
    }

    private static Rule rule(RoleMap roleMap) {
        return roleMap.contents().roles().values().iterator().next().rules().getFirst();
    }

    private static UsageLimit principal(Kind kind, String subject, String role, long value) {
        return new UsageLimit(kind, Scope.PRINCIPAL, subject, role, value);
    }

    private static Reach permit(Map<String, List<String>> on) {
        return new Reach("query_database", Effect.PERMIT, on);
    }

    private static Reach hold(Map<String, List<String>> on) {
        return new Reach("query_database", Effect.HOLD, on);
    }

    private List<Reach> reach(String subject, String tool) {
        return roleMap.reach(agent(subject, Optional.empty()), tool, NOW);
    }

    private List<Reach> reach(String subject, String human, String tool) {
        return roleMap.reach(
                agent(subject, Optional.of(Principal.human(human, Set.of()))), tool, NOW);
    }

    private static Principal agent(String subject, Optional<Principal> human) {
        return new Principal(subject, Principal.Kind.AGENT, human, Set.of());
    }

    private static Principal confined(String subject, String role) {
        return new Principal(
                subject,
                Principal.Kind.AGENT,
                Optional.empty(),
                Set.of(),
                Optional.of(Set.of(role)));
    }

    private static Request request(Principal principal, String fact, String value) {
        return new Request(principal, "query_database", List.of(access(fact, value)), NOW);
    }

    private static Access access(String fact, String value) {
        return new Access("test", "test", Map.of(fact, FactValue.text(value)));
    }
}
