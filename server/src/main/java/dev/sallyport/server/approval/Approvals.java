package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalJournal.Kind;
import dev.sallyport.server.approval.ApprovalJournal.RefusedDecision;
import dev.sallyport.server.approval.ApprovalRequest.KeptReply;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.ApprovalRequest.Vote;
import dev.sallyport.server.approval.Decided.Accepted;
import dev.sallyport.server.approval.Decided.Refused;
import dev.sallyport.server.approval.RequestLists.Those;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.server.state.SignalListener;
import dev.sallyport.server.state.StateStore;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Plan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Held calls, from the question to the outcome. Safe from many threads and from several processes on one
/// database: every transition is a compare-and-swap within a transaction, recorded by the journal before it
/// takes effect. Methods block and belong on virtual threads.
///
/// Deadlines are applied whenever a request is looked at, so none is ever seen open after its time.
///
/// Every method throws [dev.sallyport.server.state.StateException] when the database does not answer and
/// whatever the journal throws; nothing has changed then. A request whose stored form does not match its digest
/// is a [TamperedException] wherever it would be returned.
public final class Approvals {
    /// The most that [#list] returns.
    public static final int LIST_MAX = 500;

    private static final Logger LOG = LoggerFactory.getLogger(Approvals.class);

    private static final int DUE_AT_A_TIME = 500;

    /// Runs last far less: what another process claimed that long ago, it will not finish any more.
    static final Duration LOST_AFTER = Duration.ofHours(1);

    /// So many at a time, lest other writes wait.
    private static final int FORGOTTEN_AT_A_TIME = 200;

    private final StateStore store;
    private final ApprovalJournal journal;
    private final Settings settings;
    private final Predicate<Plan> irreversible;
    private final Clock clock;
    private final RandomGenerator random;
    private final Transitions transitions;
    private final Waiters waiters;
    private final ChangeFeed feed;

    /// @param announcer hears of every transition but votes
    /// @param irreversible whether a plan may take away what nobody brings back, also where nobody knows; may ask the
    ///     target
    /// @param random cryptographically strong: `new SecureRandom()`
    public Approvals(
            StateStore store,
            ApprovalJournal journal,
            Announcer announcer,
            Settings settings,
            Predicate<Plan> irreversible,
            Clock clock,
            RandomGenerator random) {
        this.store = store;
        this.journal = journal;
        this.settings = settings;
        this.irreversible = irreversible;
        this.clock = clock;
        this.random = random;
        this.transitions = new Transitions(journal, announcer, settings, clock);
        this.waiters =
                new Waiters(
                        settings.poll(),
                        () -> store.read(h -> DueRequests.pending(h, clock.instant())));
        this.feed = new ChangeFeed(settings.poll(), () -> store.read(RequestLists::fingerprint));
        store.listen(
                new SignalListener() {
                    @Override
                    public void heard(String id) {
                        waiters.wake(id);
                        feed.changed();
                    }

                    @Override
                    public void perhapsMissed() {
                        waiters.wakeAll();
                        feed.changed();
                    }
                });
    }

    /// Asks humans about a held call, once: while the same requester's request for the same plan is open, that
    /// one is answered.
    ///
    /// @throws IllegalArgumentException when the plan or the preview has no canonical form (fractions)
    public Requested request(NewRequest asked) {
        var requested = ask(asked);
        if (requested instanceof Requested.Held(_, var made) && made) {
            feed.changed();
        }
        return requested;
    }

    private Requested ask(NewRequest asked) {
        store.read(handle -> EarlierRequests.findOpen(handle, asked)).ifPresent(this::expireIfDue);
        return store.write(handle -> {
            var open = EarlierRequests.findOpen(handle, asked);
            if (open.isEmpty()) {
                var refusal = Admission.refusal(handle, asked, settings, clock.instant());
                if (refusal.isPresent()) {
                    return refusal.get();
                }
                var made = transitions.ask(handle, RequestIds.generate(random), asked);
                if (made.isPresent()) {
                    store.signal(handle, made.get().id());
                    return new Requested.Held(made.get(), true);
                }
                open = EarlierRequests.findOpen(handle, asked); // another process was faster
            }
            return new Requested.Held(
                    open.flatMap(id -> RequestTable.find(handle, id)).orElseThrow(), false);
        });
    }

