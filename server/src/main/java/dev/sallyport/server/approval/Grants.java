package dev.sallyport.server.approval;

import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.Grant.Revocation;
import dev.sallyport.server.approval.GrantJournal.RefusedRevocation;
import dev.sallyport.server.state.StateStore;
import dev.sallyport.tools.Plan;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;

/// Held calls that run without asking again, because a human approved one like them and said for how long. Safe from
/// many threads and from several processes on one database: a use is one compare-and-swap, recorded by the journal
/// before it takes effect. Methods block and belong on virtual threads.
///
/// Every method throws [dev.sallyport.server.state.StateException] when the database does not answer and whatever
/// the journal throws; nothing has changed then.
public final class Grants {
    /// Why granting asks for a fresh sign-in: the rest of a sentence.
    public static final String BECAUSE_NOBODY_IS_ASKED =
            "calls like this one then run without anyone being asked";

    /// The most that [#list] returns.
    public static final int LIST_MAX = 500;

    /// So many of one requester's grants for one tool are looked at for a call, those that end first; where there are
    /// more, it may be asked about though one of the others covers it.
    private static final int CANDIDATES_MAX = 50;

    private final StateStore store;
    private final Approvals approvals;
    private final GrantJournal journal;
    private final Predicate<Plan> irreversible;
    private final UnaryOperator<String> masker;
    private final Clock clock;
    private final RandomGenerator random;

    /// @param irreversible whether a plan may take away what nobody brings back, also where nobody knows; may ask the
    ///     target
    /// @param masker replaces what detectors find, as it does where held calls are shown, or throws
    /// @param random cryptographically strong: `new SecureRandom()`
    public Grants(
            StateStore store,
            Approvals approvals,
            GrantJournal journal,
            Predicate<Plan> irreversible,
            UnaryOperator<String> masker,
            Clock clock,
            RandomGenerator random) {
        this.store = store;
        this.approvals = approvals;
        this.journal = journal;
        this.irreversible = irreversible;
        this.masker = masker;
        this.clock = clock;
        this.random = random;
    }

    /// Approves a held call, which is the first use, and calls like it for a time. The same words count as for
    /// [ApprovalRights#decide], and as long.
    ///
    /// @param ballot that approves
    public Granted grant(
            String id, Principal approver, Set<String> roles, Grant.Terms terms, Ballot ballot) {
        if (ballot.verdict() != Verdict.APPROVE) {
            throw new IllegalArgumentException("a grant is made by approving");
        }
        var voter = Voter.alone(approver, roles);
        boolean lasting =
                approvals
                        .counting(id, voter, ballot)
                        .map(request -> irreversible.test(request.plan()))
                        .orElse(true);
        var made = new AtomicReference<Grant>();
        var decided =
                approvals.decide(
                        id,
                        voter,
                        ballot,
                        masker,
                        (handle, request, now) -> {
                            var ends = ends(handle, terms, ballot, now);
                            var objection =
                                    objection(request, lasting)
                                            .or(() -> tooShort(ends, now))
                                            .or(() -> stale(ballot, now));
                            if (objection.isEmpty()) {
                                var grant = made(request, approver, terms, ballot, now, ends);
                                journal.granted(grant);
                                GrantTable.insert(handle, grant);
                                made.set(grant);
                            }
                            return objection;
                        });
        return switch (decided) {
            case Decided.Refused refused -> new Granted.Refused(refused);
            case Decided.Accepted(var request) -> new Granted.Accepted(made.get().of(request));
        };
    }

    /// A grant does not outlive what vouches for its grantor, as far as that is known.
    private static Instant ends(Handle handle, Grant.Terms terms, Ballot ballot, Instant now) {
        var wanted = terms.endsFrom(now);
        var vouched =
                ballot.keyId()
                        .map(keyId -> KeyTable.castWith(handle, keyId).worksUntil())
                        .orElse(now.plus(Grant.KEYLESS_MAX));
        return (vouched.isBefore(wanted) ? vouched : wanted).truncatedTo(ChronoUnit.MILLIS);
    }

    /// Of whatever risk the call itself is: nobody is asked about those that follow, and the grant outlives the session.
    private Optional<Decided.Refused> stale(Ballot ballot, Instant now) {
        return approvals
                .freshSignIn()
                .refusal(ballot.presence(), now, "granting", BECAUSE_NOBODY_IS_ASKED);
    }

