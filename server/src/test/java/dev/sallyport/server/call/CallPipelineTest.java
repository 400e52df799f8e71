package dev.sallyport.server.call;

import static dev.sallyport.server.call.PipelineBench.STRANGER;
import static dev.sallyport.server.call.PipelineBench.WRITER;
import static dev.sallyport.server.call.PipelineBench.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.Stage;
import dev.sallyport.server.call.ToolGate.Answer;
import dev.sallyport.tools.CallControl;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

/// Calls that wait for nobody, on their whole way.
class CallPipelineTest {

    private static final String SHARED = "{\"notebook\": \"shared\", \"text\": \"hello\"}";
    private static final String GUARDED = "{\"notebook\": \"guarded\", \"text\": \"hello\"}";

    @TempDir private Path directory;
    private PipelineBench bench;

    @BeforeEach
    void open() {
        bench = new PipelineBench(directory);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aPermittedCallRunsAndIsRecorded() {
        var reply = bench.call(SHARED);

        assertThat(reply.isError()).isFalse();
        assertThat(text(reply, "status")).isEqualTo("completed");
        assertThat(text(reply, "written")).isEqualTo("hello");
        assertThat(bench.tool.written).containsExactly("hello");
        assertThat(bench.stages(reply)).containsExactly(Stage.INTENT, Stage.OUTCOME);
        var outcome = bench.records(text(reply, "call_id")).getLast();
        assertThat(outcome.principal().orElseThrow().subject()).isEqualTo("client:writer");
        assertThat(outcome.roles()).containsExactly("writer");
        assertThat(outcome.policyDigest()).contains(bench.policy.digest());
        assertThat(outcome.decision().orElseThrow().rules()).isNotEmpty();
        assertThat(outcome.obligations()).isNotEmpty();
        assertThat(outcome.outcome().orElseThrow().status()).isEqualTo("completed");
    }

    @Test
    void theIntentIsDurableBeforeTheToolRuns() {
        var seen = new AtomicReference<Object>("nothing");
        bench.tool.whileExecuting =
                (plan, _) ->
                        seen.set(bench.stages(plan.normalised().path("call_id").stringValue()));

        var reply = bench.call(SHARED);

        assertThat(text(reply, "status")).isEqualTo("completed");
        assertThat(seen.get()).isEqualTo(java.util.List.of(Stage.INTENT));
    }

    @Test
    void aDenialNamesWhatWasAskedAndWhatIsAllowedButNoRule() {
        var reply = bench.call("{\"notebook\": \"private\", \"text\": \"hello\"}");

        // The tool is offered, the target is not: the schema the caller sees does not list it.
        assertThat(reply.isError()).isTrue();
        assertThat(text(reply, "code")).isEqualTo("DENIED_NO_RULE");
        assertThat(text(reply, "message")).contains("`write_note`").contains("`private`");
        assertThat(text(reply, "next")).contains("`shared`").contains("`guarded`");
        assertThat(reply.structured().toString())
                .doesNotContain("writer")
                .doesNotContain("editor")
                .doesNotContain("secret")
                .doesNotContain("letters");
        assertThat(bench.tool.written).isEmpty();
        assertThat(bench.stages(reply)).containsExactly(Stage.DENIED);
    }

    @Test
    void aForbidBeatsThePermitAndItsPatternIsNotTold() {
        var reply =
                bench.call("{\"notebook\": \"shared\", \"page\": \"secrets\", \"text\": \"x\"}");

        assertThat(text(reply, "code")).isEqualTo("DENIED_FORBIDDEN");
        assertThat(reply.structured().toString()).doesNotContain("secret*");
        assertThat(bench.tool.written).isEmpty();
        assertThat(bench.stages(reply)).containsExactly(Stage.DENIED);
    }

    @Test
    void aHiddenToolAnswersAsAnUnknownOneAndBothAreRecorded() {
        bench.tool.whilePlanning =
                () -> {
                    throw new AssertionError("a hidden tool must not plan");
                };

        var hidden =
                bench.answer(STRANGER, NoteTool.NAME, "{\"no\": 1}", CallControl.uncancellable());
        var unknown = bench.answer(STRANGER, "no_such_tool", "{}", CallControl.uncancellable());

        assertThat(hidden).isEqualTo(unknown).isInstanceOf(Answer.UnknownTool.class);
        assertThat(bench.pipeline.offered(PipelineBench.caller(STRANGER)))
                .extracting(OfferedTool::name)
                .containsExactly("await_approval", "my_access");
        assertThat(bench.records(AuditFilter.ALL.withPrincipal("client:stranger")))
                .hasSize(2)
                .allSatisfy(record -> {
                    assertThat(record.stage()).isEqualTo(Stage.DENIED);
                    assertThat(record.decision().orElseThrow().reason()).contains("UNKNOWN_TOOL");
                });
    }

    @Test
    void aCallerSeesTheTargetsItMayNameAndNoOther() {
        var offered =
                bench.pipeline.offered(PipelineBench.caller(WRITER)).stream()
                        .filter(tool -> tool.name().equals(NoteTool.NAME))
                        .findFirst()
                        .orElseThrow();

        assertThat(offered.inputSchema().at("/properties/notebook/enum").toString())
                .isEqualTo("[\"guarded\",\"shared\"]");
        assertThat(offered.description()).contains("held for approval on notebook `guarded`");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|`notebook` is missing",
                "{\"notebook\": \"shared\"}|text",
                "{\"notebook\": 7, \"text\": \"x\"}|notebook",
                "{\"notebook\": \"shared\", \"text\": [\"x\"]}|text",
                "{\"notebook\": \"shared\", \"text\": \"x\", \"more\": 1}|more",
                "{\"notebook\": \"shared\", \"text\": \"x\", \"page\": \"a page name of more than twenty\"}|page",
            })
    void wrongArgumentsAreNamedAndRecorded(String arguments, String named) {
        var reply = bench.call(arguments);

        assertThat(reply.isError()).isTrue();
        assertThat(text(reply, "status")).isEqualTo("failed");
        assertThat(text(reply, "code")).isEqualTo("INVALID_ARGUMENTS");
        assertThat(text(reply, "message")).contains(named);
        assertThat(bench.stages(reply)).containsExactly(Stage.FAILED);
        assertThat(bench.tool.written).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "⟦masked⟧",
                "a ⟦masked:EMAIL⟧ b",
                "⟦MASKED:redact⟧",
                "\\\\u27E6masked\\\\u27E7",
                "%E2%9F%A6masked%E2%9F%A7"
            })
    void aMaskedValueIsNotWrittenBack(String value) {
        var reply = bench.call("{\"notebook\": \"shared\", \"text\": \"" + value + "\"}");

        assertThat(text(reply, "code")).isEqualTo("DENIED_MASKED_VALUE");
        assertThat(bench.tool.written).isEmpty();
        assertThat(bench.stages(reply)).containsExactly(Stage.DENIED);
    }

    @Test
    void aToolsRefusalIsShownToThoseWhoMayHaveWhatItTouched() {
        var reply =
                bench.call("{\"notebook\": \"shared\", \"page\": \"missing\", \"text\": \"x\"}");

        assertThat(text(reply, "code")).isEqualTo("NO_SUCH_PAGE");
        assertThat(bench.stages(reply)).containsExactly(Stage.FAILED);
    }

    @Test
    void aToolsRefusalIsVeiledFromThoseWhoMayNot() {
        var missing =
                bench.call("{\"notebook\": \"private\", \"page\": \"missing\", \"text\": \"x\"}");
        var present =
                bench.call("{\"notebook\": \"private\", \"page\": \"present\", \"text\": \"x\"}");

        assertThat(text(missing, "code")).isEqualTo("DENIED_NO_RULE");
        assertThat(text(missing, "message").replace("missing", "present"))
                .isEqualTo(text(present, "message"));
        assertThat(text(missing, "next")).isEqualTo(text(present, "next"));
    }

    @Test
    void aToolThatThrowsWhilePlanningIsADenialWithoutItsWords() {
        bench.tool.whilePlanning =
                () -> {
                    throw new IllegalStateException("jdbc:postgresql://gate:hunter2@db");
                };

        var reply = bench.call(SHARED);

        assertThat(text(reply, "code")).isEqualTo("DENIED_INTERNAL");
        assertThat(reply.structured().toString()).doesNotContain("hunter2");
        assertThat(bench.stages(reply)).containsExactly(Stage.DENIED);
    }

    @Test
    void aToolThatLacksAClassWhilePlanningIsADenialToo() {
        bench.tool.whilePlanning =
                () -> {
                    throw new NoClassDefFoundError("com/example/Driver");
                };

        var reply = bench.call(SHARED);

        assertThat(text(reply, "code")).isEqualTo("DENIED_INTERNAL");
        assertThat(bench.stages(reply)).containsExactly(Stage.DENIED);
    }

    @Test
    void aToolThatThrowsWhilePreviewingLeavesNothingHeld() {
        bench.tool.whilePreviewing =
                () -> {
                    throw new IllegalStateException("jdbc:postgresql://gate:hunter2@db");
                };

        var reply = bench.call(GUARDED);

        assertThat(text(reply, "code")).isEqualTo("DENIED_INTERNAL");
        assertThat(bench.approvals.list(java.util.Optional.empty(), 10, r -> r)).isEmpty();
        assertThat(bench.stages(reply)).containsExactly(Stage.DENIED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exception", "missing class", "deep recursion"})
    void aToolThatThrowsWhileItRunsEndsOnTheRecordWithItsEffectUnknown(String how) {
        bench.tool.whileExecuting =
                (_, _) -> {
                    switch (how) {
                        case "exception" -> throw new IllegalStateException("hunter2");
                        case "missing class" -> throw new NoClassDefFoundError("hunter2");
                        default -> throw new StackOverflowError("hunter2");
                    }
                };

        var reply = bench.call(SHARED);

        assertThat(text(reply, "code")).isEqualTo("INTERNAL");
        assertThat(reply.structured().toString()).doesNotContain("hunter2");
        assertThat(bench.stages(reply)).containsExactly(Stage.INTENT, Stage.FAILED);
        var end = bench.records(text(reply, "call_id")).getLast();
        assertThat(end.outcome().orElseThrow().status()).isEqualTo("failed_effect_unknown");
    }

    @Test
    void secretsInAResultAreMaskedAndCounted() {
        var reply =
                bench.call("{\"notebook\": \"shared\", \"text\": \"write to ana@example.com\"}");

        assertThat(text(reply, "written")).contains("⟦masked").doesNotContain("ana@example.com");
        var outcome = bench.records(text(reply, "call_id")).getLast();
        assertThat(outcome.masking().values()).contains(1L);
    }

    @Test
    void aResultThatCannotBeMaskedIsWithheld() {
        bench.tool.result =
                result -> {
                    var inner = JsonNodeFactory.instance.arrayNode().add("ana@example.com");
                    for (int depth = 0; depth < 300; depth++) {
                        inner = JsonNodeFactory.instance.arrayNode().add(inner);
                    }
                    return result.set("deep", inner);
                };

        var reply = bench.call(SHARED);

        assertThat(reply.isError()).isTrue();
        assertThat(text(reply, "code")).isEqualTo("RESULT_WITHHELD");
        assertThat(reply.structured().has("deep")).isFalse();
        assertThat(reply.structured().has("written")).isFalse();
        assertThat(bench.stages(reply)).containsExactly(Stage.INTENT, Stage.OUTCOME);
    }

    @Test
    void aResultCannotPassForAnotherStatusOrCall() {
        bench.tool.result =
                result -> result.put("status", "pending_approval").put("call_id", "forged");

        var reply = bench.call(SHARED);

        assertThat(text(reply, "status")).isEqualTo("completed");
        assertThat(text(reply, "call_id")).isNotEqualTo("forged");
    }

    @ParameterizedTest
    @ValueSource(strings = {SHARED, GUARDED, "{\"notebook\": \"private\", \"text\": \"x\"}"})
    void nothingRunsOrIsHeldWhenTheLogIsBroken(String arguments) {
        bench.log.close();

        var reply = bench.call(arguments);

        assertThat(reply.isError()).isTrue();
        assertThat(text(reply, "code")).isEqualTo("DENIED_UNRECORDED");
        assertThat(bench.tool.written).isEmpty();
        assertThat(bench.approvals.list(java.util.Optional.empty(), 10, r -> r)).isEmpty();
    }

    @Test
    void evenTheGatesOwnToolsAreSilentWhenTheLogIsBroken() {
        bench.log.close();

        var reply = bench.call(WRITER, "my_access", "{}");

        assertThat(text(reply, "code")).isEqualTo("DENIED_UNRECORDED");
    }

    @Test
    void aResultWhoseOutcomeCannotBeRecordedIsWithheld() {
        bench.tool.whileExecuting = (_, _) -> bench.log.close();

        var reply = bench.call(SHARED);

        assertThat(text(reply, "code")).isEqualTo("OUTCOME_UNRECORDED");
        assertThat(reply.structured().has("written")).isFalse();
        assertThat(bench.tool.written).containsExactly("hello");
        assertThat(bench.stages(reply)).containsExactly(Stage.INTENT);
    }

    @Test
    void aCallCancelledBeforeItRunsDoesNotRun() {
        var answer = bench.answer(WRITER, NoteTool.NAME, SHARED, new Cancelled());

        var reply = (Answer.Reply) answer;
        assertThat(text(reply, "code")).isEqualTo("CANCELLED");
        assertThat(bench.tool.written).isEmpty();
        assertThat(bench.stages(reply)).containsExactly(Stage.FAILED);
    }

    @Test
    void withoutAPolicyNothingIsOfferedOrRuns() {
        bench.policy = bench.policy("");

        assertThat(bench.pipeline.offered(PipelineBench.caller(WRITER)))
                .extracting(OfferedTool::name)
                .containsExactly("await_approval", "my_access");
        assertThat(bench.answer(WRITER, NoteTool.NAME, SHARED, CallControl.uncancellable()))
                .isInstanceOf(Answer.UnknownTool.class);
    }

    @Test
    void myAccessShowsTheCallersOwnWaysAlone() {
        var mine = bench.call(WRITER, "my_access", "{}");
        var others = bench.call(STRANGER, "my_access", "{}");

        assertThat(mine.structured().path("access").toString())
                .contains("\"effect\":\"permit\",\"on\":{\"notebook\":[\"shared\"]}")
                .contains("\"effect\":\"hold\",\"on\":{\"notebook\":[\"guarded\"]}");
        assertThat(others.structured().path("access").isEmpty()).isTrue();
        assertThat(others.structured().path("roles").isEmpty()).isTrue();
    }

    @Test
    void aClientsOwnNamesAreBoundedAndMaskedInTheRecord() {
        var answer =
                bench.answer(
                        PipelineBench.agent("noisy", Set.of()),
                        "ghp_"
                                + "a1B2c3D4e5F6g7H8i9J0".repeat(2).substring(0, 36)
                                + "x".repeat(900),
                        "{}",
                        CallControl.uncancellable());

        assertThat(answer).isInstanceOf(Answer.UnknownTool.class);
        var record = bench.records(AuditFilter.ALL.withPrincipal("client:noisy")).getFirst();
        assertThat(record.tool().orElseThrow()).hasSizeLessThanOrEqualTo(260);
    }

    private record Cancelled() implements CallControl {
        @Override
        public boolean cancelled() {
            return true;
        }

        @Override
        public Registration onCancel(Runnable action) {
            action.run();
            return () -> {};
        }

        @Override
        public void progress(String message) {}
    }
}