    /// Whether the text could be the id of a request at all.
    public static boolean isId(String text) {
        return RequestIds.isId(text);
    }

    /// With the reply, where one is kept.
    public Optional<ApprovalRequest> find(String id) {
        if (!RequestIds.isId(id)) {
            return Optional.empty();
        }
        var found = store.read(handle -> RequestTable.find(handle, id));
        boolean due =
                found.filter(r -> r.state().open())
                        .filter(r -> !clock.instant().isBefore(r.deadline()))
                        .isPresent();
        if (!due) {
            return found;
        }
        var _ = expire(id);
        return store.read(handle -> RequestTable.find(handle, id));
    }

    /// The newest first, without replies; tampered ones are left out (and logged).
    ///
    /// @param limit 1 to [#LIST_MAX]
    public List<ApprovalRequest> list(Optional<State> state, int limit) {
        return list(state, Those.ALL, limit);
    }

    /// Those that exactly this principal asked for, on the same behalf, and those that ask for one of the roles.
    List<ApprovalRequest> listOf(
            Principal requester, Set<String> roles, Optional<State> state, int limit) {
        return list(state, new Those(Optional.of(requester), roles), limit).stream()
                .filter(r -> r.isRequestedBy(requester) || !Voting.wanted(r, roles).isEmpty())
                .toList();
    }

    /// One page of a list, without replies: those that are pending with the nearest deadline first, all with the newest
    /// first. Tampered ones are left out (and logged).
    ///
    /// @param size 1 to [#LIST_MAX]
    public List<ApprovalRequest> page(boolean pendingOnly, int offset, int size) {
        return page(pendingOnly, Those.ALL, offset, size);
    }

    /// The same of those that ask for one of these roles.
    List<ApprovalRequest> page(boolean pendingOnly, Set<String> roles, int offset, int size) {
        return roles.isEmpty()
                ? List.of()
                : page(pendingOnly, new Those(Optional.empty(), roles), offset, size).stream()
                        .filter(r -> !Voting.wanted(r, roles).isEmpty())
                        .toList();
    }

    private List<ApprovalRequest> page(boolean pendingOnly, Those those, int offset, int size) {
        checkSize(size);
        expireSome();
        return store.read(handle -> RequestLists.page(handle, pendingOnly, those, offset, size));
    }

    /// How many there are on all pages together.
    public int count(boolean pendingOnly) {
        return store.read(handle -> RequestLists.count(handle, pendingOnly, Those.ALL));
    }

    /// How many of those ask for one of these roles.
    int count(boolean pendingOnly, Set<String> roles) {
        return roles.isEmpty()
                ? 0
                : store.read(handle ->
                        RequestLists.count(
                                handle, pendingOnly, new Those(Optional.empty(), roles)));
    }

    /// How everyone decides who has decided since then; whoever decides most first.
    public List<ApproverFigures> figures(Instant since) {
        return store.read(handle -> ApproverFigures.read(handle, since));
    }

    /// How long requests are kept after they ended.
    public Duration retention() {
        return settings.retention();
    }

    /// Puts on record that a decision was refused before it was one.
    ///
    /// @param id as it was given
    public void refused(String id, Principal by, Optional<Verdict> verdict, Decided.Code code) {
        journal.refused(new RefusedDecision(id, by, verdict, code, clock.instant()));
    }

    /// Tells of every change from now on: at once of those that this process makes, after the poll interval of others'.
    public ChangeFeed.Follower follow() {
        return feed.follow();
    }

    /// Takes one human's decision. Any rejection ends the request; approvals do when every approver set has its
    /// quorum of distinct humans.
    ///
    /// @param roles every role the approver holds now
    public Decided decide(
            String id,
            Principal approver,
            Set<String> roles,
            Verdict verdict,
            String digest,
            String reason) {
        return decide(id, approver, roles, new Ballot(verdict, digest, reason));
    }

    /// As above, with all that the human hands in; what is hidden is what was hidden when the request was stored.
    public Decided decide(String id, Principal approver, Set<String> roles, Ballot ballot) {
        return decide(id, approver, roles, ballot, UnaryOperator.identity());
    }