    private static Optional<Decided.Refused> tooShort(Instant ends, Instant now) {
        return ends.isBefore(now.plus(Grant.LENGTH_MIN))
                ? Optional.of(
                        new Decided.Refused(
                                Decided.Code.NOT_GRANTABLE,
                                "what you are known by ends at "
                                        + ends
                                        + ", a grant ends with it and lasts at least a minute; sign in anew, or"
                                        + " approve the call itself"))
                : Optional.empty();
    }

    /// Why calls like this one cannot be granted, whoever asks; empty when they can.
    ///
    /// @param lasting whether the request may be irreversible
    Optional<Decided.Refused> objection(ApprovalRequest request, boolean lasting) {
        return GrantScope.objection(request.asked(), lasting)
                .or(() -> coverageIsSeen(request) ? Optional.empty() : GrantScope.hidden());
    }

    private boolean coverageIsSeen(ApprovalRequest request) {
        try {
            return GrantScope.texts(request.asked())
                    .allMatch(text -> masker.apply(text).equals(text));
        } catch (IllegalStateException e) {
            return false; // what the detectors fail at nobody is shown
        }
    }

    private Grant made(
            ApprovalRequest request,
            Principal approver,
            Grant.Terms terms,
            Ballot ballot,
            Instant now,
            Instant ends) {
        return new Grant(
                RequestIds.GRANT.next(random),
                request,
                approver,
                NewRequest.cut(ballot.reason()),
                now,
                ends,
                terms.uses(),
                1,
                Optional.empty());
    }

    /// @return empty also when it was tampered with
    public Optional<Grant> find(String id) {
        return RequestIds.GRANT.matches(id)
                ? store.read(handle -> GrantTable.find(handle, id))
                : Optional.empty();
    }

    /// The newest first; tampered ones are left out (and logged).
    ///
    /// @param limit 1 to [#LIST_MAX]
    public List<Grant> list(boolean activeOnly, int limit) {
        if (limit < 1 || limit > LIST_MAX) {
            throw new IllegalArgumentException(
                    "a list has 1 to " + LIST_MAX + " grants, not " + limit);
        }
        return store.read(handle -> GrantTable.list(handle, activeOnly, clock.instant(), limit));
    }

    /// Whether a held call would find a grant now. Nothing is taken.
    ///
    /// @param policy in force
    public boolean covered(NewRequest asked, Authorizer policy) {
        return !covering(asked, policy).isEmpty() && !mustBeLookedAt(asked);
    }

    /// Ids of the grants that cover the call now.
    private List<String> covering(NewRequest asked, Authorizer policy) {
        var now = clock.instant();
        return store.read(handle ->
                GrantTable.candidates(handle, asked, now, CANDIDATES_MAX).stream()
                        .filter(id -> found(handle, id, asked, policy, now).isPresent())
                        .toList());
    }

    /// Whether no grant covers the call, whatever was granted: what cannot be taken back, and what detectors hide. Whoever
    /// granted accepted the hidden values of one call, not those of the next.
    private boolean mustBeLookedAt(NewRequest asked) {
        return irreversible.test(asked.plan()) || HiddenValues.of(asked, masker).count() > 0;
    }

    /// Takes one use for a held call that is about to start. A use that was taken stays taken, whatever becomes of the
    /// call.
    ///
    /// Exactly the call that humans are asked about, or that runs or may have run after they were asked, takes none: it
    /// would run twice. Nor does one that a human said no to since the grant was made, nor any while so many were
    /// rejected that humans are not asked.
    ///
    /// @param asked the call, decided under `policy` and previewed just now
    /// @param policy in force
    /// @return the grant, as it stands after the use
    public Optional<Grant> use(NewRequest asked, Authorizer policy) {
        if (mustBeLookedAt(asked)) {
            return Optional.empty();
        }
        // They are looked for without a lock, and one at a time is looked at again with it.
        for (var id : covering(asked, policy)) {
            Optional<Grant> used = store.write(handle -> take(handle, id, asked, policy));
            if (used.isPresent()) {
                return used;
            }
        }
        return Optional.empty();
    }

