package dev.sallyport.server.approval;

import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Principal;
import java.time.Clock;
import java.util.function.Supplier;

/// Who may see, make and revoke grants, by the policy that is live now. Safe from many threads.
///
/// Whoever sees all held calls sees all grants, and so do administrators; whoever may decide a call may grant it;
/// whoever could have, and every human who administers, may revoke. No agent makes or revokes any.
public final class GrantRights {

    private final Grants grants;
    private final ApprovalRights rights;
    private final Supplier<? extends Authorizer> policy;
    private final Clock clock;

    /// @param policy the policy that is live now
    public GrantRights(
            Grants grants,
            ApprovalRights rights,
            Supplier<? extends Authorizer> policy,
            Clock clock) {
        this.grants = grants;
        this.rights = rights;
        this.policy = policy;
        this.clock = clock;
    }

    public boolean seesAll(Principal principal) {
        return rights.seesAll(principal) || administers(principal);
    }

    /// As [Grants#grant], with the roles that the principal holds now.
    public Granted grant(Principal principal, String id, Grant.Terms terms, Ballot ballot) {
        return grants.grant(id, principal, rights.rolesToDecide(principal), terms, ballot);
    }

    /// As [Grants#revoke], with what the principal may do now.
    public Revoked revoke(Principal principal, String id, String reason) {
        return grants.revoke(
                id, principal, rights.rolesToDecide(principal), administers(principal), reason);
    }

    /// What has become of a grant, in one word.
    public String state(Grant grant) {
        var now = clock.instant();
        return switch (grant.state(now)) {
            case ACTIVE -> {
                if (grant.request().outlivedAKey(now)) {
                    yield "key_ended";
                }
                var live = policy.get();
                if (!live.digest().equals(grant.request().asked().policyDigest())) {
                    yield "policy_changed";
                }
                yield Grants.grantorIsHeard(grant, live, now) ? "active" : "grantor_changed";
            }
            case SPENT -> "spent";
            case EXPIRED -> "expired";
            case REVOKED -> "revoked";
        };
    }

    private boolean administers(Principal principal) {
        return Human.isHuman(principal)
                && rights.rights(principal).contains(ConsoleRight.ADMINISTER);
    }
}
