package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.AuditQuery;
import dev.sallyport.audit.AuditReader;
import dev.sallyport.audit.AuditRecord;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A [CrashGate] that runs, as its clients see it, and what it leaves in its directory.
record GateProcess(Path directory, Process process, BufferedReader out, URI url) {

    static final int BOT = 0;
    static final int ANA = 1;
    static final int BEN = 2;

    private static final Caller CALLER =
            new Caller(
                    new Principal("client:any", Principal.Kind.AGENT, Optional.empty(), Set.of()),
                    "session",
                    "test",
                    "stdio",
                    Duration.ZERO);

    /// On a state database of its own.
    static GateProcess start(Path directory) throws IOException {
        return start(directory, "jdbc:sqlite:state.db");
    }

    static GateProcess start(Path directory, String state) throws IOException {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CrashGate.class.getName(),
                                directory.toString(),
                                state)
                        .redirectError(
                                ProcessBuilder.Redirect.appendTo(
                                        directory.resolve("gate.log").toFile()))
                        .start();
        var out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var url = out.readLine();
        assertThat(url).as("the gate's log: %s", directory.resolve("gate.log")).isNotNull();
        return new GateProcess(directory, process, out, URI.create(url));
    }

    /// The next line that it prints.
    String line() throws IOException {
        return String.valueOf(out.readLine());
    }

    /// As by `kill -9`.
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    String token(int line) throws IOException {
        return Files.readAllLines(directory.resolve("tokens")).get(line);
    }

    /// The gate as the agent calls it.
    RunningGate forBot() throws IOException {
        return RunningGate.at(url, token(BOT)).orElseThrow();
    }

    static Answer.Reply call(RunningGate gate, String tool, String arguments, CallControl control) {
        return (Answer.Reply)
                gate.call(
                        CALLER,
                        tool,
                        (ObjectNode) JsonMapper.shared().readTree(arguments),
                        control);
    }

    static Answer.Reply write(RunningGate gate, String notebook, String text) {
        return write(gate, notebook, "first", text, CallControl.uncancellable());
    }

    static Answer.Reply write(
            RunningGate gate, String notebook, String page, String text, CallControl control) {
        var arguments = JsonNodeFactory.instance.objectNode();
        arguments.put("notebook", notebook).put("page", page).put("text", text);
        return call(gate, NoteTool.NAME, arguments.toString(), control);
    }

    static Answer.Reply await(RunningGate gate, String id, CallControl control) {
        return call(
                gate,
                "await_approval",
                "{\"approval_id\":\"" + id + "\",\"wait_seconds\":20}",
                control);
    }

    Answer.Reply await(String id) throws IOException {
        return await(forBot(), id, CallControl.uncancellable());
    }

    static String status(Answer.Reply reply) {
        return reply.structured().path("status").asString("");
    }

    static String code(Answer.Reply reply) {
        return reply.structured().path("code").asString("");
    }

    /// Ids of the calls that wait, once there are so many.
    List<String> awaitHeld(int count) throws IOException {
        var end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < end) {
            var ids = api("GET", "/api/approvals?state=pending", "").findValuesAsString("id");
            if (ids.size() == count) {
                return ids;
            }
        }
        throw new AssertionError("never " + count + " calls were held");
    }

    JsonNode shown(String id) throws IOException {
        return api("GET", "/api/approvals/" + id, "");
    }

    String state(String id) throws IOException {
        return shown(id).path("state").asString("");
    }

    /// What the API says to it.
    JsonNode decide(int who, String id, String decision) throws IOException {
        var body = JsonNodeFactory.instance.objectNode();
        body.put("decision", decision);
        body.put("digest", shown(id).path("digest").asString(""));
        body.put("reason", "because of " + decision);
        return api(who, "POST", "/api/approvals/" + id + "/decision", body.toString());
    }

    void approve(String id) throws IOException {
        var decided = decide(ANA, id, "approve");
        assertThat(decided.has("error")).as(decided.toString()).isFalse();
    }

    JsonNode api(String method, String path, String body) throws IOException {
        return api(ANA, method, path, body);
    }

    JsonNode api(int who, String method, String path, String body) throws IOException {
        try (var http = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(url.resolve(path))
                            .timeout(Duration.ofSeconds(20))
                            .header("Authorization", "Bearer " + token(who))
                            .header("Content-Type", "application/json")
                            .method(method, BodyPublishers.ofString(body))
                            .build();
            return JsonMapper.shared().readTree(http.send(request, BodyHandlers.ofString()).body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /// What was written, in its order.
    List<String> notes() throws IOException {
        return lines("notes");
    }

    /// How often a note `stuck` was begun.
    List<String> begun() throws IOException {
        return lines("begun");
    }

    private List<String> lines(String name) throws IOException {
        var file = directory.resolve(name);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    List<AuditRecord> records(AuditFilter filter) throws IOException {
        return AuditReader.open(directory.resolve("audit"))
                .page(new AuditQuery(filter, false, OptionalLong.empty(), 1000))
                .records()
                .stream()
                .map(logged -> logged.record())
                .toList();
    }

    List<Stage> stages(String callId) throws IOException {
        return records(AuditFilter.ALL.withCallId(callId)).stream()
                .map(AuditRecord::stage)
                .toList();
    }

    void assertSound() {
        assertThat(
                        AuditVerifier.verify(
                                directory.resolve("audit"),
                                Optional.empty(),
                                ProgressListener.NONE))
                .isInstanceOf(Verification.Sound.class);
    }
}
