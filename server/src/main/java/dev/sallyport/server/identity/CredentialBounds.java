package dev.sallyport.server.identity;

import dev.sallyport.policy.Glob;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a credential sets beside naming its principal.
///
/// @param expires when it ends; streams that it opened end then
/// @param missing the scopes that it lacks, with the tools that need them
/// @param keyId the API key that it is, or stands on, by its public part; empty for other credentials
/// @param presence how it is known that a human is behind it now; of no meaning to agents
public record CredentialBounds(
        Optional<Instant> expires,
        List<MissingScope> missing,
        Optional<String> keyId,
        Presence presence) {

    public static final CredentialBounds NONE = new CredentialBounds(Optional.empty(), List.of());

    /// Of a credential that is no API key, and of which nobody says when its human signed in.
    public CredentialBounds(Optional<Instant> expires, List<MissingScope> missing) {
        this(expires, missing, Optional.empty(), Presence.UNKNOWN);
    }

    /// Of an API key that came with the request itself.
    public static CredentialBounds ofKey(String keyId) {
        return new CredentialBounds(
                Optional.empty(), List.of(), Optional.of(keyId), Presence.WITH_KEY);
    }

    public CredentialBounds {
        missing = List.copyOf(missing);
    }

    /// @param tools names and globs
    public record MissingScope(String scope, List<Glob> tools) {
        public MissingScope {
            tools = List.copyOf(tools);
        }
    }

    /// The scopes that a call of this tool still needs, with spaces between; empty when it needs none.
    public Optional<String> stepUp(String tool) {
        var scopes =
                missing.stream()
                        .filter(scope ->
                                scope.tools().stream().anyMatch(glob -> glob.matches(tool)))
                        .map(MissingScope::scope)
                        .toList();
        return scopes.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", scopes));
    }
}
