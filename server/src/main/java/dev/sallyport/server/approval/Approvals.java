package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalJournal.Kind;
import dev.sallyport.server.approval.ApprovalRequest.KeptReply;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.Decided.Accepted;
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
import tools.jackson.databind.node.ObjectNode;

/// Held calls, from the question to the outcome. Safe from many threads and from several processes on one
/// database: every transition is a compare-and-swap within a transaction, recorded by the journal before it
/// takes effect. Methods block and belong on virtual threads.
///
/// This is the door to the classes that do each part: [Asking], [Overview], [Decisions], [Watchers], [Executions],
/// [Deadlines] and [Retention].
///
/// Deadlines are applied whenever a request is looked at, so none is ever seen open after its time.
///
/// Every method throws [dev.sallyport.server.state.StateException] when the database does not answer and
/// whatever the journal throws; nothing has changed then. A request whose stored form does not match its digest
/// is a [TamperedException] wherever it would be returned.
public final class Approvals {
    /// The most that [#list] returns.
    public static final int LIST_MAX = 500;

    private final StateStore store;
    private final Settings settings;
    private final Clock clock;
    private final Transitions transitions;
    private final Watchers watchers;
    private final Deadlines deadlines;
    private final Asking asking;
    private final Overview overview;
    private final Changes changes;
    private final Risks risks;
    private final StandIns standIns;
    private final Decisions decisions;
    private final Executions executions;
    private final Retention retention;

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
        this.settings = settings;
        this.clock = clock;
        transitions = new Transitions(journal, announcer, settings, clock);
        watchers = new Watchers(store, settings.poll(), clock);
        deadlines = new Deadlines(store, transitions, watchers, clock);
        asking = new Asking(store, transitions, deadlines, watchers, settings, clock, random);
        overview = new Overview(store, deadlines);
        changes = new Changes(store, journal, deadlines, watchers, clock);
        risks = new Risks(irreversible, settings.freshSignIn());
        standIns = new StandIns(store, clock);
        decisions = new Decisions(changes, transitions, deadlines, standIns, risks, clock);
        executions = new Executions(store, transitions, deadlines, watchers, settings, clock);
        retention = new Retention(store, settings, clock);
    }

    /// Asks humans about a held call, once: while the same requester's request for the same plan is open, that
    /// one is answered.
    ///
    /// @throws IllegalArgumentException when the plan or the preview has no canonical form (fractions)
    public Requested request(NewRequest asked) {
        return request(asked, Optional.empty());
    }

    /// As [#request(NewRequest)].
    ///
    /// @param beside for [ApprovalJournal#requested]; is not kept here
    public Requested request(NewRequest asked, Optional<ObjectNode> beside) {
        return asking.ask(asked, beside);
    }

    /// Whether humans have said no to such calls so often that they are not asked about any for a while.
    boolean coolingDown(Handle handle, NewRequest asked) {
        return Admission.rejected(handle, asked, settings, clock.instant()).isPresent();
    }

    /// Whether the text could be the id of a request at all.
    public static boolean isId(String text) {
        return RequestIds.isId(text);
    }

    /// With the reply, where one is kept.
    public Optional<ApprovalRequest> find(String id) {
        return deadlines.find(id);
    }

    /// The newest first, without replies; tampered ones are left out (and logged). Each is read as a whole, a few at a
    /// time, and of each only what `kept` makes of it stays in memory.
    ///
    /// @param limit 1 to [#LIST_MAX]
    public <T> List<T> list(Optional<State> state, int limit, Function<ApprovalRequest, T> kept) {
        return overview.list(state, limit, kept);
    }

    /// One page of a list, read as in [#list]: those that are pending with the nearest deadline first, all with the
    /// newest first.
    ///
    /// @param size 1 to [#LIST_MAX]
    public <T> List<T> page(
            boolean pendingOnly, int offset, int size, Function<ApprovalRequest, T> kept) {
        return overview.page(pendingOnly, offset, size, kept);
    }

    /// How many there are on all pages together.
    public int count(boolean pendingOnly) {
        return overview.count(pendingOnly);
    }

    /// Lists for those who do not see all.
    Overview overview() {
        return overview;
    }

    /// How everyone decides who has decided since then; whoever decides most first.
    public List<ApproverFigures> figures(Instant since) {
        return store.read(handle -> ApproverFigures.read(handle, since));
    }

    /// Takes one human's decision. Any rejection ends the request; approvals do when every approver set has its
    /// quorum of distinct humans. Where the human holds no wanted role, one who does may have delegated it.
    ///
    /// @param masker replaces what detectors find, as it does where the request is shown
    Decided decide(String id, Voter voter, Ballot ballot, UnaryOperator<String> masker) {
        return decide(id, voter, ballot, masker, Decisions.Step.NONE);
    }

    /// As above, with a step, which comes last: nothing but a failure keeps the decision from counting after it.
    Decided decide(
            String id,
            Voter voter,
            Ballot ballot,
            UnaryOperator<String> masker,
            Decisions.Step step) {
        return decisions.vote(id, voter, ballot, masker, step);
    }

    /// The request, where the human's ballot would count for it now but for the risk; empty also where there is none, or it
    /// was tampered with. The plan never changes, so its target may be asked before the decision is taken; nobody else's
    /// wish makes it be asked.
    Optional<ApprovalRequest> counting(String id, Voter voter, Ballot ballot) {
        return decisions.counting(id, voter, ballot);
    }

    /// Puts on record that a decision was refused before it was one.
    ///
    /// @param id as it was given
    public void refused(String id, Principal by, Optional<Verdict> verdict, Decided.Code code) {
        changes.refused(id, by, verdict, code);
    }

    /// Why approving the request asks for a fresh sign-in; empty where it does not. May ask the target.
    Set<HighRisk> risks(ApprovalRequest request, UnaryOperator<String> masker) {
        return risks.of(request, masker);
    }

    /// How old a sign-in may be with which a human does what is of high risk.
    public FreshSignIn freshSignIn() {
        return settings.freshSignIn();
    }

    /// By what right a human would decide on a request now.
    StandIn standing(ApprovalRequest request, Voter voter) {
        return standIns.of(request, voter);
    }

    /// The delegations that let a human decide for others now, as far as these may.
    List<Delegation> received(Principal human) {
        return standIns.received(human);
    }

    /// Takes a request back, while pending or approved: by the requester, the human behind it, or a human who
    /// holds a wanted role.
    public Decided cancel(String id, Principal by, Set<String> roles, String reason) {
        return decisions.cancel(id, by, roles, reason);
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
                changes.apply(
                        id,
                        (handle, request) ->
                                request.state().open()
                                        ? new Accepted(transitions.lapse(handle, request, why))
                                        : Voting.notOpen(request));
        if (decided instanceof Accepted) {
            watchers.tell(id);
        }
        return decided;
    }

    /// Looks at the request and changes it, alone. Whoever waits for it is not woken in this process.
    Decided changing(String id, Changes.Change change) {
        return changes.apply(id, change);
    }

    /// Waits until the request is no longer pending, the time is up or the call is cancelled, and returns the
    /// request as it then is. Blocks a virtual thread only.
    ///
    /// @throws NoSuchElementException when there is no such request
    public ApprovalRequest await(String id, Duration max, CallControl control) {
        return watchers.await(
                id, max, control, () -> find(id).orElseThrow(NoSuchElementException::new));
    }

    /// How many waits are under way in this process.
    public int waiting() {
        return watchers.waiting();
    }

    /// Tells of every change from now on: at once of those that this process makes, after the poll interval of others'.
    public ChangeFeed.Follower follow() {
        return watchers.follow();
    }

    /// Wakes whoever waits for the request, and those who follow.
    void tell(String id) {
        watchers.tell(id);
    }

    /// Who may see or decide what is another now: tells those who follow.
    void rightsChanged() {
        watchers.changed();
    }

    /// Takes an approved request for execution: exactly one caller ever gets it, and runs the plan that it
    /// holds.
    ///
    /// @return empty when it is not approved (any more), its execution window has passed, or it was tampered with
    public Optional<ApprovalRequest> claim(String id) {
        return executions.claim(id);
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
        return executions.finish(
                id, outcome.state, outcome.kind, new KeptReply(maskedReply.deepCopy(), isError));
    }

    /// Ends an execution of which nobody knows how far it came. It is never run again.
    ///
    /// @return whether it was executing
    public boolean markUnknown(String id) {
        return executions.markUnknown(id);
    }

    /// What this instance had claimed and not finished: after a start, all of it is [State#UNKNOWN]. Tampered
    /// ones are among them only as a log line.
    public List<ApprovalRequest> executing() {
        return executions.underWay();
    }

    /// Applies every deadline that has come, drops replies kept long enough, and gives up executions of processes that did
    /// not come back. Call it now and then.
    ///
    /// @return how many requests expired
    public int expireDue() {
        int expired = deadlines.applyAll();
        retention.forgetReplies();
        executions.giveUpLost();
        return expired;
    }

    /// How long requests are kept after they ended.
    public Duration retention() {
        return settings.times().retention();
    }

    /// Deletes some of the requests that ended longer ago than they are kept; the record has all of them. Never one that
    /// can still run, that is running, of which nobody knows whether it ran, or whose reply is kept, and
    /// none whose glass was broken until it has been reviewed and that review keeps nobody from breaking more. Call it now and
    /// then.
    ///
    /// @return how many
    public int forgetEnded() {
        return retention.forgetEnded();
    }
}
