package dev.sallyport.server.approval;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalJournal.Kind;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.BrokenGlass.Review;
import dev.sallyport.server.approval.Decided.Accepted;
import dev.sallyport.server.approval.Decided.Refused;
import dev.sallyport.server.approval.GlassJournal.RefusedGlass;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.server.state.StateStore;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Held calls that one human releases in an emergency, past their approvers, and the reviews that follow. Safe from many
/// threads and from several processes on one database: each change is a compare-and-swap within a transaction, recorded
/// by the journal before it takes effect, and what everybody has to hear is written with it.
///
/// Every method throws [dev.sallyport.server.state.StateException] when the database does not answer and whatever the
/// journal throws; nothing has changed then.
public final class Glass {
    /// The most that a list returns.
    public static final int LIST_MAX = 500;

    private static final Logger LOG = LoggerFactory.getLogger(Glass.class);

    /// Why it asks for a fresh sign-in.
    public static final String BECAUSE = "one human does alone what others should have agreed to";

    /// Why reviewing does.
    public static final String REVIEW_BECAUSE =
            "a review is given once, and lets whoever broke the glass break it again";

    private static final String WITHOUT_NEED = "a review found no need to break its glass";

    static final int TOLD_AT_A_TIME = 100;

    private final StateStore store;
    private final Listing listing;
    private final Approvals approvals;
    private final GlassJournal journal;
    private final Announcer announcer;
    private final Settings settings;
    private final UnaryOperator<String> masker;
    private final Clock clock;

    /// @param announcer hears of broken glass, and of reviews that are overdue
    /// @param settings how long a released call can be executed
    /// @param masker replaces what detectors find, as it does where held calls are shown
    public Glass(
            StateStore store,
            Approvals approvals,
            GlassJournal journal,
            Announcer announcer,
            Settings settings,
            UnaryOperator<String> masker,
            Clock clock) {
        this.store = store;
        this.listing = new Listing(store);
        this.approvals = approvals;
        this.journal = journal;
        this.announcer = announcer;
        this.settings = settings;
        this.masker = masker;
        this.clock = clock;
    }

    /// Releases a held call past the approvers who have not agreed yet. It asks for a fresh sign-in. The call is executed as an approved one: by the
    /// requester, once, and as long as an approval counts.
    ///
    /// @param roles with which the human may decide now, by their own right
    /// @param ballot that approves; its reason is not cut, and says as much as [BrokenGlass] asks for
    public Decided breakGlass(String id, Principal breaker, Set<String> roles, Ballot ballot) {
        if (ballot.verdict() != Verdict.APPROVE) {
            throw new IllegalArgumentException("the glass is broken to release a call");
        }
        var decided =
                approvals.changing(
                        id, (handle, request) -> broken(handle, request, breaker, roles, ballot));
        switch (decided) {
            case Accepted _ -> {
                approvals.tell(id);
                LOG.warn("{} broke the glass of {}", breaker.subject(), id);
            }
            case Refused(var code, _) ->
                    journal.refused(new RefusedGlass(id, breaker, "BREAK_GLASS_" + code.name()));
        }
        return decided;
    }

    private Decided broken(
            Handle handle,
            ApprovalRequest request,
            Principal breaker,
            Set<String> roles,
            Ballot ballot) {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var key = ballot.keyId().map(keyId -> KeyTable.castWith(handle, keyId));
        var reason = ballot.reason().strip();
        var refusal =
                GlassRules.refusal(request, breaker, roles, ballot.digest(), key, now)
                        .or(() -> Voting.hidden(ballot, HiddenValues.of(request, masker).count()))
                        .or(() ->
                                BrokenGlass.reasonFlaw(reason)
                                        .map(flaw -> new Refused(Decided.Code.WRONG_REASON, flaw)))
                        .or(() ->
                                settings.freshSignIn()
                                        .refusal(
                                                ballot.presence(),
                                                now,
                                                "breaking the glass",
                                                BECAUSE))
                        .or(() -> saidNo(handle, request, now))
                        .or(() -> GlassRules.earlier(past(handle, breaker, now)));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        var glass =
                new BrokenGlass(
                        breaker,
                        ballot.digest(),
                        reason,
                        passed(request, roles, now),
                        now,
                        now.plus(BrokenGlass.REVIEWED_WITHIN),
                        key,
                        Optional.empty(),
                        Optional.empty());
        journal.broken(request, glass, ballot.presence());
        GlassTable.insert(handle, request.id(), glass);
        Transitions.swapped(
                RequestTable.approve(
                        handle, request.id(), now.plus(settings.times().executionExpires())));
        return new Accepted(announced(handle, Kind.BROKE_GLASS, request.id()));
    }

