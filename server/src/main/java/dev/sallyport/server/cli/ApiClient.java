package dev.sallyport.server.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a running gate's API, at `SALLYPORT_URL` with the token in `SALLYPORT_TOKEN`.
final class ApiClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final URI base;
    private final String token;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private ApiClient(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    /// @throws CliException when the environment does not say where and as whom
    static ApiClient from(Map<String, String> environment) {
        var url = environment.getOrDefault("SALLYPORT_URL", "").strip();
        var token = environment.getOrDefault("SALLYPORT_TOKEN", "").strip();
        if (url.isEmpty()) {
            throw CliException.usage(
                    "set SALLYPORT_URL to the gate's address, for example http://127.0.0.1:8640");
        }
        if (token.isEmpty()) {
            throw CliException.usage("set SALLYPORT_TOKEN to your own token");
        }
        URI base;
        try {
            base = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        } catch (IllegalArgumentException e) {
            throw CliException.usage("SALLYPORT_URL is no URL: `" + url + "`", e);
        }
        if (base.getHost() == null
                || !("http".equals(base.getScheme()) || "https".equals(base.getScheme()))) {
            throw CliException.usage("SALLYPORT_URL is no http or https URL: `" + url + "`");
        }
        return new ApiClient(base, token);
    }

    JsonNode get(String path) {
        return send(HttpRequest.newBuilder(base.resolve(path)).GET());
    }

    JsonNode post(String path, JsonNode body) {
        return send(
                HttpRequest.newBuilder(base.resolve(path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString())));
    }

    JsonNode delete(String path) {
        return send(HttpRequest.newBuilder(base.resolve(path)).DELETE());
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            var response =
                    http.send(
                            request.header("Authorization", "Bearer " + token)
                                    .header("Accept", "application/json")
                                    .timeout(TIMEOUT)
                                    .build(),
                            BodyHandlers.ofString());
            return answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw CliException.usage(
                    "no gate answers at " + base + "; is `sallyport serve` running there?", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.usage("interrupted while the gate was asked", e);
        } catch (IllegalArgumentException e) {
            throw CliException.usage("SALLYPORT_TOKEN holds characters that no token has", e);
        }
    }

    private JsonNode answer(int status, String body) {
        JsonNode json;
        try {
            json = JsonMapper.shared().readTree(body);
        } catch (JacksonException e) {
            throw CliException.usage(
                    "what answers at " + base + " is no Sallyport gate (HTTP " + status + ")", e);
        }
        if (status / 100 == 2) {
            return json;
        }
        boolean known = json.path("error").path("code").asString("").equals("FRESH_SIGN_IN_NEEDED");
        if (status == 401 && !known) {
            throw CliException.negative("the gate does not accept this SALLYPORT_TOKEN");
        }
        var message =
                json.path("error").path("message").asString("the gate answered HTTP " + status);
        throw CliException.negative(message);
    }
}
