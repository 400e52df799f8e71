package dev.sallyport.server.approval;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.server.state.StateStore;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.JsonNodeFactory;

/// One gate process's held calls, with people to ask and decide.
public final class Desk implements AutoCloseable {
    public static final Principal AGENT =
            new Principal(
                    "client:coding-agent",
                    Principal.Kind.AGENT,
                    Optional.of(Principal.human("user:olga", Set.of())),
                    Set.of("agents"));
    public static final Principal OLGA = human("olga");
    public static final Principal ANA = human("ana");
    public static final Principal BEN = human("ben");
    public static final Principal CORA = human("cora");
    public static final Set<String> DBA = Set.of("dba", "reader");
    public static final Set<String> SRE = Set.of("sre");
    public static final Set<String> BOTH = Set.of("dba", "sre");
    public static final List<ApproverSet> ONE_DBA = List.of(new ApproverSet("dba", 1));
    public static final List<ApproverSet> TWO_DBAS = List.of(new ApproverSet("dba", 2));

    public static final Settings SETTINGS =
            Settings.DEFAULTS.withExpiry(Duration.ofHours(1), Duration.ofMinutes(10));

    public final StateStore store;
    public final TestClock clock;
    public final Approvals approvals;
    public final Journal journal = new Journal();

    /// How often it was asked whether a plan can be taken back.
    public final AtomicInteger targetsAsked = new AtomicInteger();

    public Desk(String url, TestClock clock, Settings settings) {
        this(url, clock, settings, _ -> Announcer.NONE);
    }

    public Desk(
            String url,
            TestClock clock,
            Settings settings,
            Function<StateStore, Announcer> announcer) {
        this.store = StateStore.open(url);
        this.clock = clock;
        this.approvals =
                new Approvals(
                        store,
                        journal,
                        announcer.apply(store),
                        settings,
                        this::isIrreversible,
                        clock,
                        new SecureRandom());
    }

    public Desk(String url, TestClock clock) {
        this(url, clock, SETTINGS);
    }

    @Override
    public void close() {
        store.close();
    }

    public static Principal human(String name) {
        return new Principal(
                "user:" + name, Principal.Kind.HUMAN, Optional.empty(), Set.of("people"));
    }

    /// The same agent, for another human.
    static Principal agentFor(Principal human) {
        return new Principal(
                AGENT.subject(),
                AGENT.kind(),
                Optional.of(Principal.human(human.subject(), Set.of())),
                AGENT.groups());
    }

    public static Plan plan(String sql) {
        var normalised = JsonNodeFactory.instance.objectNode();
        normalised.put("sql", sql).put("rows", 3).putArray("tables").add("shop.orders");
        return new Plan(
                "modify_database",
                "shop",
                List.of(
                        new Access(
                                "db.write",
                                "shop/shop.orders",
                                Map.of(
                                        "database", FactValue.text("shop"),
                                        "columns", FactValue.texts(Set.of("state", "total")),
                                        "rows", FactValue.quantity(3),
                                        "risk", FactValue.level("high"),
                                        "schema", FactValue.NOT_APPLICABLE,
                                        "host", FactValue.UNKNOWN))),
                normalised,
                "update shop.orders");
    }

    public static NewRequest ask(Principal requester, Plan plan, List<ApproverSet> approvers) {
        var state = JsonNodeFactory.instance.objectNode().put("row_count", 3);
        return new NewRequest(
                requester,
                "session-1",
                "claude 1.0",
                "call-1",
                plan,
                new Obligations(
                        List.of(
                                new Obligation.MaskColumn("customers.ssn", "redact"),
                                new Obligation.FilterRows("orders", "region = 'EU'"),
                                new Obligation.Limit("rows", Long.MAX_VALUE))),
                new Preview(
                        "update 3 rows of shop.orders",
                        List.of(
                                new Preview.Section(
                                        "Statement", Preview.Kind.SQL, "update shop.orders …")),
                        state),
                approvers,
                List.of("developer/hold/0123456789ab"),
                "a".repeat(64),
                "the customer asked for it");
    }

    public ApprovalRequest hold(String sql, List<ApproverSet> approvers) {
        return ((Requested.Held) approvals.request(ask(AGENT, plan(sql), approvers))).request();
    }

