package dev.sallyport.server.approval;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalJournal.Kind;
import dev.sallyport.server.approval.ApprovalJournal.RefusedDecision;
import dev.sallyport.server.approval.ApprovalJournal.Transition;
import dev.sallyport.server.approval.ApprovalRequest.Ending;
import dev.sallyport.server.approval.ApprovalRequest.KeptReply;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.ApprovalRequest.Vote;
import dev.sallyport.server.approval.Decided.Accepted;
import dev.sallyport.server.approval.Decided.Refused;
import dev.sallyport.server.state.StateStore;
import dev.sallyport.tools.CallControl;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
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

    private static final int DUE_AT_A_TIME = 500;
    private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int ID_CHARACTERS = 26;

    private final StateStore store;
    private final ApprovalJournal journal;
    private final Settings settings;
    private final Clock clock;
    private final RandomGenerator random;
    private final Waiters waiters;

    /// @param random cryptographically strong: `new SecureRandom()`
    public Approvals(
            StateStore store,
            ApprovalJournal journal,
            Settings settings,
            Clock clock,
            RandomGenerator random) {
        this.store = store;
        this.journal = journal;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.waiters =
                new Waiters(
                        settings.poll(),
                        () -> store.read(h -> RequestTable.pending(h, clock.instant())));
    }

    /// Asks humans about a held call, once: while the same requester's request for the same plan is open, that
    /// one is answered.
    ///
    /// @throws IllegalArgumentException when the plan or the preview has no canonical form (fractions)
    public Requested request(NewRequest asked) {
        var requester = asked.requester().subject();
        var now = clock.instant();
        var planDigest = asked.plan().digest();
        store.read(handle -> RequestTable.findOpen(handle, requester, planDigest))
                .ifPresent(this::expireIfDue);
        return store.write(handle -> {
            var refusal = refusal(handle, asked, now);
            var open = RequestTable.findOpen(handle, requester, planDigest);
            if (open.isEmpty() && refusal.isPresent()) {
                return refusal.get();
            }
            var id = newId();
            boolean isNew =
                    open.isEmpty()
                            && RequestTable.insert(
                                    handle, id, asked, now, now.plus(settings.pendingExpires()));
            var request =
                    isNew
                            ? RequestTable.find(handle, id)
                            : RequestTable.findOpen(handle, requester, planDigest)
                                    .flatMap(o -> RequestTable.find(handle, o));
            var found = request.orElseThrow(); // only when it ended between two statements
            if (isNew) {
                record(Kind.REQUESTED, found, Optional.of(asked.requester()), "");
            }
            return new Requested.Held(found, isNew);
        });
    }

    /// With the reply, where one is kept.
    public Optional<ApprovalRequest> find(String id) {
        expireIfDue(id);
        return store.read(handle -> RequestTable.find(handle, id));
    }

    /// The newest first, without replies; tampered ones are left out (and logged).
    ///
    /// @param limit 1 to [#LIST_MAX]
    public List<ApprovalRequest> list(Optional<State> state, int limit) {
        return list(state, Optional.empty(), limit);
    }

    /// Those of one requester.
    public List<ApprovalRequest> listOf(Principal requester, Optional<State> state, int limit) {
        return list(state, Optional.of(requester.subject()), limit);
    }

    /// Takes one human's decision. Any rejection ends the request; approvals do when every approver set has its
    /// quorum of distinct humans.
    ///
    /// @param roles every role the approver holds now
    /// @param digest what the approver was shown
    /// @param reason for the agent and the record, as data; cut at [NewRequest#REASON_LENGTH_MAX]
    public Decided decide(
            String id,
            Principal approver,
            Set<String> roles,
            Verdict verdict,
            String digest,
            String reason) {
        expireIfDue(id);
        var now = clock.instant();
        var decided =
                changing(
                        id,
                        (handle, request) -> {
                            var refusal = refusal(request, approver, roles, digest);
                            if (refusal.isPresent()) {
                                return refusal.get();
                            }
                            var vote =
                                    new Vote(
                                            approver,
                                            verdict,
                                            wanted(request, roles),
                                            digest,
                                            NewRequest.cut(reason),
                                            now);
                            return new Accepted(cast(handle, request, vote));
                        });
        return told(id, approver, Optional.of(verdict), decided, now);
    }

    /// Takes a request back, while pending or approved: by the requester, the human behind it, or a human who
    /// holds a wanted role.
    public Decided cancel(String id, Principal by, Set<String> roles, String reason) {
        expireIfDue(id);
        var now = clock.instant();
        var decided =
                changing(
                        id,
                        (handle, request) -> {
                            boolean asApprover =
                                    Human.isHuman(by) && !wanted(request, roles).isEmpty();
                            if (!Human.isSelf(by, request.requester()) && !asApprover) {
                                return new Refused(
                                        Decided.Code.NO_ROLE,
                                        "only the requester and its approvers can cancel a request");
                            }
                            if (!request.state().open()) {
                                return notPending(request);
                            }
                            var text = NewRequest.cut(reason);
                            record(Kind.CANCELLED, request, Optional.of(by), text);
                            swapped(
                                    RequestTable.end(
                                            handle,
                                            id,
                                            request.state(),
                                            State.CANCELLED,
                                            new Ending(now, Optional.of(by.subject()), text)));
                            return new Accepted(reread(handle, id));
                        });
        return told(id, by, Optional.empty(), decided, now);
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

    /// Takes an approved request for execution: exactly one caller ever gets it, and runs the plan that it
    /// holds.
    ///
    /// @return empty when it is not approved (any more), its execution window has passed, or it was tampered with
    public Optional<ApprovalRequest> claim(String id) {
        expireIfDue(id);
        return store.write(handle -> {
            if (!RequestTable.lock(handle, id)) {
                return Optional.empty();
            }
            var request = verified(handle, id);
            boolean runnable =
                    request.isPresent()
                            && request.get().state() == State.APPROVED
                            && clock.instant().isBefore(request.get().deadline())
                            && quorumGiven(request.get());
            if (!runnable) {
                return Optional.empty();
            }
            record(Kind.CLAIMED, request.get(), Optional.empty(), "");
            swapped(RequestTable.claim(handle, id, settings.instance(), clock.instant()));
            return Optional.of(reread(handle, id));
        });
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
                RequestTable.executing(handle, settings.instance()).stream()
                        .flatMap(id -> verified(handle, id).stream())
                        .toList());
    }

    /// Applies every deadline that has come and drops replies kept long enough. Call it now and then.
    ///
    /// @return how many requests expired
    public int expireDue() {
        int expired = 0;
        List<String> due;
        do {
            due = store.read(h -> RequestTable.due(h, clock.instant(), DUE_AT_A_TIME));
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
                        RequestTable.forgetReplies(h, clock.instant().minus(settings.replyKept())));
        return expired;
    }

    private List<ApprovalRequest> list(
            Optional<State> state, Optional<String> requester, int limit) {
        if (limit < 1 || limit > LIST_MAX) {
            throw new IllegalArgumentException(
                    "a list has 1 to " + LIST_MAX + " requests, not " + limit);
        }
        store.read(h -> RequestTable.due(h, clock.instant(), DUE_AT_A_TIME)).forEach(this::expire);
        return store.read(handle -> RequestTable.list(handle, state, requester, limit));
    }

    private Optional<Requested> refusal(Handle handle, NewRequest asked, Instant now) {
        var requester = asked.requester().subject();
        if (RequestTable.countPending(handle, Optional.of(requester))
                        >= settings.pendingPerRequesterMax()
                || RequestTable.countPending(handle, Optional.empty()) >= settings.pendingMax()) {
            return Optional.of(
                    new Requested.Refused(
                            Requested.Code.TOO_MANY_PENDING,
                            "too many calls wait for approval already"));
        }
        var rejections =
                RequestTable.rejections(
                        handle,
                        requester,
                        asked.plan().tool(),
                        asked.plan().target(),
                        now.minus(settings.coolDown()),
                        settings.rejectionsMax());
        if (rejections.size() < settings.rejectionsMax()) {
            return Optional.empty();
        }
        var until = rejections.getLast().plus(settings.coolDown());
        return Optional.of(
                new Requested.Refused(
                        Requested.Code.COOLING_DOWN,
                        "humans have rejected "
                                + rejections.size()
                                + " of your calls of `"
                                + asked.plan().tool()
                                + "` on `"
                                + asked.plan().target()
                                + "`; they are not asked again before "
                                + until));
    }

    private static Optional<Refused> refusal(
            ApprovalRequest request, Principal approver, Set<String> roles, String digest) {
        if (!Human.isHuman(approver)) {
            return refused(Decided.Code.NOT_HUMAN, "only a human can decide");
        }
        if (Human.isSelf(approver, request.requester())) {
            return refused(Decided.Code.OWN_REQUEST, "nobody decides on their own request");
        }
        if (wanted(request, roles).isEmpty()) {
            return refused(
                    Decided.Code.NO_ROLE, "you hold none of the roles that this request asks for");
        }
        if (request.state() != State.PENDING) {
            return Optional.of(notPending(request));
        }
        if (!request.digest().equals(digest)) {
            return refused(
                    Decided.Code.DIGEST_MISMATCH,
                    "the digest is not that of this request; look at it again");
        }
        var human = Human.of(approver.subject());
        if (request.votes().stream()
                .anyMatch(vote -> Human.of(vote.approver().subject()).equals(human))) {
            return refused(Decided.Code.ALREADY_VOTED, "you have decided on this request already");
        }
        return Optional.empty();
    }

    private static Optional<Refused> refused(Decided.Code code, String message) {
        return Optional.of(new Refused(code, message));
    }

    private static Refused notPending(ApprovalRequest request) {
        return new Refused(
                Decided.Code.NOT_PENDING,
                switch (request.state()) {
                    case PENDING -> "the request is pending";
                    case APPROVED -> "the request is approved already";
                    case REJECTED -> "the request is rejected already";
                    case EXPIRED -> "the request has expired";
                    case CANCELLED -> "the request is cancelled";
                    case EXECUTING -> "the request is being executed";
                    case COMPLETED, FAILED, UNKNOWN -> "the request has been executed already";
                });
    }

    private static Set<String> wanted(ApprovalRequest request, Set<String> roles) {
        return request.asked().approvers().stream()
                .map(ApproverSet::role)
                .filter(roles::contains)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean quorumGiven(ApprovalRequest request) {
        return request.votes().stream().noneMatch(vote -> vote.verdict() == Verdict.REJECT)
                && request.asked().approvers().stream()
                        .allMatch(set -> request.given(set.role()) >= set.quorum());
    }

    private ApprovalRequest cast(Handle handle, ApprovalRequest request, Vote vote) {
        var id = request.id();
        var by = Optional.of(vote.approver());
        journal.record(
                new Transition(
                        Kind.VOTED,
                        request,
                        by,
                        Optional.of(vote.verdict()),
                        vote.reason(),
                        vote.cast()));
        RequestTable.insertVote(handle, id, vote);
        var voted = reread(handle, id);
        switch (vote.verdict()) {
            case REJECT -> {
                record(Kind.REJECTED, voted, by, vote.reason());
                swapped(
                        RequestTable.end(
                                handle,
                                id,
                                State.PENDING,
                                State.REJECTED,
                                new Ending(
                                        vote.cast(),
                                        Optional.of(vote.approver().subject()),
                                        vote.reason())));
            }
            case APPROVE -> {
                if (quorumGiven(voted)) {
                    record(Kind.APPROVED, voted, by, vote.reason());
                    swapped(
                            RequestTable.approve(
                                    handle, id, vote.cast().plus(settings.executionExpires())));
                }
            }
        }
        return reread(handle, id);
    }

    /// Looks at the request and changes it, alone; wakes whoever waits for it.
    private Decided changing(String id, Change change) {
        var decided =
                store.write(handle -> {
                    if (!RequestTable.lock(handle, id)) {
                        return new Refused(Decided.Code.NOT_FOUND, "there is no such request");
                    }
                    var request = verified(handle, id);
                    if (request.isEmpty()) {
                        return new Refused(
                                Decided.Code.TAMPERED,
                                "the stored request is not the one that was made; it will never"
                                        + " run");
                    }
                    return change.apply(handle, request.get());
                });
        waiters.wake(id);
        return decided;
    }

    private Decided told(
            String id, Principal by, Optional<Verdict> verdict, Decided decided, Instant now) {
        switch (decided) {
            case Accepted(_) -> {}
            case Refused(var code, _) ->
                    journal.refused(new RefusedDecision(id, by, verdict, code, now));
        }
        return decided;
    }

    private boolean leaveExecuting(String id, State to, Kind kind, Optional<KeptReply> reply) {
        return store.write(handle -> {
            if (!RequestTable.lock(handle, id)) {
                return false;
            }
            var request = RequestTable.find(handle, id).orElseThrow();
            if (request.state() != State.EXECUTING) {
                return false;
            }
            record(kind, request, Optional.empty(), "");
            swapped(RequestTable.finish(handle, id, to, clock.instant(), reply));
            return true;
        });
    }

    private void expireIfDue(String id) {
        boolean due = store.read(handle -> RequestTable.isDue(handle, id, clock.instant()));
        if (due) {
            var _ = expire(id);
        }
    }

    private boolean expire(String id) {
        boolean expired =
                store.write(handle -> {
                    boolean due =
                            RequestTable.lock(handle, id)
                                    && RequestTable.isDue(handle, id, clock.instant());
                    var request = due ? verified(handle, id) : Optional.<ApprovalRequest>empty();
                    if (request.isEmpty()) {
                        return false;
                    }
                    record(Kind.EXPIRED, request.get(), Optional.empty(), "");
                    swapped(
                            RequestTable.end(
                                    handle,
                                    id,
                                    request.get().state(),
                                    State.EXPIRED,
                                    new Ending(clock.instant(), Optional.empty(), "")));
                    return true;
                });
        if (expired) {
            waiters.wake(id);
        }
        return expired;
    }

    private static Optional<ApprovalRequest> verified(Handle handle, String id) {
        try {
            return RequestTable.find(handle, id);
        } catch (TamperedException e) {
            RequestTable.report(e);
            return Optional.empty();
        }
    }

    private static ApprovalRequest reread(Handle handle, String id) {
        return RequestTable.find(handle, id).orElseThrow();
    }

    /// INVARIANT: the row is locked and was looked at, so its state cannot have moved; else the transaction must
    /// not commit.
    private static void swapped(boolean changed) {
        if (!changed) {
            throw new IllegalStateException("a locked request changed its state");
        }
    }

    private void record(Kind kind, ApprovalRequest request, Optional<Principal> by, String reason) {
        journal.record(
                new Transition(kind, request, by, Optional.empty(), reason, clock.instant()));
    }

    private String newId() {
        var id = new StringBuilder("apr_");
        for (int i = 0; i < ID_CHARACTERS; i++) {
            id.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
        }
        return id.toString();
    }

    private interface Change {
        Decided apply(Handle handle, ApprovalRequest request);
    }
}
