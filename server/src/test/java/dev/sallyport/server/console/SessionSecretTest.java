package dev.sallyport.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionSecretTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");

    @Test
    void whatOneSessionSealedNoOtherOpens() {
        var own = SessionSecret.generate(RANDOM);
        var other = SessionSecret.generate(RANDOM);
        var sealed = own.seal("a refresh token", RANDOM);

        assertThat(own.open(sealed)).contains("a refresh token");
        assertThat(SessionSecret.parse(own.text()).orElseThrow().open(sealed)).isPresent();
        assertThat(other.open(sealed)).isEmpty();
        var bytes = Base64.getDecoder().decode(sealed);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= 1;
            assertThat(own.open(Base64.getEncoder().encodeToString(bytes))).isEmpty();
            bytes[i] ^= 1;
        }
        assertThat(own.open("")).isEmpty();
        assertThat(own.open("no base64!")).isEmpty();
    }

    @Test
    void nothingThatIsKeptOrShownIsTheSecret() {
        var own = SessionSecret.generate(RANDOM);

        assertThat(own.id()).hasSize(64).doesNotContain(own.text());
        assertThat(own.csrfToken()).hasSize(43).isNotEqualTo(own.text());
        assertThat(own.toString()).doesNotContain(own.text(), own.id());
        assertThat(own.isCsrfToken(own.csrfToken())).isTrue();
        assertThat(own.isCsrfToken(SessionSecret.generate(RANDOM).csrfToken())).isFalse();
        assertThat(own.isCsrfToken("")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "AAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "not base64 not base64 not base64 not base64"
            })
    void aTextThatIsNoSecretIsNone(String text) {
        assertThat(SessionSecret.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/approvals", "/a?b=c#d", "/a//b"})
    void aPathOfThisServerIsReturnedTo(String path) {
        assertThat(PendingLogin.begin(path, false, NOW, RANDOM).returnTo()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "//evil.example",
                "/\\evil.example",
                "\\\\evil.example",
                "https://evil.example",
                "javascript:alert(1)",
                "/a b",
                "/a\r\nSet-Cookie: x=y",
                "/\t/evil.example",
                "/ä"
            })
    void anythingElseLeadsToTheFirstPage(String path) {
        assertThat(PendingLogin.begin(path, false, NOW, RANDOM).returnTo()).isEqualTo("/");
    }

    @Test
    void aPendingSignInLivesForTenMinutes() {
        var text = PendingLogin.begin("/", false, NOW, RANDOM).text();

        assertThat(PendingLogin.parse(text, NOW.plusSeconds(599))).isPresent();
        assertThat(PendingLogin.parse(text, NOW.plusSeconds(600))).isEmpty();
        assertThat(PendingLogin.parse(text, NOW.minusSeconds(1))).isEmpty();
        assertThat(PendingLogin.parse(text.substring(1), NOW)).isEmpty();
        assertThat(PendingLogin.parse("a.b.c.d.e", NOW)).isEmpty();
        assertThat(PendingLogin.parse(text.replace("Lw", "Ly8"), NOW))
                .as("a path that was changed to //")
                .isEmpty();
    }
}
