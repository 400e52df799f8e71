package dev.sallyport.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.console.SignIn.Visitor;
import dev.sallyport.server.state.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// When humans signed in who sign in without a provider.
class LocalFreshSignInTest extends LocalSignInFixture {

    private Optional<Instant> signedIn(SessionSecret secret) {
        return ((Visitor.SignedIn) visit(secret)).session().signedIn();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aKeySignsInWhenItIsPastedAndNotWhenItsSessionIsUsed(TestDatabase database) {
        store.close();
        open(database);
        var first = clock.instant();
        var secret = secret(byKey(humanKey("ana")));

        clock.advance(Duration.ofMinutes(20));
        assertThat(signedIn(secret)).hasValue(first);
        clock.advance(Duration.ofMinutes(20));
        assertThat(signedIn(secret)).hasValue(first);
    }

    @Test
    void aKeyThatIsPastedAgainBeginsANewSession() {
        var token = humanKey("ana");
        var old = secret(byKey(token));
        clock.advance(Duration.ofMinutes(10));

        var again = secret(local.byKey(token, "1.2.3.4", Optional.of(old)));

        assertThat(again.text()).isNotEqualTo(old.text());
        assertThat(signedIn(again)).hasValue(clock.instant());
        assertThat(visit(old)).isInstanceOf(Visitor.Nobody.class);
    }

    @Test
    void anothersKeyBeginsASessionOfTheOther() {
        var old = secret(byKey(humanKey("ana")));

        var other = secret(local.byKey(humanKey("ben"), "1.2.3.4", Optional.of(old)));

        assertThat(((Visitor.SignedIn) visit(other)).session().principal().subject())
                .isEqualTo("user:ben");
        assertThat(visit(old)).isInstanceOf(Visitor.Nobody.class);
    }

    @Test
    void aWrongKeyChangesNothing() {
        var old = secret(byKey(humanKey("ana")));
        var first = clock.instant();
        clock.advance(Duration.ofMinutes(10));

        assertThat(local.byKey("sp_wrong", "1.2.3.4", Optional.of(old)))
                .isInstanceOf(LocalSignIn.Finished.Refused.class);

        assertThat(signedIn(old)).hasValue(first);
    }

    @Test
    void aLinkSignsInWhenItIsUsed() {
        var code = rootCode();
        clock.advance(Duration.ofMinutes(10));

        var secret = secret(byLink(code));

        assertThat(signedIn(secret)).hasValue(clock.instant());
    }

    @Test
    void aSessionFromBeforeHasNoTime() {
        var secret = secret(byKey(humanKey("ana")));
        var _ =
                store.write(
                        handle -> handle.execute("UPDATE console_session SET signed_in_at = NULL"));

        assertThat(signedIn(secret)).isEmpty();
    }
}