    /// As above.
    ///
    /// @param masker replaces what detectors find, as it does where the request is shown
    public Decided decide(
            String id,
            Principal approver,
            Set<String> roles,
            Ballot ballot,
            UnaryOperator<String> masker) {
        return decide(
                id, approver, roles, _ -> Set.of(), ballot, masker, (_, _, _) -> Optional.empty());
    }

    /// As above; where the approver holds no wanted role, one who does may have delegated it.
    ///
    /// @param rolesOf with which a principal may decide now, by the role map itself
    public Decided decide(
            String id,
            Principal approver,
            Set<String> roles,
            Function<Principal, Set<String>> rolesOf,
            Ballot ballot,
            UnaryOperator<String> masker) {
        return decide(id, approver, roles, rolesOf, ballot, masker, (_, _, _) -> Optional.empty());
    }

    /// What else a decision that counts does, in its transaction and before it takes effect.
    interface Step {
        /// @param now when the decision is taken
        /// @return why the decision does not count after all
        Optional<Refused> before(Handle handle, ApprovalRequest request, Instant now);
    }

    /// As above, with a step, which comes last: nothing but a failure keeps the decision from counting after it. By the
    /// approver's own right alone.
    Decided decide(
            String id,
            Principal approver,
            Set<String> roles,
            Ballot ballot,
            UnaryOperator<String> masker,
            Step step) {
        return decide(id, approver, roles, _ -> Set.of(), ballot, masker, step);
    }

    private Decided decide(
            String id,
            Principal approver,
            Set<String> roles,
            Function<Principal, Set<String>> rolesOf,
            Ballot ballot,
            UnaryOperator<String> masker,
            Step step) {
        // The plan never changes, so the target is asked before the row is taken.
        boolean lasting = mayLast(id, approver, roles, rolesOf, ballot);
        return changing(
                id,
                approver,
                Optional.of(ballot.verdict()),
                (handle, request) -> {
                    var now = clock.instant();
                    var key = ballot.keyId().map(keyId -> KeyTable.castWith(handle, keyId));
                    var right =
                            standing(
                                    handle,
                                    request,
                                    approver,
                                    roles,
                                    rolesOf,
                                    ballot.delegation(),
                                    now);
                    var refusal =
                            Voting.refusal(
                                            request,
                                            approver,
                                            right.roles(),
                                            ballot.digest(),
                                            key,
                                            now)
                                    .or(() -> Voting.otherRight(ballot, right))
                                    .or(() -> risky(ballot, request, lasting, masker, now))
                                    .or(() -> step.before(handle, request, now));
                    if (refusal.isPresent()) {
                        return refusal.get();
                    }
                    var vote =
                            new Vote(
                                    approver,
                                    ballot.verdict(),
                                    Voting.wanted(request, right.roles()),
                                    ballot.digest(),
                                    NewRequest.cut(ballot.reason()),
                                    now,
                                    key,
                                    right.inPlaceOf());
                    return new Accepted(transitions.cast(handle, request, vote, ballot.presence()));
                });
    }

    /// Why an approval does not count for what it takes upon itself; empty when it does.
    private Optional<Refused> risky(
            Ballot ballot,
            ApprovalRequest request,
            boolean lasting,
            UnaryOperator<String> masker,
            Instant now) {
        int hidden = HiddenValues.of(request, masker).count();
        var why = HighRisk.of(request.asked(), lasting, hidden);
        return Voting.hidden(ballot, hidden)
                .or(() -> Voting.stale(ballot, why, settings.freshSignIn(), now));
    }

    /// Whether the request may be irreversible, where that decides whether the ballot counts. Nobody else can make the
    /// target be asked.
    private boolean mayLast(
            String id,
            Principal approver,
            Set<String> roles,
            Function<Principal, Set<String>> rolesOf,
            Ballot ballot) {
        if (ballot.verdict() == Verdict.REJECT
                || ballot.presence() instanceof Presence.WithKey
                || !Human.isHuman(approver)) {
            return true;
        }
        try {
            return find(id).filter(request ->
                            Voting.refusal(
                                            request,
                                            approver,
                                            standing(request, approver, roles, rolesOf).roles(),
                                            ballot.digest(),
                                            Optional.empty(),
                                            clock.instant())
                                    .isEmpty())
                    .map(this::isIrreversible)
                    .orElse(true);
        } catch (TamperedException e) {
            return true; // who decides on it is told so
        }
    }

