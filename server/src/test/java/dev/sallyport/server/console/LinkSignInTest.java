package dev.sallyport.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.console.LocalSignIn.Finished;
import dev.sallyport.server.console.SignIn.Visitor;
import dev.sallyport.server.http.HttpFront;
import dev.sallyport.server.identity.ApiKey;
import dev.sallyport.server.identity.CredentialBounds;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.server.state.TestDatabase;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Humans who sign in by a one-time link.
class LinkSignInTest extends LocalSignInFixture {

    @ParameterizedTest
    @EnumSource
    void aLinkShowsWhomItSignsInAndDoesSoOnce(TestDatabase database) {
        store.close();
        open(database);
        var link = signIn.link(new LinkFor.Subject("user:root")).orElseThrow();
        assertThat(link.toString())
                .matches("https://gate\\.example\\.com/login/once\\?code=[A-Za-z0-9_-]{43}");
        var code = link.getQuery().substring("code=".length());

        for (int i = 0; i < 20; i++) {
            assertThat(local.offered(code)).contains(Principal.human("user:root", Set.of()));
        }
        var secret = secret(byLink(code));

        assertThat(visit(secret))
                .isInstanceOfSatisfying(
                        Visitor.SignedIn.class,
                        visitor ->
                                assertThat(signIn.bounds(visitor.session()))
                                        .as("what it grants ends with the session")
                                        .isEqualTo(
                                                new CredentialBounds(
                                                        Optional.of(
                                                                clock.instant()
                                                                        .plus(
                                                                                LocalSignIn
                                                                                        .ABSOLUTE)),
                                                        List.of(),
                                                        Optional.empty(),
                                                        new Presence.SignedIn(clock.instant()))));
        assertThat(told).containsExactly("in by LINK user:root " + secret.id());
        assertThat(local.offered(code)).isEmpty();
        assertThat(byLink(code)).isInstanceOf(Finished.Refused.class);
        assertThat(stored()).contains(secret.id()).doesNotContain(code, secret.text());
    }

    @Test
    void ofAHundredAtOnceOneIsSignedIn() throws Exception {
        var code = rootCode();
        var start = new CountDownLatch(1);
        var tries = new ArrayList<Callable<Finished>>();
        for (int i = 0; i < 100; i++) {
            var address = "10.0.0." + i;
            tries.add(() -> {
                start.await();
                return local.byLink(code, address, Optional.empty());
            });
        }

        var ends = new ArrayList<Finished>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = tries.stream().map(threads::submit).toList();
            start.countDown();
            for (var one : running) {
                ends.add(one.get());
            }
        }

