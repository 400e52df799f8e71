package dev.sallyport.server.identity.oidc;

import dev.sallyport.server.config.Identity.Introspection;
import dev.sallyport.server.identity.oidc.IssuerHttp.FetchException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Asks an issuer whether a token is good now, and remembers the answer for a short while. Safe from many threads.
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc7662">RFC 7662</a>
final class Introspector {

    /// So long a token that was withdrawn, or whose user was disabled, may still be taken.
    static final Duration ACTIVE_KEPT = Duration.ofSeconds(30);

    /// Spares the issuer a client that keeps sending a dead token.
    static final Duration INACTIVE_KEPT = Duration.ofSeconds(5);

    private static final Duration METADATA_KEPT = Duration.ofHours(1);

    /// So that callers do not wait, one after the other, for metadata that nobody serves.
    static final Duration METADATA_RETRIED = Duration.ofSeconds(5);

    private static final int REMEMBERED_MAX = 10_000;
    private static final int ASKED_AT_ONCE_MAX = 32;
    private static final Duration TURN_WAIT = Duration.ofSeconds(2);

    private final Introspection settings;
    private final IssuerHttp http;
    private final Discovery discovery;
    private final Clock clock;
    private final Semaphore turns = new Semaphore(ASKED_AT_ONCE_MAX);

    /// By the token's hash, the least recently used first. Guarded by itself.
    private final Map<String, Kept> kept =
            new LinkedHashMap<>(16, 0.75f, true) {
                @java.io.Serial private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
                    return size() > REMEMBERED_MAX;
                }
            };

    // Guarded by this.
    private Optional<URI> discovered = Optional.empty();
    private String problem = "";
    private Instant discoveredAt = Instant.EPOCH;

    private record Kept(Answer answer, Instant until) {}

    /// The issuer's word on a token.
    sealed interface Answer {
        /// @param claims what it says of the token; still to be checked
        record Active(ClaimSet claims) implements Answer {}

        record Inactive() implements Answer {}

        record Unavailable(String reason) implements Answer {}
    }

    Introspector(IssuerHttp http, String issuer, Introspection settings, Clock clock) {
        this.http = http;
        this.settings = settings;
        this.clock = clock;
        this.discovery = new Discovery(http, issuer);
    }

    Answer ask(String token) {
        var hash = Digests.sha256(token);
        var now = clock.instant();
        synchronized (kept) {
            var known = kept.get(hash);
            if (known != null && now.isBefore(known.until())) {
                return known.answer();
            }
        }
        var answer = fetch(token);
        switch (answer) {
            case Answer.Active _ -> keep(hash, answer, now.plus(ACTIVE_KEPT));
            case Answer.Inactive _ -> keep(hash, answer, now.plus(INACTIVE_KEPT));
            case Answer.Unavailable _ -> {}
        }
        return answer;
    }

    private void keep(String hash, Answer answer, Instant until) {
        synchronized (kept) {
            kept.put(hash, new Kept(answer, until));
        }
    }

    private Answer fetch(String token) {
        try {
            if (!turns.tryAcquire(TURN_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Answer.Unavailable("too many tokens are asked about at once");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Unavailable("interrupted while waiting to ask about a token");
        }
        try {
            var form = "token=" + encode(token) + "&token_type_hint=access_token";
            var said = http.post(place(), form, authorization());
            var active = said.path("active");
            if (!active.isBoolean()) {
                return new Answer.Unavailable("the introspection's answer has no `active`");
            }
            return active.booleanValue()
                    ? new Answer.Active(new ClaimSet(said))
                    : new Answer.Inactive();
        } catch (FetchException e) {
            return new Answer.Unavailable(e.reason());
        } finally {
            turns.release();
        }
    }

    private synchronized URI place() throws FetchException {
        if (settings.url().isPresent()) {
            return settings.url().get();
        }
        var age = Duration.between(discoveredAt, clock.instant());
        // A clock that was set back must not make the wait longer.
        if (!problem.isEmpty() && !age.isNegative() && age.compareTo(METADATA_RETRIED) < 0) {
            throw new FetchException(problem);
        }
        if (discovered.isEmpty() || age.compareTo(METADATA_KEPT) > 0) {
            try {
                discovered =
                        Optional.of(discovery.find("introspection_endpoint", "introspection.url"));
                problem = "";
            } catch (FetchException e) {
                problem = e.reason();
                throw e;
            } finally {
                discoveredAt = clock.instant();
            }
        }
        return discovered.get();
    }

    /// RFC 6749 §2.3.1: both parts are form-encoded before they are joined.
    private String authorization() {
        var pair = encode(settings.clientId()) + ":" + encode(settings.clientSecret().value());
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
