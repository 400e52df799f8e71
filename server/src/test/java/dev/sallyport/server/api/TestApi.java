package dev.sallyport.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.identity.CredentialBounds;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.server.identity.RequestPrincipal;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The API on a real listener, behind a door that believes whoever says who they are (`X-Who`), by which key (`X-Key`), and
/// when their token ends (`X-Ends`). Safe from many threads.
final class TestApi {

    static final JsonMapper JSON = JsonMapper.shared();

    private final Server server = new Server();
    private final ServletContextHandler context = new ServletContextHandler();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, Principal> people;
    private final ServerConnector connector = new ServerConnector(server);

    /// @param presence of whoever comes without a key, now
    /// @param people who may come
    TestApi(Supplier<Presence> presence, Principal... people) {
        this.people =
                Stream.of(people)
                        .collect(Collectors.toMap(Principal::subject, Function.identity()));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        Filter door =
                (incoming, response, chain) -> {
                    var request = (HttpServletRequest) incoming;
                    if (request.getHeader("X-Who") != null) {
                        RequestPrincipal.set(
                                request,
                                person(request.getHeader("X-Who")),
                                bounds(request, presence.get()));
                    }
                    chain.doFilter(incoming, response);
                };
        context.addFilter(new FilterHolder(door), "/*", EnumSet.of(DispatcherType.REQUEST));
        server.setHandler(context);
    }

    private static CredentialBounds bounds(HttpServletRequest request, Presence presence) {
        return Optional.ofNullable(request.getHeader("X-Key"))
                .map(CredentialBounds::ofKey)
                .orElseGet(() ->
                        new CredentialBounds(
                                Optional.ofNullable(request.getHeader("X-Ends"))
                                        .map(Instant::parse),
                                List.of(),
                                Optional.empty(),
                                presence));
    }

    TestApi with(String mapping, HttpServlet servlet) {
        context.addServlet(new ServletHolder(servlet), mapping);
        return this;
    }

    TestApi start() throws Exception {
        server.start();
        return this;
    }

    void stop() throws Exception {
        server.stop();
        http.close();
    }

    Principal person(String subject) {
        return Objects.requireNonNull(people.get(subject), subject);
    }

    /// Nobody asks.
    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + connector.getLocalPort() + path));
    }

    HttpRequest.Builder to(Principal who, String path) {
        return to(path).header("X-Who", who.subject());
    }

    HttpResponse<String> get(Principal who, String path) throws IOException, InterruptedException {
        return send(to(who, path));
    }

    /// What a collection lists, with status 200.
    ///
    /// @param path of the collection, with a query perhaps
    JsonNode list(Principal who, String path) throws IOException, InterruptedException {
        var listed = get(who, path);
        assertThat(listed.statusCode()).as(listed.body()).isEqualTo(200);
        return JSON.readTree(listed.body()).path(path.replaceAll("/api/|\\?.*", ""));
    }

    /// @param headers names and values beside those of the body
    HttpResponse<String> post(Principal who, String path, String json, String... headers)
            throws IOException, InterruptedException {
        var request = to(who, path).header("Content-Type", "application/json");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.POST(BodyPublishers.ofString(json)));
    }

    HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    static void assertError(HttpResponse<String> response, int status, String code) {
        assertThat(response.body()).contains("\"code\":\"" + code + "\"");
        assertThat(response.statusCode()).isEqualTo(status);
        var error = JSON.readTree(response.body()).path("error");
        assertThat(error.path("message").stringValue()).isNotBlank();
    }

    /// What the OpenAPI document says of an answer.
    static JsonNode schema(String name) {
        return JSON.readTree(OpenApiServlet.document())
                .path("components")
                .path("schemas")
                .path(name);
    }

    /// As [#assertDescribed(JsonNode, JsonNode)], of a schema that requires something; a state is one of its states.
    static void assertDescribed(String name, JsonNode json) {
        var schema = schema(name);
        assertThat(schema.path("required")).isNotEmpty();
        assertDescribed(schema, json);
        var states = schema.path("properties").path("state").path("enum");
        if (!states.isEmpty()) {
            assertThat(states).contains(json.path("state"));
        }
    }

    /// Every key is described, every required key is there.
    static void assertDescribed(JsonNode schema, JsonNode json) {
        var keys = new TreeSet<>(json.propertyNames());
        assertThat(keys).isNotEmpty();
        assertThat(schema.path("properties").propertyNames()).containsAll(keys);
        var required = new TreeSet<String>();
        schema.path("required").forEach(key -> required.add(key.stringValue()));
        assertThat(keys).containsAll(required);
    }
}
