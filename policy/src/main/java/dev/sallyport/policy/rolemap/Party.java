package dev.sallyport.policy.rolemap;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/// One of those for whom a call is judged, the caller or the human behind it, with the roles it has at one time.
///
/// @param roles all of them, includes expanded; what they hold, forbid, mask, filter and limit applies
/// @param opening those of them that may permit anything
/// @param separated the set of roles that it must not have together and has
record Party(
        String subject,
        Collection<CompiledRole> roles,
        Set<CompiledRole> opening,
        boolean confined,
        Optional<Separation> separated) {

    boolean opens(CompiledRole role) {
        return !confined || opening.contains(role);
    }
}