    private boolean isIrreversible(ApprovalRequest request) {
        try {
            return irreversible.test(request.plan());
        } catch (RuntimeException e) {
            LOG.warn("whether {} can be taken back is not known", request.id(), e);
            return true;
        }
    }

    /// Why approving the request asks for a fresh sign-in; empty where it does not. May ask the target.
    Set<HighRisk> risks(ApprovalRequest request, UnaryOperator<String> masker) {
        return HighRisk.of(
                request.asked(), isIrreversible(request), HiddenValues.of(request, masker).count());
    }

    /// How old a sign-in may be with which a human does what is of high risk.
    public FreshSignIn freshSignIn() {
        return settings.freshSignIn();
    }

    /// By what right a human would decide on a request now.
    ///
    /// @param roles their own
    /// @param rolesOf with which a principal may decide now, by the role map itself
    StandIn standing(
            ApprovalRequest request,
            Principal human,
            Set<String> roles,
            Function<Principal, Set<String>> rolesOf) {
        var now = clock.instant();
        return Voting.wanted(request, roles).isEmpty()
                ? store.read(handle ->
                        standing(handle, request, human, roles, rolesOf, Optional.empty(), now))
                : StandIn.own(roles);
    }

    private static StandIn standing(
            Handle handle,
            ApprovalRequest request,
            Principal human,
            Set<String> roles,
            Function<Principal, Set<String>> rolesOf,
            Optional<String> shownDelegation,
            Instant now) {
        return Voting.wanted(request, roles).isEmpty()
                ? StandIn.of(
                        request, human, received(handle, human, now), rolesOf, shownDelegation, now)
                : StandIn.own(roles);
    }

    /// The delegations that let a human decide for others now, as far as these may.
    List<Delegation> received(Principal human) {
        var now = clock.instant();
        return store.read(handle -> received(handle, human, now)).stream()
                .filter(delegation -> StandIn.isFor(delegation, human, now))
                .toList();
    }

    private static List<Delegation> received(Handle handle, Principal human, Instant now) {
        return Human.isHuman(human)
                ? DelegationTable.openReceived(handle, human.subject(), now, LIST_MAX)
                : List.of();
    }

    /// Who may see or decide what is another now: tells those who follow.
    void rightsChanged() {
        feed.changed();
    }

    /// Takes a request back, while pending or approved: by the requester, the human behind it, or a human who
    /// holds a wanted role.
    public Decided cancel(String id, Principal by, Set<String> roles, String reason) {
        return changing(
                id,
                by,
                Optional.empty(),
                (handle, request) -> {
                    boolean asApprover =
                            Human.isHuman(by) && !Voting.wanted(request, roles).isEmpty();
                    if (!request.isRequestedBy(by) && !asApprover) {
                        return new Refused(
                                Decided.Code.NO_ROLE,
                                "only the requester and its approvers can cancel a request");
                    }
                    if (!request.state().open()) {
                        return Voting.notOpen(request);
                    }
                    return new Accepted(
                            transitions.cancel(handle, request, by, NewRequest.cut(reason)));
                });
    }

    /// Takes back an open request that the caller has locked and looked at, in its transaction.
    ///
    /// @param by a human, who has the right to by the caller's word
    void takeBack(Handle handle, ApprovalRequest request, Principal by, String reason) {
        var _ = transitions.cancel(handle, request, by, reason);
    }

    /// Ends an open request that must not run any more, on the gate's own account: nobody has taken it back.
    ///
    /// @param why a code
    public Decided lapse(String id, String why) {
        var decided =
                changing(
                        id,
                        (handle, request) ->
                                request.state().open()
                                        ? new Accepted(transitions.lapse(handle, request, why))
                                        : Voting.notOpen(request));
        if (decided instanceof Accepted) {
            tell(id);
        }
        return decided;
    }

    /// Whether humans have said no to such calls so often that they are not asked about any for a while.
    boolean coolingDown(Handle handle, NewRequest asked) {
        return Admission.rejected(handle, asked, settings, clock.instant()).isPresent();
    }

