package dev.sallyport.server.approval;

import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Principal;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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

    /// Why the principal cannot grant the request now; empty when it can. Asks no target.
    ///
    /// @param risks as [ApprovalRights#risks] has them
    public Optional<Decided.Refused> objection(
            Principal principal, ApprovalRequest request, Set<HighRisk> risks) {
        return rights.objection(principal, request)
                .or(() ->
                        rights.inPlaceOf(principal, request)
                                .map(_ ->
                                        new Decided.Refused(
                                                Decided.Code.NOT_GRANTABLE,
                                                "whoever decides in the place of another grants nothing")))
                .or(() -> grants.objection(request, risks.contains(HighRisk.IRREVERSIBLE)));
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

    /// Whether the principal could revoke the grant while it lasts.
    public boolean mayRevoke(Principal principal, Grant grant) {
        return Grants.mayRevoke(
                grant, principal, rights.rolesToDecide(principal), administers(principal));
    }

    /// What has become of a grant, and whether it covers anything as the gate is now.
    public enum Standing {
        ACTIVE,
        /// The grantor's key works no more, and so no call runs under it.
        KEY_ENDED,
        /// It covers nothing until the role map is again what it was.
        POLICY_CHANGED,
        /// Who granted it may not decide such calls now, and so no call runs under it.
        GRANTOR_CHANGED,
        SPENT,
        EXPIRED,
        REVOKED
    }

    public Standing standing(Grant grant) {
        var now = clock.instant();
        return switch (grant.state(now)) {
            case ACTIVE -> {
                if (grant.request().outlivedAKey(now)) {
                    yield Standing.KEY_ENDED;
                }
                var live = policy.get();
                if (!live.digest().equals(grant.request().asked().policyDigest())) {
                    yield Standing.POLICY_CHANGED;
                }
                yield Grants.grantorIsHeard(grant, live, now)
                        ? Standing.ACTIVE
                        : Standing.GRANTOR_CHANGED;
            }
            case SPENT -> Standing.SPENT;
            case EXPIRED -> Standing.EXPIRED;
            case REVOKED -> Standing.REVOKED;
        };
    }

    /// As [#standing], in one word.
    public String state(Grant grant) {
        return standing(grant).name().toLowerCase(Locale.ROOT);
    }

    private boolean administers(Principal principal) {
        return Human.isHuman(principal)
                && rights.rights(principal).contains(ConsoleRight.ADMINISTER);
    }
}