        assertThat(ends).filteredOn(Finished.SignedIn.class::isInstance).hasSize(1);
        assertThat(ends).filteredOn(Finished.Refused.class::isInstance).hasSize(99);
        assertThat(told).hasSize(1);
        int sessions =
                store.read(handle ->
                        handle.createQuery("SELECT COUNT(*) FROM console_session")
                                .mapTo(Integer.class)
                                .one());
        assertThat(sessions).isEqualTo(1);
    }

    @Test
    void aLinkIsGoodForAQuarterOfAnHour() {
        var code = rootCode();

        clock.advance(OneTimeLinks.LASTS.minusMillis(1));
        assertThat(local.offered(code)).isPresent();
        clock.advance(Duration.ofMillis(1));
        assertThat(local.offered(code)).isEmpty();
        assertThat(byLink(code)).isInstanceOf(Finished.Refused.class);
        assertThat(told).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "ä", "%00"})
    void whatIsNoCodeSignsInNobody(String code) {
        var _ = rootCode();

        assertThat(local.offered(code)).isEmpty();
        assertThat(byLink(code)).isInstanceOf(Finished.Refused.class);
    }

    /// Any page can make a browser look, so looking must not count against whoever is behind that browser.
    @Test
    void looksDoNotCount() {
        for (int i = 0; i < 10 * FailedAttempts.GATE_MAX; i++) {
            assertThat(local.offered("no")).isEmpty();
        }

        assertThat(byLink("no")).isInstanceOf(Finished.Refused.class);
    }

    @Test
    void guessesAreBounded() {
        for (int i = 0; i < FailedAttempts.ADDRESS_MAX; i++) {
            assertThat(byLink("no")).isInstanceOf(Finished.Refused.class);
        }

        assertThat(byLink("no")).isInstanceOf(Finished.TooMany.class);
        // Whoever has a good link is kept out by nobody's guesses.
        assertThat(byLink(rootCode())).isInstanceOf(Finished.SignedIn.class);
        clock.advance(FailedAttempts.WINDOW);
        assertThat(byLink("no")).isInstanceOf(Finished.Refused.class);
    }

    @Test
    void ofMoreLinksThanAHundredTheOldestIsGone() {
        var first = rootCode();
        var second = rootCode();
        for (int i = 2; i <= OneTimeLinks.LIVE_MAX; i++) {
            var _ = rootCode();
        }

        assertThat(local.offered(first)).isEmpty();
        assertThat(local.offered(second)).isPresent();
    }

    @Test
    void aRestartForgetsLinksAndKeepsSessions() {
        var code = rootCode();
        var secret = secret(byLink(rootCode()));

        reopen();

        assertThat(byLink(code)).isInstanceOf(Finished.Refused.class);
        assertThat(visit(secret)).isInstanceOf(Visitor.SignedIn.class);
    }

    @Test
    void whoLosesTheLastRightOnTheConsoleIsOutOnRecord() {
        var secret = secret(byLink(rootCode()));
        var unused = rootCode();

        policy = roleMap("roles: { plain: {} }\nbindings: [ { role: plain, to: ['user:root'] } ]");

        assertThat(visit(secret)).isInstanceOf(Visitor.Nobody.class);
        assertThat(told).endsWith("NO_RIGHT_LEFT user:root " + secret.id());
        assertThat(byLink(unused)).isInstanceOf(Finished.Refused.class);
        policy = roleMap(POLICY);
        assertThat(visit(secret)).as("for good").isInstanceOf(Visitor.Nobody.class);
    }

    @Test
    void aLinkSignsInNobodyWithoutARight() {
        assertThat(byLink(code(new LinkFor.Subject("user:nothing"))))
                .isInstanceOf(Finished.Refused.class);
        assertThat(byLink(code(new LinkFor.Subject("user:unknown"))))
                .isInstanceOf(Finished.Refused.class);
    }

    @Test
    void aLinkForAKeyStandsOnTheKey() {
        var _ = humanKey("ana");
        ApiKey key = keys.list().getFirst();
        var whom = new LinkFor.Key(key.keyId(), key.principal());
        var secret = secret(byLink(code(whom)));
        var unused = code(whom);

        assertThat(visit(secret))
                .isInstanceOfSatisfying(
                        Visitor.SignedIn.class,
                        visitor ->
                                assertThat(visitor.session().principal())
                                        .isEqualTo(key.principal()));
        assertThat(keys.revoke("ana")).isTrue();
        assertThat(visit(secret)).isInstanceOf(Visitor.Nobody.class);
        assertThat(byLink(unused)).isInstanceOf(Finished.Refused.class);
        assertThat(told).endsWith("KEY_OVER user:ana " + secret.id());
    }

    @Test
    void withoutTheRecordThereIsNoSession() {
        var code = rootCode();
        unrecorded = true;

        assertThat(byLink(code)).isInstanceOf(Finished.Unrecorded.class);

        assertThat(stored()).doesNotContain("session_sha256");
        unrecorded = false;
        assertThat(byLink(code))
                .as("the link is good for what failed")
                .isInstanceOf(Finished.SignedIn.class);
        assertThat(byLink(code)).isInstanceOf(Finished.Refused.class);
    }

    @Test
    void withoutTheDatabaseThePageSaysSoAndTheLinkStaysGood() throws Exception {
        var code = rootCode();
        var builder = HttpFront.listen("127.0.0.1", 0);
        signIn.install(builder);
        store.close();

        try (var front = builder.start();
                var http = HttpClient.newHttpClient()) {
            var answer =
                    http.send(
                            HttpRequest.newBuilder(front.address().resolve("/login/once"))
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .header("Origin", front.address().toString())
                                    .POST(BodyPublishers.ofString("code=" + code))
                                    .build(),
                            BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("The gate cannot answer now");
            assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        }
        assertThat(local.offered(code)).isPresent();
    }

    @Test
    void theSessionEndsInAnyCaseAfterTwelveHours() {
        var secret = secret(byLink(rootCode()));
        var end = clock.instant().plus(LocalSignIn.ABSOLUTE);
        while (clock.instant().plus(Duration.ofMinutes(25)).isBefore(end)) {
            clock.advance(Duration.ofMinutes(25));
            assertThat(visit(secret)).isInstanceOf(Visitor.SignedIn.class);
        }
        clock.advance(Duration.ofMinutes(25));

        assertThat(visit(secret)).isInstanceOf(Visitor.Nobody.class);
    }
}
