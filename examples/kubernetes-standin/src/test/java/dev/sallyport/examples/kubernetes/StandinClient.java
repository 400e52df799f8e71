package dev.sallyport.examples.kubernetes;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;

/// Requests to a stand-in as any client would send them.
final class StandinClient {

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI base;
    private final String token;

    /// @param body the parsed body, missing where it is no JSON
    record Answer(int status, JsonNode body, String text, HttpResponse<String> raw) {}

    /// @param token empty for an anonymous client
    StandinClient(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    Answer get(String path) {
        return send("GET", path, "", "");
    }

    Answer apply(String path, String query, String body) {
        return send("PATCH", path + "?" + query, "application/apply-patch+yaml", body);
    }

    Answer send(String method, String path, String contentType, String body) {
        var request = HttpRequest.newBuilder(base.resolve(path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        request.method(
                method,
                body.isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body));
        try {
            var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            var json =
                    response.body().startsWith("{")
                            ? Json.readJson(response.body())
                            : Json.object();
            return new Answer(response.statusCode(), json, response.body(), response);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
