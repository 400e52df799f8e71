package dev.sallyport.policy.rolemap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.DenyReason;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.yaml.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a file could say to make a reader of it believe something else.
class HostileFileTest {

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\udfff", "x\\udc00\\ud800"})
    void halfACharacterIsNoText(String half) {
        // Each would have the digest of the policy that says `?` in its place.
        var problems = problems(permitting("{branch: \"" + half + "\"}"));

        assertThat(problems)
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.message())
                            .isEqualTo("this text has a character that no text has");
                    assertThat(problem.line()).isEqualTo(4);
                });
    }

    @Test
    void aWholeCharacterOfTwoHalvesIsAText() {
        var roleMap = valid(permitting("{branch: \"\\ud83d\\ude00\"}"));

        assertThat(valid(roleMap.print())).isEqualTo(roleMap);
    }

    @Test
    @Timeout(20)
    void manySlipsAmongManyRolesAreToldInGoodTime() {
        var text = new StringBuilder("roles:\n");
        for (int i = 0; i < 1_000; i++) {
            text.append("  a-role-with-a-long-name-").append(i).append(": {}\n");
        }
        text.append("bindings:\n");
        for (int i = 0; i < 10_000; i++) {
            text.append("  - {role: b-rule-with-a-long-name-")
                    .append(i)
                    .append(", to: \"user:a\"}\n");
        }

        assertThat(problems(text.toString())).hasSize(200);
    }

    @Test
    void aKeyThatEveryValueUnderItWouldKeepIsRefused() {
        var problems =
                problems(
                        "roles:\n  ? "
                                + "k".repeat(1_000_000)
                                + "\n  : includes: ["
                                + "a,".repeat(20_000)
                                + "]\n");

        assertThat(problems)
                .extracting(Problem::message)
                .containsExactly("a key is longer than 1024 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "null"})
    void aPlaceThatSaysNothingIsNotEverywhere(String on) {
        var problems = problems(permitting(on));

        assertThat(problems)
                .extracting(Problem::message)
                .containsExactly("`on` names no place, so this rule would speak of every place");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"a b\"", "\"e*\"", "\"a\\0b\"", "\"é\""})
    void aLabelThatNoTargetCanCarryIsRefused(String label) {
        var problems = problems(permitting("{label: {" + label + ": prod}}"));

        assertThat(problems)
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.message()).endsWith(" cannot be a label of a target"));
    }

    @Test
    void rulesThatWereMadeToShareAFingerprintAllApply() {
        // Found by trying 2^25 rules: both have the fingerprint d7371d00108d.
        var roleMap =
                valid(
                        """
                        roles:
                          a:
                            permit:
                              - {tools: push_branch}
                            forbid:
                              - {tools: push_branch, on: {branch: xj8767}}
                              - {tools: push_branch, on: {branch: [main, x388jq]}}
                        bindings:
                          - {role: a, to: "client:a"}
                        """);
        var main =
                new Access(
                        "git.push",
                        "shop:main",
                        Map.of(
                                "repository",
                                FactValue.text("shop"),
                                "branch",
                                FactValue.text("main")));

        var decision =
                roleMap.decide(
                        new Request(
                                agent("client:a", Optional.empty()),
                                "push_branch",
                                List.of(main),
                                Instant.EPOCH));

        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Deny.class,
                        deny -> assertThat(deny.reason()).isInstanceOf(DenyReason.Forbidden.class));
    }

    private static String permitting(String on) {
        return """
        roles:
          a:
            permit:
              - {tools: push_branch, on: ON}
        bindings:
          - {role: a, to: "client:a"}
        """
                .replace("ON", on);
    }

    static Principal agent(String subject, Optional<Principal> human) {
        return new Principal(subject, Principal.Kind.AGENT, human, Set.of());
    }

    private static List<Problem> problems(String text) {
        return switch (RoleMap.parse("policy.yaml", text, TestTools.ALL, TestTools.LABELS)) {
            case RoleMap.Parsed.Valid _ -> List.of();
            case RoleMap.Parsed.Invalid(var problems) -> problems;
        };
    }

    private static RoleMap valid(String text) {
        return TestPolicies.valid(text);
    }
}
