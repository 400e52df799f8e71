package dev.sallyport.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.TestGate;
import dev.sallyport.server.call.Caller;
import dev.sallyport.server.call.NoteTool;
import dev.sallyport.server.call.OfferedTool;
import dev.sallyport.server.call.ToolGate.Answer;
import dev.sallyport.tools.CallControl;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class RunningGateTest {

    /// Whoever this claims to be, the gate goes by the token.
    private static final Caller CALLER =
            new Caller(
                    new Principal("client:stdio", Principal.Kind.AGENT, Optional.empty(), Set.of()),
                    "session",
                    "desk client",
                    "stdio",
                    Duration.ZERO);

    @TempDir private Path directory;
    private TestGate gate;
    private RunningGate relay;

    @BeforeEach
    void open() throws IOException {
        gate = new TestGate(directory, new NoteTool());
        relay = RunningGate.at(gate.url(), gate.writer("bot")).orElseThrow();
    }

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void offersWhatTheGateOffersToTheTokensOwner() {
        assertThat(relay.knowsCaller()).isTrue();
        assertThat(relay.offered(CALLER))
                .extracting(OfferedTool::name)
                .containsExactly("await_approval", "my_access", NoteTool.NAME);
        var note = relay.offered(CALLER).getLast();
        assertThat(note.inputSchema().at("/properties/notebook/enum").toString())
                .isEqualTo("[\"guarded\",\"shared\"]");
    }

    @Test
    void aCallIsTheOwnersOfTheToken() {
        var reply = call("my_access", "{}", CallControl.uncancellable());

        assertThat(reply.structured().path("principal").asString("")).isEqualTo("client:bot");
    }

    @Test
    void aCallAndItsProgressGoThrough() {
        var heard = new CopyOnWriteArrayList<String>();
        gate.tool.whileExecuting = (_, control) -> control.progress("half way");

        var reply =
                call(
                        NoteTool.NAME,
                        "{\"notebook\":\"shared\",\"text\":\"hello\"}",
                        new Listener(heard));

        assertThat(reply.isError()).isFalse();
        assertThat(reply.structured().path("written").asString("")).isEqualTo("hello");
        assertThat(heard).contains("half way");
    }

    @Test
    void aDenialStaysOne() {
        var reply =
                call(
                        NoteTool.NAME,
                        "{\"notebook\":\"private\",\"text\":\"hello\"}",
                        CallControl.uncancellable());

        assertThat(reply.isError()).isTrue();
        assertThat(reply.structured().path("code").asString("")).isEqualTo("DENIED_NO_RULE");
    }

    @Test
    void anUnknownToolStaysUnknownWhateverItsName() {
        for (var name : List.of("no_such_tool", "naïve tool", "a\nb")) {
            assertThat(relay.call(CALLER, name, json("{}"), CallControl.uncancellable()))
                    .as(name)
                    .isInstanceOf(Answer.UnknownTool.class);
        }
    }

    @Test
    void aHeldCallIsWaitedForAndAnsweredWhenItIsApproved() throws Exception {
        var heard = new CopyOnWriteArrayList<String>();
        gate.tool.whileExecuting = (_, control) -> control.progress("writing");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var reply =
                    threads.submit(() ->
                            call(
                                    NoteTool.NAME,
                                    "{\"notebook\":\"guarded\",\"text\":\"hello\"}",
                                    new Listener(heard)));
            while (gate.waiting() == 0) {
                Thread.onSpinWait();
            }

            gate.approveTheOnlyOne();

            assertThat(reply.get().structured().path("status").asString("")).isEqualTo("completed");
            assertThat(gate.tool.written).containsExactly("hello");
            assertThat(heard).contains("writing");
        }
    }

    @Test
    void aGateThatIsGoneIsSaidToBeWithoutItsAddress() {
        var url = gate.url();
        gate.close();

        var reply =
                call(
                        NoteTool.NAME,
                        "{\"notebook\":\"shared\",\"text\":\"hello\"}",
                        CallControl.uncancellable());

        assertThat(reply.isError()).isTrue();
        assertThat(reply.structured().path("code").asString("")).isEqualTo("GATE_UNREACHABLE");
        assertThat(reply.structured().toString()).doesNotContain("127.0.0.1");
        assertThat(relay.offered(CALLER)).isEmpty();
        assertThat(relay.knowsCaller()).isFalse();
        assertThat(RunningGate.at(url, "any")).isEmpty();
    }

    @Test
    void anotherTokenIsNotKnown() {
        var stranger = RunningGate.at(gate.url(), "sp_not_a_key").orElseThrow();

        assertThat(stranger.knowsCaller()).isFalse();
        assertThat(stranger.offered(CALLER)).isEmpty();
    }

    @Test
    void whatIsNoGateIsNotOne() {
        assertThat(RunningGate.at(URI.create("http://127.0.0.1:1"), "any")).isEmpty();
    }

    private Answer.Reply call(String tool, String arguments, CallControl control) {
        return switch (relay.call(CALLER, tool, json(arguments), control)) {
            case Answer.Reply reply -> reply;
            case Answer.UnknownTool unknown -> throw new AssertionError(unknown);
        };
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) JsonMapper.shared().readTree(text);
    }

    private record Listener(List<String> heard) implements CallControl {
        @Override
        public boolean cancelled() {
            return false;
        }

        @Override
        public Registration onCancel(Runnable action) {
            return () -> {};
        }

        @Override
        public void progress(String message) {
            heard.add(message);
        }
    }
}
