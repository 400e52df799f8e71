package dev.sallyport.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.http.AuthenticationFilter.Scheme;
import dev.sallyport.server.identity.Authenticator.Authentication;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The checks that stand before every servlet, over a real socket.
class HttpFrontTest {

    private static final ProtectedResource RESOURCE =
            new ProtectedResource(
                    Optional.of(URI.create("https://gate.example.com")),
                    List.of("https://idp.example.com/realm"),
                    new TreeSet<>(Set.of("sallyport:write")));

    private static final AtomicBoolean READY = new AtomicBoolean();
    private static HttpFront front;

    @BeforeAll
    static void start() throws Exception {
        var authenticator =
                (dev.sallyport.server.identity.Authenticator)
                        token ->
                                token.equals("good")
                                        ? new Authentication.Known(
                                                new Principal(
                                                        "client:ana",
                                                        Principal.Kind.AGENT,
                                                        Optional.empty(),
                                                        Set.of()))
                                        : new Authentication.Refused("no such key");
        front =
                HttpFront.listen("127.0.0.1", 0)
                        .publicUrl(URI.create("https://gate.example.com"))
                        .ready(READY::get)
                        .filter(
                                "/bearer/*",
                                new AuthenticationFilter(authenticator, Scheme.BEARER, RESOURCE))
                        .filter(
                                "/basic/*",
                                new AuthenticationFilter(
                                        authenticator,
                                        Scheme.BASIC,
                                        ProtectedResource.WITHOUT_ISSUERS))
                        .servlet("/bearer/*", new WhoServlet())
                        .servlet("/basic/*", new WhoServlet())
                        .servlet("/open/*", new FailingServlet())
                        .servlet(
                                ResourceMetadataServlet.MAPPING,
                                new ResourceMetadataServlet(RESOURCE))
                        .start();
    }

    @AfterAll
    static void stop() {
        front.close();
    }

