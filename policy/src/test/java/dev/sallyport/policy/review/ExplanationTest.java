package dev.sallyport.policy.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.Seeds;
import dev.sallyport.policy.review.Explanation.ExplainedKey;
import dev.sallyport.policy.review.Explanation.Verdict;
import dev.sallyport.policy.rolemap.RandomPolicy;
import dev.sallyport.policy.rolemap.TestPolicies;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExplanationTest {

    private static final int REQUESTS = 40;

    static LongStream seeds() {
        return Seeds.upTo(60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theRulesItShowsComeToTheDecisionItNames(long seed) {
        var random = new Random(seed);
        var roleMap = TestPolicies.valid(RandomPolicy.of(random).yaml(new Random(seed)));

        for (int i = 0; i < REQUESTS; i++) {
            var request = RandomPolicy.request(random);
            var explanation = Explanation.of(roleMap, request);
            assertThat(explanation.decision())
                    .as("seed %s, %s, %s", seed, request, explanation)
                    .isEqualTo(concluded(explanation));
        }
    }

    private static String concluded(Explanation explanation) {
        var verdicts =
                explanation.accesses().stream()
                        .flatMap(access -> access.parties().stream())
                        .map(Explanation.Considered::verdict)
                        .toList();
        if (verdicts.isEmpty()
                || explanation.parties().stream().anyMatch(party -> !party.separated().isEmpty())
                || verdicts.contains(Verdict.FORBIDDEN)
                || verdicts.contains(Verdict.NOT_PERMITTED)) {
            return "deny";
        }
        return verdicts.contains(Verdict.HELD) ? "hold" : "permit";
    }

    @Test
    void itIsGivenUpBetweenBindings() {
        var roleMap =
                TestPolicies.valid(
                        """
                        roles:
                          a: {}
                        bindings:
                          - {role: a, to: "client:coding-agent"}
                        """);
        var asked = new AtomicInteger();
        var brevity =
                Brevity.of(Integer.MAX_VALUE, Integer.MAX_VALUE, () -> asked.incrementAndGet() > 1);

        assertThatThrownBy(
                        () -> Explanation.of(roleMap, push("client:coding-agent", "main"), brevity))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void theEffortCountsWhatIsIncluded() {
        var request = push("client:coding-agent", "main");

        assertThat(Effort.of(TestPolicies.valid(row(100)), request))
                .isGreaterThanOrEqualTo(Effort.of(TestPolicies.valid(row(10)), request) + 90);
    }

    private static String row(int roles) {
        var text = new StringBuilder("roles:\n");
        for (int i = 0; i < roles; i++) {
            text.append("  r").append(i).append(": {includes: r").append(i + 1).append("}\n");
        }
        return text.append("  r").append(roles).append(": {}\n").toString();
    }

    @Test
    void eachRuleSaysWhichKeyStoodInTheWay() {
        var explanation =
                Explanation.of(
                        TestPolicies.resource("reference.yaml"),
                        push("client:coding-agent", "main"));

        assertThat(explanation.decision()).isEqualTo("deny");
        assertThat(explanation.reason()).startsWith("git.push on shop:main is forbidden by");
        var rules = explanation.accesses().getFirst().parties().getFirst().rules();
        assertThat(rules.getFirst().outcome()).isEqualTo("forbids it");
        assertThat(rules.getFirst().keys())
                .containsExactly(new ExplainedKey("branch", "[main]", "main", true));
        var permit = rules.stream().filter(r -> r.effect().equals("permit")).findFirst();
        assertThat(permit.orElseThrow().outcome()).isEqualTo("does not match: `branch`");
        assertThat(permit.orElseThrow().keys())
                .contains(new ExplainedKey("branch", "[\"agent/*\"]", "main", false));
    }

    @Test
    void aStrangerIsShownNoRule() {
        var explanation =
                Explanation.of(
                        TestPolicies.resource("reference.yaml"), push("client:other", "agent/x"));

        assertThat(explanation.decision()).isEqualTo("deny");
        assertThat(explanation.reason()).isEqualTo("no rule permits git.push on shop:agent/x");
        assertThat(explanation.parties().getFirst().roles()).isEmpty();
        assertThat(explanation.accesses().getFirst().parties().getFirst().rules()).isEmpty();
    }

    @Test
    void aHeldCallNamesItsApprovers() {
        var access =
                new Access(
                        "k8s.apply",
                        "prod/shop/Deployment/web",
                        Map.of(
                                "cluster", FactValue.text("prod"),
                                "namespace", FactValue.text("shop"),
                                "kind", FactValue.text("Deployment")));

        var explanation =
                Explanation.of(
                        TestPolicies.resource("reference.yaml"),
                        request("client:coding-agent", "apply_manifest", access));

        assertThat(explanation.decision()).isEqualTo("hold");
        assertThat(explanation.approvers()).containsExactly("2 of `sre`");
    }

    private static Request push(String subject, String branch) {
        return request(
                subject,
                "push_branch",
                new Access(
                        "git.push",
                        "shop:" + branch,
                        Map.of(
                                "repository", FactValue.text("shop"),
                                "branch", FactValue.text(branch),
                                "paths", FactValue.texts(Set.of("README.md")),
                                "file_bytes", FactValue.quantity(10),
                                "age", FactValue.NOT_APPLICABLE)));
    }

    private static Request request(String subject, String tool, Access access) {
        return new Request(
                new Principal(subject, Principal.Kind.AGENT, Optional.empty(), Set.of()),
                tool,
                List.of(access),
                Instant.EPOCH);
    }
}
