package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.server.config.Identity.Console;
import dev.sallyport.server.console.ConsoleSessions.LoggedOut;
import dev.sallyport.server.console.ConsoleSessions.Vouched;
import dev.sallyport.server.console.HumanNames.Named;
import dev.sallyport.server.console.Provider.Answer;
import dev.sallyport.server.console.Provider.Logout;
import dev.sallyport.server.console.Provider.Tokens;
import dev.sallyport.server.console.SessionRecord.End;
import dev.sallyport.server.state.StateStore;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Humans who sign in with a browser, and stay signed in while their provider vouches for them. Safe from many threads;
/// methods block and belong on virtual threads.
///
/// The provider is asked again every [#CHECK_EVERY]: whoever it no longer vouches for is signed out with the next
/// request after that, and changed groups count. While it cannot be asked, a session goes on until the provider has
/// been silent for [#UNCHECKED_MAX].
public final class SignIn implements AutoCloseable {

    static final Duration CHECK_EVERY = Duration.ofMinutes(5);
    static final Duration UNCHECKED_MAX = Duration.ofMinutes(15);

    /// Who has taken it upon themself to ask, and did not come to an end, is not waited for longer.
    private static final Duration CLAIM = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(SignIn.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Provider provider;
    private final ConsoleSessions sessions;
    private final HumanNames names;
    private final SessionRecord record;
    private final Supplier<URI> base;
    private final Clock clock;
    private final SecureRandom random;

    /// @param record of who signs in and out
    /// @param base where browsers reach the gate, without a slash at the end
    public SignIn(
            Console console,
            HumanNames names,
            SessionRecord record,
            StateStore store,
            Supplier<URI> base,
            Clock clock,
            SecureRandom random) {
        this.provider = new Provider(console, clock);
        this.sessions = new ConsoleSessions(store, clock, console.idle(), console.absolute());
        this.names = names;
        this.record = record;
        this.base = base;
        this.clock = clock;
        this.random = random;
    }

    /// Where browsers reach the gate.
    URI base() {
        return base.get();
    }

    Cookies cookies() {
        return new Cookies("https".equals(base.get().getScheme()));
    }

    Optional<String> logoutOrigin() {
        return provider.logoutOrigin();
    }

    /// Where a browser stands that wants to sign in.
    ///
    /// @param to at the provider
    record Begun(PendingLogin login, URI to) {}

    /// @throws IOException when the provider cannot be asked where to sign in
    Begun begin(String returnTo) throws IOException {
        var login = PendingLogin.begin(returnTo, clock.instant(), random);
        return new Begun(login, provider.authorizationUrl(login, callback()));
    }

    private URI callback() {
        return URI.create(base.get() + "/login/callback");
    }

    /// What the provider sent back by the browser.
    ///
    /// @param pending the browser's cookie
    record CallbackRequest(
            Optional<String> pending,
            Optional<String> state,
            Optional<String> code,
            Optional<String> issuer,
            Optional<String> error) {}

    /// How a sign-in ended.
    sealed interface Finished {
        record SignedIn(SessionSecret secret, Principal principal, String returnTo)
                implements Finished {}

        /// @param reason for the operator's log
        record Refused(String reason) implements Finished {}

        /// @param reason for the operator's log
        record Unavailable(String reason) implements Finished {}
    }

    /// @param old the session that the browser had; it ends
    Finished finish(CallbackRequest request, Optional<SessionSecret> old) {
        var login = request.pending().flatMap(text -> PendingLogin.parse(text, clock.instant()));
        if (login.isEmpty()) {
            return new Finished.Refused("this browser began no sign-in, or too long ago");
        }
        if (request.state().isEmpty() || !login.get().isState(request.state().get())) {
            return new Finished.Refused("the answer is for a sign-in of another browser (`state`)");
        }
        try {
            if (!provider.isOwnAnswer(request.issuer())) {
                return new Finished.Refused("the answer is of another provider (`iss`)");
            }
        } catch (IOException e) {
            return new Finished.Unavailable(e.toString());
        }
        if (request.code().isEmpty()) {
            return new Finished.Refused(
                    "the provider answers "
                            + request.error().map(Quoted::of).orElse("neither code nor error"));
        }
        return switch (provider.redeem(request.code().get(), login.get(), callback())) {
            case Answer.Vouched vouched -> begun(vouched, login.get(), old);
            case Answer.Refused(var reason) -> new Finished.Refused(reason);
            case Answer.Unavailable(var reason) -> new Finished.Unavailable(reason);
        };
    }

    private Finished begun(
            Answer.Vouched vouched, PendingLogin login, Optional<SessionSecret> old) {
        return switch (names.name(vouched.identity().claims())) {
            case Named.Refused(var reason) -> new Finished.Refused(reason);
            case Named.Human(var principal) -> {
                // A secret that nobody can have planted before.
                var secret = SessionSecret.generate(random);
                try {
                    record.signedIn(principal, secret.id());
                } catch (RuntimeException e) {
                    LOG.error("a sign-in could not be put on record", e);
                    yield new Finished.Unavailable("the sign-in could not be put on record");
                }
                sessions.begin(
                        secret.id(),
                        vouchedAs(vouched.identity(), principal),
                        seal(secret, vouched.tokens()),
                        CHECK_EVERY);
                old.ifPresent(before -> end(before.id(), End.REPLACED));
                yield new Finished.SignedIn(secret, principal, login.returnTo());
            }
        };
    }

    private static Vouched vouchedAs(Provider.Identity identity, Principal principal) {
        return new Vouched(
                identity.subject(), identity.providerSession(), principal, shownName(identity));
    }

    private static String shownName(Provider.Identity identity) {
        for (var claim : new String[] {"name", "preferred_username", "email"}) {
            var value = identity.claims().path(claim).asString("").strip();
            if (!value.isEmpty()) {
                return value.substring(0, Math.min(value.length(), 200));
            }
        }
        return "";
    }

    /// Who is behind a browser.
    sealed interface Visitor {
        record SignedIn(SessionSecret secret, ConsoleSession session) implements Visitor {}

        record Nobody() implements Visitor {}

        /// The provider has been away for too long.
        record Unavailable() implements Visitor {}
    }

    /// Asked on every request; nothing is cached.
    Visitor visitor(Optional<SessionSecret> secret) {
        var visitor = unattended(secret);
        if (visitor instanceof Visitor.SignedIn(_, var session)) {
            sessions.touch(session);
        }
        return visitor;
    }

    /// As [#visitor], for what a page does by itself: it is no sign that the human is there.
    Visitor unattended(Optional<SessionSecret> secret) {
        if (secret.isEmpty()) {
            return new Visitor.Nobody();
        }
        return sessions.find(secret.get().id())
                .map(session -> checked(secret.get(), session))
                .orElseGet(Visitor.Nobody::new);
    }

    private Visitor checked(SessionSecret secret, ConsoleSession session) {
        var now = clock.instant();
        if (now.isBefore(session.checkDue()) || !sessions.claimCheck(session, now.plus(CLAIM))) {
            return unlessTooOld(secret, session);
        }
        var tokens = opened(secret, session);
        if (tokens.isEmpty()) {
            end(session.id(), End.NOT_VOUCHED_FOR);
            return new Visitor.Nobody();
        }
        return switch (provider.refresh(tokens.get())) {
            case Answer.Vouched vouched -> vouchedAgain(secret, session, vouched);
            case Answer.Refused(var reason) -> ended(session, reason);
            case Answer.Unavailable(var reason) -> {
                LOG.warn("the provider could not be asked about a session: {}", reason);
                yield unlessTooOld(secret, session);
            }
        };
    }

    private Visitor vouchedAgain(
            SessionSecret secret, ConsoleSession session, Answer.Vouched vouched) {
        var identity = vouched.identity();
        if (!SessionSecret.sha256(identity.subject()).equals(session.subjectHash())) {
            return ended(session, "the provider answers with another human");
        }
        return switch (names.name(identity.claims())) {
            case Named.Refused(var reason) -> ended(session, reason);
            case Named.Human(var principal) -> {
                sessions.vouchedAgain(
                        session,
                        vouchedAs(identity, principal),
                        seal(secret, vouched.tokens()),
                        CHECK_EVERY);
                // Read anew: it may have been ended meanwhile.
                yield sessions.find(session.id())
                        .<Visitor>map(now -> new Visitor.SignedIn(secret, now))
                        .orElseGet(Visitor.Nobody::new);
            }
        };
    }

    private Visitor ended(ConsoleSession session, String reason) {
        LOG.info("the session of {} ends: {}", session.principal().subject(), reason);
        end(session.id(), End.NOT_VOUCHED_FOR);
        return new Visitor.Nobody();
    }

    private Optional<ConsoleSession> end(String id, End why) {
        var ended = sessions.end(id);
        ended.ifPresent(session -> record.ended(session.principal(), session.id(), why));
        return ended;
    }

    private Visitor unlessTooOld(SessionSecret secret, ConsoleSession session) {
        return clock.instant().isBefore(session.checked().plus(UNCHECKED_MAX))
                ? new Visitor.SignedIn(secret, session)
                : new Visitor.Unavailable();
    }

    /// Ends a session here.
    ///
    /// @return where the browser can end it at the provider too
    Optional<URI> signOut(SessionSecret secret) {
        return end(secret.id(), End.SIGNED_OUT)
                .flatMap(session -> opened(secret, session))
                .flatMap(tokens -> provider.logoutUrl(tokens, URI.create(base.get() + "/")));
    }

    /// What became of a logout token.
    enum BackChannel {
        DONE,
        REFUSED,
        UNAVAILABLE
    }

    BackChannel backChannelLogout(String token) {
        return switch (provider.logout(token)) {
            case Logout.Unavailable(var reason) -> {
                LOG.warn("a logout token could not be checked: {}", reason);
                yield BackChannel.UNAVAILABLE;
            }
            case Logout.Refused(var reason) -> {
                LOG.info("refused a logout token: {}", reason);
                yield BackChannel.REFUSED;
            }
            case Logout.Wanted(var id, var until, var subject, var session) ->
                    switch (sessions.logOut(id, until, subject, session)) {
                        case LoggedOut.Replayed() -> {
                            LOG.info("refused a logout token: it was used before");
                            yield BackChannel.REFUSED;
                        }
                        case LoggedOut.Ended(var ended) -> {
                            ended.forEach(one ->
                                    record.ended(one.principal(), one.id(), End.ENDED_BY_PROVIDER));
                            LOG.info("the provider ended {} sessions", ended.size());
                            yield BackChannel.DONE;
                        }
                    };
        };
    }

    private String seal(SessionSecret secret, Tokens tokens) {
        var json = JsonNodeFactory.instance.objectNode();
        tokens.refresh().ifPresent(text -> json.put("refresh", text));
        json.put("id", tokens.idToken());
        return secret.seal(json.toString(), random);
    }

    private static Optional<Tokens> opened(SessionSecret secret, ConsoleSession session) {
        return secret.open(session.sealedTokens())
                .map(JSON::readTree)
                .filter(ObjectNode.class::isInstance)
                .map(json ->
                        new Tokens(
                                Optional.ofNullable(json.get("refresh"))
                                        .map(text -> text.asString("")),
                                json.path("id").asString("")));
    }

    @Override
    public void close() {
        provider.close();
    }
}
