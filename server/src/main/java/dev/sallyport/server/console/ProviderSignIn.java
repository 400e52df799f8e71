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
import dev.sallyport.server.console.SignIn.Desk;
import dev.sallyport.server.console.SignedInBy.Means;
import dev.sallyport.server.http.HttpFront;
import dev.sallyport.tools.WholeText;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Humans who sign in at the identity provider, and stay signed in while it vouches for them.
///
/// The provider is asked again every [#CHECK_EVERY]: whoever it no longer vouches for is signed out with the next
/// request after that, and changed groups count. While it cannot be asked, a session goes on until the provider has
/// been silent for [#UNCHECKED_MAX].
final class ProviderSignIn implements Voucher {

    static final Duration CHECK_EVERY = Duration.ofMinutes(5);
    static final Duration UNCHECKED_MAX = Duration.ofMinutes(15);

    /// Who has taken it upon themself to ask, and did not come to an end, is not waited for longer.
    private static final Duration CLAIM = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(ProviderSignIn.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Provider provider;
    private final RecordedSessions sessions;
    private final HumanNames names;
    private final SessionRecord record;
    private final Supplier<URI> base;
    private final Clock clock;
    private final SecureRandom random;

    ProviderSignIn(Console console, HumanNames names, RecordedSessions sessions, Desk desk) {
        this.provider = new Provider(console, desk.clock());
        this.sessions = sessions;
        this.names = names;
        this.record = desk.record();
        this.base = desk.base();
        this.clock = desk.clock();
        this.random = desk.random();
    }

    @Override
    public void install(HttpFront.Builder builder) {
        builder.servlet(LoginServlet.LOGIN, new LoginServlet(this));
        builder.servlet(LoginServlet.CALLBACK, new LoginServlet(this));
        builder.servlet(BackChannelServlet.MAPPING, new BackChannelServlet(this));
        // Said outright: what else would answer a form there says 405.
        builder.servlet(KeyLoginServlet.KEY, new NotHereServlet());
        builder.servlet(LinkLoginServlet.MAPPING, new NotHereServlet());
    }

    /// {@inheritDoc}
    ///
    /// There are none beside a provider.
    @Override
    public Optional<URI> link(LinkFor whom) {
        return Optional.empty();
    }

    /// Where browsers reach the gate.
    URI base() {
        return base.get();
    }

    Cookies cookies() {
        return Cookies.under(base.get());
    }

    @Override
    public Optional<String> logoutOrigin() {
        return provider.logoutOrigin();
    }

    /// Where a browser stands that wants to sign in.
    ///
    /// @param to at the provider
    record Begun(PendingLogin login, URI to) {}

    /// @param anew whether the provider is to ask a human again whom it may know already
    /// @throws IOException when the provider cannot be asked where to sign in
    Begun begin(String returnTo, boolean anew) throws IOException {
        var login = PendingLogin.begin(returnTo, anew, clock.instant(), random);
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

        /// The provider was to ask the human again, and did not, or does not say that it did. The session that there was
        /// goes on.
        ///
        /// @param reason for the operator's log
        record NotAnew(String reason) implements Finished {}

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
        if (login.anew() && !isAnew(vouched.identity(), login)) {
            return new Finished.NotAnew(
                    vouched.identity()
                            .signedIn()
                            .map(at -> "the provider says that the human signed in at " + at)
                            .orElse("the provider does not say when the human signed in"));
        }
        return switch (names.name(vouched.identity().claims())) {
            case Named.Refused(var reason) -> new Finished.Refused(reason);
            case Named.Human(var principal) -> {
                var secret =
                        sessions.begin(
                                vouchedAs(vouched.identity(), principal),
                                own -> seal(own, vouched.tokens()),
                                CHECK_EVERY,
                                old);
                yield secret.isPresent()
                        ? new Finished.SignedIn(secret.get(), principal, login.returnTo())
                        : new Finished.Unavailable("the sign-in could not be put on record");
            }
        };
    }

    /// Whether the provider did ask the human again. What it says counts, and not when the browser came back: it may
    /// have let the human in as the one it knows.
    private boolean isAnew(Provider.Identity identity, PendingLogin login) {
        return believed(identity)
                .filter(at -> !at.isBefore(login.begun().minus(provider.clockSkew())))
                .isPresent();
    }

    /// When the human signed in, at most now; empty where the provider does not say, or names a time that is yet to come.
    private Optional<Instant> believed(Provider.Identity identity) {
        var now = clock.instant();
        return identity.signedIn()
                .filter(at -> !at.isAfter(now.plus(provider.clockSkew())))
                .map(at -> at.isAfter(now) ? now : at);
    }

    private Vouched vouchedAs(Provider.Identity identity, Principal principal) {
        return new Vouched(
                SignedInBy.PROVIDER,
                identity.subject(),
                believed(identity),
                identity.providerSession(),
                principal,
                shownName(identity));
    }

    private static String shownName(Provider.Identity identity) {
        for (var claim : new String[] {"name", "preferred_username", "email"}) {
            var value = identity.claims().path(claim).asString("").strip();
            if (!value.isEmpty()) {
                return WholeText.start(value, 200);
            }
        }
        return "";
    }

    @Override
    public Standing standing(SessionSecret secret, ConsoleSession session) {
        if (session.by().means() != Means.PROVIDER) {
            return new Standing.Over(End.WAY_CLOSED, "humans sign in at the provider now");
        }
        var now = clock.instant();
        if (now.isBefore(session.checkDue())
                || !sessions.sessions().claimCheck(session, now.plus(CLAIM))) {
            return unlessTooOld(session);
        }
        var tokens = opened(secret, session);
        if (tokens.isEmpty()) {
            return over("its tokens cannot be opened");
        }
        return switch (provider.refresh(tokens.get())) {
            case Answer.Vouched vouched -> vouchedAgain(secret, session, vouched);
            case Answer.Refused(var reason) -> over(reason);
            case Answer.Unavailable(var reason) -> {
                LOG.warn("the provider could not be asked about a session: {}", reason);
                yield unlessTooOld(session);
            }
        };
    }

    private Standing vouchedAgain(
            SessionSecret secret, ConsoleSession session, Answer.Vouched vouched) {
        var identity = vouched.identity();
        if (!SessionSecret.sha256(identity.subject()).equals(session.subjectHash())) {
            return over("the provider answers with another human");
        }
        return switch (names.name(identity.claims())) {
            case Named.Refused(var reason) -> over(reason);
            case Named.Human(var principal) -> {
                sessions.sessions()
                        .vouchedAgain(
                                session,
                                vouchedAs(identity, principal),
                                seal(secret, vouched.tokens()),
                                CHECK_EVERY);
                // Read anew: it may have been ended meanwhile.
                yield sessions.sessions()
                        .find(session.id())
                        .<Standing>map(Standing.Good::new)
                        .orElseGet(() -> over("it was ended meanwhile"));
            }
        };
    }

    private static Standing over(String reason) {
        return new Standing.Over(End.NOT_VOUCHED_FOR, reason);
    }

    private Standing unlessTooOld(ConsoleSession session) {
        return clock.instant().isBefore(session.checked().plus(UNCHECKED_MAX))
                ? new Standing.Good(session)
                : new Standing.Unknown();
    }

    @Override
    public Optional<URI> logoutUrl(SessionSecret secret, ConsoleSession ended) {
        return opened(secret, ended)
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
                    switch (sessions.sessions().logOut(id, until, subject, session)) {
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
