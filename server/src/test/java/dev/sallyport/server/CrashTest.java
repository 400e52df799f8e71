package dev.sallyport.server;

import static dev.sallyport.server.GateProcess.code;
import static dev.sallyport.server.GateProcess.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.Stage;
import dev.sallyport.server.call.ToolGate.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The gate dies as by `kill -9`, in a process of its own, and starts again on what it left.
class CrashTest {

    @TempDir private Path directory;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private GateProcess child;

    @BeforeEach
    void start() throws IOException {
        child = GateProcess.start(directory);
    }

    @AfterEach
    void end() throws Exception {
        child.kill();
        threads.shutdownNow();
    }

    @Test
    void aCallThatWasHeldWhenTheGateDiedRunsExactlyOnceAfterItsApproval() throws Exception {
        var unanswered = write("guarded", "hello");
        var id = child.awaitHeld(1).getFirst();

        child.kill();
        assertThat(status(unanswered.get())).isEqualTo("failed");
        child = GateProcess.start(directory);
        child.approve(id);
        var first = child.await(id);
        var second = child.await(id);

        assertThat(status(first)).isEqualTo("completed");
        assertThat(second).isEqualTo(first);
        assertThat(child.notes()).containsExactly("hello");

        restart();
        assertThat(child.await(id)).isEqualTo(first);
        assertThat(child.notes()).containsExactly("hello");
    }

    @Test
    void aHeldCallThatWasRunningWhenTheGateDiedIsUnknownAndNotRunAgain() throws Exception {
        var unanswered = write("guarded", "stuck");
        var id = child.awaitHeld(1).getFirst();
        child.approve(id);
        assertThat(child.line()).isEqualTo("stuck");

        child.kill();
        assertThat(status(unanswered.get())).isEqualTo("failed");
        child = GateProcess.start(directory);
        var first = child.await(id);
        var second = child.await(id);

        assertThat(code(first)).isEqualTo("OUTCOME_UNKNOWN");
        assertThat(code(second)).isEqualTo("OUTCOME_UNKNOWN");
        assertThat(child.begun()).containsExactly("once");
        assertThat(child.notes()).isEmpty();
        assertThat(child.stages(first.structured().path("call_id").asString("")))
                .containsExactly(
                        Stage.HELD, Stage.VOTED, Stage.APPROVED, Stage.INTENT, Stage.UNKNOWN);
        child.assertSound();
    }

    @Test
    void aPermittedCallThatWasRunningWhenTheGateDiedIsOnRecordAsUnknown() throws Exception {
        var unanswered = write("shared", "stuck");
        assertThat(child.line()).isEqualTo("stuck");

        child.kill();
        assertThat(status(unanswered.get())).isEqualTo("failed");
        child = GateProcess.start(directory);

        var intent = child.records(AuditFilter.ALL.withStages(Set.of(Stage.INTENT)));
        assertThat(intent).hasSize(1);
        assertThat(child.stages(intent.getFirst().callId().orElseThrow()))
                .containsExactly(Stage.INTENT, Stage.UNKNOWN);
        assertThat(child.begun()).containsExactly("once");
        child.assertSound();
    }

    private Future<Answer.Reply> write(String notebook, String text) throws IOException {
        var gate = child.forBot();
        return threads.submit(() -> GateProcess.write(gate, notebook, text));
    }

    private void restart() throws IOException {
        child.kill();
        child = GateProcess.start(directory);
    }
}
