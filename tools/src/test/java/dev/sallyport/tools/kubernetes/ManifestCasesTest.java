package dev.sallyport.tools.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactValue;
import dev.sallyport.tools.Tool.Planning;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManifestCasesTest {

    private Gate gate;

    @BeforeAll
    void open() {
        gate = new Gate();
    }

    @AfterAll
    void close() {
        gate.close();
    }

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        return load().stream()
                .map(testCase ->
                        DynamicTest.dynamicTest(text(testCase, "name"), () -> run(testCase)));
    }

    @Test
    void namesOfCasesAreDistinctAndThereAreMany() throws IOException {
        var names = new HashSet<String>();

        for (var testCase : load()) {
            assertThat(names.add(text(testCase, "name"))).as(text(testCase, "name")).isTrue();
        }

        assertThat(names.size()).isGreaterThanOrEqualTo(100);
    }

    private static List<Map<?, ?>> load() throws IOException {
        try (var in = ManifestCasesTest.class.getResourceAsStream("manifest-cases.yaml")) {
            var cases = new ArrayList<Map<?, ?>>();
            var loaded =
                    new Load(LoadSettings.builder().build())
                            .loadFromInputStream(Objects.requireNonNull(in));
            for (var item : (List<?>) loaded) {
                cases.add((Map<?, ?>) item);
            }
            return cases;
        }
    }

    private void run(Map<?, ?> testCase) {
        var manifest =
                testCase.containsKey("spec")
                        ? "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: "
                                + text(testCase, "spec").replace("\n", " ")
                        : manifest(testCase);
        var namespace = testCase.containsKey("namespace") ? text(testCase, "namespace") : "sandbox";

        var planning = gate.plan("apply_manifest", Gate.manifest(namespace, manifest));

        if (testCase.get("refused") instanceof Map<?, ?> refused) {
            assertThat(planning)
                    .isInstanceOfSatisfying(
                            Planning.Refused.class,
                            answer -> {
                                assertThat(answer.refusal().code()).contains(text(refused, "code"));
                                assertThat(answer.refusal().message())
                                        .contains(text(refused, "says"));
                                assertThat(answer.touching()).isNotEmpty();
                            });
            return;
        }
        assertThat(planning)
                .isInstanceOfSatisfying(
                        Planning.Planned.class,
                        answer -> {
                            var accesses = answer.plan().accesses();
                            expectFacts(accesses.getFirst(), facts(testCase));
                            int wanted =
                                    testCase.get("accesses") instanceof Integer count ? count : 1;
                            assertThat(accesses).hasSize(wanted);
                            if (testCase.get("findings") instanceof List<?> findings) {
                                expectFindings(accesses.getFirst(), findings);
                            }
                        });
    }

    private static String manifest(Map<?, ?> testCase) {
        var manifest = text(testCase, "manifest").repeat(number(testCase, "times", 1));
        int deep = number(testCase, "deep", 0);
        var brackets = deep == 0 ? "" : "[".repeat(deep) + "]".repeat(deep) + "}";
        return manifest + brackets + "x".repeat(number(testCase, "long", 0));
    }

    private static int number(Map<?, ?> map, String key, int fallback) {
        return map.get(key) instanceof Integer number ? number : fallback;
    }

    private static void expectFacts(Access access, Map<?, ?> expected) {
        for (var entry : expected.entrySet()) {
            var fact = access.fact((String) entry.getKey());
            Object shown =
                    switch (fact) {
                        case FactValue.Text(var value) -> value;
                        case FactValue.Level(var value) -> value;
                        case FactValue.Texts(var values) -> values;
                        case FactValue.Quantity(var value) -> value;
                        case FactValue.NotApplicable() -> "none";
                        case FactValue.Unknown() -> "unknown";
                    };
            Object wanted =
                    entry.getValue() instanceof List<?> list
                            ? new HashSet<>(list)
                            : entry.getValue();
            assertThat(shown).as((String) entry.getKey()).isEqualTo(wanted);
        }
    }

    private static void expectFindings(Access access, List<?> expected) {
        var paths = new TreeSet<String>();
        if (access.fact("pod_security_findings") instanceof FactValue.Texts(Set<String> findings)) {
            findings.forEach(finding -> paths.add(finding.substring(0, finding.indexOf(": "))));
        }
        assertThat(paths).isEqualTo(new TreeSet<Object>(expected));
    }

    private static Map<?, ?> facts(Map<?, ?> testCase) {
        return testCase.get("facts") instanceof Map<?, ?> facts ? facts : Map.of();
    }

    private static String text(Map<?, ?> map, String key) {
        return map.get(key) instanceof String text ? text : "";
    }
}
