package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import java.util.Set;
import java.util.function.Function;

/// Who decides on held calls.
///
/// @param roles every role with which they may decide now, by their own right
/// @param rolesOf with which a principal may decide now, by the role map itself: one who holds a wanted role may have
///     delegated it
record Voter(Principal human, Set<String> roles, Function<Principal, Set<String>> rolesOf) {

    Voter {
        roles = Set.copyOf(roles);
    }

    /// One who decides by their own right alone.
    static Voter alone(Principal human, Set<String> roles) {
        return new Voter(human, roles, _ -> Set.of());
    }
}
