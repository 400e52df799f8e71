package dev.sallyport.policy;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Who calls.
///
/// @param subject the stable name, with its kind in front: `client:coding-agent`, `user:ana@example.com`
/// @param kind whether a human or a machine holds the credential
/// @param human the human behind an agent, with the groups that are vouched for; a [Kind#HUMAN] who acts for no other
/// @param groups the groups the identity provider or the key vouches for, without the `group:` prefix
/// @param confinedTo the roles, with what they include, that alone may permit this principal anything; empty for no
///     such bound. What its other roles hold, forbid, mask, filter and limit applies all the same.
public record Principal(
        String subject,
        Kind kind,
        Optional<Principal> human,
        Set<String> groups,
        Optional<Set<String>> confinedTo) {

    /// What holds the credential. Only a [#HUMAN] may ever approve a held call.
    public enum Kind {
        AGENT,
        HUMAN
    }

    public Principal {
        if (subject.isBlank()) {
            throw new IllegalArgumentException("a principal needs a subject");
        }
        if (human.filter(behind -> behind.kind != Kind.HUMAN || behind.human.isPresent())
                .isPresent()) {
            throw new IllegalArgumentException(
                    "behind an agent stands a human who acts for no other");
        }
        groups = Set.copyOf(groups);
        confinedTo = confinedTo.map(roles -> Collections.unmodifiableSet(new TreeSet<>(roles)));
    }

    /// A principal that may use all its roles.
    public Principal(String subject, Kind kind, Optional<Principal> human, Set<String> groups) {
        this(subject, kind, human, groups, Optional.empty());
    }

    /// A human who acts for themself.
    public static Principal human(String subject, Set<String> groups) {
        return new Principal(subject, Kind.HUMAN, Optional.empty(), groups);
    }

    /// The subject of the human behind an agent.
    public Optional<String> onBehalfOf() {
        return human.map(Principal::subject);
    }
}
