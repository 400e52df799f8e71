package dev.sallyport.server.config;

import dev.sallyport.policy.Glob;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The section `identity`: who vouches for callers, beside the gate's own API keys.
///
/// @param issuers in the order of the file; no two have the same issuer URL or the same prefix
/// @param console how humans sign in to the console; empty where they cannot
/// @param certificates how client certificates name agents; empty where they name nobody
public record Identity(
        List<Issuer> issuers, Optional<Console> console, Optional<Certificates> certificates) {

    /// With which an issuer may sign: key pairs alone, since whoever can check an HMAC can make one.
    public static final List<String> ALGORITHMS =
            List.of(
                    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
                    "EdDSA");

    /// API keys alone.
    public static final Identity NONE = new Identity(List.of());

    public Identity {
        issuers = List.copyOf(issuers);
    }

    /// Issuers of tokens, without a console.
    public Identity(List<Issuer> issuers) {
        this(issuers, Optional.empty(), Optional.empty());
    }

    /// @param prefix put before every name, with a `/`; no issuer has the same, or none like it
    public record Certificates(CertificateName name, Optional<String> prefix) {}

    /// What in a client certificate names the agent. There must be one of it.
    public enum CertificateName {
        /// The common name of the subject.
        SUBJECT_CN,
        /// The alternative name that is a URI, as SPIFFE has it.
        SAN_URI,
        /// The alternative name that is a DNS name.
        SAN_DNS
    }

    /// How humans sign in to the console: as a client of one of the issuers.
    ///
    /// @param issuer whose claims, names and algorithms hold for the console too
    /// @param groups the path of claims that leads to the groups, in ID tokens
    /// @param scopes what is asked for at sign-in, `openid` among them
    /// @param idle after so long without a request a session ends, 1 minute to 24 hours
    /// @param absolute after so long it ends in any case, 5 minutes to 7 days; not below `idle`
    public record Console(
            Issuer issuer,
            String clientId,
            Secret clientSecret,
            List<String> groups,
            List<String> scopes,
            Duration idle,
            Duration absolute) {

        public Console {
            groups = List.copyOf(groups);
            scopes = List.copyOf(scopes);
        }
    }

    /// One authorization server whose tokens are taken.
    ///
    /// @param issuer its URL exactly as tokens carry it in `iss`: https, or http on loopback
    /// @param audiences of which a token must carry one in `aud`; never empty
    /// @param prefix put before every name and group of this issuer, with a `/`; at most one issuer has none
    /// @param algorithms JWS names, asymmetric alone; never empty
    /// @param jwksUrl where its keys are, when discovery is not to say
    /// @param clockSkew how far its clock may be off, 0 to 60 seconds
    /// @param lifetimeMax the longest life of a token that is believed, 1 minute to 366 days
    /// @param claims which claims name groups and humans
    /// @param humanClients the clients through which a human acts in person
    /// @param scopes for each scope the tools that need it
    public record Issuer(
            String issuer,
            Set<String> audiences,
            Optional<String> prefix,
            Set<String> algorithms,
            Optional<URI> jwksUrl,
            Duration clockSkew,
            Duration lifetimeMax,
            Claims claims,
            Subjects subjects,
            Set<String> humanClients,
            SortedMap<String, List<Glob>> scopes,
            Optional<Introspection> introspection) {

        public Issuer {
            audiences = Set.copyOf(audiences);
            algorithms = Set.copyOf(algorithms);
            humanClients = Set.copyOf(humanClients);
            scopes = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(scopes));
            if (audiences.isEmpty() || algorithms.isEmpty()) {
                throw new IllegalArgumentException("an issuer needs an audience and an algorithm");
            }
        }

        /// An issuer with the defaults for all but what has none.
        public static Issuer of(String issuer, Set<String> audiences) {
            return new Issuer(
                    issuer,
                    audiences,
                    Optional.empty(),
                    IdentityReader.ALGORITHMS_DEFAULT,
                    Optional.empty(),
                    IdentityReader.SKEW_DEFAULT,
                    IdentityReader.LIFETIME_DEFAULT,
                    Claims.DEFAULTS,
                    Subjects.AUTO,
                    Set.of(),
                    new TreeMap<>(Map.of()),
                    Optional.empty());
        }
    }

    /// @param groups the path of claims that leads to the groups; never empty
    /// @param user the claim that names a human
    public record Claims(List<String> groups, String user) {
        static final Claims DEFAULTS = new Claims(List.of("groups"), "sub");

        public Claims {
            groups = List.copyOf(groups);
        }
    }

    /// Whom an issuer's tokens speak of.
    public enum Subjects {
        /// Agents, humans, and agents on behalf of humans, as the token says.
        AUTO,
        /// Workloads alone: each token is an agent named by `sub`, as Kubernetes and SPIFFE have it.
        WORKLOAD
    }

    /// How to ask the issuer about a token (RFC 7662).
    ///
    /// @param url where to ask, when discovery is not to say
    /// @param tokens what is asked about
    public record Introspection(
            Optional<URI> url, String clientId, Secret clientSecret, Introspected tokens) {}

    /// Which tokens an issuer is asked about.
    public enum Introspected {
        /// Those that are no JWT.
        OPAQUE,
        /// Its JWTs, besides what they prove themselves; no opaque ones.
        JWT,
        /// Both.
        ALWAYS;

        public boolean opaque() {
            return this != JWT;
        }

        public boolean jwt() {
            return this != OPAQUE;
        }
    }
}