    /// What a human with these roles passes over, by role, and how many of it have agreed.
    private static SortedMap<String, Integer> passed(
            ApprovalRequest request, Set<String> roles, Instant now) {
        var passed = new TreeMap<String, Integer>();
        request.unmet(now).stream()
                .filter(set -> GlassRules.breaks(set, roles))
                .map(ApproverSet::role)
                .forEach(role -> passed.put(role, request.given(role, now)));
        return passed;
    }

    /// Why the glass stays whole for what other humans said to the same call when it was asked for before.
    private static Optional<Refused> saidNo(Handle handle, ApprovalRequest request, Instant now) {
        return EarlierRequests.wasRefused(handle, request.asked(), now.minus(GlassRules.NO_HOLDS))
                ? Optional.of(GlassRules.saidNo())
                : Optional.empty();
    }

    /// What stands against a human, who breaks no other glass until the transaction ends.
    private static GlassTable.Past past(Handle handle, Principal breaker, Instant now) {
        var human = Human.of(breaker.subject());
        GlassTable.lockBreaker(handle, human);
        return GlassTable.past(handle, human, now, now.minus(GlassRules.COOL_DOWN));
    }

    private ApprovalRequest announced(Handle handle, Kind kind, String id) {
        var request = RequestTable.find(handle, id).orElseThrow();
        announcer.announce(handle, kind, request);
        return request;
    }

    /// Why what humans did before, this one or others, keeps this one from breaking the glass now; empty where nothing does.
    Optional<Refused> earlier(Principal breaker, ApprovalRequest request) {
        var now = clock.instant();
        return store.read(handle ->
                saidNo(handle, request, now)
                        .or(() ->
                                GlassRules.earlier(
                                        GlassTable.past(
                                                handle,
                                                Human.of(breaker.subject()),
                                                now,
                                                now.minus(GlassRules.COOL_DOWN)))));
    }

    /// Says what another human found, once. It asks for a fresh sign-in. What was released without need and does not run yet is taken back with it.
    ///
    /// @param roles with which the human may decide now, by their own right
    /// @param administers whether it is a human with the console right `administer` who sees all held calls
    /// @param keyId the API key that the human is known by, if one
    /// @param presence how it is known that the human is there
    public Reviewed review(
            String id,
            Principal reviewer,
            Set<String> roles,
            boolean administers,
            Optional<String> keyId,
            Presence presence,
            BrokenGlass.Verdict verdict,
            String note) {
        var text = note.strip();
        Reviewed answer =
                RequestIds.isId(id)
                        ? store.write(handle ->
                                review(
                                        handle,
                                        id,
                                        reviewer,
                                        roles,
                                        administers,
                                        keyId,
                                        presence,
                                        verdict,
                                        text))
                        : unknown();
        switch (answer) {
            case Reviewed.Accepted _ -> approvals.tell(id);
            case Reviewed.Refused(var code, _) ->
                    journal.refused(new RefusedGlass(id, reviewer, "REVIEW_" + code.name()));
        }
        return answer;
    }

    private Reviewed review(
            Handle handle,
            String id,
            Principal reviewer,
            Set<String> roles,
            boolean administers,
            Optional<String> keyId,
            Presence presence,
            BrokenGlass.Verdict verdict,
            String note) {
        if (!RequestTable.lock(handle, id)) {
            return unknown();
        }
        var request = RequestTable.findWhole(handle, id);
        if (request.isEmpty()) {
            return new Reviewed.Refused(
                    Reviewed.Code.TAMPERED, "the stored request is not the one that was made");
        }
        if (request.get().glass().isEmpty()) {
            return unknown();
        }
        var glass = request.get().glass().get();
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var key = keyId.map(k -> KeyTable.castWith(handle, k));
        var refusal =
                GlassRules.reviewRefusal(
                                request.get(),
                                glass,
                                reviewer,
                                roles,
                                administers,
                                human -> VoteTable.hasGiven(handle, id, human),
                                key,
                                now)
                        .or(() -> GlassRules.noteFlaw(verdict, note))
                        .or(() -> stale(presence, now));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        var review = new Review(reviewer, verdict, note, now);
        journal.reviewed(request.get(), glass, review);
        Transitions.swapped(GlassTable.review(handle, id, review));
        RequestTable.changed(handle, id);
        if (verdict == BrokenGlass.Verdict.NOT_JUSTIFIED && request.get().state().open()) {
            approvals.takeBack(handle, request.get(), reviewer, WITHOUT_NEED);
        }
        store.signal(handle, id);
        return new Reviewed.Accepted(RequestTable.find(handle, id).orElseThrow());
    }

