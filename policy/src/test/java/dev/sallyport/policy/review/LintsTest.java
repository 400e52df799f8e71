package dev.sallyport.policy.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.TargetLabels;
import dev.sallyport.policy.rolemap.TestPolicies;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LintsTest {

    private static final String BOUND =
            """
              lead: { console: [approve] }
            bindings:
              - { role: dev, to: ["client:bot"] }
              - { role: lead, to: ["group:leads"] }
            """;

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private static TargetLabels databases(String... names) {
        var all = new TreeMap<String, SortedMap<String, String>>();
        for (var name : names) {
            all.put(name, new TreeMap<>());
        }
        return new TargetLabels(new TreeMap<>(Map.of("database", all)));
    }

    @Test
    void anEndedBindingAndAnIdleExceptionAreNamed() {
        assertThat(
                        rules(
                                        """
                                        permit:
                                          - { tools: [push_branch], on: { branch: "agent/*" }, except: { branch: main } }
                                          - { tools: [push_branch], on: { branch: "b/*" }, except: { branch: "b/x*" } }
                                        """)
                                .stream()
                                .toList())
                .singleElement()
                .asString()
                .startsWith("policy.yaml:4:")
                .contains("its `branch` and the rule's have nothing in common")
                .endsWith("[idle-exception]");
        assertThat(
                        lints(
                                """
                                roles: { lead: { console: [approve] } }
                                bindings:
                                  - { role: lead, to: ["user:a"], until: 2026-01-01T00:00:00Z }
                                  - { role: lead, to: ["user:b"], until: 2027-01-01T00:00:00Z }
                                """))
                .singleElement()
                .asString()
                .startsWith("policy.yaml:3:")
                .contains("this binding ended at 2026-01-01T00:00:00Z");
    }

    private static List<String> lints(String text) {
        return lints(text, Optional.empty());
    }

    private static List<String> lints(String text, Optional<TargetLabels> targets) {
        return Lints.of(TestPolicies.valid(text), "policy.yaml", text, targets, NOW).stream()
                .map(Warning::toString)
                .toList();
    }

    private static List<String> rules(String rules) {
        return lints("roles:\n  dev:\n" + rules.indent(4) + BOUND);
    }

    @Test
    void theReferencePolicyHasNothingIdle() {
        assertThat(lints(TestPolicies.text("reference.yaml")))
                .noneMatch(lint -> lint.contains("shadowed") || lint.contains("covered"));
    }

    @Test
    void aPermitUnderAWiderForbidIsShadowed() {
        assertThat(
                        rules(
                                """
                                permit:
                                  - { tools: [push_branch], on: { branch: "agent/release-*" } }
                                forbid:
                                  - { tools: [push_branch], on: { branch: "agent/*" } }
                                """))
                .containsExactly(
                        "policy.yaml:4:9: this permit never applies: the forbid of `dev` on line 6"
                                + " covers it, but for calls to which `branch` does not apply;"
                                + " remove it, or narrow the forbid [shadowed-rule]");
    }

    @Test
    void aPermitBesideANarrowerForbidIsNot() {
        assertThat(
                        rules(
                                """
                                permit:
                                  - { tools: [push_branch], on: { branch: "agent/*" } }
                                  - { tools: [push_branch], paths: ["a/**"] }
                                forbid:
                                  - { tools: [push_branch], on: { branch: "agent/release-*" } }
                                  - { tools: [push_branch], on: { branch: main }, paths: ["a/**"] }
                                """))
                .isEmpty();
    }

    @Test
    void aPermitThatIsAlwaysHeldAndOneThatAnotherCoversAreNamed() {
        assertThat(
                        rules(
                                """
                                permit:
                                  - { tools: [push_branch], on: { repository: shop } }
                                  - { tools: [read_repository], on: { repository: "*" } }
                                  - { tools: [read_repository], on: { repository: shop } }
                                hold:
                                  - { tools: [push_branch], approvers: { role: lead } }
                                """))
                .hasSize(2)
                .anyMatch(
                        lint -> lint.startsWith("policy.yaml:4:") && lint.endsWith("[held-anyway]"))
                .anyMatch(lint ->
                        lint.startsWith("policy.yaml:6:")
                                && lint.contains("on line 5; remove it [covered-rule]"));
    }

    @Test
    void theSecondOfTwoAlikeIsTheDuplicate() {
        assertThat(
                        rules(
                                """
                                forbid:
                                  - { tools: [push_branch], on: { branch: [a, b] } }
                                  - { tools: [push_branch, push_branch], on: { branch: [b, a, b] } }
                                  - { tools: [push_branch], on: { branch: ["a", b, "**"] } }
                                """))
                .allMatch(lint -> lint.contains("policy.yaml:4:"))
                .anyMatch(lint -> lint.contains("[covered-rule]"));
    }

    @Test
    void holdsThatNobodyCanReleaseAreNamed() {
        var lints =
                lints(
                        """
                        roles:
                          dev:
                            hold:
                              - { tools: [push_branch], approvers: { role: none } }
                              - { tools: [apply_manifest], approvers: { role: bots } }
                              - { tools: [read_cluster], approvers: { role: one, quorum: 2 } }
                              - { tools: [query_database], approvers: { role: mute } }
                          none: { console: [approve] }
                          bots: { console: [approve] }
                          one: { console: [approve] }
                          mute: {}
                          idle: {}
                        bindings:
                          - { role: dev, to: ["client:bot", "user:ana"] }
                          - { role: bots, to: ["client:robot"] }
                          - { role: one, to: ["user:ana"] }
                          - { role: mute, to: ["group:mutes"] }
                          - { role: idle, to: ["user:ana"] }
                        """);

        assertThat(lints)
                .anyMatch(l -> l.startsWith("policy.yaml:4:") && l.endsWith("[nobody-approves]"))
                .anyMatch(l -> l.startsWith("policy.yaml:5:") && l.endsWith("[nobody-approves]"))
                .anyMatch(l -> l.startsWith("policy.yaml:6:") && l.endsWith("[quorum-too-large]"))
                .anyMatch(l -> l.startsWith("policy.yaml:6:") && l.endsWith("[approves-own-kind]"))
                .anyMatch(l -> l.contains("`none`") && l.endsWith("[unbound-role]"))
                .anyMatch(l -> l.contains("`mute`") && l.endsWith("[approver-without-right]"))
                .anyMatch(l -> l.contains("`idle`") && l.endsWith("[binding-to-nothing]"));
    }

    @Test
    void glassThatNobodyOrEachApproverCanBreakIsNamed() {
        var lints =
                lints(
                        """
                        roles:
                          dev:
                            hold:
                              - { tools: [push_branch], approvers: { role: lead, quorum: 2, break_glass: none } }
                              - { tools: [apply_manifest], approvers: { role: lead, quorum: 2, break_glass: bots } }
                              - { tools: [read_cluster], approvers: { role: lead, break_glass: lead } }
                              - { tools: [query_database], approvers: { role: lead, quorum: 2, break_glass: lead } }
                              - { tools: [modify_database], approvers: { role: lead, quorum: 2, break_glass: mute } }
                          lead: { console: [approve] }
                          none: { console: [approve] }
                          bots: { console: [approve] }
                          mute: {}
                        bindings:
                          - { role: dev, to: ["client:bot"] }
                          - { role: lead, to: ["group:leads"] }
                          - { role: bots, to: ["client:robot"] }
                          - { role: mute, to: ["user:ana"] }
                        """);

        assertThat(lints)
                .hasSize(6)
                .anyMatch(
                        l -> l.startsWith("policy.yaml:4:") && l.endsWith("[nobody-breaks-glass]"))
                .anyMatch(
                        l -> l.startsWith("policy.yaml:5:") && l.endsWith("[nobody-breaks-glass]"))
                .anyMatch(l ->
                        l.startsWith("policy.yaml:6:") && l.endsWith("[approvers-break-glass]"))
                .anyMatch(l ->
                        l.startsWith("policy.yaml:7:")
                                && l.contains("the quorum of 2 alone")
                                && l.endsWith("[approvers-break-glass]"))
                .anyMatch(l -> l.contains("`none`") && l.endsWith("[unbound-role]"))
                .anyMatch(l ->
                        l.contains("`mute`")
                                && l.contains("break the glass")
                                && l.endsWith("[approver-without-right]"));
    }

    @Test
    void aHoldWithAWayPastItDoesNotCoverOneWithout() {
        var strict = "{ tools: [push_branch], on: { branch: main }, approvers: { role: lead } }";
        var lax = "{ tools: [push_branch], approvers: { role: lead, break_glass: oncall } }";

        assertThat(covered(strict, lax)).isFalse();
        assertThat(
                        covered(
                                lax.replace(
                                        "{ tools: [push_branch]",
                                        "{ tools: [push_branch], on: { branch: main }"),
                                lax))
                .isTrue();
        assertThat(
                        covered(
                                lax.replace(
                                        "{ tools: [push_branch]",
                                        "{ tools: [push_branch], on: { branch: main }"),
                                "{ tools: [push_branch], approvers: { role: lead } }"))
                .isTrue();
    }

    private static boolean covered(String narrow, String wide) {
        return lints(
                        "roles:\n  dev:\n    hold:\n      - "
                                + narrow
                                + "\n      - "
                                + wide
                                + "\n  lead: { console: [approve] }\n  oncall: { console: [approve] }\nbindings:\n"
                                + "  - { role: dev, to: [\"client:bot\"] }\n"
                                + "  - { role: lead, to: [\"user:ana\"] }\n  - { role: oncall, to: [\"user:ben\"] }\n")
                .stream()
                .anyMatch(lint -> lint.endsWith("[covered-rule]"));
    }

    @Test
    void placesThatNoTargetHasAreNamedWithTheNearest() {
        var text =
                "roles:\n  dev:\n    permit:\n      - { tools: [query_database], on: { database: [shp, \"s*\"] } }\n"
                        + BOUND;

        assertThat(lints(text, Optional.of(databases("shop", "stock"))))
                .containsExactly(
                        "policy.yaml:4:53: no configured database is called `shp`; did you mean"
                                + " `shop`? [unknown-target]");
        assertThat(lints(text)).isEmpty();
    }
}