    /// Waits until the request is no longer pending, the time is up or the call is cancelled, and returns the
    /// request as it then is. Blocks a virtual thread only.
    ///
    /// @throws NoSuchElementException when there is no such request
    public ApprovalRequest await(String id, Duration max, CallControl control) {
        long end = System.nanoTime() + max.toNanos();
        while (true) {
            try (var waiter = waiters.register(id, control)) {
                var request = find(id).orElseThrow(NoSuchElementException::new);
                var left = Duration.ofNanos(end - System.nanoTime());
                if (request.state() != State.PENDING || control.cancelled() || !left.isPositive()) {
                    return request;
                }
                var open = Duration.between(clock.instant(), request.deadline());
                waiter.await(open.isPositive() && open.compareTo(left) < 0 ? open : left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return find(id).orElseThrow(NoSuchElementException::new);
            }
        }
    }

    /// How many waits are under way in this process.
    public int waiting() {
        return waiters.count();
    }

    /// Takes an approved request for execution: exactly one caller ever gets it, and runs the plan that it
    /// holds.
    ///
    /// @return empty when it is not approved (any more), its execution window has passed, or it was tampered with
    public Optional<ApprovalRequest> claim(String id) {
        if (!RequestIds.isId(id)) {
            return Optional.empty();
        }
        expireIfDue(id);
        Optional<ApprovalRequest> claimed =
                store.write(handle -> {
                    if (!RequestTable.lock(handle, id)) {
                        return Optional.empty();
                    }
                    var request = RequestTable.findWhole(handle, id);
                    boolean runnable =
                            request.isPresent()
                                    && request.get().state() == State.APPROVED
                                    && clock.instant().isBefore(request.get().deadline())
                                    && Voting.released(request.get(), clock.instant());
                    if (!runnable) {
                        return Optional.empty();
                    }
                    return Optional.of(transitions.claim(handle, request.get()));
                });
        claimed.ifPresent(_ -> feed.changed());
        return claimed;
    }

    /// How an execution ended.
    public enum Outcome {
        COMPLETED(State.COMPLETED, Kind.COMPLETED),
        FAILED(State.FAILED, Kind.FAILED);

        private final State state;
        private final Kind kind;

        Outcome(State state, Kind kind) {
            this.state = state;
            this.kind = kind;
        }
    }

    /// Ends an execution and keeps its reply for repeats.
    ///
    /// @param maskedReply exactly what the agent gets
    /// @return whether it was executing
    public boolean finish(String id, Outcome outcome, ObjectNode maskedReply, boolean isError) {
        return leaveExecuting(
                id,
                outcome.state,
                outcome.kind,
                Optional.of(new KeptReply(maskedReply.deepCopy(), isError)));
    }

    /// Ends an execution of which nobody knows how far it came. It is never run again.
    ///
    /// @return whether it was executing
    public boolean markUnknown(String id) {
        return leaveExecuting(id, State.UNKNOWN, Kind.UNKNOWN, Optional.empty());
    }

    /// What this instance had claimed and not finished: after a start, all of it is [State#UNKNOWN]. Tampered
    /// ones are among them only as a log line.
    public List<ApprovalRequest> executing() {
        return store.read(handle ->
                DueRequests.executing(handle, settings.instance()).stream()
                        .flatMap(id -> RequestTable.findWhole(handle, id).stream())
                        .toList());
    }

    /// Applies every deadline that has come, drops replies kept long enough, and gives up executions of processes that did
    /// not come back. Call it now and then.
    ///
    /// @return how many requests expired
    public int expireDue() {
        int expired = 0;
        List<String> due;
        do {
            due = store.read(h -> DueRequests.due(h, clock.instant(), DUE_AT_A_TIME));
            int before = expired;
            for (var id : due) {
                expired += expire(id) ? 1 : 0;
            }
            if (expired == before) {
                break; // what is left was tampered with, or others were faster
            }
        } while (due.size() == DUE_AT_A_TIME);
        var _ =
                store.write(h ->
                        DueRequests.forgetReplies(h, clock.instant().minus(settings.replyKept())));
        var lost = clock.instant().minus(LOST_AFTER);
        store.read(h -> DueRequests.claimedBefore(h, lost, DUE_AT_A_TIME))
                .forEach(this::markUnknown);
        return expired;
    }

    /// Deletes some of the requests that ended longer ago than they are kept; the record has all of them. Never one that
    /// can still run, that is running, of which nobody knows whether it ran, or whose reply is kept, and
    /// none whose glass was broken until it has been reviewed and that review keeps nobody from breaking more. Call it now and
    /// then.
    ///
    /// @return how many
    public int forgetEnded() {
        var now = clock.instant();
        var before = now.minus(settings.retention());
        var reviewed = now.minus(GlassRules.COOL_DOWN);
        var ids = store.read(h -> DueRequests.ended(h, before, reviewed, FORGOTTEN_AT_A_TIME));
        return ids.isEmpty()
                ? 0
                : store.write(handle ->
                        (int)
                                ids.stream()
                                        .filter(id -> DueRequests.delete(handle, id, reviewed))
                                        .count());
    }

    private List<ApprovalRequest> list(Optional<State> state, Those those, int limit) {
        checkSize(limit);
        expireSome();
        return store.read(handle -> RequestLists.list(handle, state, those, limit));
    }

    private static void checkSize(int limit) {
        if (limit < 1 || limit > LIST_MAX) {
            throw new IllegalArgumentException(
                    "a list has 1 to " + LIST_MAX + " requests, not " + limit);
        }
    }

    private void expireSome() {
        store.read(h -> DueRequests.due(h, clock.instant(), DUE_AT_A_TIME)).forEach(this::expire);
    }

    /// Looks at the request and changes it, alone; wakes whoever waits for it, and tells of what does not count.
    private Decided changing(String id, Principal by, Optional<Verdict> verdict, Change change) {
        var decided = changing(id, change);
        switch (decided) {
            case Accepted(_) -> tell(id);
            case Refused(var code, _) ->
                    journal.refused(new RefusedDecision(id, by, verdict, code, clock.instant()));
        }
        return decided;
    }

    /// Looks at the request and changes it, alone. Whoever waits for it is not woken in this process.
    Decided changing(String id, Change change) {
        var notFound = new Refused(Decided.Code.NOT_FOUND, "there is no such request");
        if (!RequestIds.isId(id)) {
            return notFound;
        }
        expireIfDue(id);
        return store.write(handle -> {
            if (!RequestTable.lock(handle, id)) {
                return notFound;
            }
            var request = RequestTable.findWhole(handle, id);
            if (request.isEmpty()) {
                return new Refused(
                        Decided.Code.TAMPERED,
                        "the stored request is not the one that was made; it will never run");
            }
            var decided = change.apply(handle, request.get());
            if (decided instanceof Accepted) {
                store.signal(handle, id);
            }
            return decided;
        });
    }

    private boolean leaveExecuting(String id, State to, Kind kind, Optional<KeptReply> reply) {
        boolean left =
                RequestIds.isId(id)
                        && store.write(handle -> {
                            if (!RequestTable.lock(handle, id)) {
                                return false;
                            }
                            var request =
                                    RequestTable.findWhole(handle, id)
                                            .filter(r -> r.state() == State.EXECUTING);
                            request.ifPresent(r -> transitions.finish(handle, r, kind, to, reply));
                            return request.isPresent();
                        });
        if (left) {
            feed.changed();
        }
        return left;
    }

    private void expireIfDue(String id) {
        boolean due = store.read(handle -> DueRequests.isDue(handle, id, clock.instant()));
        if (due) {
            var _ = expire(id);
        }
    }

    private boolean expire(String id) {
        boolean expired =
                store.write(handle -> {
                    boolean due =
                            RequestTable.lock(handle, id)
                                    && DueRequests.isDue(handle, id, clock.instant());
                    var request =
                            due
                                    ? RequestTable.findWhole(handle, id)
                                    : Optional.<ApprovalRequest>empty();
                    request.ifPresent(r -> {
                        transitions.expire(handle, r);
                        store.signal(handle, id);
                    });
                    return request.isPresent();
                });
        if (expired) {
            tell(id);
        }
        return expired;
    }

    /// Wakes whoever waits for the request, and those who follow.
    void tell(String id) {
        waiters.wake(id);
        feed.changed();
    }

    /// What is done to a request that is locked and believed.
    interface Change {
        Decided apply(Handle handle, ApprovalRequest request);
    }
}
