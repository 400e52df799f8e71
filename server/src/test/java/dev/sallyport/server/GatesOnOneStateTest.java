package dev.sallyport.server;

import static dev.sallyport.server.GateProcess.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.Stage;
import dev.sallyport.server.call.ToolGate.Answer;
import dev.sallyport.server.relay.RunningGate;
import dev.sallyport.server.state.TestDatabase;
import dev.sallyport.tools.CallControl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three gate processes on one PostgreSQL.
class GatesOnOneStateTest {

    private static final int GATES = 3;
    private static final int CALLS = 100;

    /// These wait when the decision falls; the others come with it.
    private static final int WAITING = CALLS / 2;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<GateProcess> gates = new ArrayList<>();
    private String state = "";

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        state = TestDatabase.POSTGRESQL.fresh(directory);
        var first = Files.createDirectory(directory.resolve("gate-0"));
        gates.add(GateProcess.start(first, state));
        var others = new ArrayList<Future<GateProcess>>();
        for (int i = 1; i < GATES; i++) {
            var other = Files.createDirectory(directory.resolve("gate-" + i));
            Files.copy(first.resolve("tokens"), other.resolve("tokens"));
            others.add(threads.submit(() -> GateProcess.start(other, state)));
        }
        for (var other : others) {
            gates.add(other.get());
        }
    }

    @AfterEach
    void end() {
        gates.forEach(GateProcess::kill);
        threads.shutdownNow();
    }

    @Test
    void aHundredExecutionsAtOnceRunTheCallOnce() throws Exception {
        for (int round = 0; round < GATES; round++) {
            var text = "round " + round;
            var asking = gates.get(round).forBot();
            var first = threads.submit(() -> GateProcess.write(asking, "guarded", text));
            var id = gates.get(0).awaitHeld(1).getFirst();

            var replies = new ArrayList<>(all(id, WAITING, true));
            gates.get((round + 1) % GATES).approve(id);
            replies.addAll(all(id, CALLS - WAITING, false));
            replies.add(first);

            var completed = new ArrayList<Answer.Reply>();
            for (var reply : replies) {
                var got = reply.get(60, TimeUnit.SECONDS);
                assertThat(status(got)).isIn("completed", "pending_approval");
                if (status(got).equals("completed")) {
                    completed.add(got);
                }
            }
            assertThat(completed).isNotEmpty();
            assertThat(Set.copyOf(completed)).hasSize(1);
            assertThat(notes()).filteredOn(text::equals).hasSize(1);
            var callId = completed.getFirst().structured().path("call_id").asString();
            assertThat(intents(callId)).isEqualTo(1);
            for (var gate : gates) {
                assertThat(gate.await(id)).isEqualTo(completed.getFirst());
            }
            System.out.printf("%d of %d got the result%n", completed.size(), replies.size());
        }
        assertThat(notes()).hasSize(GATES);
        gates.forEach(GateProcess::assertSound);
    }

    /// Another process that starts must not take a call for lost that runs here.
    @Test
    void aGateThatDiesLeavesOthersRunsAlone() throws Exception {
        var agent = gates.get(0).forBot();
        var reply = threads.submit(() -> GateProcess.write(agent, "guarded", "later"));
        var id = gates.get(1).awaitHeld(1).getFirst();
        gates.get(1).approve(id);
        assertThat(gates.get(0).line()).isEqualTo("later");

        var died = gates.remove(1);
        died.kill();
        gates.add(GateProcess.start(died.directory(), state));

        assertThat(gates.get(2).state(id)).isEqualTo("executing");
        Files.createFile(gates.get(0).directory().resolve("go"));
        assertThat(status(reply.get(60, TimeUnit.SECONDS))).isEqualTo("completed");
        assertThat(gates.get(2).await(id)).isEqualTo(reply.get());
        assertThat(notes()).containsExactly("later");
    }

    private List<Future<Answer.Reply>> all(String id, int calls, boolean awaitWaiting)
            throws IOException, InterruptedException {
        var waiting = new CountDownLatch(calls);
        var replies = new ArrayList<Future<Answer.Reply>>();
        var asked = new ArrayList<RunningGate>();
        for (var gate : gates) {
            asked.add(gate.forBot());
        }
        for (int i = 0; i < calls; i++) {
            var gate = asked.get(i % GATES);
            replies.add(threads.submit(() -> GateProcess.await(gate, id, new WhenHeard(waiting))));
        }
        if (awaitWaiting) {
            assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
        }
        return replies;
    }

    private List<String> notes() throws IOException {
        var notes = new ArrayList<String>();
        for (var gate : gates) {
            notes.addAll(gate.notes());
        }
        return notes;
    }

    private int intents(String callId) throws IOException {
        int intents = 0;
        for (var gate : gates) {
            intents +=
                    gate.records(
                                    AuditFilter.ALL
                                            .withCallId(callId)
                                            .withStages(Set.of(Stage.INTENT)))
                            .size();
        }
        return intents;
    }

    /// Tells when the gate has begun to answer, which it does once it makes a call wait.
    private record WhenHeard(CountDownLatch heard) implements CallControl {
        @Override
        public boolean cancelled() {
            return false;
        }

        @Override
        public Registration onCancel(Runnable action) {
            heard.countDown();
            return () -> {};
        }

        @Override
        public void progress(String message) {}
    }
}
