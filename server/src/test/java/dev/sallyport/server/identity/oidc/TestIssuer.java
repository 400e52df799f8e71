package dev.sallyport.server.identity.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// An authorization server on loopback with metadata and a key set, whose answers a test can change.
public final class TestIssuer implements AutoCloseable {

    /// What it answers at a path.
    record Answer(int status, String body, Map<String, String> headers) {
        static Answer json(String body) {
            return new Answer(200, body, Map.of());
        }
    }

    static final String METADATA = "/realm/.well-known/openid-configuration";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private final HttpServer server;
    private final Map<String, HttpHandler> handlers = new ConcurrentHashMap<>();

    /// The path of every request, in order.
    final List<String> asked = new CopyOnWriteArrayList<>();

    private volatile boolean down;

    public TestIssuer() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
        answer(METADATA, metadata());
        keys(List.of(TestKeys.RSA, TestKeys.EC, TestKeys.EC384, TestKeys.ED25519));
    }

    /// What it serves at [#METADATA] unless told otherwise.
    Answer metadata() {
        return Answer.json(
                "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\",\"introspection_endpoint\":\"%s/introspect\"}"
                        .formatted(url(), url(), url()));
    }

    /// The issuer as its tokens name it.
    public String url() {
        return base() + "/realm";
    }

    String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// Publishes these keys, the public parts of them.
    public void keys(List<? extends JWK> keys) {
        answer("/realm/keys", Answer.json(new JWKSet(new ArrayList<JWK>(keys)).toString(true)));
    }

    void answer(String path, Answer answer) {
        handler(path, exchange -> respond(exchange, answer));
    }

    void handler(String path, HttpHandler handler) {
        handlers.put(path, handler);
    }

    /// While down it answers 503 to everything.
    public void down(boolean now) {
        down = now;
    }

    long asked(String path) {
        return asked.stream().filter(path::equals).count();
    }

    /// A token of this issuer for `gate`, good for five minutes.
    ///
    /// @param claims over those, as JSON; `null` takes one away
    public String token(JWK key, JWSAlgorithm algorithm, Instant now, String claims) {
        var header =
                "{\"alg\":\"%s\",\"kid\":\"%s\",\"typ\":\"at+jwt\"}"
                        .formatted(algorithm.getName(), key.getKeyID());
        return signed(header, claims(now, claims).toString(), algorithm, key);
    }

    /// The claims of a client's own token, with changes.
    ObjectNode claims(Instant now, String changes) {
        var claims =
                (ObjectNode)
                        JSON.readTree(
                                """
                                {"iss":"%s","aud":"gate","sub":"coding-agent","azp":"coding-agent","exp":%d,"iat":%d,"jti":"1"}
                                """
                                        .formatted(
                                                url(),
                                                now.getEpochSecond() + 300,
                                                now.getEpochSecond()));
        merge(claims, (ObjectNode) JSON.readTree(changes.replace("${iss}", url())));
        return claims;
    }

    static void merge(ObjectNode into, ObjectNode changes) {
        changes.properties()
                .forEach(change -> {
                    if (change.getValue().isNull()) {
                        into.remove(change.getKey());
                    } else {
                        into.set(change.getKey(), change.getValue());
                    }
                });
    }

    static String signed(String header, String payload, JWSAlgorithm algorithm, JWK key) {
        var input = TestKeys.encode(header) + "." + TestKeys.encode(payload);
        return input + "." + TestKeys.sign(input, algorithm, key);
    }

    private void handle(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        asked.add(path);
        var handler = handlers.get(path);
        if (down) {
            respond(exchange, new Answer(503, "", Map.of()));
        } else if (handler == null) {
            respond(exchange, new Answer(404, "", Map.of()));
        } else {
            handler.handle(exchange);
        }
    }

    static void respond(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            answer.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
