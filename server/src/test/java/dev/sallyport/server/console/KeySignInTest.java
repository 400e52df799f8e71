package dev.sallyport.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.console.LocalSignIn.Finished;
import dev.sallyport.server.console.SignIn.Visitor;
import dev.sallyport.server.identity.ApiKeys.Creation;
import dev.sallyport.server.identity.ApiKeys.Order;
import dev.sallyport.server.identity.CredentialBounds;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.server.state.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Humans who sign in with the token of their key.
class KeySignInTest extends LocalSignInFixture {

    @ParameterizedTest
    @EnumSource
    void aHumansTokenSignsInAsTheKeysPrincipalOnRecord(TestDatabase database) {
        store.close();
        open(database);
        var token = humanKey("ana");

        var secret = secret(byKey("  " + token + "\n"));

        assertThat(visit(secret))
                .isInstanceOfSatisfying(
                        Visitor.SignedIn.class,
                        visitor -> {
                            assertThat(visitor.session().principal())
                                    .isEqualTo(Principal.human("user:ana", Set.of("operators")));
                            assertThat(signIn.bounds(visitor.session()))
                                    .isEqualTo(
                                            new CredentialBounds(
                                                    Optional.empty(),
                                                    List.of(),
                                                    Optional.of(keyId(token)),
                                                    new Presence.SignedIn(clock.instant())));
                        });
        assertThat(told).containsExactly("in by KEY user:ana " + secret.id());
        assertThat(stored()).contains(keyId(token)).doesNotContain(token, secret.text());
    }

    /// The public part of a token.
    private static String keyId(String token) {
        return token.substring("sp_".length(), "sp_".length() + 16);
    }

    @ParameterizedTest
    @EnumSource
    void aRevokedKeyEndsItsSessionsWithTheNextRequestOnRecord(TestDatabase database) {
        store.close();
        open(database);
        var token = humanKey("ana");
        var one = secret(byKey(token));
        var other = secret(byKey(token));
        var bens = secret(byKey(humanKey("ben")));

        assertThat(keys.revoke("ana")).isTrue();

        assertThat(visit(one)).isInstanceOf(Visitor.Nobody.class);
        assertThat(visit(other)).isInstanceOf(Visitor.Nobody.class);
        assertThat(visit(bens)).isInstanceOf(Visitor.SignedIn.class);
        assertThat(visit(one)).isInstanceOf(Visitor.Nobody.class);
        assertThat(told)
                .filteredOn(line -> line.startsWith("KEY_OVER"))
                .containsExactly(
                        "KEY_OVER user:ana " + one.id(), "KEY_OVER user:ana " + other.id());
        assertThat(byKey(token)).isInstanceOf(Finished.Refused.class);
    }

    @Test
    void anExpiredKeyEndsItsSession() {
        var secret =
                secret(
                        byKey(
                                key(
                                        new Order(
                                                "ana",
                                                Set.of(),
                                                true,
                                                Optional.empty(),
                                                Optional.of(
                                                        clock.instant()
                                                                .plus(Duration.ofMinutes(10)))))));

        clock.advance(Duration.ofMinutes(10).minusMillis(1));
        assertThat(visit(secret)).isInstanceOf(Visitor.SignedIn.class);
        clock.advance(Duration.ofMillis(1));
        assertThat(visit(secret)).isInstanceOf(Visitor.Nobody.class);
        assertThat(told).endsWith("KEY_OVER user:ana " + secret.id());
    }

    @Test
    void aReplacedKeyCarriesItsSessionUntilItRunsOut() {
        var secret = secret(byKey(humanKey("ana")));
        assertThat(keys.rotate("ana", Duration.ofMinutes(20), Optional.empty()))
                .isInstanceOf(Creation.Created.class);

        clock.advance(Duration.ofMinutes(19));
        assertThat(visit(secret)).isInstanceOf(Visitor.SignedIn.class);
        clock.advance(Duration.ofMinutes(1));
        assertThat(visit(secret)).isInstanceOf(Visitor.Nobody.class);
    }

    @Test
    void aConfinedKeyIsConfinedInTheConsoleToo() {
        var token =
                key(
                        new Order(
                                "root",
                                Set.of("operators"),
                                true,
                                Optional.of(Set.of("operator")),
                                Optional.empty()));

        var secret = secret(byKey(token));

        assertThat(visit(secret))
                .isInstanceOfSatisfying(
                        Visitor.SignedIn.class,
                        visitor -> {
                            var principal = visitor.session().principal();
                            assertThat(principal.confinedTo()).contains(Set.of("operator"));
                            assertThat(policy.consoleRights(principal, clock.instant()))
                                    .containsExactly(ConsoleRight.APPROVE);
                        });
        assertThat(
                        new ConsoleSessions(store, clock, LocalSignIn.IDLE, LocalSignIn.ABSOLUTE)
                                .find(secret.id())
                                .orElseThrow()
                                .principal()
                                .confinedTo())
                .as("in the database too")
                .contains(Set.of("operator"));
    }

