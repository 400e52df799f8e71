package dev.sallyport.policy.rolemap;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A role given to subjects and groups, as it is written.
///
/// @param to subjects and groups with their prefix: `client:coding-agent`, `group:agents`
/// @param line where it stands, 1-based
public record Binding(
        String role, Set<String> to, Optional<String> description, Period period, int line) {

    public Binding {
        to = Collections.unmodifiableSet(new TreeSet<>(to));
    }
}
