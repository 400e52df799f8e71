package dev.sallyport.server;

import static dev.sallyport.server.GateProcess.ANA;
import static dev.sallyport.server.GateProcess.BEN;
import static dev.sallyport.server.GateProcess.code;
import static dev.sallyport.server.GateProcess.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.Stage;
import dev.sallyport.server.call.ToolGate.Answer;
import dev.sallyport.server.state.StateStore;
import dev.sallyport.server.state.TestDatabase;
import dev.sallyport.tools.CallControl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Held calls in every state of their life while the gate dies as by `kill -9`: whatever was voted, granted, used or
/// over is so afterwards, and what may have run is never run again.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class CrashInEveryStateTest {

    /// Those that wait when the gate dies for the first time, by what becomes of them.
    private static final Map<String, String> HELD =
            Map.of(
                    "voted", "private",
                    "approved", "guarded",
                    "broken", "night",
                    "reviewed", "night",
                    "claimed", "guarded",
                    "rejected", "guarded",
                    "cancelled", "guarded",
                    "expired", "guarded",
                    "pending", "guarded");

    private final Path directory;
    private final String state;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, String> ids = new TreeMap<>();
    private GateProcess gate;

    CrashInEveryStateTest(TestDatabase database, @TempDir Path directory) {
        this.directory = directory;
        this.state = database.fresh(directory);
    }

    @BeforeEach
    void start() throws IOException {
        gate = GateProcess.start(directory, state);
    }

    @AfterEach
    void end() {
        gate.kill();
        threads.shutdownNow();
    }

    private String id(String text) {
        return of(ids, text);
    }

    private static <T> T of(Map<String, T> map, String text) {
        return Optional.ofNullable(map.get(text)).orElseThrow();
    }

    private void restart() throws IOException {
        gate.kill();
        gate = GateProcess.start(directory, state);
    }

    @Test
    void everyStateIsAsItWasAndNothingRunsTwice() throws Exception {
        holdAll();
        gate.kill();
        change("UPDATE approval_request SET expires_at = 1", "expired");
        gate = GateProcess.start(directory, state);
        decideAll();
        run("stuck", "stuck");
        run("half done", "half");
        runUnheard();
        grantAndUseOnce();
        var before = shown();
        var grants = gate.api("GET", "/api/grants", "");
        gate.kill();
        claimWithoutIntent();
        gate = GateProcess.start(directory, state);

        assertAsBefore(before);
        assertThat(gate.api("GET", "/api/grants", "")).isEqualTo(grants);
        assertThat(gate.notes()).containsExactly("half done", "later on", "granted 1", "granted 2");
        assertAnswers();
        assertWhatIsLeftOfTheGrant();
        assertThat(toReview()).containsExactly(id("broken"));
        var after = shown();
        restart();

        assertThat(shown()).isEqualTo(after);
        assertAnswers();
        assertThat(toReview()).containsExactly(id("broken"));
        assertThat(gate.begun()).containsExactly("once");
        assertThat(gate.notes())
                .containsExactly(
                        "half done",
                        "later on",
                        "granted 1",
                        "granted 2",
                        "approved",
                        "broken",
                        "reviewed",
                        "granted 3");
        gate.assertSound();
    }

    /// Each waits with an agent that still hears.
    private void holdAll() throws IOException {
        for (var one : HELD.entrySet()) {
            var _ = hold(one.getKey(), one.getValue());
        }
    }

    private Future<Answer.Reply> hold(String text, String notebook) throws IOException {
        return hold(text, notebook, CallControl.uncancellable());
    }

    private Future<Answer.Reply> hold(String text, String notebook, CallControl control)
            throws IOException {
        var waiting = pending();
        var agent = gate.forBot();
        var reply =
                threads.submit(() -> GateProcess.write(agent, notebook, "first", text, control));
        var now = gate.awaitHeld(waiting.size() + 1);
        ids.put(text, now.stream().filter(id -> !waiting.contains(id)).findFirst().orElseThrow());
        return reply;
    }

    private List<String> pending() throws IOException {
        return gate.api("GET", "/api/approvals?state=pending", "").findValuesAsString("id");
    }

    private void decideAll() throws IOException {
        assertThat(gate.decide(ANA, id("voted"), "approve").path("state").asString())
                .isEqualTo("pending");
        gate.approve(id("approved"));
        gate.approve(id("claimed"));
        breakGlass(id("broken"));
        breakGlass(id("reviewed"));
        var path = "/api/reviews/" + id("reviewed");
        assertThat(gate.api("POST", path, "{\"verdict\":\"justified\"}").has("error")).isFalse();
        assertThat(gate.decide(ANA, id("rejected"), "reject").path("state").asString())
                .isEqualTo("rejected");
        var cancel = "/api/approvals/" + id("cancelled") + "/cancel";
        assertThat(
                        gate.api("POST", cancel, "{\"reason\":\"not any more\"}")
                                .path("state")
                                .asString())
                .isEqualTo("cancelled");
    }

    private void breakGlass(String id) throws IOException {
        var body = JsonNodeFactory.instance.objectNode();
        body.put("digest", gate.shown(id).path("digest").asString(""));
        body.put("reason", "the shop is down and nobody else answers");
        var answer =
                gate.api(BEN, "POST", "/api/approvals/" + id + "/break-glass", body.toString());
        assertThat(answer.path("state").asString()).as(answer.toString()).isEqualTo("approved");
    }

    private List<String> toReview() throws IOException {
        return gate.api("GET", "/api/reviews", "").path("reviews").findValuesAsString("id");
    }

    /// Approved and begun, and never over.
    private void run(String text, String printed) throws IOException {
        var _ = hold(text, "guarded");
        gate.approve(id(text));
        assertThat(gate.line()).isEqualTo(printed);
    }

    /// It runs to its end when its agent has gone.
    private void runUnheard() throws Exception {
        var agent = new Hearing();
        var _ = hold("later on", "guarded", agent);
        agent.hears.await();
        gate.approve(id("later on"));
        assertThat(gate.line()).isEqualTo("later");
        agent.goes();
        Files.createFile(directory.resolve("go"));
        while (!gate.state(id("later on")).equals("completed")) {
            Thread.onSpinWait();
        }
    }

    private void grantAndUseOnce() throws Exception {
        var reply = holdOnPage("granted 1");
        var id = id("granted 1");
        var terms = JsonNodeFactory.instance.objectNode();
        terms.put("for", "1h").put("uses", 3).put("reason", "");
        terms.put("digest", gate.shown(id).path("digest").asString());
        var made = gate.api("POST", "/api/approvals/" + id + "/grant", terms.toString());
        assertThat(made.has("error")).as(made.toString()).isFalse();
        assertThat(status(reply.get())).isEqualTo("completed");
        assertThat(status(writeOnPage("granted 2"))).isEqualTo("completed");
    }

    private Future<Answer.Reply> holdOnPage(String text) throws IOException {
        var waiting = pending();
        var reply = threads.submit(() -> writeOnPage(text));
        var now = gate.awaitHeld(waiting.size() + 1);
        ids.put(text, now.stream().filter(id -> !waiting.contains(id)).findFirst().orElseThrow());
        return reply;
    }

    private Answer.Reply writeOnPage(String text) throws IOException {
        return GateProcess.write(
                gate.forBot(), "guarded", "granted", text, CallControl.uncancellable());
    }

    /// As if the gate had died after it took the right to run, and before it recorded what it would run.
    private void claimWithoutIntent() throws IOException {
        var origin = Files.readString(directory.resolve("keys/audit-key.origin")).strip();
        change(
                "UPDATE approval_request SET state = 'EXECUTING', claimed_at = 1, executor = '"
                        + origin
                        + "'",
                "claimed");
    }

    private void change(String sql, String text) {
        try (var store = StateStore.open(state)) {
            var changed = store.write(h -> h.execute(sql + " WHERE id = ?", id(text)));
            assertThat(changed).isEqualTo(1);
        }
    }

    private Map<String, JsonNode> shown() throws IOException {
        var shown = new LinkedHashMap<String, JsonNode>();
        for (var one : ids.entrySet()) {
            shown.put(one.getKey(), gate.shown(one.getValue()));
        }
        return shown;
    }

    private void assertAsBefore(Map<String, JsonNode> before) throws IOException {
        assertThat(of(before, "stuck").path("state").asString()).isEqualTo("executing");
        assertThat(of(before, "half done").path("state").asString()).isEqualTo("executing");
        assertThat(of(before, "expired").path("state").asString()).isEqualTo("expired");
        assertThat(of(before, "voted").path("votes")).hasSize(1);
        var now = shown();
        for (var running : Set.of("stuck", "half done", "claimed")) {
            assertThat(of(now, running).path("state").asString()).isEqualTo("unknown");
            assertThat(withoutState(of(now, running))).isEqualTo(withoutState(of(before, running)));
        }
        for (var other : ids.keySet()) {
            if (!Set.of("stuck", "half done", "claimed").contains(other)) {
                assertThat(of(now, other)).as(other).isEqualTo(of(before, other));
            }
        }
    }

    private static JsonNode withoutState(JsonNode shown) {
        var rest = (ObjectNode) shown.deepCopy();
        rest.remove(List.of("state", "ended_at", "ended_reason"));
        return rest;
    }

    /// What the agent is told, however often it asks.
    private void assertAnswers() throws IOException {
        for (var unknown : List.of("stuck", "half done", "claimed")) {
            assertThat(code(gate.await(id(unknown)))).isEqualTo("OUTCOME_UNKNOWN");
        }
        for (var released : List.of("approved", "broken", "reviewed")) {
            assertThat(status(gate.await(id(released)))).as(released).isEqualTo("completed");
        }
        var kept = gate.await(id("later on"));
        assertThat(kept.structured().path("written").asString()).isEqualTo("later on");
        var rejected = gate.await(id("rejected"));
        assertThat(rejected.structured().path("reason").asString()).isEqualTo("because of reject");
        assertThat(code(gate.await(id("cancelled")))).isEqualTo("DENIED_APPROVAL_CANCELLED");
        assertThat(code(gate.await(id("expired")))).isEqualTo("DENIED_APPROVAL_EXPIRED");
        for (var over : List.of("stuck", "rejected", "cancelled", "expired", "later on")) {
            assertThat(gate.decide(BEN, id(over), "approve").path("error").path("code").asString())
                    .as(over)
                    .isEqualTo("NOT_PENDING");
        }
        assertThat(gate.decide(ANA, id("voted"), "approve").path("error").path("code").asString())
                .isEqualTo("ALREADY_VOTED");
        var stages = gate.records(AuditFilter.ALL.withStages(Set.of(Stage.INTENT)));
        assertThat(stages.stream().map(record -> record.callId().orElseThrow()).toList())
                .doesNotHaveDuplicates();
    }

    /// One use is left, and after it approvers are asked again.
    private void assertWhatIsLeftOfTheGrant() throws Exception {
        assertThat(status(writeOnPage("granted 3"))).isEqualTo("completed");
        var waiting = pending().size();
        var asks = threads.submit(() -> writeOnPage("granted 4"));
        gate.awaitHeld(waiting + 1);
        assertThat(asks).isNotDone();
        ids.put(
                "granted 4",
                pending().stream().filter(id -> !ids.containsValue(id)).findFirst().orElseThrow());
    }

    /// An agent that goes away when it is told to.
    private static final class Hearing implements CallControl {
        final CountDownLatch hears = new CountDownLatch(1);
        private volatile Runnable hangUp = () -> {};

        void goes() {
            hangUp.run();
        }

        @Override
        public boolean cancelled() {
            return false;
        }

        @Override
        public Registration onCancel(Runnable action) {
            hangUp = action;
            hears.countDown();
            return () -> {};
        }

        @Override
        public void progress(String message) {}
    }
}
