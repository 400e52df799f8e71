package dev.sallyport.server.console;

import dev.sallyport.policy.Authorizer;
import dev.sallyport.server.config.Identity.Console;
import dev.sallyport.server.console.SessionRecord.End;
import dev.sallyport.server.console.Voucher.Standing;
import dev.sallyport.server.http.HttpFront;
import dev.sallyport.server.identity.ApiKeys;
import dev.sallyport.server.identity.CredentialBounds;
import dev.sallyport.server.state.StateStore;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Humans who sign in with a browser, and stay signed in while somebody vouches for them: the identity provider where
/// one is configured, else their API key or the role map itself. Safe from many threads; methods block and belong on
/// virtual threads.
public final class SignIn implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SignIn.class);

    private final Voucher voucher;
    private final RecordedSessions sessions;
    private final Supplier<URI> base;

    /// What every way of signing in needs.
    ///
    /// @param record of who signs in and out
    /// @param base where browsers reach the gate, without a slash at the end
    public record Desk(
            SessionRecord record,
            StateStore store,
            Supplier<URI> base,
            Clock clock,
            SecureRandom random) {

        RecordedSessions sessions(Duration idle, Duration absolute) {
            return new RecordedSessions(
                    new ConsoleSessions(store, clock, idle, absolute), record, random);
        }
    }

    SignIn(Voucher voucher, RecordedSessions sessions, Supplier<URI> base) {
        this.voucher = voucher;
        this.sessions = sessions;
        this.base = base;
    }

    /// At the identity provider, and in no other way.
    public static SignIn atProvider(Console console, HumanNames names, Desk desk) {
        var sessions = desk.sessions(console.idle(), console.absolute());
        return new SignIn(
                new ProviderSignIn(console, names, sessions, desk), sessions, desk.base());
    }

    /// By API key or one-time link, where no provider is configured.
    ///
    /// @param policy in force, which says who has a right on the console
    /// @param safe whether nobody on the way to the gate can read along; else these ways are closed
    public static SignIn local(ApiKeys keys, Supplier<Authorizer> policy, boolean safe, Desk desk) {
        var sessions = desk.sessions(LocalSignIn.IDLE, LocalSignIn.ABSOLUTE);
        return new SignIn(
                new LocalSignIn(keys, policy, safe, sessions, desk), sessions, desk.base());
    }

    /// Opens the doors by which humans sign in and out; closes with the listener.
    public void install(HttpFront.Builder builder) {
        voucher.install(builder);
        builder.servlet(LogoutServlet.LOGOUT, new LogoutServlet(this));
        builder.onClose(this::close);
    }

    /// A link with which one human signs in once, within [OneTimeLinks#LASTS]; empty where a provider is configured.
    public Optional<URI> link(LinkFor whom) {
        return voucher.link(whom);
    }

    /// Where browsers reach the gate.
    URI base() {
        return base.get();
    }

    Cookies cookies() {
        return Cookies.under(base.get());
    }

    Optional<String> logoutOrigin() {
        return voucher.logoutOrigin();
    }

    /// Who is behind a browser.
    sealed interface Visitor {
        record SignedIn(SessionSecret secret, ConsoleSession session) implements Visitor {}

        record Nobody() implements Visitor {}

        /// Nobody can say for now, since the provider has been away for too long.
        record Unavailable() implements Visitor {}
    }

    /// Asked on every request; nothing is cached.
    Visitor visitor(Optional<SessionSecret> secret) {
        var visitor = unattended(secret);
        if (visitor instanceof Visitor.SignedIn(_, var session)) {
            sessions.sessions().touch(session);
        }
        return visitor;
    }

    /// As [#visitor], for what a page does by itself: it is no sign that the human is there.
    Visitor unattended(Optional<SessionSecret> secret) {
        if (secret.isEmpty()) {
            return new Visitor.Nobody();
        }
        var found = sessions.sessions().find(secret.get().id());
        if (found.isEmpty()) {
            return new Visitor.Nobody();
        }
        return switch (voucher.standing(secret.get(), found.get())) {
            case Standing.Good(var session) -> new Visitor.SignedIn(secret.get(), session);
            case Standing.Over(var why, var reason) -> {
                LOG.info("the session of {} ends: {}", found.get().principal().subject(), reason);
                var _ = sessions.end(found.get().id(), why);
                yield new Visitor.Nobody();
            }
            case Standing.Unknown() -> new Visitor.Unavailable();
        };
    }

    /// What a session sets beside naming its human: the key that it stands on, or else its own end; and when the human
    /// signed in.
    CredentialBounds bounds(ConsoleSession session) {
        var keyId = session.by().keyId();
        var ends = keyId.isPresent() ? Optional.<Instant>empty() : Optional.of(ends(session));
        return new CredentialBounds(ends, List.of(), keyId, session.presence());
    }

    private Instant ends(ConsoleSession session) {
        return sessions.sessions().ends(session);
    }

    /// Ends a session here.
    ///
    /// @return where the browser can end it at the provider too
    Optional<URI> signOut(SessionSecret secret) {
        return sessions.end(secret.id(), End.SIGNED_OUT)
                .flatMap(session -> voucher.logoutUrl(secret, session));
    }

    @Override
    public void close() {
        voucher.close();
    }
}
