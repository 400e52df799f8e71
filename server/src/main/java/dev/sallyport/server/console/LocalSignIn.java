package dev.sallyport.server.console;

import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.console.ConsoleSessions.Vouched;
import dev.sallyport.server.console.SessionRecord.End;
import dev.sallyport.server.console.SignIn.Desk;
import dev.sallyport.server.console.SignedInBy.Means;
import dev.sallyport.server.http.HttpFront;
import dev.sallyport.server.identity.ApiKey;
import dev.sallyport.server.identity.ApiKeys;
import dev.sallyport.server.identity.ApiKeys.Opened;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Humans who sign in without an identity provider: with the token of their API key, or by a one-time link.
///
/// A session holds for as long as its key does; a session without a key, while the role map gives its human a right on
/// the console. Either is looked up at every request.
final class LocalSignIn implements Voucher {

    /// As `identity.console` has them where it says nothing.
    static final Duration IDLE = Duration.ofMinutes(30);

    static final Duration ABSOLUTE = Duration.ofHours(12);

    private final ApiKeys keys;
    private final Supplier<Authorizer> policy;
    private final boolean safe;
    private final RecordedSessions sessions;
    private final OneTimeLinks links;
    private final FailedAttempts attempts;
    private final Supplier<URI> base;
    private final Clock clock;

    LocalSignIn(
            ApiKeys keys,
            Supplier<Authorizer> policy,
            boolean safe,
            RecordedSessions sessions,
            Desk desk) {
        this.keys = keys;
        this.policy = policy;
        this.safe = safe;
        this.sessions = sessions;
        this.links = new OneTimeLinks(desk.clock(), desk.random());
        this.attempts = new FailedAttempts(desk.clock());
        this.base = desk.base();
        this.clock = desk.clock();
    }

    @Override
    public void install(HttpFront.Builder builder) {
        if (!safe) {
            builder.servlet(KeyLoginServlet.LOGIN, new NotHereServlet());
            builder.servlet(KeyLoginServlet.KEY, new NotHereServlet());
            builder.servlet(LinkLoginServlet.MAPPING, new NotHereServlet());
            return;
        }
        builder.servlet(KeyLoginServlet.LOGIN, new KeyLoginServlet(this));
        builder.servlet(KeyLoginServlet.KEY, new KeyLoginServlet(this));
        builder.servlet(LinkLoginServlet.MAPPING, new LinkLoginServlet(this));
    }

    /// Where browsers reach the gate.
    URI base() {
        return base.get();
    }

    Cookies cookies() {
        return Cookies.under(base.get());
    }

    /// How a sign-in ended.
    sealed interface Finished {
        record SignedIn(SessionSecret secret, Principal principal) implements Finished {}

        /// @param reason for the operator's log
        record Refused(String reason) implements Finished {}

        /// There were too many attempts in vain.
        record TooMany() implements Finished {}

        /// It could not be put on record.
        record Unrecorded() implements Finished {}
    }

    /// @param token as the human pasted it
    /// @param address of the browser
    /// @param old the session that the browser had; it ends
    Finished byKey(String token, String address, Optional<SessionSecret> old) {
        boolean counted = attempts.begin(address);
        return switch (keys.open(token.strip())) {
            // Who shares an address with those who guess is kept out by none of their guesses.
            case Opened.Refused _ when !counted -> new Finished.TooMany();
            case Opened.Refused(var reason) -> new Finished.Refused(reason);
            case Opened.Works(var key) when !isHuman(key) ->
                    counted
                            ? new Finished.Refused("the key `" + key.name() + "` is an agent's")
                            : new Finished.TooMany();
            case Opened.Works(var key) -> {
                if (counted) {
                    attempts.succeeded(address);
                }
                yield begin(
                        new SignedInBy(Means.KEY, Optional.of(key.keyId())), key.principal(), old);
            }
        };
    }

    /// Whom a code would sign in; empty for a code that does not. Changes nothing.
    Optional<Principal> offered(String code) {
        return links.look(code).flatMap(this::now);
    }