    private Optional<Grant> take(Handle handle, String id, NewRequest asked, Authorizer policy) {
        if (!GrantTable.lock(handle, id)) {
            return Optional.empty();
        }
        var now = clock.instant();
        var grant = found(handle, id, asked, policy, now);
        if (grant.isEmpty()) {
            return Optional.empty();
        }
        journal.used(grant.get(), asked);
        changed(GrantTable.use(handle, id, now));
        return GrantTable.find(handle, id);
    }

    private Optional<Grant> found(
            Handle handle, String id, NewRequest asked, Authorizer policy, Instant now) {
        return GrantTable.find(handle, id)
                .filter(grant -> allows(grant, asked, policy, now))
                .filter(grant -> !EarlierRequests.isForHumans(handle, asked, grant.granted()))
                .filter(_ -> !approvals.coolingDown(handle, asked));
    }

    /// Whether the grant covers the call, and its grantor would be heard now.
    private static boolean allows(Grant grant, NewRequest asked, Authorizer policy, Instant now) {
        return grant.state(now) == Grant.State.ACTIVE
                && policy.digest().equals(asked.policyDigest())
                && GrantScope.covers(grant.request().asked(), asked)
                && grantorIsHeard(grant, policy, now);
    }

    /// Whether the grantor could still grant the call.
    static boolean grantorIsHeard(Grant grant, Authorizer policy, Instant now) {
        return policy.consoleRights(grant.grantor(), now).contains(ConsoleRight.APPROVE)
                && grant.request()
                        .approvedBy(
                                grant.request().asked().approvers(),
                                approver -> policy.roles(approver, now),
                                now);
    }

    /// Takes a grant back; calls that have started go on.
    ///
    /// @param roles every role that the human may decide with now
    /// @param administers whether it is a human with the console right `administer`
    public Revoked revoke(
            String id, Principal by, Set<String> roles, boolean administers, String reason) {
        Revoked answer =
                RequestIds.GRANT.matches(id)
                        ? store.write(handle -> revoke(handle, id, by, roles, administers, reason))
                        : unknown();
        if (answer instanceof Revoked.Refused(var code, _)) {
            journal.refused(new RefusedRevocation(id, by, code, clock.instant()));
        }
        return answer;
    }

    private Revoked revoke(
            Handle handle,
            String id,
            Principal by,
            Set<String> roles,
            boolean administers,
            String reason) {
        var grant =
                GrantTable.lock(handle, id) ? GrantTable.find(handle, id) : Optional.<Grant>empty();
        if (grant.isEmpty()) {
            return unknown();
        }
        if (!mayRevoke(grant.get(), by, roles, administers)) {
            return new Revoked.Refused(
                    Revoked.Code.NO_ROLE,
                    "only an approver of the granted call or an administrator can revoke the grant");
        }
        var now = clock.instant();
        var state = grant.get().state(now);
        if (state != Grant.State.ACTIVE) {
            return new Revoked.Refused(Revoked.Code.NOT_ACTIVE, notActive(state));
        }
        var why = NewRequest.cut(reason);
        journal.revoked(grant.get(), by, why);
        changed(GrantTable.revoke(handle, id, new Revocation(now, by.subject(), why)));
        return new Revoked.Accepted(GrantTable.find(handle, id).orElseThrow());
    }

    /// As [#revoke] sees it.
    static boolean mayRevoke(Grant grant, Principal by, Set<String> roles, boolean administers) {
        var request = grant.request();
        boolean couldDecide =
                Human.mayApprove(by, request.requester())
                        && !Voting.wanted(request, roles).isEmpty();
        return couldDecide || (administers && Human.isHuman(by));
    }

    private static Revoked unknown() {
        return new Revoked.Refused(Revoked.Code.NOT_FOUND, "there is no such grant");
    }

    private static String notActive(Grant.State state) {
        return switch (state) {
            case ACTIVE -> "the grant is active";
            case SPENT -> "every use of the grant is taken already";
            case EXPIRED -> "the grant has ended already";
            case REVOKED -> "the grant is revoked already";
        };
    }

    /// INVARIANT: the row is locked and was looked at, so it cannot have moved, but for the time.
    private static void changed(boolean changed) {
        if (!changed) {
            throw new IllegalStateException("a locked grant changed");
        }
    }
}
