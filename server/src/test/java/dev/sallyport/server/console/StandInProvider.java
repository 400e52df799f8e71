package dev.sallyport.server.console;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.JsonNodeFactory;

/// A provider that answers whatever a test wants, honest or not.
final class StandInProvider implements AutoCloseable {

    static final String CLIENT = "console";

    /// Of the same name as the provider's own, and published by no one.
    static final RSAKey FOREIGN_KEY = rsa();

    private static final RSAKey KEY = rsa();

    final RSAKey key = KEY;
    private final HttpServer server;

    /// What the token endpoint was sent.
    final List<String> requests = new ArrayList<>();

    volatile int status = 200;
    volatile String answer = "{}";
    volatile Map<String, String> metadata = Map.of();
    volatile int userInfoStatus = 200;
    volatile String userInfoAnswer = "{}";

    StandInProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/.well-known/openid-configuration", exchange -> send(exchange, 200, document()));
        server.createContext(
                "/keys", exchange -> send(exchange, 200, "{\"keys\":[" + key.toPublicJWK() + "]}"));
        server.createContext(
                "/token",
                exchange -> {
                    requests.add(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
                    send(exchange, status, answer);
                });
        server.createContext(
                "/userinfo", exchange -> send(exchange, userInfoStatus, userInfoAnswer));
        server.start();
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private String document() {
        var all = new TreeMap<String, String>();
        all.put("issuer", issuer());
        all.put("authorization_endpoint", issuer() + "/authorize");
        all.put("token_endpoint", issuer() + "/token");
        all.put("jwks_uri", issuer() + "/keys");
        all.put("end_session_endpoint", issuer() + "/end");
        all.putAll(metadata);
        var json = JsonNodeFactory.instance.objectNode();
        all.forEach(json::put);
        json.putArray("subject_types_supported").add("public");
        json.putArray("response_types_supported").add("code");
        json.put("authorization_response_iss_parameter_supported", true);
        return json.toString();
    }

    /// Lets the token endpoint answer with this ID token.
    void answerWith(String idToken) {
        status = 200;
        answer =
                """
                {"access_token":"access","token_type":"Bearer","refresh_token":"refresh","id_token":"%s"}
                """
                        .formatted(idToken);
    }

    /// Lets the token endpoint answer a refresh without an ID token, so that the UserInfo endpoint is asked.
    void answerWithoutIdToken(int userInfo, String claims) {
        status = 200;
        answer =
                "{\"access_token\":\"access\",\"token_type\":\"Bearer\",\"refresh_token\":\"refresh\"}";
        userInfoStatus = userInfo;
        userInfoAnswer = claims;
    }

    void answerError(int code, String error) {
        status = code;
        answer = "{\"error\":\"" + error + "\"}";
    }

    /// The claims of an honest ID token.
    JWTClaimsSet.Builder claims(String nonce) {
        var now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(issuer())
                .subject("ana")
                .audience(CLIENT)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("sid", "s-1")
                .claim("groups", List.of("staff"))
                .claim("nonce", nonce);
    }

    /// The claims of an honest logout token.
    JWTClaimsSet.Builder logout(String tokenId) {
        var now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(issuer())
                .subject("ana")
                .audience(CLIENT)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(120)))
                .jwtID(tokenId)
                .claim("sid", "s-1")
                .claim(
                        "events",
                        Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    }

    String sign(JWTClaimsSet.Builder claims) {
        return sign(claims, key, "JWT");
    }

    String sign(JWTClaimsSet.Builder claims, RSAKey by, String type) {
        try {
            var jwt =
                    new SignedJWT(
                            new JWSHeader.Builder(JWSAlgorithm.RS256)
                                    .keyID(key.getKeyID())
                                    .type(new JOSEObjectType(type))
                                    .build(),
                            claims.build());
            jwt.sign(new RSASSASigner(by));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    /// With an HMAC over a secret that the client knows too.
    String signWithSecret(JWTClaimsSet.Builder claims, byte[] secret) {
        try {
            var jwt =
                    new SignedJWT(
                            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(),
                            claims.build());
            jwt.sign(new MACSigner(secret));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static RSAKey rsa() {
        try {
            return new RSAKeyGenerator(2048).keyID("k").generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
