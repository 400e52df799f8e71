package dev.sallyport.policy;

import java.util.Optional;
import java.util.Set;

/// Who calls.
///
/// @param subject the stable name, with its kind in front: `client:coding-agent`, `user:ana@example.com`
/// @param kind whether a human or a machine holds the credential
/// @param onBehalfOf the human behind an agent, as a subject
/// @param groups the groups the identity provider or the key vouches for, without the `group:` prefix
public record Principal(
        String subject, Kind kind, Optional<String> onBehalfOf, Set<String> groups) {

    /// What holds the credential. Only a [#HUMAN] may ever approve a held call.
    public enum Kind {
        AGENT,
        HUMAN
    }

    public Principal {
        if (subject.isBlank()) {
            throw new IllegalArgumentException("a principal needs a subject");
        }
        groups = Set.copyOf(groups);
    }
}
