package dev.sallyport.examples.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One realm of a [Keycloak], made from `realm.json` for one gate: its clients, users and groups, and what their
/// administrator does.
final class Realm {

    private final Keycloak keycloak;
    private final String name;

    private Realm(Keycloak keycloak, String name) {
        this.keycloak = keycloak;
        this.name = name;
    }

    /// @param gate the URL of the gate, without a slash at the end
    static Realm create(Keycloak keycloak, String name, URI gate) {
        var realm = new Realm(keycloak, name);
        var json =
                template()
                        .replace("${realm}", name)
                        .replace("${gate}", gate.toString())
                        .replace("${audience}", audience(gate));
        Http.json("POST", keycloak.url().resolve("/admin/realms"), json, realm.administrator())
                .expect(201);
        return realm;
    }

    static String audience(URI gate) {
        return gate + "/mcp";
    }

    URI issuer() {
        return URI.create(keycloak.url() + "/realms/" + name);
    }

    /// The token of a client that acts for itself.
    String clientToken(String client) {
        return token(client, Map.of("grant_type", "client_credentials"));
    }

    /// The token with which a user uses a client.
    String userToken(String client, String user) {
        return token(
                client,
                Map.of(
                        "grant_type",
                        "password",
                        "username",
                        user,
                        "password",
                        user + "-password",
                        "scope",
                        "openid"));
    }

    /// The token of a client that acts for the user whose token it was handed (RFC 8693).
    String exchange(String client, String subjectToken) {
        return token(
                client,
                Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:token-exchange",
                        "subject_token",
                        subjectToken,
                        "subject_token_type",
                        "urn:ietf:params:oauth:token-type:access_token"));
    }

    private String token(String client, Map<String, String> grant) {
        var fields = new TreeMap<>(grant);
        fields.put("client_id", client);
        if (!client.equals("sallyport-cli")) {
            fields.put("client_secret", client + "-secret");
        }
        return Http.form(URI.create(issuer() + "/protocol/openid-connect/token"), fields)
                .expect(200)
                .json()
                .path("access_token")
                .asString("");
    }

    /// From now on everything is signed by a key that did not exist before; the old one is still published.
    void rotateKeys(int turn) {
        Http.json(
                        "POST",
                        admin("/components"),
                        """
                        { "name": "rsa-turn-%d", "providerId": "rsa-generated",
                          "providerType": "org.keycloak.keys.KeyProvider",
                          "config": { "priority": ["%d"], "algorithm": ["RS256"], "keySize": ["2048"],
                                      "active": ["true"], "enabled": ["true"] } }
                        """
                                .formatted(turn, 1000 + turn),
                        administrator())
                .expect(201);
    }

    void enable(String user, boolean enabled) {
        var found = user(user);
        found.put("enabled", enabled);
        Http.json(
                        "PUT",
                        admin("/users/" + found.path("id").asString("")),
                        found.toString(),
                        administrator())
                .expect(204);
    }

    /// Ends every session of a user, and tells the clients that want to know.
    void logOut(String user) {
        Http.json(
                        "POST",
                        admin("/users/" + user(user).path("id").asString("") + "/logout"),
                        "{}",
                        administrator())
                .expect(204);
    }

    void leave(String user, String group) {
        Http.json("DELETE", membership(user, group), "", administrator()).expect(204);
    }

    void join(String user, String group) {
        Http.json("PUT", membership(user, group), "{}", administrator()).expect(204);
    }

    /// The stable name under which tokens speak of a user.
    String sub(String user) {
        return user(user).path("id").asString("");
    }

    private URI membership(String user, String group) {
        var found =
                Http.get(admin("/groups?exact=true&search=" + group), administrator())
                        .expect(200)
                        .json();
        return admin("/users/" + sub(user) + "/groups/" + found.at("/0/id").asString(""));
    }

    private ObjectNode user(String user) {
        JsonNode found =
                Http.get(admin("/users?exact=true&username=" + user), administrator())
                        .expect(200)
                        .json()
                        .path(0);
        return (ObjectNode) found;
    }

    private URI admin(String path) {
        return URI.create(keycloak.url() + "/admin/realms/" + name + path);
    }

    private String[] administrator() {
        var token =
                Http.form(
                                keycloak.url()
                                        .resolve("/realms/master/protocol/openid-connect/token"),
                                Map.of(
                                        "grant_type",
                                        "password",
                                        "client_id",
                                        "admin-cli",
                                        "username",
                                        Keycloak.ADMIN,
                                        "password",
                                        Keycloak.ADMIN_PASSWORD))
                        .expect(200)
                        .json()
                        .path("access_token")
                        .asString("");
        return new String[] {"Authorization", "Bearer " + token};
    }

    private static String template() {
        try (var stream = Realm.class.getResourceAsStream("/identity/realm.json")) {
            return new String(
                    Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