    private static final class WhoServlet extends HttpServlet {
        @Serial private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            response.getWriter()
                    .print(
                            AuthenticationFilter.principal(request).subject()
                                    + " virtual="
                                    + Thread.currentThread().isVirtual());
        }
    }

    private static final class FailingServlet extends HttpServlet {
        @Serial private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            throw new IllegalStateException("password=hunter2");
        }
    }

    private static String get(String path, String... headers) throws IOException {
        return raw("GET " + path + " HTTP/1.1", headers);
    }

    private static String raw(String requestLine, String... headers) throws IOException {
        try (var socket = new Socket(java.net.InetAddress.getLoopbackAddress(), front.port())) {
            var request = new StringBuilder(requestLine).append("\r\n");
            var host = false;
            for (var header : headers) {
                host |= header.startsWith("Host:");
                request.append(header).append("\r\n");
            }
            if (!host) {
                request.append("Host: 127.0.0.1:").append(front.port()).append("\r\n");
            }
            request.append("Connection: close\r\n\r\n");
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:PORT, '', 200",
        "localhost:PORT, '', 200",
        "LOCALHOST:PORT, '', 200",
        "[::1]:PORT, '', 200",
        "gate.example.com, '', 200",
        "gate.example.com:443, '', 200",
        "localhost:PORT, http://localhost:PORT, 200",
        "gate.example.com, https://gate.example.com, 200",
        "evil.example, '', 403",
        "evil.example:PORT, '', 403",
        "localhost:1, '', 403",
        "localhost, '', 403",
        "10.0.0.1:PORT, '', 403",
        "localhost.evil.example:PORT, '', 403",
        "gate.example.com:8443, '', 403",
        "127.0.0.1:PORT, http://evil.example, 403",
        "127.0.0.1:PORT, null, 403",
        "127.0.0.1:PORT, https://localhost:PORT, 403",
        "127.0.0.1:PORT, http://localhost:1, 403",
        "gate.example.com, http://gate.example.com, 403",
    })
    void answersOnlyUnderItsOwnNames(String host, String origin, int status) throws Exception {
        var port = Integer.toString(front.port());
        var hostHeader = "Host: " + host.replace("PORT", port);

        var response =
                origin.isEmpty()
                        ? get("/bearer/", hostHeader, "Authorization: Bearer good")
                        : get(
                                "/bearer/",
                                hostHeader,
                                "Authorization: Bearer good",
                                "Origin: " + origin.replace("PORT", port));

        assertThat(response).startsWith("HTTP/1.1 " + status);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 192.0.2.7:8640, true",
        "0.0.0.0, localhost:8640, true",
        "0.0.0.0, 192.0.2.7:1, false",
        "0.0.0.0, rebound.example:8640, false",
        "0.0.0.0, 1.2.3.4.example:8640, false",
        "0.0.0.0, 192.0.2.7:8640@x, false",
        "0.0.0.0, '[2001:db8::1]:8640', true",
        "192.0.2.7, 192.0.2.7:8640, true",
        "192.0.2.7, localhost:8640, false",
    })
    void aLiteralAddressIsFineWhereEveryInterfaceIsServed(
            String listen, String host, boolean allowed) throws Exception {
        var hosts =
                AllowedHosts.of(
                        "http",
                        java.net.InetAddress.getByName(listen),
                        listen,
                        8640,
                        Optional.empty());

        assertThat(hosts.host(host)).isEqualTo(allowed);
    }

    @Test
    void theTokenIsCheckedBeforeAnythingElse() throws Exception {
        var without = get("/bearer/");
        var bad = get("/bearer/", "Authorization: Bearer bad");
        var query = get("/bearer/?access_token=good");
        var twice = get("/bearer/", "Authorization: Bearer good", "Authorization: Bearer good");
        var basic = get("/bearer/", "Authorization: Basic " + basic("ana:good"));
        var good = get("/bearer/", "authorization: bearer good");

        assertThat(without)
                .startsWith("HTTP/1.1 401")
                .contains(
                        "WWW-Authenticate: Bearer resource_metadata=\"https://gate.example.com/.well-known/oauth-protected-resource\"");
        assertThat(bad)
                .startsWith("HTTP/1.1 401")
                .contains("error=\"invalid_token\"")
                .doesNotContain("no such key");
        assertThat(query).startsWith("HTTP/1.1 401");
        assertThat(twice).startsWith("HTTP/1.1 401");
        assertThat(basic).startsWith("HTTP/1.1 401");
        assertThat(good).startsWith("HTTP/1.1 200").contains("client:ana virtual=true");
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "/, ''",
        "/mcp, /mcp",
        "/sse, /sse",
        "/git, /git",
        "/api, /api",
    })
    void metadataIsForAnyone(String suffix, String resource) throws Exception {
        var answer =
                get(
                        "/.well-known/oauth-protected-resource" + suffix,
                        "Origin: https://inspector.example");

        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .contains("Access-Control-Allow-Origin: *")
                .contains("\"resource\":\"https://gate.example.com" + resource + "\"")
                .contains("\"authorization_servers\":[\"https://idp.example.com/realm\"]")
                .contains("\"scopes_supported\":[\"sallyport:write\"]")
                .contains("\"bearer_methods_supported\":[\"header\"]");
    }

    @Test
    void metadataIsOnlyOfWhatThereIsAndOnlyRead() throws Exception {
        var path = "/.well-known/oauth-protected-resource";

        assertThat(get(path + "/elsewhere")).startsWith("HTTP/1.1 404");
        assertThat(get(path, "Host: evil.example")).startsWith("HTTP/1.1 403");
        assertThat(raw("POST " + path + " HTTP/1.1", "Content-Length: 0"))
                .startsWith("HTTP/1.1 405");
        assertThat(raw("OPTIONS " + path + "/mcp HTTP/1.1", "Origin: https://inspector.example"))
                .startsWith("HTTP/1.1 204")
                .contains("Access-Control-Allow-Headers: MCP-Protocol-Version");
    }

    @Test
    void gitMayBringTheTokenAsAPassword() throws Exception {
        assertThat(get("/basic/", "Authorization: Basic " + basic("anyone:good")))
                .startsWith("HTTP/1.1 200");
        assertThat(get("/basic/", "Authorization: Bearer good")).startsWith("HTTP/1.1 200");
        assertThat(get("/basic/", "Authorization: Basic " + basic("good:bad")))
                .startsWith("HTTP/1.1 401")
                .contains("WWW-Authenticate: Basic realm=\"sallyport\"");
        assertThat(get("/basic/", "Authorization: Basic !!")).startsWith("HTTP/1.1 401");
    }

    private static String basic(String pair) {
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void probesTellLifeFromReadiness() throws Exception {
        assertThat(get("/healthz", "Host: 10.1.2.3")).startsWith("HTTP/1.1 200");
        assertThat(get("/readyz")).startsWith("HTTP/1.1 503");
        READY.set(true);
        assertThat(get("/readyz")).startsWith("HTTP/1.1 200");
    }

    @Test
    void failuresAreShortJsonAndTellNothing() throws Exception {
        var unknown = get("/no/such");
        var failed = get("/open/x");
        var nonsense = raw("NONSENSE");
        var ambiguous = get("/bearer/%2e%2e/healthz", "Authorization: Bearer good");
        var longHeader = get("/healthz", "X-Long: " + "x".repeat(20_000));

        assertThat(unknown)
                .startsWith("HTTP/1.1 404")
                .contains("application/json", "{\"error\":\"not_found\"");
        assertThat(failed).startsWith("HTTP/1.1 500").contains("{\"error\":\"internal\"");
        assertThat(nonsense).startsWith("HTTP/1.1 400");
        assertThat(ambiguous).startsWith("HTTP/1.1 400");
        assertThat(longHeader).startsWith("HTTP/1.1 431");
        for (var response : new String[] {unknown, failed, nonsense, ambiguous, longHeader}) {
            assertThat(response)
                    .doesNotContain("Jetty", "hunter2", "Exception", "\tat ")
                    .doesNotContainIgnoringCase("\nServer:");
        }
    }

    /// A client would send its next request into a connection that is about to be closed.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/open/%00", "/open/%01", "/open/%C0%AF", "/open/%zz", "/open/%2e%2e/x",
                        "/open/a%2Fb",
                "/open/a//b", "/open/a;b", "/open/..;/b", "/open/a%5Cb", "/open/%", "//open/x",
                "/open/x?%zz", "/open/x?%00", "/no/such", "/open/x"
            })
    void aConnectionThatEndsIsSaidToEnd(String path) throws IOException {
        var get = " HTTP/1.1\r\nHost: 127.0.0.1:" + front.port() + "\r\n";
        for (int i = 0; i < 20; i++) {
            try (var socket = new Socket(java.net.InetAddress.getLoopbackAddress(), front.port())) {
                socket.setSoTimeout(20_000);
                var out = socket.getOutputStream();
                var in = socket.getInputStream();
                out.write(("GET " + path + get + "\r\n").getBytes(StandardCharsets.US_ASCII));
                var head = head(in);
                assertThat(head).matches("(?s)HTTP/1.1 (400|404|500) .*");
                if (head.toLowerCase(Locale.ROOT).contains("connection: close")) {
                    continue;
                }
                var length = Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
                assertThat(length.find()).as(head).isTrue();
                in.skipNBytes(Long.parseLong(length.group(1)));
                out.write(("GET /healthz" + get + "\r\n").getBytes(StandardCharsets.US_ASCII));
                assertThat(head(in)).as("after " + head).startsWith("HTTP/1.1 200");
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            assertThat(c).as("a whole answer after " + head).isNotNegative();
            head.append((char) c);
        }
        return head.toString();
    }

    @Test
    void aPortInUseIsSaidInOneSentence() {
        assertThatThrownBy(() -> HttpFront.listen("127.0.0.1", front.port()).start())
                .isInstanceOf(HttpFront.StartFailed.class)
                .hasMessageStartingWith(
                        "cannot listen on `127.0.0.1:" + front.port() + "`: the port is in use");
    }

    @Test
    void anUnknownAddressIsSaidInOneSentence() {
        assertThatThrownBy(() -> HttpFront.listen("no.such.host.invalid", 0).start())
                .isInstanceOf(HttpFront.StartFailed.class)
                .hasMessage("the listen address `no.such.host.invalid` is not known here");
    }

    /// Its answer would hold the token that the request carries.
    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/healthz", "/bearer/x"})
    void traceIsRefused(String path) throws Exception {
        var answer = raw("TRACE " + path + " HTTP/1.1", "Authorization: Bearer good");

        assertThat(answer).startsWith("HTTP/1.1 405").doesNotContain("good");
    }
}
