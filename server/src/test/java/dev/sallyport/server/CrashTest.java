package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.AuditQuery;
import dev.sallyport.audit.AuditReader;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.audit.ProgressListener;
import dev.sallyport.audit.Stage;
import dev.sallyport.audit.Verification;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.call.Caller;
import dev.sallyport.server.call.NoteTool;
import dev.sallyport.server.call.ToolGate.Answer;
import dev.sallyport.server.relay.RunningGate;
import dev.sallyport.tools.CallControl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The gate dies as by `kill -9`, in a process of its own, and starts again on what it left.
class CrashTest {

    private static final Caller CALLER =
            new Caller(
                    new Principal("client:any", Principal.Kind.AGENT, Optional.empty(), Set.of()),
                    "session",
                    "test",
                    "stdio",
                    Duration.ZERO);

    @TempDir private Path directory;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private Child child;

    @BeforeEach
    void start() throws IOException {
        child = Child.start(directory);
    }

    @AfterEach
    void end() throws Exception {
        child.kill();
        threads.shutdownNow();
    }

    @Test
    void aCallThatWasHeldWhenTheGateDiedRunsExactlyOnceAfterItsApproval() throws Exception {
        var unanswered = call(NoteTool.NAME, "{\"notebook\":\"guarded\",\"text\":\"hello\"}");
        var id = awaitHeld();

        child.kill();
        assertThat(status(unanswered.get())).isEqualTo("failed");
        child = Child.start(directory);
        approve(id);
        var first = await(id);
        var second = await(id);

        assertThat(status(first)).isEqualTo("completed");
        assertThat(second).isEqualTo(first);
        assertThat(notes()).containsExactly("hello");

        child.kill();
        child = Child.start(directory);
        assertThat(await(id)).isEqualTo(first);
        assertThat(notes()).containsExactly("hello");
    }

    @Test
    void aHeldCallThatWasRunningWhenTheGateDiedIsUnknownAndNotRunAgain() throws Exception {
        var unanswered = call(NoteTool.NAME, "{\"notebook\":\"guarded\",\"text\":\"stuck\"}");
        var id = awaitHeld();
        approve(id);
        assertThat(child.line()).isEqualTo("stuck");

        child.kill();
        assertThat(status(unanswered.get())).isEqualTo("failed");
        child = Child.start(directory);
        var first = await(id);
        var second = await(id);

        assertThat(code(first)).isEqualTo("OUTCOME_UNKNOWN");
        assertThat(code(second)).isEqualTo("OUTCOME_UNKNOWN");
        assertThat(Files.readAllLines(directory.resolve("begun"))).containsExactly("once");
        assertThat(notes()).isEmpty();
        assertThat(stages(first.structured().path("call_id").asString("")))
                .containsExactly(
                        Stage.HELD, Stage.VOTED, Stage.APPROVED, Stage.INTENT, Stage.UNKNOWN);
        assertSound();
    }

    @Test
    void aPermittedCallThatWasRunningWhenTheGateDiedIsOnRecordAsUnknown() throws Exception {
        var unanswered = call(NoteTool.NAME, "{\"notebook\":\"shared\",\"text\":\"stuck\"}");
        assertThat(child.line()).isEqualTo("stuck");

        child.kill();
        assertThat(status(unanswered.get())).isEqualTo("failed");
        child = Child.start(directory);

        var intent = records(AuditFilter.ALL.withStages(Set.of(Stage.INTENT)));
        assertThat(intent).hasSize(1);
        assertThat(stages(intent.getFirst())).containsExactly(Stage.INTENT, Stage.UNKNOWN);
        assertThat(Files.readAllLines(directory.resolve("begun"))).containsExactly("once");
        assertSound();
    }

    private Future<Answer.Reply> call(String tool, String arguments) throws IOException {
        var gate = RunningGate.at(child.url, token(0)).orElseThrow();
        return threads.submit(() ->
                (Answer.Reply)
                        gate.call(
                                CALLER,
                                tool,
                                (ObjectNode) JsonMapper.shared().readTree(arguments),
                                CallControl.uncancellable()));
    }

    private Answer.Reply await(String id) throws Exception {
        return call("await_approval", "{\"approval_id\":\"" + id + "\",\"wait_seconds\":20}").get();
    }

    private static String status(Answer.Reply reply) {
        return reply.structured().path("status").asString("");
    }

    private static String code(Answer.Reply reply) {
        return reply.structured().path("code").asString("");
    }

    private String token(int line) throws IOException {
        return Files.readAllLines(directory.resolve("tokens")).get(line);
    }

    private List<String> notes() throws IOException {
        var file = directory.resolve("notes");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /// The id of the one held call, once there is one.
    private String awaitHeld() throws Exception {
        var end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < end) {
            var list = api("GET", "/api/approvals?state=pending", "");
            var ids = list.findValuesAsString("id");
            if (!ids.isEmpty()) {
                return ids.getFirst();
            }
        }
        throw new AssertionError("nothing was held");
    }

    private void approve(String id) throws Exception {
        var digest = api("GET", "/api/approvals/" + id, "").path("digest").asString("");
        var decided =
                api(
                        "POST",
                        "/api/approvals/" + id + "/decision",
                        "{\"decision\":\"approve\",\"digest\":\"" + digest + "\",\"reason\":\"\"}");
        assertThat(decided.has("error")).as(decided.toString()).isFalse();
    }

    private JsonNode api(String method, String path, String body) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(child.url.resolve(path))
                            .timeout(Duration.ofSeconds(20))
                            .header("Authorization", "Bearer " + token(1))
                            .header("Content-Type", "application/json")
                            .method(method, BodyPublishers.ofString(body))
                            .build();
            return JsonMapper.shared().readTree(http.send(request, BodyHandlers.ofString()).body());
        }
    }

    private List<String> records(AuditFilter filter) throws IOException {
        return AuditReader.open(directory.resolve("audit"))
                .page(new AuditQuery(filter, false, OptionalLong.empty(), 100))
                .records()
                .stream()
                .map(logged -> logged.record().callId().orElse(""))
                .toList();
    }

    private List<Stage> stages(String callId) throws IOException {
        return AuditReader.open(directory.resolve("audit"))
                .page(
                        new AuditQuery(
                                AuditFilter.ALL.withCallId(callId),
                                false,
                                OptionalLong.empty(),
                                100))
                .records()
                .stream()
                .map(logged -> logged.record().stage())
                .toList();
    }

    private void assertSound() {
        assertThat(
                        AuditVerifier.verify(
                                directory.resolve("audit"),
                                Optional.empty(),
                                ProgressListener.NONE))
                .isInstanceOf(Verification.Sound.class);
    }

    /// The process with the gate.
    private record Child(Process process, BufferedReader out, URI url) {

        static Child start(Path directory) throws IOException {
            var process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-XX:TieredStopAtLevel=1",
                                    "-XX:+UseSerialGC",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    CrashGate.class.getName(),
                                    directory.toString())
                            .redirectError(
                                    ProcessBuilder.Redirect.appendTo(
                                            directory.resolve("gate.log").toFile()))
                            .start();
            var out =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8));
            var url = out.readLine();
            assertThat(url).as("the gate's log: %s", directory.resolve("gate.log")).isNotNull();
            return new Child(process, out, URI.create(url));
        }

        String line() throws IOException {
            return String.valueOf(out.readLine());
        }

        void kill() throws InterruptedException {
            var _ = process.destroyForcibly();
            var _ = process.waitFor();
        }
    }
}
