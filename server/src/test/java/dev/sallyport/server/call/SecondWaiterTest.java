package dev.sallyport.server.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.Stage;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.identity.CredentialBounds;
import dev.sallyport.tools.CallControl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

/// Waiters for a held call that another one runs, and those whose credential ends meanwhile.
class SecondWaiterTest {

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

    private String running() {
        var id = bench.held("hello");
        var _ = bench.approve(id);
        assertThat(bench.approvals.claim(id)).isPresent();
        return id;
    }

    @Test
    void anInterruptedWaiterDoesNotStay() throws Exception {
        var id = running();
        var thread =
                Thread.ofPlatform()
                        .start(() -> {
                            Thread.currentThread().interrupt();
                            var _ = bench.await(id);
                        });

        assertThat(thread.join(Duration.ofSeconds(30))).as("without the clock's moving").isTrue();
    }

    @Test
    void whoAsksForACallThatRunsIsToldSo() throws Exception {
        var id = running();
        var told = new CompletableFuture<String>();
        var thread =
                Thread.ofPlatform()
                        .start(() -> told.complete(bench.await(id).structured().toString()));
        while (!told.isDone()) {
            bench.clock.advance(Duration.ofMinutes(1));
            var _ = thread.join(Duration.ofMillis(100));
        }

        assertThat(told.join())
                .contains("\"status\":\"pending_approval\"", "it runs now")
                .doesNotContain("nothing has run yet", "has to approve");
    }

    @Test
    void aTokenThatEndedDuringTheWaitRunsNothingAndTheNextOneGoesOn() {
        var id = bench.held("hello");
        var _ = bench.approve(id);

        assertThat(await(id, Duration.ofSeconds(-1))).contains("DENIED_CREDENTIAL_ENDED");

        assertThat(bench.tool.written).isEmpty();
        assertThat(bench.approvals.find(id).orElseThrow().state()).isEqualTo(State.APPROVED);
        assertThat(await(id, Duration.ofMinutes(1))).contains("\"status\":\"completed\"");
        assertThat(bench.tool.written).hasSize(1);
        assertThat(await(id, Duration.ofSeconds(-1)))
                .as("the reply that is kept")
                .contains("DENIED_CREDENTIAL_ENDED");
        var held = bench.approvals.find(id).orElseThrow().asked().callId();
        assertThat(bench.stages(held))
                .as("of the call that ran")
                .doesNotContain(Stage.DENIED)
                .endsWith(Stage.OUTCOME);
        assertThat(bench.records(AuditFilter.ALL.withStages(Set.of(Stage.DENIED))))
                .as("of those that asked for it")
                .hasSize(2);
    }

    /// With a token that ends after so long.
    private String await(String id, Duration left) {
        var bounds = new CredentialBounds(Optional.of(bench.clock.instant().plus(left)), List.of());
        var caller =
                new Caller(
                        PipelineBench.WRITER, "session-1", "test", "http", Duration.ZERO, bounds);
        var arguments = JsonNodeFactory.instance.objectNode();
        arguments.put("approval_id", id).put("wait_seconds", 0);
        return bench.pipeline
                .call(caller, "await_approval", arguments, CallControl.uncancellable())
                .toString();
    }
}
