package dev.sallyport.policy.rolemap;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Roles that one principal must not have all together.
///
/// @param roles at least two
/// @param line where it stands, 1-based
public record Separation(Set<String> roles, Optional<String> reason, int line) {

    public Separation {
        roles = Collections.unmodifiableSet(new TreeSet<>(roles));
        if (roles.size() < 2) {
            throw new IllegalArgumentException("only two roles and more can be kept apart");
        }
    }
}
