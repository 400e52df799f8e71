package dev.sallyport.server.approval;

import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.Decided.Refused;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Who may see held calls and decide them, by the policy that is live now: one answer for the API and the console. Safe
/// from many threads.
///
/// A human with the console right `approve` sees all and decides where a wanted role is held; whoever has `audit` sees
/// all; a human to whom a role was delegated sees, and decides in the other's place, what wants that role; everyone else
/// has what they asked for themselves, and nothing more. No agent decides, whatever its roles.
public final class ApprovalRights {

    private final Approvals approvals;
    private final Supplier<? extends Authorizer> policy;
    private final UnaryOperator<String> masker;
    private final HiddenCounts hiddenCounts;
    private final Clock clock;

    /// @param policy the policy that is live now
    /// @param masker replaces what detectors find, as it does where requests are shown
    public ApprovalRights(
            Approvals approvals,
            Supplier<? extends Authorizer> policy,
            UnaryOperator<String> masker,
            Clock clock) {
        this.approvals = approvals;
        this.policy = policy;
        this.masker = masker;
        this.hiddenCounts = new HiddenCounts(masker);
        this.clock = clock;
    }

    public boolean seesAll(Principal principal) {
        return decides(principal) || rights(principal).contains(ConsoleRight.AUDIT);
    }

    /// Whether there may be requests that the principal can decide.
    public boolean decides(Principal principal) {
        return principal.kind() == Principal.Kind.HUMAN
                && rights(principal).contains(ConsoleRight.APPROVE);
    }

    /// Whether there may be requests of others that the principal can see.
    public boolean looks(Principal principal) {
        return seesAll(principal) || decidesForOthers(principal);
    }

    /// Whether there may be requests that the principal can decide in the place of another now.
    public boolean decidesForOthers(Principal principal) {
        return !rolesInPlace(principal).isEmpty();
    }

    /// What the principal sees of the held calls, by the rights of now; made once for many requests.
    public Sight sight(Principal principal) {
        boolean all = seesAll(principal);
        return new Sight(principal, all, all ? Set.of() : rolesInPlace(principal));
    }

    /// What one principal sees. However many requests there are, theirs are found among them.
    public final class Sight {

        private final Principal principal;
        private final boolean all;
        private final Set<String> roles;

        private Sight(Principal principal, boolean all, Set<String> roles) {
            this.principal = principal;
            this.all = all;
            this.roles = Set.copyOf(roles);
        }

        /// Whether a request is seen though somebody else made it.
        public boolean has(ApprovalRequest request) {
            return all || !Voting.wanted(request, roles).isEmpty();
        }

        /// As [Approvals#page] has them, without those that are only the principal's own.
        public <T> List<T> page(
                boolean pendingOnly, int offset, int size, Function<ApprovalRequest, T> kept) {
            return all
                    ? approvals.page(pendingOnly, offset, size, kept)
                    : approvals.overview().page(pendingOnly, roles, offset, size, kept);
        }

        /// How many are on all pages together.
        public int count(boolean pendingOnly) {
            return all
                    ? approvals.count(pendingOnly)
                    : approvals.overview().count(pendingOnly, roles);
        }

        /// As [Approvals#list] has them, the principal's own among them.
        ///
        /// @param limit 1 to [Approvals#LIST_MAX]
        public <T> List<T> list(
                Optional<State> state, int limit, Function<ApprovalRequest, T> kept) {
            return all
                    ? approvals.list(state, limit, kept)
                    : approvals.overview().list(principal, roles, state, limit, kept);
        }
    }

    /// The roles with which the principal may decide in the place of others now.
    private Set<String> rolesInPlace(Principal principal) {
        var roles = new TreeSet<String>();
        approvals
                .received(principal)
                .forEach(d -> roles.addAll(d.of(rolesToDecide(d.delegator()))));
        return roles;
    }

    /// @return empty also when the principal may not know of it
    public Optional<ApprovalRequest> find(Principal principal, String id) {
        return approvals
                .find(id)
                .filter(request ->
                        request.isRequestedBy(principal) || sight(principal).has(request));
    }

    /// The time by which votes are counted.
    public Instant now() {
        return clock.instant();
    }

    /// Why the principal's word on the request would not count now; empty when it would.
    public Optional<Refused> objection(Principal principal, ApprovalRequest request) {
        return Voting.refusal(
                request,
                principal,
                standing(principal, request).roles(),
                request.digest(),
                Optional.empty(),
                clock.instant());
    }

    /// In whose place the principal would decide on the request now; empty where by their own right, or not at all.
    public Optional<InPlaceOf> inPlaceOf(Principal principal, ApprovalRequest request) {
        return standing(principal, request).inPlaceOf();
    }

    private StandIn standing(Principal principal, ApprovalRequest request) {
        return approvals.standing(request, voter(principal));
    }

    /// Takes one human's decision. Any rejection ends the request; approvals do when every approver set has its
    /// quorum of distinct humans. It counts by the roles that the principal, or whoever delegated to them, holds now.
    public Decided decide(Principal principal, String id, Ballot ballot) {
        return approvals.decide(id, voter(principal), ballot, masker);
    }

    private Voter voter(Principal principal) {
        return new Voter(principal, rolesToDecide(principal), this::rolesToDecide);
    }

    /// Why approving the request asks for a fresh sign-in; empty where it does not. May ask the target.
    public Set<HighRisk> risks(ApprovalRequest request) {
        return approvals.risks(request, masker);
    }

    /// How old a sign-in may be with which a human does what is of high risk.
    public FreshSignIn freshSignIn() {
        return approvals.freshSignIn();
    }

    /// What whoever decides on the request is not shown of it.
    public HiddenValues hidden(ApprovalRequest request) {
        return HiddenValues.of(request, masker);
    }

    /// How many values [#hidden] finds, for lists; worked out once for each request.
    public int hiddenCount(ApprovalRequest request) {
        return hiddenCounts.of(request);
    }

    /// As [Approvals#cancel], with the roles that the principal holds now.
    public Decided cancel(Principal principal, String id, String reason) {
        return approvals.cancel(id, principal, rolesToDecide(principal), reason);
    }

    public Set<ConsoleRight> rights(Principal principal) {
        return policy.get().consoleRights(principal, clock.instant());
    }

    /// None where the right to decide is missing.
    Set<String> rolesToDecide(Principal principal) {
        return rolesToDecide(policy.get(), principal, clock.instant());
    }

    /// The roles with which a principal may decide by a policy itself: none where the right to decide is missing.
    public static Set<String> rolesToDecide(Authorizer policy, Principal principal, Instant now) {
        return principal.kind() == Principal.Kind.HUMAN
                        && policy.consoleRights(principal, now).contains(ConsoleRight.APPROVE)
                ? policy.roles(principal, now)
                : Set.of();
    }
}
