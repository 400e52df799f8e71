package dev.sallyport.server.approval;

import dev.sallyport.policy.yaml.Amounts;
import dev.sallyport.server.approval.Decided.Refused;
import dev.sallyport.server.identity.Presence;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How old a sign-in may be with which a human does what is of high risk, so that a browser that somebody left open, or
/// a session that somebody stole, is not enough. Pure.
///
/// @param within counted from the sign-in; the instant at its end is too late
public record FreshSignIn(Duration within) {

    /// Another gate process's clock may go before ours by so much.
    static final Duration LEEWAY = Duration.ofSeconds(30);

    public FreshSignIn {
        if (!within.isPositive()) {
            throw new IllegalArgumentException("a sign-in is fresh for some time, not " + within);
        }
    }

    /// Why a human who is there in such a way does not do what is of high risk, in one sentence that starts in lower case;
    /// empty when they do. An API key that came with the request itself always will.
    ///
    /// @param what asks for a fresh sign-in: `approving this`
    /// @param because the rest of the sentence: `it cannot be taken back`
    public Optional<String> objection(Presence presence, Instant now, String what, String because) {
        return switch (presence) {
            case Presence.WithKey() -> Optional.empty();
            case Presence.SignedIn(var at) ->
                    isFresh(at, now)
                            ? Optional.empty()
                            : Optional.of(asks(what, because) + "yours is older, so sign in again");
            case Presence.Unknown() ->
                    Optional.of(
                            asks(what, because)
                                    + "nothing says when you signed in (`auth_time`), so sign in again, or use an API"
                                    + " key");
        };
    }

    /// As [#objection], for a decision.
    Optional<Refused> refusal(Presence presence, Instant now, String what, String because) {
        return objection(presence, now, what, because)
                .map(why -> new Refused(Decided.Code.FRESH_SIGN_IN_NEEDED, why));
    }

    private String asks(String what, String because) {
        return what
                + " asks for a sign-in within the last "
                + Amounts.print(within)
                + ", because "
                + because
                + "; ";
    }

    /// Whether a sign-in at that time is fresh now.
    public boolean isFresh(Instant at, Instant now) {
        return now.isBefore(ends(at)) && !at.isAfter(now.plus(LEEWAY));
    }

    /// The first instant at which a sign-in is no longer fresh.
    public Instant ends(Instant at) {
        return at.plus(within);
    }
}
