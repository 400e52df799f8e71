package dev.sallyport.server.approval;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.identity.Presence;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Who may see, make and end delegations, by the policy that is live now. Safe from many threads.
///
/// An approver makes them for themself and ends their own; every human sees what they gave and were given; whoever
/// audits sees all. No agent gives or receives any.
public final class DelegationRights {

    private final Delegations delegations;
    private final ApprovalRights rights;

    public DelegationRights(Delegations delegations, ApprovalRights rights) {
        this.delegations = delegations;
        this.rights = rights;
    }

    /// The roles that the principal can let others decide with, by the role map itself; none for whoever decides nothing.
    public Set<String> roles(Principal principal) {
        return Human.isHuman(principal) ? new TreeSet<>(rights.rolesToDecide(principal)) : Set.of();
    }

    public boolean seesAll(Principal principal) {
        return rights.rights(principal).contains(ConsoleRight.AUDIT);
    }

    /// As [Delegations#give], with the roles that the principal holds now.
    public Delegated give(
            Principal principal,
            Optional<String> keyId,
            Presence presence,
            Delegation.Terms terms) {
        return delegations.give(principal, roles(principal), keyId, presence, terms);
    }

    /// As [Delegations#freshSignIn].
    public FreshSignIn freshSignIn() {
        return delegations.freshSignIn();
    }

    /// As [Delegations#end].
    public Delegated end(Principal principal, String id) {
        return delegations.end(id, principal);
    }

    /// What the principal may see, the newest first.
    ///
    /// @param limit 1 to [Delegations#LIST_MAX]
    public List<Delegation> visible(Principal principal, int limit) {
        return seesAll(principal) ? delegations.list(limit) : delegations.of(principal, limit);
    }

    /// Whether it is the principal's to end, and not over.
    public boolean canEnd(Principal principal, Delegation delegation) {
        return Human.isHuman(principal)
                && delegation.delegator().subject().equals(principal.subject())
                && delegation.isOpen(delegations.now());
    }

    /// What has become of it, in one word.
    public String state(Delegation delegation) {
        var state = delegation.state(delegations.now());
        return switch (state) {
            case ACTIVE ->
                    delegation.of(rights.rolesToDecide(delegation.delegator())).isEmpty()
                            ? "role_lost"
                            : "active";
            case SCHEDULED, EXPIRED, ENDED, KEY_ENDED -> state.name().toLowerCase(Locale.ROOT);
        };
    }
}
