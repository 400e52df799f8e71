package dev.sallyport.server.identity.oidc;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.server.identity.oidc.IssuerHttp.FetchException;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// The key set of one issuer (RFC 7517), kept and refreshed. Safe from many threads.
///
/// Whoever runs it calls [#refresh] every [#REFRESH_EVERY]. A key that is not known makes one fetch at once, as
/// often as the budget allows; who comes meanwhile waits for that one. While the issuer does not answer, the last
/// good set is used until it is [#USABLE_MAX] old.
final class RemoteKeys implements KeySource {

    private static final Logger LOG = LoggerFactory.getLogger(RemoteKeys.class);

    /// So a withdrawn key is out after this long.
    static final Duration REFRESH_EVERY = Duration.ofMinutes(5);

    /// How long an issuer may be away before its tokens are refused.
    static final Duration USABLE_MAX = Duration.ofHours(1);

    /// After so long the metadata is asked again where the keys are.
    private static final Duration DISCOVERED_MAX = Duration.ofHours(1);

    private static final int FETCHES_AT_ONCE = 5;
    private static final Duration FETCH_EVERY = Duration.ofSeconds(10);
    private static final int KEYS_MAX = 100;

    private final String issuer;
    private final Optional<URI> written;
    private final Discovery discovery;
    private final IssuerHttp http;
    private final Clock clock;
    private final FetchBudget budget;
    private final ReentrantLock fetching = new ReentrantLock();

    private volatile KeySet last =
            new KeySet(0, List.of(), Instant.MIN, "its keys were not fetched yet");

    // Guarded by fetching.
    private Optional<URI> discovered = Optional.empty();
    private Instant discoveredAt = Instant.MIN;

    /// @param turn which fetch it came of
    /// @param fetched when the keys were good
    /// @param problem why the last fetch failed; empty when it did not
    private record KeySet(long turn, List<JWK> keys, Instant fetched, String problem) {

        boolean usable(Instant now) {
            return !keys.isEmpty() && now.isBefore(fetched.plus(USABLE_MAX));
        }

        List<JWK> usableFor(Optional<String> keyId, SignatureAlgorithm algorithm, Instant now) {
            return usable(now) ? fitting(keyId, algorithm) : List.of();
        }

        private List<JWK> fitting(Optional<String> keyId, SignatureAlgorithm algorithm) {
            var fit =
                    keys.stream()
                            .filter(algorithm::fits)
                            .filter(key -> keyId.isEmpty() || keyId.get().equals(key.getKeyID()))
                            .toList();
            // Without a name it must be plain which key is meant.
            return keyId.isPresent() || fit.size() == 1 ? fit : List.of();
        }
    }

    /// @param written where the keys are, when discovery is not to say
    RemoteKeys(IssuerHttp http, String issuer, Optional<URI> written, Clock clock) {
        this.http = http;
        this.issuer = issuer;
        this.written = written;
        this.clock = clock;
        this.discovery = new Discovery(http, issuer);
        this.budget = new FetchBudget(FETCHES_AT_ONCE, FETCH_EVERY, clock.instant());
    }

    @Override
    public Keys find(Optional<String> keyId, SignatureAlgorithm algorithm) {
        var known = last;
        var now = clock.instant();
        var keys = known.usableFor(keyId, algorithm, now);
        if (!keys.isEmpty()) {
            return new Keys.Found(keys);
        }
        fetching.lock();
        try {
            // Whoever waited has the keys of another's fetch, which counts in the budget once. Only
            // a key that is newer than that is asked for again.
            keys = last.usableFor(keyId, algorithm, now);
            boolean failedMeanwhile = last.turn() != known.turn() && !last.problem().isEmpty();
            if (keys.isEmpty() && !failedMeanwhile) {
                if (!budget.take(now)) {
                    return last.usable(now)
                            ? new Keys.Unknown(
                                    unknown(keyId, algorithm) + "; asking again was too soon")
                            : new Keys.Unavailable(problem(last));
                }
                last = fetch(last);
                keys = last.usableFor(keyId, algorithm, now);
            }
            if (!last.usable(now)) {
                return new Keys.Unavailable(problem(last));
            }
        } finally {
            fetching.unlock();
        }
        return keys.isEmpty() ? new Keys.Unknown(unknown(keyId, algorithm)) : new Keys.Found(keys);
    }

