package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.Delegated.Accepted;
import dev.sallyport.server.approval.Delegated.Code;
import dev.sallyport.server.approval.Delegated.Refused;
import dev.sallyport.server.approval.DelegationJournal.RefusedDelegation;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.server.state.StateStore;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;

/// Who lets whom decide in their place, and until when. Safe from many threads and from several processes on one
/// database; each change is recorded by the journal before it takes effect. Methods block and belong on virtual threads.
///
/// Every method throws [dev.sallyport.server.state.StateException] when the database does not answer and whatever
/// the journal throws; nothing has changed then.
public final class Delegations {
    /// The most that a list returns.
    public static final int LIST_MAX = 500;

    /// What asks for a fresh sign-in, and why.
    public static final String STALE_WHAT = "letting another decide in your place";

    public static final String STALE_WHY = "they can then approve what is of high risk";

    private final StateStore store;
    private final Approvals approvals;
    private final DelegationJournal journal;
    private final Settings settings;
    private final Clock clock;
    private final RandomGenerator random;

    /// @param approvals whose followers hear of every change
    /// @param settings how long what is over is kept
    /// @param random cryptographically strong: `new SecureRandom()`
    public Delegations(
            StateStore store,
            Approvals approvals,
            DelegationJournal journal,
            Settings settings,
            Clock clock,
            RandomGenerator random) {
        this.store = store;
        this.approvals = approvals;
        this.journal = journal;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    /// Lets another human decide in the delegator's place.
    ///
    /// @param roles with which the delegator may decide now, by the role map itself
    /// @param keyId the API key that the delegator is known by, if one
    /// @param presence of the delegator: who could delegate without a fresh sign-in could approve without one, by
    ///     another's hand
    public Delegated give(
            Principal delegator,
            Set<String> roles,
            Optional<String> keyId,
            Presence presence,
            Delegation.Terms terms) {
        var answer =
                refusal(delegator, roles, terms)
                        .or(() -> stale(presence))
                        .<Delegated>map(refused -> refused)
                        .orElseGet(
                                () -> store.write(handle -> give(handle, delegator, keyId, terms)));
        return told(answer, terms.delegate(), delegator);
    }

    private Optional<Refused> refusal(
            Principal delegator, Set<String> roles, Delegation.Terms terms) {
        if (!Human.isHuman(delegator)) {
            return refused(Code.NOT_HUMAN, "only a human can let another decide in their place");
        }
        if (roles.isEmpty()) {
            return refused(
                    Code.NO_ROLE,
                    "you decide nothing by a role of your own, and what was delegated to you cannot be passed on");
        }
        if (!terms.namesHuman()) {
            return refused(
                    Code.NOT_HUMAN,
                    "only a human can decide in your place: name one as the role map does, as in `user:ben`");
        }
        if (Human.of(terms.delegate()).equals(Human.of(delegator.subject()))) {
            return refused(Code.SELF, "you decide for yourself already; name somebody else");
        }
        if (!terms.areRolesBounded()) {
            return refused(
                    Code.WRONG_NAME,
                    "name at most "
                            + Delegation.ROLES_MAX
                            + " roles, each in at most "
                            + Delegation.NAME_LENGTH_MAX
                            + " characters and without control characters");
        }
        if (!roles.containsAll(terms.roles())) {
            return refused(
                    Code.NO_ROLE,
                    "you do not hold every role that you name; leave the names out to delegate all of yours");
        }
        return terms.isTime(clock.instant())
                ? Optional.empty()
                : refused(
                        Code.WRONG_TIME,
                        "a delegation starts now or later, lasts from 1 minute to 14 days, and ends within 30 days");
    }

    private Optional<Refused> stale(Presence presence) {
        return freshSignIn()
                .objection(presence, clock.instant(), STALE_WHAT, STALE_WHY)
                .map(why -> new Refused(Code.FRESH_SIGN_IN_NEEDED, why));
    }

    /// How old a sign-in may be with which a human delegates.
    FreshSignIn freshSignIn() {
        return settings.freshSignIn();
    }

    private Delegated give(
            Handle handle, Principal delegator, Optional<String> keyId, Delegation.Terms terms) {
        var now = clock.instant();
        var key = keyId.map(id -> KeyTable.castWith(handle, id));
        if (key.filter(with -> !with.works(now)).isPresent()) {
            return new Refused(Code.KEY_ENDED, "the key that you use is revoked or has expired");
        }
        var giver = Human.of(delegator.subject());
        int max = Delegation.PER_HUMAN_MAX;
        DelegationTable.lockGiver(handle, giver);
        DelegationTable.forget(handle, giver, now.minus(settings.times().retention()));
        var given =
                DelegationTable.openGiven(handle, giver, now, LIST_MAX).stream()
                        .filter(delegation -> isGiver(delegator, delegation))
                        .toList();
        if (given.size() >= max) {
            return new Refused(
                    Code.TOO_MANY,
                    max + " of your delegations are not over, and that is the most; end one");
        }
        var toThem =
                given.stream().filter(d -> d.terms().delegate().equals(terms.delegate())).count();
        if (toThem >= Delegation.PER_PAIR_MAX) {
            return new Refused(
                    Code.TOO_MANY,
                    Delegation.PER_PAIR_MAX
                            + " of your delegations to them are not over, and that is the most; end one");
        }
        int received = DelegationTable.openReceived(handle, terms.delegate(), now, LIST_MAX).size();
        if (received >= Delegation.RECEIVED_MAX) {
            return new Refused(
                    Code.TOO_MANY,
                    Delegation.RECEIVED_MAX
                            + " delegations to them are not over, and that is the most; name another");
        }
        var delegation =
                new Delegation(
                        RequestIds.DELEGATION.next(random),
                        delegator,
                        terms,
                        now,
                        key,
                        Optional.empty());
        journal.delegated(delegation);
        DelegationTable.insert(handle, delegation);
        return new Accepted(
                DelegationTable.find(handle, delegation.id())
                        .orElseThrow(() -> new IllegalStateException("a delegation was not kept")));
    }

    /// Ends a delegation, at once: votes that were cast by it and have not run stop counting.
    ///
    /// @param by the one who gave it, or the one to whom it was given
    public Delegated end(String id, Principal by) {
        Delegated answer =
                RequestIds.DELEGATION.matches(id)
                        ? store.write(handle -> end(handle, id, by))
                        : unknown();
        return told(answer, id, by);
    }

    private Delegated end(Handle handle, String id, Principal by) {
        var found =
                DelegationTable.lock(handle, id)
                        ? DelegationTable.find(handle, id)
                        : Optional.<Delegation>empty();
        if (found.filter(delegation -> isOf(by, delegation)).isEmpty()) {
            return unknown();
        }
        var now = clock.instant();
        if (!found.get().isOpen(now)) {
            return new Refused(Code.NOT_ACTIVE, "the delegation is over already");
        }
        journal.ended(found.get(), by);
        if (!DelegationTable.end(handle, id, now)) {
            throw new IllegalStateException("a locked delegation changed");
        }
        return new Accepted(DelegationTable.find(handle, id).orElseThrow());
    }

    /// Whether the human gave it or was given it. Subjects are compared as they are: one is not shown, and cannot end,
    /// what is somebody's of a like name.
    static boolean isOf(Principal human, Delegation delegation) {
        return isGiver(human, delegation)
                || (Human.isHuman(human) && human.subject().equals(delegation.terms().delegate()));
    }

    private static boolean isGiver(Principal human, Delegation delegation) {
        return Human.isHuman(human) && human.subject().equals(delegation.delegator().subject());
    }

    /// All that the human gave or was given, the newest first.
    ///
    /// @param limit 1 to [#LIST_MAX]
    public List<Delegation> of(Principal human, int limit) {
        checkSize(limit);
        return Human.isHuman(human)
                ? store.read(handle -> DelegationTable.of(handle, human, limit)).stream()
                        .filter(delegation -> isOf(human, delegation))
                        .toList()
                : List.of();
    }

    /// Everybody's, the newest first.
    ///
    /// @param limit 1 to [#LIST_MAX]
    public List<Delegation> list(int limit) {
        checkSize(limit);
        return store.read(handle -> DelegationTable.list(handle, limit));
    }

    private static void checkSize(int limit) {
        if (limit < 1 || limit > LIST_MAX) {
            throw new IllegalArgumentException(
                    "a list has 1 to " + LIST_MAX + " delegations, not " + limit);
        }
    }

    private Delegated told(Delegated answer, String about, Principal by) {
        switch (answer) {
            case Accepted _ -> approvals.rightsChanged();
            case Refused(var code, _) ->
                    journal.refused(new RefusedDelegation(about, by, code, now()));
        }
        return answer;
    }

    Instant now() {
        return clock.instant();
    }

    private static Optional<Refused> refused(Code code, String message) {
        return Optional.of(new Refused(code, message));
    }

    private static Delegated unknown() {
        return new Refused(Code.NOT_FOUND, "there is no such delegation of yours");
    }
}