    @Test
    void groupsAreTheKeysOfNow() {
        var secret = secret(byKey(humanKey("ana")));

        var _ =
                store.write(
                        handle -> handle.execute("UPDATE api_key SET member_of = '[\"other\"]'"));

        assertThat(visit(secret))
                .isInstanceOfSatisfying(
                        Visitor.SignedIn.class,
                        visitor ->
                                assertThat(visitor.session().principal().groups())
                                        .containsExactly("other"));
    }

    @Test
    void agentsAndStrangersAreRefusedAndNothingBegins() {
        var agent = key(new Order("bot", Set.of(), false, Optional.empty(), Optional.empty()));
        var revoked = humanKey("gone");
        assertThat(keys.revoke("gone")).isTrue();
        var good = humanKey("ana");
        var forged = good.substring(0, good.length() - 9) + "x" + good.substring(good.length() - 8);

        for (var token : new String[] {agent, revoked, forged, "", "sp_", "x".repeat(10_000)}) {
            assertThat(local.byKey(token, "address of " + token, Optional.empty()))
                    .isInstanceOfSatisfying(
                            Finished.Refused.class,
                            refused -> {
                                if (token.length() > 10) {
                                    assertThat(refused.reason()).doesNotContain(token);
                                }
                            });
        }

        assertThat(told).isEmpty();
        assertThat(stored()).doesNotContain("session_sha256");
    }

    @Test
    void withoutTheRecordThereIsNoSession() {
        var token = humanKey("ana");
        unrecorded = true;

        assertThat(byKey(token)).isInstanceOf(Finished.Unrecorded.class);

        assertThat(stored()).doesNotContain("session_sha256");
    }

    @Test
    void aSessionEndsWhenItIsIdleAndInAnyCaseInTheEnd() {
        var token = humanKey("ana");
        var idle = secret(byKey(token));
        clock.advance(LocalSignIn.IDLE);
        assertThat(visit(idle)).isInstanceOf(Visitor.Nobody.class);

        var busy = secret(byKey(token));
        var end = clock.instant().plus(LocalSignIn.ABSOLUTE);
        while (clock.instant().plus(Duration.ofMinutes(20)).isBefore(end)) {
            clock.advance(Duration.ofMinutes(20));
            assertThat(visit(busy)).isInstanceOf(Visitor.SignedIn.class);
        }
        clock.advance(Duration.ofMinutes(20));
        assertThat(visit(busy)).as("after twelve hours").isInstanceOf(Visitor.Nobody.class);
    }

    @Test
    void signingInAnewGivesANewSecretAndEndsTheOldSession() {
        var token = humanKey("ana");
        var old = secret(byKey(token));

        var anew = secret(local.byKey(token, "1.2.3.4", Optional.of(old)));

        assertThat(anew.text()).isNotEqualTo(old.text());
        assertThat(visit(old)).isInstanceOf(Visitor.Nobody.class);
        assertThat(visit(anew)).isInstanceOf(Visitor.SignedIn.class);
        assertThat(told).endsWith("REPLACED user:ana " + old.id());
        assertThat(signIn.signOut(anew)).isEmpty();
        assertThat(visit(anew)).isInstanceOf(Visitor.Nobody.class);
        assertThat(told).endsWith("SIGNED_OUT user:ana " + anew.id());
    }

    @Test
    void guessesAreBoundedAndKeepNobodyOut() {
        var token = humanKey("ana");
        for (int i = 0; i < FailedAttempts.ADDRESS_MAX; i++) {
            assertThat(byKey("wrong " + i)).isInstanceOf(Finished.Refused.class);
        }

        assertThat(byKey("wrong")).isInstanceOf(Finished.TooMany.class);
        // Whoever shares the address and has a good key is kept out by nobody's guesses.
        assertThat(byKey(token)).isInstanceOf(Finished.SignedIn.class);
        assertThat(local.byKey(token, "5.6.7.8", Optional.empty()))
                .isInstanceOf(Finished.SignedIn.class);
        clock.advance(FailedAttempts.WINDOW);
        assertThat(byKey("wrong")).isInstanceOf(Finished.Refused.class);
    }
}
