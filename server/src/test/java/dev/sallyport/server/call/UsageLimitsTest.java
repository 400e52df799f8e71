package dev.sallyport.server.call;

import static dev.sallyport.server.call.PipelineBench.WRITER;
import static dev.sallyport.server.call.PipelineBench.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.Stage;
import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligations;
import dev.sallyport.server.call.CallRunner.Licence;
import dev.sallyport.tools.CallControl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Limits on use, as calls meet them.
class UsageLimitsTest {

    private static final String SHARED = "{\"notebook\": \"shared\", \"text\": \"hello\"}";

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

    private void limit(String limits) {
        bench.policy =
                bench.policy(
                        """
                        roles:
                          writer:
                            limits: %s
                            permit: [{tools: write_note, on: {notebook: shared}}]
                            hold: [{tools: write_note, on: {notebook: guarded}, approvers: {role: editor}}]
                          editor: {console: [approve]}
                        bindings:
                          - {role: writer, to: "group:writers"}
                          - {role: editor, to: ["user:ana", "user:ben"]}
                        """
                                .formatted(limits));
    }

    @Test
    void aCallBeyondALimitIsDeniedAndToldWhenToComeBack() {
        limit("{principal: {calls_per_minute: 2}}");
        var _ = bench.call(SHARED);
        var _ = bench.call(SHARED);

        var reply = bench.call(SHARED);

        assertThat(reply.isError()).isTrue();
        assertThat(text(reply, "status")).isEqualTo("denied");
        assertThat(text(reply, "code")).isEqualTo("DENIED_LIMIT");
        assertThat(text(reply, "message")).contains("2 calls a minute for you");
        assertThat(text(reply, "next")).matches("Try again in 6[01] seconds\\.");
        assertThat(reply.structured().toString()).doesNotContain("writer");
        assertThat(bench.tool.written).hasSize(2);
        assertThat(bench.stages(reply)).containsExactly(Stage.DENIED);

        bench.clock.advance(Duration.ofSeconds(61));
        assertThat(text(bench.call(SHARED), "status")).isEqualTo("completed");
    }

    @Test
    void whatThePolicyDeniesUsesNothing() {
        limit("{principal: {calls_per_minute: 1}}");
        for (int i = 0; i < 5; i++) {
            var denied = bench.call("{\"notebook\": \"private\", \"text\": \"x\"}");
            assertThat(text(denied, "code")).isEqualTo("DENIED_NO_RULE");
        }

        assertThat(text(bench.call(SHARED), "status")).isEqualTo("completed");
    }

    @Test
    void aCallThatFailsGivesItsPlaceBack() {
        limit("{principal: {concurrent_calls: 1}}");
        bench.tool.whileExecuting =
                (_, _) -> {
                    throw new IllegalStateException("the target is gone");
                };
        for (int i = 0; i < 3; i++) {
            assertThat(text(bench.call(SHARED), "code")).isEqualTo("INTERNAL");
        }
        bench.tool.whileExecuting = (_, _) -> {};

        assertThat(text(bench.call(SHARED), "status")).isEqualTo("completed");
    }

    @Test
    void aCallThatEndsInAnErrorUsesNoRows() {
        limit("{principal: {concurrent_calls: 1, rows_per_hour: 1}}");
        bench.tool.whileExecuting =
                (_, _) -> {
                    throw new AssertionError("the machine is ending");
                };
        assertThat(bench.call(SHARED).isError()).isTrue();
        bench.tool.whileExecuting = (_, _) -> {};

        // No row left the gate, so the one of this hour is still there.
        assertThat(text(bench.call(SHARED), "status")).isEqualTo("completed");
        assertThat(text(bench.call(SHARED), "message")).contains("1 rows an hour");
    }

    @Test
    void aSecondCallAtOneTimeIsDenied() throws Exception {
        limit("{role: {concurrent_calls: 1}}");
        var running = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        bench.tool.whileExecuting =
                (_, _) -> {
                    running.countDown();
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> bench.call(SHARED));
            running.await();

            var second = bench.call(SHARED);
            end.countDown();

            assertThat(text(second, "code")).isEqualTo("DENIED_LIMIT");
            assertThat(text(second, "message")).contains("1 calls at one time for all who share");
            assertThat(text(first.get(), "status")).isEqualTo("completed");
        }
        bench.tool.whileExecuting = (_, _) -> {};
        assertThat(text(bench.call(SHARED), "status")).isEqualTo("completed");
    }

    @Test
    void aHeldCallCountsWhenItRunsAndMayComeBackWhileItsApprovalCounts() {
        limit("{principal: {calls_per_minute: 1}}");
        var id = bench.held("hello");
        var _ = bench.approve(id);
        assertThat(text(bench.call(SHARED), "status")).isEqualTo("completed");

        var early = bench.await(id);
        assertThat(text(early, "code")).isEqualTo("DENIED_LIMIT");
        assertThat(bench.tool.written).hasSize(1);

        bench.clock.advance(Duration.ofSeconds(61));
        var later = bench.await(id);
        assertThat(text(later, "status")).isEqualTo("completed");
        assertThat(bench.await(id)).isEqualTo(later);
        assertThat(text(bench.call(SHARED), "code")).isEqualTo("DENIED_LIMIT");
    }

    @Test
    void aCallerSeesItsLimits() {
        limit("{principal: {rows_per_hour: 7}, role: {calls_per_minute: 9}}");

        var answer = bench.answer(WRITER, "my_access", "{}", CallControl.uncancellable());

        assertThat(answer).isInstanceOf(ToolGate.Answer.Reply.class);
        if (answer instanceof ToolGate.Answer.Reply(var reply, _)) {
            assertThat(reply.path("limits").toString())
                    .isEqualTo(
                            "[{\"limit\":\"calls_per_minute\",\"at_most\":9,\"of\":\"everyone of one of your roles\"},"
                                    + "{\"limit\":\"rows_per_hour\",\"at_most\":7,\"of\":\"client:writer\"}]");
        }
    }

    @Test
    void theRowsOfACallAreCutToWhatIsLeft() {
        var obligations =
                new Obligations(
                        List.of(
                                new Obligation.Limit("rows", 100),
                                new Obligation.Limit("timeout", 100),
                                new Obligation.MaskColumn("a", "null")));
        var licence =
                new Licence(
                        List.of(),
                        obligations,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty());

        assertThat(licence.within(OptionalLong.of(7)).obligations().all())
                .containsExactlyInAnyOrder(
                        new Obligation.Limit("rows", 7),
                        new Obligation.Limit("timeout", 100),
                        new Obligation.MaskColumn("a", "null"));
        assertThat(licence.within(OptionalLong.of(700))).isEqualTo(licence);
        assertThat(licence.within(OptionalLong.empty())).isEqualTo(licence);
    }
}