    /// Fetches the keys anew.
    ///
    /// @return what went wrong; empty when nothing did
    String refresh() {
        return fetchUnlessNewer(last).problem();
    }

    private String problem(KeySet set) {
        return "no key of " + issuer + " is known: " + set.problem();
    }

    private String unknown(Optional<String> keyId, SignatureAlgorithm algorithm) {
        var what = algorithm.joseName();
        return keyId.map(id -> issuer + " has no key " + Quoted.of(id) + " for " + what)
                .orElse("the token names no key, and " + issuer + " has not just one for " + what);
    }

    private KeySet fetchUnlessNewer(KeySet seen) {
        fetching.lock();
        try {
            if (last.turn() == seen.turn()) {
                last = fetch(seen);
            }
            return last;
        } finally {
            fetching.unlock();
        }
    }

    private KeySet fetch(KeySet before) {
        try {
            var keys = read(http.get(place()));
            if (keys.isEmpty()) {
                // An issuer that takes all its keys back has none; only silence leaves it the last
                // ones.
                var problem = issuer + " has no key that can be used";
                LOG.warn("the keys are withdrawn: {}", problem);
                return new KeySet(before.turn() + 1, keys, clock.instant(), problem);
            }
            if (!before.problem().isEmpty()) {
                LOG.info("the keys of {} are fetched: {}", issuer, keys.size());
            }
            return new KeySet(before.turn() + 1, keys, clock.instant(), "");
        } catch (FetchException e) {
            LOG.warn("the keys of {} could not be fetched: {}", issuer, e.reason());
            discovered = Optional.empty();
            return new KeySet(before.turn() + 1, before.keys(), before.fetched(), e.reason());
        } catch (RuntimeException e) {
            LOG.error("the keys of {} could not be fetched: a fault in the gate", issuer, e);
            return new KeySet(
                    before.turn() + 1, before.keys(), before.fetched(), "a fault in the gate");
        }
    }

    private URI place() throws FetchException {
        if (written.isPresent()) {
            return written.get();
        }
        var now = clock.instant();
        if (discovered.isEmpty() || now.isAfter(discoveredAt.plus(DISCOVERED_MAX))) {
            discovered = Optional.of(discovery.find("jwks_uri", "jwks_url"));
            discoveredAt = now;
        }
        return discovered.get();
    }

    private List<JWK> read(ObjectNode set) throws FetchException {
        var entries = set.path("keys");
        if (!entries.isArray() || entries.size() > KEYS_MAX) {
            throw new FetchException(
                    "the key set of " + issuer + " is no list of at most " + KEYS_MAX + " keys");
        }
        var now = clock.instant();
        var keys = new ArrayList<JWK>();
        for (var entry : entries) {
            try {
                var key = JWK.parse(entry.toString());
                if (key.isPrivate()) {
                    LOG.warn("{} publishes a private or secret key; it is not used", issuer);
                } else if (signs(key) && inForce(key, now)) {
                    keys.add(key);
                }
            } catch (ParseException | RuntimeException e) {
                // Nimbus answers some texts that are no keys with faults of its own.
                LOG.debug("{} publishes a key of a kind that is not used", issuer, e);
            }
        }
        return List.copyOf(keys);
    }

    /// Whether the issuer stands by the key, which the next fetch asks again.
    private static boolean inForce(JWK key, Instant now) {
        var from = key.getNotBeforeTime();
        var until = key.getExpirationTime();
        return key.getKeyRevocation() == null
                && (from == null || !from.toInstant().isAfter(now))
                && (until == null || until.toInstant().isAfter(now));
    }

    /// Whether the key is published to check signatures, or for no purpose in particular.
    private static boolean signs(JWK key) {
        var use = key.getKeyUse();
        var operations = key.getKeyOperations();
        return (use == null || use.equals(KeyUse.SIGNATURE) || use.getValue().equals("jwt-svid"))
                && (operations == null || operations.contains(KeyOperation.VERIFY));
    }
}
