package dev.sallyport.server.approval;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.Decided.Refused;
import dev.sallyport.server.identity.Presence;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Who may break the glass, and see and review that it was broken, by the policy that is live now: one answer for the API
/// and the console. Safe from many threads.
///
/// Whoever sees all held calls sees all reviews, and nobody else does; a human who could have decided the call, or who
/// administers and sees all held calls, reviews it. Delegation gives none of this.
public final class GlassRights {

    private final Glass glass;
    private final ApprovalRights rights;

    public GlassRights(Glass glass, ApprovalRights rights) {
        this.glass = glass;
        this.rights = rights;
    }

    /// Whether the principal holds the roles to break the glass of the request now, whatever they did before.
    public boolean couldBreak(Principal principal, ApprovalRequest request) {
        return refusal(principal, request).isEmpty();
    }

    /// Why the principal cannot break the glass of the request now; empty when they can.
    public Optional<Refused> objection(Principal principal, ApprovalRequest request) {
        return refusal(principal, request).or(() -> glass.earlier(principal, request));
    }

    private Optional<Refused> refusal(Principal principal, ApprovalRequest request) {
        return GlassRules.refusal(
                request,
                principal,
                rights.rolesToDecide(principal),
                request.digest(),
                Optional.empty(),
                glass.now());
    }

    /// As [Glass#breakGlass], with the roles that the principal holds now.
    public Decided breakGlass(Principal principal, String id, Ballot ballot) {
        return glass.breakGlass(id, principal, rights.rolesToDecide(principal), ballot);
    }

    public boolean seesAll(Principal principal) {
        return rights.seesAll(principal);
    }

    /// As [Glass#list].
    public <T> List<T> list(boolean reviewed, int limit, Function<ApprovalRequest, T> kept) {
        return glass.list(reviewed, limit, kept);
    }

    /// Whether the principal's review of the request would count now.
    public boolean mayReview(Principal principal, ApprovalRequest request) {
        return request.glass()
                .filter(broken ->
                        GlassRules.reviewRefusal(
                                        request,
                                        broken,
                                        principal,
                                        rights.rolesToDecide(principal),
                                        administers(principal),
                                        human -> glass.hasGiven(request.id(), human),
                                        Optional.empty(),
                                        glass.now())
                                .isEmpty())
                .isPresent();
    }

    /// As [Glass#review], with what the principal may do now.
    ///
    /// @param keyId the API key that the principal is known by, if one
    /// @param presence how it is known that the principal is there
    public Reviewed review(
            Principal principal,
            String id,
            Optional<String> keyId,
            Presence presence,
            BrokenGlass.Verdict verdict,
            String note) {
        return glass.review(
                id,
                principal,
                rights.rolesToDecide(principal),
                administers(principal),
                keyId,
                presence,
                verdict,
                note);
    }

    /// As [Glass#freshSignIn].
    public FreshSignIn freshSignIn() {
        return glass.freshSignIn();
    }

    private boolean administers(Principal principal) {
        return Human.isHuman(principal)
                && seesAll(principal)
                && rights.rights(principal).contains(ConsoleRight.ADMINISTER);
    }
}
