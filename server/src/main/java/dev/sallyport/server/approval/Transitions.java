package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalJournal.Kind;
import dev.sallyport.server.approval.ApprovalJournal.Transition;
import dev.sallyport.server.approval.ApprovalRequest.CastWith;
import dev.sallyport.server.approval.ApprovalRequest.Ending;
import dev.sallyport.server.approval.ApprovalRequest.KeptReply;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.ApprovalRequest.Vote;
import dev.sallyport.server.identity.Presence;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.node.ObjectNode;

/// Every step of a request's life. Each tells the journal first, then changes the row, then has it announced, in the
/// caller's transaction, in which the caller has locked the row and looked at it.
final class Transitions {
    private final ApprovalJournal journal;
    private final Announcer announcer;
    private final Settings settings;
    private final Clock clock;

    Transitions(ApprovalJournal journal, Announcer announcer, Settings settings, Clock clock) {
        this.journal = journal;
        this.announcer = announcer;
        this.settings = settings;
        this.clock = clock;
    }

    /// @param beside for the journal
    /// @return empty when an open request of the same requester and plan is there
    Optional<ApprovalRequest> ask(
            Handle handle, String id, NewRequest asked, Optional<ObjectNode> beside) {
        var now = clock.instant();
        var expires = now.plus(settings.times().pendingExpires());
        if (!RequestTable.insert(handle, id, asked, now, expires)) {
            return Optional.empty();
        }
        var request = reread(handle, id);
        var made =
                transition(
                        Kind.REQUESTED,
                        request,
                        Optional.of(asked.requester()),
                        Optional.empty(),
                        "");
        beside.ifPresentOrElse(parts -> journal.requested(made, parts), () -> journal.record(made));
        announcer.announce(handle, Kind.REQUESTED, request);
        return Optional.of(request);
    }

    /// Takes a vote that counts, and what follows from it.
    ///
    /// @param presence of the human who casts it
    ApprovalRequest cast(Handle handle, ApprovalRequest request, Vote vote, Presence presence) {
        var by = Optional.of(vote.approver());
        journal.record(
                new Transition(
                        Kind.VOTED,
                        request,
                        by,
                        Optional.of(vote.verdict()),
                        vote.key().map(CastWith::keyId),
                        vote.inPlaceOf(),
                        presence instanceof Presence.SignedIn(var at)
                                ? Optional.of(at)
                                : Optional.empty(),
                        vote.reason(),
                        vote.cast()));
        VoteTable.insert(handle, request.id(), vote);
        RequestTable.changed(handle, request.id());
        var voted = reread(handle, request.id());
        if (vote.verdict() == Verdict.REJECT) {
            record(Kind.REJECTED, voted, by, vote.inPlaceOf(), vote.reason());
            return end(
                    handle,
                    voted,
                    Kind.REJECTED,
                    State.REJECTED,
                    by,
                    Optional.of(vote.by()),
                    vote.reason());
        }
        if (!Voting.quorumGiven(voted, vote.cast())) {
            return voted;
        }
        record(Kind.APPROVED, voted, by, vote.inPlaceOf(), vote.reason());
        swapped(
                RequestTable.approve(
                        handle, voted.id(), vote.cast().plus(settings.times().executionExpires())));
        return announced(handle, Kind.APPROVED, voted.id());
    }

    ApprovalRequest cancel(Handle handle, ApprovalRequest request, Principal by, String reason) {
        return recordedEnd(
                handle, request, Kind.CANCELLED, State.CANCELLED, Optional.of(by), reason);
    }

    /// Ends what must not run any more, on the gate's own account.
    ApprovalRequest lapse(Handle handle, ApprovalRequest request, String why) {
        return recordedEnd(handle, request, Kind.CANCELLED, State.CANCELLED, Optional.empty(), why);
    }

    ApprovalRequest expire(Handle handle, ApprovalRequest request) {
        return recordedEnd(handle, request, Kind.EXPIRED, State.EXPIRED, Optional.empty(), "");
    }

    ApprovalRequest claim(Handle handle, ApprovalRequest request) {
        record(Kind.CLAIMED, request, Optional.empty(), "");
        swapped(RequestTable.claim(handle, request.id(), settings.instance(), clock.instant()));
        return announced(handle, Kind.CLAIMED, request.id());
    }

    void finish(
            Handle handle,
            ApprovalRequest request,
            Kind kind,
            State to,
            Optional<KeptReply> reply) {
        record(kind, request, Optional.empty(), "");
        swapped(RequestTable.finish(handle, request.id(), to, clock.instant(), reply));
        var _ = announced(handle, kind, request.id());
    }

    private ApprovalRequest recordedEnd(
            Handle handle,
            ApprovalRequest request,
            Kind kind,
            State to,
            Optional<Principal> by,
            String reason) {
        record(kind, request, by, reason);
        return end(handle, request, kind, to, by, by.map(Principal::subject), reason);
    }

    /// @param named as people name who ended it
    private ApprovalRequest end(
            Handle handle,
            ApprovalRequest request,
            Kind kind,
            State to,
            Optional<Principal> by,
            Optional<String> named,
            String reason) {
        Instant now = clock.instant();
        swapped(
                RequestTable.end(
                        handle,
                        request.id(),
                        request.state(),
                        to,
                        new Ending(now, named, reason),
                        by));
        return announced(handle, kind, request.id());
    }

    private ApprovalRequest announced(Handle handle, Kind kind, String id) {
        var request = reread(handle, id);
        announcer.announce(handle, kind, request);
        return request;
    }

    private void record(Kind kind, ApprovalRequest request, Optional<Principal> by, String reason) {
        record(kind, request, by, Optional.empty(), reason);
    }

    private void record(
            Kind kind,
            ApprovalRequest request,
            Optional<Principal> by,
            Optional<InPlaceOf> inPlaceOf,
            String reason) {
        journal.record(transition(kind, request, by, inPlaceOf, reason));
    }

    private Transition transition(
            Kind kind,
            ApprovalRequest request,
            Optional<Principal> by,
            Optional<InPlaceOf> inPlaceOf,
            String reason) {
        return new Transition(
                kind,
                request,
                by,
                Optional.empty(),
                Optional.empty(),
                inPlaceOf,
                Optional.empty(),
                reason,
                clock.instant());
    }

    private static ApprovalRequest reread(Handle handle, String id) {
        return RequestTable.find(handle, id).orElseThrow();
    }

    /// INVARIANT: the row is locked and was looked at, so its state cannot have moved; else the transaction must
    /// not commit.
    static void swapped(boolean changed) {
        if (!changed) {
            throw new IllegalStateException("a locked request changed its state");
        }
    }
}
