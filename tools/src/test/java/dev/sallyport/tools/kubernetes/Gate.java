package dev.sallyport.tools.kubernetes;

import dev.sallyport.examples.kubernetes.KubernetesStandin;
import dev.sallyport.examples.kubernetes.StandinOptions;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import dev.sallyport.tools.Refusal;
import dev.sallyport.tools.Tool;
import dev.sallyport.tools.ToolCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A stand-in cluster `dev`, a cluster `down` where nobody listens, and the tools over both.
final class Gate implements AutoCloseable {

    private static final Principal AGENT =
            new Principal("client:agent", Principal.Kind.AGENT, Optional.empty(), Set.of());

    final KubernetesStandin standin = KubernetesStandin.start(StandinOptions.defaults());
    final KubernetesTools tools =
            KubernetesTools.open(
                    List.of(
                            ClusterTarget.ofToken(
                                    "dev", standin.url(), standin.token(), Optional.empty()),
                            ClusterTarget.ofToken("down", unusedUrl(), "token", Optional.empty())));
    private final HttpClient http = HttpClient.newHttpClient();

    private static URI unusedUrl() {
        try (var socket = new ServerSocket(0)) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Tool tool(String name) {
        return tools.tools().stream()
                .filter(tool -> tool.description().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    Tool.Planning plan(String tool, ObjectNode arguments) {
        return tool(tool).plan(new ToolCall(arguments, AGENT, "call"));
    }

    Plan planned(String tool, ObjectNode arguments) {
        return switch (plan(tool, arguments)) {
            case Tool.Planning.Planned(var plan) -> Plan.fromJson(plan.toJson());
            case Tool.Planning.Refused(var refusal, _) ->
                    throw new AssertionError("refused: " + refusal);
        };
    }

    Refusal refused(String tool, ObjectNode arguments) {
        return switch (plan(tool, arguments)) {
            case Tool.Planning.Planned(var plan) -> throw new AssertionError("planned: " + plan);
            case Tool.Planning.Refused(var refusal, _) -> refusal;
        };
    }

    Preview previewed(Plan plan) {
        return switch (tool(plan.tool()).preview(plan, Obligations.NONE)) {
            case Tool.Previewing.Previewed(var preview) -> preview;
            case Tool.Previewing.Refused(var refusal) ->
                    throw new AssertionError("refused: " + refusal);
        };
    }

    Tool.Execution execute(Plan plan, Optional<Preview> reviewed) {
        return tool(plan.tool())
                .execute(plan, Obligations.NONE, reviewed, CallControl.uncancellable());
    }

    ObjectNode done(Plan plan) {
        return switch (execute(plan, Optional.empty())) {
            case Tool.Execution.Done(var result, _) -> result;
            case Tool.Execution.Refused(var refusal) ->
                    throw new AssertionError("refused: " + refusal);
            case Tool.Execution.Failed(var refusal, _, _) ->
                    throw new AssertionError("failed: " + refusal);
        };
    }

    ObjectNode apply(String manifest) {
        return done(planned("apply_manifest", manifest("sandbox", manifest)));
    }

    static ObjectNode manifest(String namespace, String manifest) {
        var arguments = Json.object().put("cluster", "dev").put("manifest", manifest);
        if (!namespace.isEmpty()) {
            arguments.put("namespace", namespace);
        }
        return arguments;
    }

    /// What the cluster holds, asked for past the tools.
    JsonNode live(String path) {
        return Json.parse(send("GET", path, "", "").body()).orElseThrow();
    }

    int status(String path) {
        return send("GET", path, "", "").statusCode();
    }

    /// A change by somebody else.
    void patch(String path, String body) {
        var answer = send("PATCH", path, "application/merge-patch+json", body);
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.body());
        }
    }

    private HttpResponse<String> send(String method, String path, String contentType, String body) {
        var request =
                HttpRequest.newBuilder(standin.url().resolve(path))
                        .header("Authorization", "Bearer " + standin.token())
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        tools.close();
        standin.close();
    }
}
