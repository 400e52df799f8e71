package dev.sallyport.examples.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Plain HTTP without a cookie or a redirect followed. Safe from many threads.
final class Http {

    private static final Duration WAIT_MAX = Duration.ofMinutes(2);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(WAIT_MAX).build();

    private Http() {}

    /// @param body as text, whatever its type
    record Answer(int status, String body, Map<String, String> headers) {
        /// The body, or the last message of a stream of events.
        JsonNode json() {
            boolean stream =
                    headers.getOrDefault("content-type", "").startsWith("text/event-stream");
            var text =
                    stream
                            ? body.lines()
                                    .filter(line -> line.startsWith("data:"))
                                    .reduce("", (_, later) -> later)
                                    .substring("data:".length())
                            : body;
            return JsonMapper.shared().readTree(text);
        }

        Answer expect(int wanted) {
            if (status != wanted) {
                throw new AssertionError(
                        "answered " + status + " instead of " + wanted + ": " + body);
            }
            return this;
        }
    }

    static Answer get(URI url, String... headers) {
        return send(HttpRequest.newBuilder(url).GET(), headers);
    }

    static Answer form(URI url, Map<String, String> fields, String... headers) {
        var body =
                new TreeMap<>(fields)
                        .entrySet().stream()
                                .map(field ->
                                        encoded(field.getKey()) + "=" + encoded(field.getValue()))
                                .collect(Collectors.joining("&"));
        return send(
                HttpRequest.newBuilder(url)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body)),
                headers);
    }

    static Answer json(String method, URI url, String body, String... headers) {
        return send(
                HttpRequest.newBuilder(url)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body)),
                headers);
    }

    private static Answer send(HttpRequest.Builder request, String... headers) {
        request.timeout(WAIT_MAX);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            var response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.body(),
                    response.headers().map().entrySet().stream()
                            .collect(
                                    Collectors.toMap(
                                            Map.Entry::getKey,
                                            header -> String.join(", ", header.getValue()))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
