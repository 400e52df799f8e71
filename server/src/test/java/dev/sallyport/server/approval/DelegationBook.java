package dev.sallyport.server.approval;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.api.TestPolicy;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.Delegation.Terms;
import dev.sallyport.server.identity.Presence;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// One gate process's delegations beside its held calls, under a policy that may change while a test runs: Ana and Cora
/// are DBAs who decide, nobody else is anything.
public final class DelegationBook {
    static final Duration DAY = Duration.ofDays(1);

    public final Map<String, Set<String>> roles =
            Collections.synchronizedMap(
                    new HashMap<>(
                            Map.of(
                                    Desk.ANA.subject(), Desk.DBA,
                                    Desk.CORA.subject(), Desk.DBA)));
    public final Map<String, Set<ConsoleRight>> console =
            Collections.synchronizedMap(
                    new HashMap<>(
                            Map.of(
                                    Desk.ANA.subject(), Set.of(ConsoleRight.APPROVE),
                                    Desk.CORA.subject(), Set.of(ConsoleRight.APPROVE))));
    public final Delegations delegations;
    public final ApprovalRights rights;
    public final DelegationRights delegating;
    public final Journal journal = new Journal();
    private final Desk desk;

    public DelegationBook(Desk desk) {
        this.desk = desk;
        delegations =
                new Delegations(
                        desk.store,
                        desk.approvals,
                        journal,
                        Desk.SETTINGS,
                        desk.clock,
                        new SecureRandom());
        rights =
                new ApprovalRights(
                        desk.approvals, this::policy, UnaryOperator.identity(), desk.clock);
        delegating = new DelegationRights(delegations, rights);
    }

    public TestPolicy policy() {
        return new TestPolicy(Map.copyOf(roles), Map.copyOf(console));
    }

    void makeApprover(Principal human, Set<String> held) {
        roles.put(human.subject(), held);
        console.put(human.subject(), Set.of(ConsoleRight.APPROVE));
    }

    void unmake(Principal human) {
        roles.remove(human.subject());
        console.remove(human.subject());
    }

    /// From now on for a day, for all roles.
    public Terms terms(Principal delegate) {
        return terms(delegate.subject(), Set.of());
    }

    Terms terms(String delegate, Set<String> named) {
        var now = desk.clock.instant();
        return new Terms(delegate, named, now, now.plus(DAY));
    }

    public Delegation given(Principal from, Principal to) {
        return accepted(give(from, terms(to)));
    }

    Delegated give(Principal from, Terms terms) {
        return delegating.give(from, Optional.empty(), Presence.WITH_KEY, terms);
    }

    Delegated end(Principal by, Delegation delegation) {
        return delegating.end(by, delegation.id());
    }

    Decided approve(ApprovalRequest request, Principal human) {
        return decide(request, human, Verdict.APPROVE, Optional.empty());
    }

    Decided decide(
            ApprovalRequest request, Principal human, Verdict verdict, Optional<String> keyId) {
        return rights.decide(human, request.id(), desk.ballot(request, verdict, keyId));
    }

    /// Whether what was approved would still do, were it judged now.
    boolean stillApproved(ApprovalRequest request) {
        var now = desk.clock.instant();
        return desk.approvals
                .find(request.id())
                .orElseThrow()
                .approvedBy(
                        request.asked().approvers(),
                        human -> ApprovalRights.rolesToDecide(policy(), human, now),
                        now);
    }

    static Delegation accepted(Delegated answer) {
        return switch (answer) {
            case Delegated.Accepted(var delegation) -> delegation;
            case Delegated.Refused refused -> throw new AssertionError("refused: " + refused);
        };
    }

    static Delegated.Code refused(Delegated answer) {
        return switch (answer) {
            case Delegated.Accepted accepted -> throw new AssertionError("accepted: " + accepted);
            case Delegated.Refused(var code, _) -> code;
        };
    }

    /// Keeps what it hears; fails when told to.
    public static final class Journal implements DelegationJournal {
        public final List<String> told = Collections.synchronizedList(new ArrayList<>());
        public final List<RefusedDelegation> refusals =
                Collections.synchronizedList(new ArrayList<>());
        public volatile boolean failing;

        @Override
        public void delegated(Delegation delegation) {
            tell("delegated", delegation);
        }

        @Override
        public void ended(Delegation delegation) {
            tell("ended", delegation);
        }

        private void tell(String what, Delegation delegation) {
            if (failing) {
                throw new IllegalStateException("the disk is full");
            }
            told.add(what + " " + delegation.id());
        }

        @Override
        public void refused(RefusedDelegation wish) {
            refusals.add(wish);
        }
    }
}