    public ApprovalRequest hold(String sql) {
        return hold(sql, ONE_DBA);
    }

    /// Holds so many at once, for one DBA, without the bounds that stop a single requester.
    public void holdMany(int count) {
        holdMany(count, ONE_DBA, Duration.ofHours(1));
    }

    /// @param first how long until the first of them expires; the others follow second by second
    public void holdMany(int count, List<ApproverSet> approvers, Duration first) {
        var now = clock.instant();
        var _ =
                store.write(handle -> {
                    for (int i = 0; i < count; i++) {
                        var what = "update " + approvers.getFirst().role() + " " + i;
                        var asked = ask(AGENT, plan(what), approvers);
                        var id = RequestIds.generate(new SecureRandom());
                        if (!RequestTable.insert(
                                handle, id, asked, now, now.plus(first).plusSeconds(i))) {
                            throw new AssertionError("not inserted");
                        }
                    }
                    return count;
                });
    }

    public ApprovalRequest holdApproved(String sql) {
        var request = hold(sql);
        return accepted(decide(request, ANA, DBA, Verdict.APPROVE));
    }

    public ApprovalRequest holdExecuting(String sql) {
        return approvals.claim(holdApproved(sql).id()).orElseThrow();
    }

    public Decided decide(
            ApprovalRequest request, Principal approver, Set<String> roles, Verdict verdict) {
        return decide(request, approver, roles, verdict, new Presence.SignedIn(clock.instant()));
    }

    public Decided decide(
            ApprovalRequest request,
            Principal approver,
            Set<String> roles,
            Verdict verdict,
            Presence presence) {
        return decide(
                approvals,
                request.id(),
                approver,
                roles,
                new Ballot(
                        verdict,
                        request.digest(),
                        "because " + verdict,
                        Optional.empty(),
                        0,
                        presence));
    }

    /// By the human's own right, where no detector finds anything.
    public static Decided decide(
            Approvals approvals, String id, Principal approver, Set<String> roles, Ballot ballot) {
        return approvals.decide(id, Voter.alone(approver, roles), ballot, UnaryOperator.identity());
    }

    public static Decided decide(
            Approvals approvals,
            String id,
            Principal approver,
            Set<String> roles,
            Verdict verdict,
            String digest,
            String reason) {
        return decide(approvals, id, approver, roles, new Ballot(verdict, digest, reason));
    }

    /// By a human who signed in just now, or who sends their key along.
    public Ballot ballot(ApprovalRequest request, Verdict verdict, Optional<String> keyId) {
        return new Ballot(
                verdict,
                request.digest(),
                "because",
                keyId,
                0,
                keyId.isPresent() ? Presence.WITH_KEY : new Presence.SignedIn(clock.instant()));
    }

    /// What a tool with no way back would say.
    boolean isIrreversible(Plan plan) {
        targetsAsked.incrementAndGet();
        return plan.normalised().path("sql").asString("").startsWith(GrantBook.DELETE);
    }

    public static ApprovalRequest accepted(Decided decided) {
        return switch (decided) {
            case Decided.Accepted(var request) -> request;
            case Decided.Refused refused -> throw new AssertionError("refused: " + refused);
        };
    }

    public static Decided.Code refused(Decided decided) {
        return switch (decided) {
            case Decided.Accepted accepted -> throw new AssertionError("accepted: " + accepted);
            case Decided.Refused(var code, _) -> code;
        };
    }

    /// Keeps what it hears; fails when told to.
    public static final class Journal implements ApprovalJournal {
        public final List<Transition> transitions = Collections.synchronizedList(new ArrayList<>());
        public final List<RefusedDecision> refusals =
                Collections.synchronizedList(new ArrayList<>());
        public volatile Optional<Kind> failing = Optional.empty();

        @Override
        public void record(Transition transition) {
            if (failing.equals(Optional.of(transition.kind()))) {
                throw new IllegalStateException("the disk is full");
            }
            transitions.add(transition);
        }

        @Override
        public void refused(RefusedDecision decision) {
            refusals.add(decision);
        }

        public List<Kind> kinds() {
            return List.copyOf(transitions).stream().map(Transition::kind).toList();
        }
    }
}
