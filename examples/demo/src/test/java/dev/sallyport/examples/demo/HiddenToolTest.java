package dev.sallyport.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A tool that no rule opens for a caller cannot be told from one that does not exist.
@ExtendWith(SharedDemo.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class HiddenToolTest {

    /// What the developer has and the analyst has not.
    private static final List<String> HIDDEN =
            List.of(
                    "apply_manifest",
                    "delete_resource",
                    "modify_database",
                    "push_branch",
                    "read_cluster",
                    "read_repository");

    /// None, those of a real call, those that no schema takes, and a masked value.
    private static final List<String> ARGUMENTS =
            List.of(
                    "{}",
                    """
                    {"repository":"shop","branch":"agent/x","message":"m","changes":{"a":"a"}}\
                    """,
                    """
                    {"database":"shop","sql":"delete from shop.orders","reason":"r"}\
                    """,
                    """
                    {"cluster":"dev","namespace":"prod","kind":"Pod","operation":"list"}\
                    """,
                    "{\"repository\":[\"shop\"],\"more\":1}",
                    "{\"manifest\":\"⟦masked:redact⟧\"}");

    @ParameterizedTest
    @EnumSource
    void aHiddenToolAndAnUnknownOneAnswerAlikeToTheByte(RawWire.Kind kind, Demo demo)
            throws Exception {
        try (var analyst = RawWire.open(kind, demo, demo.tokens().getOrDefault("analyst", ""))) {
            for (var hidden : HIDDEN) {
                var unknown = twin(hidden);
                for (var arguments : ARGUMENTS) {
                    var answer = analyst.call(hidden, arguments);

                    assertThat(answer).contains("-32602", "unknown tool `" + hidden + "`");
                    assertThat(answer.replace(hidden, unknown))
                            .as("%s with %s", hidden, arguments)
                            .isEqualTo(analyst.call(unknown, arguments));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsHiddenFromOneCallerIsThereForAnother(RawWire.Kind kind, Demo demo) throws Exception {
        try (var developer =
                RawWire.open(kind, demo, demo.tokens().getOrDefault("developer", ""))) {
            for (var tool : HIDDEN) {
                assertThat(developer.call(tool, "{}"))
                        .contains("INVALID_ARGUMENTS")
                        .doesNotContain("unknown tool");
                assertThat(developer.call(twin(tool), "{}"))
                        .contains("unknown tool `" + twin(tool) + "`");
            }
        }
    }

    /// A name of the same length that no tool has.
    private static String twin(String tool) {
        return tool.substring(0, 2) + "x" + tool.substring(3);
    }
}
