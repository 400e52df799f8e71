package dev.sallyport.server.approval;

import dev.sallyport.server.approval.Decided.Refused;
import dev.sallyport.tools.Plan;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What whoever approves a held call takes upon themselves, and what is asked of them for it. Safe from many threads.
final class Risks {
    private static final Logger LOG = LoggerFactory.getLogger(Risks.class);

    private final Predicate<Plan> irreversible;
    private final FreshSignIn freshSignIn;

    /// @param irreversible whether a plan may take away what nobody brings back, also where nobody knows; may ask the
    ///     target
    Risks(Predicate<Plan> irreversible, FreshSignIn freshSignIn) {
        this.irreversible = irreversible;
        this.freshSignIn = freshSignIn;
    }

    /// May ask the target. What cannot be found out is taken for irreversible.
    boolean isIrreversible(ApprovalRequest request) {
        try {
            return irreversible.test(request.plan());
        } catch (RuntimeException e) {
            LOG.warn("whether {} can be taken back is not known", request.id(), e);
            return true;
        }
    }

    /// Why approving the request asks for a fresh sign-in; empty where it does not. May ask the target.
    Set<HighRisk> of(ApprovalRequest request, UnaryOperator<String> masker) {
        return of(request, isIrreversible(request), hidden(request, masker));
    }

    /// Why an approval does not count for what it takes upon itself; empty when it does. Asks no target.
    ///
    /// @param lasting whether the request may be irreversible
    Optional<Refused> refusal(
            Ballot ballot,
            ApprovalRequest request,
            boolean lasting,
            UnaryOperator<String> masker,
            Instant now) {
        int hidden = hidden(request, masker);
        var why = of(request, lasting, hidden);
        return Voting.hidden(ballot, hidden).or(() -> Voting.stale(ballot, why, freshSignIn, now));
    }

    private static Set<HighRisk> of(ApprovalRequest request, boolean lasting, int hidden) {
        return HighRisk.of(request.asked(), lasting, hidden);
    }

    private static int hidden(ApprovalRequest request, UnaryOperator<String> masker) {
        return HiddenValues.of(request, masker).count();
    }
}