    private Optional<Reviewed.Refused> stale(Presence presence, Instant now) {
        return freshSignIn()
                .objection(presence, now, "reviewing this", REVIEW_BECAUSE)
                .map(why -> new Reviewed.Refused(Reviewed.Code.FRESH_SIGN_IN_NEEDED, why));
    }

    /// How old a sign-in may be with which a human breaks the glass or reviews that.
    FreshSignIn freshSignIn() {
        return settings.freshSignIn();
    }

    private static Reviewed unknown() {
        return new Reviewed.Refused(
                Reviewed.Code.NOT_FOUND, "there is no such request whose glass was broken");
    }

    /// Records and tells, once over all processes, of each review whose time is over. Call it now and then. What fails is
    /// logged and keeps no other from being told.
    ///
    /// @return how many
    /// @throws RuntimeException as the first that failed, after all others
    public int tellOverdue() {
        int told = 0;
        int skipped = 0;
        var failed = Optional.<RuntimeException>empty();
        List<String> ids;
        do {
            int first = skipped;
            ids = store.read(h -> GlassTable.untold(h, clock.instant(), first, TOLD_AT_A_TIME));
            for (var id : ids) {
                try {
                    if (tellOverdue(id)) {
                        told++;
                    } else {
                        skipped++;
                    }
                } catch (RuntimeException e) {
                    LOG.error("that the review of {} is overdue could not be told", id, e);
                    skipped++;
                    failed = failed.or(() -> Optional.of(e));
                }
            }
        } while (ids.size() == TOLD_AT_A_TIME);
        if (failed.isPresent()) {
            throw failed.get();
        }
        return told;
    }

    private boolean tellOverdue(String id) {
        boolean done = store.write(handle -> tellOverdue(handle, id));
        if (done) {
            approvals.tell(id);
            LOG.warn("nobody reviewed in time why the glass of {} was broken", id);
        }
        return done;
    }

    private boolean tellOverdue(Handle handle, String id) {
        var now = clock.instant();
        var request = RequestTable.lockWhole(handle, id);
        var glass =
                request.flatMap(ApprovalRequest::glass)
                        .filter(g -> g.isOverdue(now) && g.overdue().isEmpty());
        if (glass.isEmpty()) {
            return false;
        }
        journal.overdue(request.get(), glass.get());
        Transitions.swapped(GlassTable.overdue(handle, id, now));
        RequestTable.changed(handle, id);
        var _ = announced(handle, Kind.REVIEW_OVERDUE, id);
        store.signal(handle, id);
        return true;
    }

    /// Requests whose glass was broken, read as by [Approvals#list]: those that nobody has reviewed with the nearest
    /// deadline first, or those that somebody has, the newest review first.
    ///
    /// @param limit 1 to [#LIST_MAX]
    /// @param kept what the list keeps of a request
    public <T> List<T> list(boolean reviewed, int limit, Function<ApprovalRequest, T> kept) {
        if (limit < 1 || limit > LIST_MAX) {
            throw new IllegalArgumentException(
                    "a list has 1 to " + LIST_MAX + " reviews, not " + limit);
        }
        return listing.read(
                handle -> RequestLists.broken(handle, reviewed, limit),
                request ->
                        request.glass().filter(g -> g.review().isPresent() == reviewed).isPresent(),
                kept);
    }

    /// Whether the human ever approved the request, or somebody did in their place.
    boolean hasGiven(String id, Human human) {
        return store.read(handle -> VoteTable.hasGiven(handle, id, human));
    }

    Instant now() {
        return clock.instant();
    }
}
