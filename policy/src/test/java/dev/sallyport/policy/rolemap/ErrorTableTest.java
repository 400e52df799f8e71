package dev.sallyport.policy.rolemap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.yaml.Problem;
import dev.sallyport.policy.yaml.YamlFile;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs the table of wrong policies, `errors.yaml`.
class ErrorTableTest {

    record Case(String name, String policy, List<String> problems) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        var file = YamlFile.read("errors.yaml", TestPolicies.text("errors.yaml"));
        var cases =
                file.root().allow("cases").list("cases").stream()
                        .map(item -> item.mapping().orElseThrow())
                        .map(row -> row.allow("name", "policy", "problems"))
                        .map(row ->
                                new Case(
                                        row.requireText("name").orElseThrow(),
                                        row.requireText("policy").orElseThrow(),
                                        row.texts("problems")))
                        .toList();
        assertThat(file.problems()).isEmpty();
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void namesEveryMistakeAndItsPlace(Case row) {
        var parsed = RoleMap.parse("policy.yaml", row.policy(), TestTools.ALL);

        assertThat(parsed).isInstanceOf(RoleMap.Parsed.Invalid.class);
        if (parsed instanceof RoleMap.Parsed.Invalid(var problems)) {
            assertThat(problems.stream().map(Problem::toString))
                    .containsExactlyElementsOf(
                            row.problems().stream().map(p -> "policy.yaml:" + p).toList());
            assertThat(problems).allMatch(problem -> problem.message().indexOf('\n') < 0);
        }
    }
}