    /// Uses the code up, unless the session cannot be stored or put on record.
    ///
    /// @param address of the browser
    /// @param old the session that the browser had; it ends
    Finished byLink(String code, String address, Optional<SessionSecret> old) {
        boolean counted = attempts.begin(address);
        var taken = links.take(code);
        var whom = taken.map(OneTimeLinks.Taken::whom);
        boolean begun = false;
        try {
            var principal = whom.flatMap(this::now);
            if (taken.isEmpty() || principal.isEmpty()) {
                begun = true; // a code that signs in nobody is used up as well
                return counted ? new Finished.Refused(reason(whom)) : new Finished.TooMany();
            }
            if (counted) {
                attempts.succeeded(address);
            }
            var finished =
                    begin(
                            new SignedInBy(Means.LINK, keyId(taken.get().whom())),
                            principal.get(),
                            old);
            begun = !(finished instanceof Finished.Unrecorded);
            return finished;
        } finally {
            if (!begun) {
                taken.ifPresent(links::giveBack);
            }
        }
    }

    private static String reason(Optional<LinkFor> whom) {
        return whom.isEmpty()
                ? "the link is unknown, used or too old"
                : "whom the link is for has no key and no right on the console";
    }

    private static Optional<String> keyId(LinkFor whom) {
        return switch (whom) {
            case LinkFor.Subject(_) -> Optional.empty();
            case LinkFor.Key(var keyId, _) -> Optional.of(keyId);
        };
    }

    /// Whom a link signs in, as of now; empty when nothing vouches for them any longer.
    private Optional<Principal> now(LinkFor whom) {
        return switch (whom) {
            case LinkFor.Subject(var subject) -> bound(subject);
            case LinkFor.Key(var keyId, _) -> working(keyId).map(ApiKey::principal);
        };
    }

    /// A human without a key and without groups, whom the role map gives some right on the console.
    private Optional<Principal> bound(String subject) {
        return Optional.of(Principal.human(subject, Set.of()))
                .filter(human -> !policy.get().consoleRights(human, clock.instant()).isEmpty());
    }

    private Optional<ApiKey> working(String keyId) {
        return keys.find(keyId).filter(key -> key.works(clock.instant()) && isHuman(key));
    }

    private static boolean isHuman(ApiKey key) {
        return key.principal().kind() == Principal.Kind.HUMAN;
    }

    private Finished begin(SignedInBy by, Principal human, Optional<SessionSecret> old) {
        var subject = human.subject();
        return sessions.begin(
                        new Vouched(
                                by,
                                subject,
                                Optional.of(clock.instant()),
                                Optional.empty(),
                                human,
                                subject.substring(subject.indexOf(':') + 1)),
                        _ -> "",
                        Duration.ZERO,
                        old)
                .<Finished>map(secret -> new Finished.SignedIn(secret, human))
                .orElseGet(Finished.Unrecorded::new);
    }

    @Override
    public Standing standing(SessionSecret secret, ConsoleSession session) {
        if (!safe) {
            return new Standing.Over(End.WAY_CLOSED, "the way to the gate is in the clear");
        }
        if (session.by().means() == Means.PROVIDER) {
            return new Standing.Over(End.WAY_CLOSED, "no provider is configured any longer");
        }
        if (session.by().keyId().isPresent()) {
            return working(session.by().keyId().get())
                    .<Standing>map(key -> new Standing.Good(session.as(key.principal())))
                    .orElseGet(() ->
                            new Standing.Over(End.KEY_OVER, "its key is revoked or has expired"));
        }
        return bound(session.principal().subject())
                .<Standing>map(human -> new Standing.Good(session.as(human)))
                .orElseGet(() ->
                        new Standing.Over(
                                End.NO_RIGHT_LEFT,
                                "the role map gives no right on the console any longer"));
    }

    @Override
    public Optional<URI> logoutUrl(SessionSecret secret, ConsoleSession ended) {
        return Optional.empty();
    }

    @Override
    public Optional<String> logoutOrigin() {
        return Optional.empty();
    }

    @Override
    public Optional<URI> link(LinkFor whom) {
        var code = links.issue(whom);
        return Optional.of(
                URI.create(base.get() + LinkLoginServlet.MAPPING + "?code=" + code.text()));
    }

    @Override
    public void close() {
        // It holds nothing that outlives it.
    }
}
