package dev.sallyport.server.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.config.Identity.Issuer;
import dev.sallyport.server.config.Identity.Subjects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A human who takes a client's looks would escape the bound of their own rights; a client that takes a human's could
/// approve.
class ForgedSubjectsTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    /// Of providers other than Keycloak: `client_id` is in every token (RFC 9068 §2.2), and a user names themself.
    @Test
    void aUserNamedLikeAServiceAccountIsNoClient() {
        refused(
                """
                {"sub":"77","client_id":"coding-agent","preferred_username":"service-account-coding-agent"}
                """,
                "service account");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"auth_time\":1800000000",
                "\"sid\":\"s1\"",
                "\"session_state\":\"s1\"",
                "\"amr\":[\"pwd\"]"
            })
    void aLoginOfAUserIsNoClients(String login) {
        refused(
                """
                {"sub":"77","azp":"coding-agent","client_id":"coding-agent","preferred_username":"service-account-coding-agent",%s}
                """
                        .formatted(login),
                "login");
        refused(
                """
                {"sub":"coding-agent","client_id":"coding-agent",%s}
                """
                        .formatted(login),
                "login");
    }

    /// Auth0 writes `gty`, Entra ID `idtyp`; neither makes `sub` the client's id.
    @ParameterizedTest
    @ValueSource(strings = {"\"gty\":\"client-credentials\"", "\"idtyp\":\"app\""})
    void aClientsTokenIsNoHumanInPerson(String claim) {
        refused(
                """
                {"sub":"cli@clients","azp":"cli",%s}
                """
                        .formatted(claim),
                "client");
    }

    /// Entra ID leaves the groups out so, where they are many.
    @Test
    void groupsThatAreLeftOutAreMissed() {
        refused(
                """
                {"sub":"coding-agent","azp":"coding-agent","hasgroups":true}
                """,
                "hasgroups");
    }

    @Test
    void whatKeycloakAndOthersWriteStaysGood() throws Exception {
        var keycloak =
                principal(
                        """
                        {"sub":"6c1b","azp":"coding-agent","client_id":"coding-agent","preferred_username":"service-account-coding-agent"}
                        """);
        var other =
                principal(
                        """
                        {"sub":"coding-agent","client_id":"coding-agent","hasgroups":false}
                        """);
        var human =
                principal(
                        """
                        {"sub":"77","azp":"cli","sid":"s1","auth_time":1800000000,"idtyp":"user","gty":"authorization_code"}
                        """);

        assertThat(keycloak.subject()).isEqualTo("client:coding-agent");
        assertThat(keycloak.human()).isEmpty();
        assertThat(other.subject()).isEqualTo("client:coding-agent");
        assertThat(human).isEqualTo(Principal.human("user:77", Set.of()));
    }

    private static void refused(String claims, String reason) {
        assertThatThrownBy(() -> principal(claims))
                .isInstanceOf(RefusedTokenException.class)
                .hasMessageContaining(reason);
    }

    private static Principal principal(String claims) throws RefusedTokenException {
        var names = new TokenNames(Optional.empty(), Set.of("corp"), _ -> false);
        return new TokenSubjects(issuer(), names)
                .principal(new ClaimSet((ObjectNode) JSON.readTree(claims)));
    }

    private static Issuer issuer() {
        var plain = Issuer.of("https://idp.example.com", Set.of("gate"));
        return new Issuer(
                plain.issuer(),
                plain.audiences(),
                plain.prefix(),
                plain.algorithms(),
                plain.jwksUrl(),
                plain.clockSkew(),
                plain.lifetimeMax(),
                plain.claims(),
                Subjects.AUTO,
                Set.of("cli"),
                new TreeMap<>(),
                plain.introspection());
    }
}
