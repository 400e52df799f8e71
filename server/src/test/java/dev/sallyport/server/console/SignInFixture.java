package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.config.Identity.Console;
import dev.sallyport.server.config.Identity.Issuer;
import dev.sallyport.server.config.Secret;
import dev.sallyport.server.console.HumanNames.Named;
import dev.sallyport.server.console.ProviderSignIn.CallbackRequest;
import dev.sallyport.server.console.ProviderSignIn.Finished;
import dev.sallyport.server.console.SignIn.Desk;
import dev.sallyport.server.console.SignIn.Visitor;
import dev.sallyport.server.state.StateStore;
import dev.sallyport.server.state.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// Sign-in against a provider that does what a test says. With a real one: `examples/identity`.
abstract class SignInFixture {

    @TempDir Path directory;

    final MovableClock clock = new MovableClock();
    StandInProvider provider;
    StateStore store;
    ProviderSignIn atProvider;
    SignIn signIn;
    final List<String> told = new ArrayList<>();
    boolean unrecorded;

    @BeforeEach
    void open() throws IOException {
        provider = new StandInProvider();
        open(TestDatabase.SQLITE);
    }

    final void open(TestDatabase database) {
        store = StateStore.open(database.fresh(directory));
        var console =
                new Console(
                        Issuer.of(provider.issuer(), Set.of("gate")),
                        StandInProvider.CLIENT,
                        new Secret("client-secret-of-at-least-32-bytes"),
                        List.of("groups"),
                        List.of("openid"),
                        Duration.ofMinutes(30),
                        Duration.ofHours(12));
        var desk =
                new Desk(
                        new ToldRecord(told, () -> unrecorded),
                        store,
                        () -> URI.create("https://gate.example.com"),
                        clock,
                        new SecureRandom());
        var sessions = desk.sessions(console.idle(), console.absolute());
        atProvider = new ProviderSignIn(console, SignInFixture::named, sessions, desk);
        signIn = new SignIn(atProvider, sessions, desk.base());
    }

    private static Named named(ObjectNode claims) {
        return claims.path("sub").asString("").equals("nobody")
                ? new Named.Refused("no name")
                : new Named.Human(
                        Principal.human(
                                "user:" + claims.path("sub").asString(""),
                                claims.path("groups")
                                        .valueStream()
                                        .map(group -> group.asString(""))
                                        .collect(Collectors.toSet())));
    }

    @AfterEach
    void close() {
        signIn.close();
        store.close();
        provider.close();
    }

    /// Real time, which the library reads by itself, with what a test adds.
    static final class MovableClock extends Clock {
        private Duration ahead = Duration.ZERO;

        void advance(Duration duration) {
            ahead = ahead.plus(duration);
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    PendingLogin begin() throws IOException {
        return atProvider.begin("/", false).login();
    }

    Finished finish(PendingLogin login) {
        return atProvider.finish(answer(login), Optional.empty());
    }

    CallbackRequest answer(PendingLogin login) {
        return new CallbackRequest(
                Optional.of(login.text()),
                Optional.of(login.state()),
                Optional.of("code"),
                Optional.of(provider.issuer()),
                Optional.empty());
    }

    SessionSecret signedIn() throws IOException {
        var login = begin();
        provider.answerWith(provider.sign(provider.claims(login.nonce())));
        return ((Finished.SignedIn) finish(login)).secret();
    }

    Visitor visit(SessionSecret secret) {
        return signIn.visitor(Optional.of(secret));
    }
}
