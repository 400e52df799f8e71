package dev.sallyport.server.approval;

import static dev.sallyport.server.approval.Desk.AGENT;
import static dev.sallyport.server.approval.Desk.ANA;
import static dev.sallyport.server.approval.Desk.BEN;
import static dev.sallyport.server.approval.Desk.BOTH;
import static dev.sallyport.server.approval.Desk.CORA;
import static dev.sallyport.server.approval.Desk.DBA;
import static dev.sallyport.server.approval.Desk.OLGA;
import static dev.sallyport.server.approval.Desk.ONE_DBA;
import static dev.sallyport.server.approval.Desk.SRE;
import static dev.sallyport.server.approval.Desk.TWO_DBAS;
import static dev.sallyport.server.approval.Desk.accepted;
import static dev.sallyport.server.approval.Desk.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalJournal.Kind;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.Approvals.Outcome;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class ApprovalsTest {
    private final TestClock clock = new TestClock();
    private final Desk desk;
    private final Approvals approvals;

    ApprovalsTest(TestDatabase database, @TempDir Path directory) {
        desk = new Desk(database.fresh(directory), clock);
        approvals = desk.approvals;
    }

    @AfterEach
    void close() {
        desk.close();
    }

    // --- asking

    @Test
    void requestIsKeptExactlyAsItWasAsked() {
        var asked = Desk.ask(AGENT, Desk.plan("update 1"), BOTH_WANTED);

        var request = ((Requested.Held) approvals.request(asked)).request();

        var found = approvals.find(request.id()).orElseThrow();
        assertThat(found).isEqualTo(request);
        assertThat(found.asked()).isEqualTo(asked);
        assertThat(found.plan().digest()).isEqualTo(asked.plan().digest());
        assertThat(found.state()).isEqualTo(State.PENDING);
        assertThat(found.deadline()).isEqualTo(clock.instant().plus(Duration.ofHours(1)));
        assertThat(desk.journal.kinds()).containsExactly(Kind.REQUESTED);
    }

    @Test
    void idsCannotBeGuessed() {
        assertThat(IntStream.range(0, 50).mapToObj(i -> desk.hold("update " + i).id()))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("apr_[a-z2-7]{26}"));
    }

    @Test
    void samePlanOfTheSameRequesterIsTheSameRequestWhileOpen() {
        var first = desk.hold("update 1");
        var again = approvals.request(Desk.ask(AGENT, Desk.plan("update 1"), ONE_DBA));
        assertThat(again).isEqualTo(new Requested.Held(first, false));

        var approved = accepted(desk.decide(first, ANA, DBA, Verdict.APPROVE));
        assertThat(approvals.request(Desk.ask(AGENT, Desk.plan("update 1"), ONE_DBA)))
                .isEqualTo(new Requested.Held(approved, false));

        assertThat(approvals.claim(first.id())).isPresent();
        approvals.finish(first.id(), Outcome.COMPLETED, reply("done"), false);
        var next =
                (Requested.Held) approvals.request(Desk.ask(AGENT, Desk.plan("update 1"), ONE_DBA));
        assertThat(next.isNew()).isTrue();
        assertThat(next.request().id()).isNotEqualTo(first.id());
        assertThat(next.request().votes()).isEmpty();
    }

    @Test
    void otherPlansAndOtherRequestersAreOtherRequests() {
        var first = desk.hold("update 1");
        var otherPlan = desk.hold("update 2");
        var other = new Principal("client:other", Principal.Kind.AGENT, Optional.empty(), Set.of());
        var otherRequester =
                (Requested.Held) approvals.request(Desk.ask(other, Desk.plan("update 1"), ONE_DBA));

        assertThat(List.of(first.id(), otherPlan.id(), otherRequester.request().id()))
                .doesNotHaveDuplicates();
    }

    @Test
    void sameAgentForAnotherHumanIsAnotherRequester() {
        var forAna = Desk.agentFor(ANA);
        var olgas = desk.holdApproved("update 1"); // by Ana

        var anas =
                (Requested.Held)
                        approvals.request(Desk.ask(forAna, Desk.plan("update 1"), ONE_DBA));

        assertThat(anas.isNew()).isTrue();
        assertThat(refused(desk.decide(anas.request(), ANA, DBA, Verdict.APPROVE)))
                .isEqualTo(Decided.Code.OWN_REQUEST);
        assertThat(olgas.isRequestedBy(AGENT)).isTrue();
        assertThat(olgas.isRequestedBy(OLGA)).isTrue();
        assertThat(olgas.isRequestedBy(forAna)).isFalse();
        assertThat(olgas.isRequestedBy(ANA)).isFalse();
        assertThat(refused(approvals.cancel(olgas.id(), forAna, Set.of(), "")))
                .isEqualTo(Decided.Code.NO_ROLE);
        assertThat(approvals.overview().list(forAna, Set.of(), Optional.empty(), 10, r -> r))
                .extracting(ApprovalRequest::id)
                .containsExactly(anas.request().id());
    }

    @Test
    void expiredRequestIsAskedAnew() {
        var first = desk.hold("update 1");
        clock.advance(Duration.ofHours(1));

        var next = desk.hold("update 1");

        assertThat(next.id()).isNotEqualTo(first.id());
        assertThat(approvals.find(first.id()).orElseThrow().state()).isEqualTo(State.EXPIRED);
    }

    @Test
    void threeRejectionsCoolTheRequesterDownOnThatTarget() {
        for (int i = 0; i < 3; i++) {
            desk.decide(desk.hold("update " + i), ANA, DBA, Verdict.REJECT);
            clock.advance(Duration.ofMinutes(10));
        }

        var fourth = approvals.request(Desk.ask(AGENT, Desk.plan("update 4"), ONE_DBA));

        assertThat(fourth).isInstanceOf(Requested.Refused.class);
        assertThat(((Requested.Refused) fourth).code()).isEqualTo(Requested.Code.COOLING_DOWN);
        assertThat(((Requested.Refused) fourth).message()).contains("2026-03-01T10:00:00Z");
        var other = new Principal("client:other", Principal.Kind.AGENT, Optional.empty(), Set.of());
        assertThat(approvals.request(Desk.ask(other, Desk.plan("update 4"), ONE_DBA)))
                .isInstanceOf(Requested.Held.class);

        clock.advance(Duration.ofMinutes(30));
        assertThat(approvals.request(Desk.ask(AGENT, Desk.plan("update 4"), ONE_DBA)))
                .isInstanceOf(Requested.Held.class);
    }

    @Test
    void reasonOfAnAgentIsCutVisibly() {
        var words = "x".repeat(499) + "\uD83D\uDE00" + "y".repeat(500);
        var plan = Desk.plan("update 1");
        var asked = Desk.ask(AGENT, plan, ONE_DBA);
        var cut =
                new NewRequest(
                                asked.requester(),
                                asked.session(),
                                asked.client(),
                                asked.callId(),
                                plan,
                                asked.obligations(),
                                asked.preview(),
                                asked.approvers(),
                                asked.ruleIds(),
                                asked.policyDigest(),
                                words)
                        .agentReason();

        assertThat(cut).hasSizeLessThanOrEqualTo(500).endsWith(" … [cut]").startsWith("xxx");
    }

    // --- deciding

    @Test
    void oneApprovalOfTheWantedRoleApproves() {
        var request = desk.hold("update 1");

        var approved = accepted(desk.decide(request, ANA, DBA, Verdict.APPROVE));

        assertThat(approved.state()).isEqualTo(State.APPROVED);
        assertThat(approved.deadline()).isEqualTo(clock.instant().plus(Duration.ofMinutes(10)));
        assertThat(approved.votes()).hasSize(1);
        assertThat(approved.votes().getFirst().roles()).containsExactly("dba");
        assertThat(desk.journal.kinds()).containsExactly(Kind.REQUESTED, Kind.VOTED, Kind.APPROVED);
    }

    @Test
    void quorumOfTwoNeedsTwoHumans() {
        var request = desk.hold("update 1", TWO_DBAS);

        var once = accepted(desk.decide(request, ANA, DBA, Verdict.APPROVE));
        assertThat(once.state()).isEqualTo(State.PENDING);
        assertThat(once.given("dba", clock.instant())).isEqualTo(1);
        assertThat(refused(desk.decide(request, ANA, DBA, Verdict.APPROVE)))
                .isEqualTo(Decided.Code.ALREADY_VOTED);
        for (var alias : List.of("Ana", "ANA", "\uFF41na")) {
            assertThat(refused(desk.decide(request, Desk.human(alias), DBA, Verdict.APPROVE)))
                    .as(alias)
                    .isEqualTo(Decided.Code.ALREADY_VOTED);
        }

        var twice = accepted(desk.decide(request, BEN, DBA, Verdict.APPROVE));
        assertThat(twice.state()).isEqualTo(State.APPROVED);
    }

    @Test
    void oneHumanCountsInEverySetButOnceInEach() {
        var request = desk.hold("update 1", BOTH_WANTED);

        var cora = accepted(desk.decide(request, CORA, BOTH, Verdict.APPROVE));
        assertThat(cora.state()).isEqualTo(State.PENDING);
        assertThat(cora.given("dba", clock.instant())).isEqualTo(1);
        assertThat(cora.given("sre", clock.instant())).isEqualTo(1);

        var ana = accepted(desk.decide(request, ANA, SRE, Verdict.APPROVE));
        assertThat(ana.state()).isEqualTo(State.APPROVED);
    }

    @Test
    void anyRejectionEndsItAndItsReasonIsKept() {
        var request = desk.hold("update 1", TWO_DBAS);
        desk.decide(request, ANA, DBA, Verdict.APPROVE);

        var rejected =
                accepted(
                        Desk.decide(
                                approvals,
                                request.id(),
                                BEN,
                                DBA,
                                Verdict.REJECT,
                                request.digest(),
                                "not on a Friday\u0000\u202E"));

        assertThat(rejected.state()).isEqualTo(State.REJECTED);
        assertThat(rejected.ending().orElseThrow().reason())
                .isEqualTo("not on a Friday\u0000\u202E");
        assertThat(rejected.ending().orElseThrow().by()).contains("user:ben");
        assertThat(refused(desk.decide(request, CORA, DBA, Verdict.APPROVE)))
                .isEqualTo(Decided.Code.NOT_PENDING);
        assertThat(approvals.claim(request.id())).isEmpty();
    }

    @Test
    void wrongDecisionsAreRefusedRecordedAndChangeNothing() {
        var request = desk.hold("update 1");
        var agent = new Principal("client:bot", Principal.Kind.AGENT, Optional.empty(), Set.of());
        var delegate =
                new Principal(
                        "user:dana",
                        Principal.Kind.HUMAN,
                        Optional.of(Principal.human("user:ana", Set.of())),
                        Set.of());
        var owner = new Principal("USER:Olga", Principal.Kind.HUMAN, Optional.empty(), Set.of());
        var all = Set.of("dba", "admin");

        assertThat(
                        refused(
                                Desk.decide(
                                        approvals,
                                        "apr_" + "a".repeat(26),
                                        ANA,
                                        all,
                                        Verdict.APPROVE,
                                        request.digest(),
                                        "")))
                .isEqualTo(Decided.Code.NOT_FOUND);
        assertThat(refused(desk.decide(request, agent, all, Verdict.APPROVE)))
                .isEqualTo(Decided.Code.NOT_HUMAN);
        assertThat(refused(desk.decide(request, AGENT, all, Verdict.APPROVE)))
                .isEqualTo(Decided.Code.NOT_HUMAN);
        assertThat(refused(desk.decide(request, delegate, all, Verdict.APPROVE)))
                .isEqualTo(Decided.Code.NOT_HUMAN);
        assertThat(refused(desk.decide(request, OLGA, all, Verdict.APPROVE)))
                .isEqualTo(Decided.Code.OWN_REQUEST);
        assertThat(refused(desk.decide(request, owner, all, Verdict.REJECT)))
                .isEqualTo(Decided.Code.OWN_REQUEST);
        assertThat(refused(desk.decide(request, ANA, Set.of("admin", "sre"), Verdict.APPROVE)))
                .isEqualTo(Decided.Code.NO_ROLE);
        assertThat(refused(desk.decide(request, ANA, Set.of(), Verdict.REJECT)))
                .isEqualTo(Decided.Code.NO_ROLE);
        for (var digest : List.of("", "0".repeat(64), request.digest().toUpperCase(Locale.ROOT))) {
            assertThat(
                            refused(
                                    Desk.decide(
                                            approvals,
                                            request.id(),
                                            ANA,
                                            all,
                                            Verdict.APPROVE,
                                            digest,
                                            "")))
                    .isEqualTo(Decided.Code.DIGEST_MISMATCH);
        }

        assertThat(approvals.find(request.id())).contains(request);
        assertThat(desk.journal.kinds()).containsExactly(Kind.REQUESTED);
        assertThat(desk.journal.refusals).hasSize(11);
    }

    @Test
    void humanWhoAsksForThemselvesCannotApprove() {
        var request =
                ((Requested.Held) approvals.request(Desk.ask(ANA, Desk.plan("update 1"), ONE_DBA)))
                        .request();

        assertThat(refused(desk.decide(request, ANA, DBA, Verdict.APPROVE)))
                .isEqualTo(Decided.Code.OWN_REQUEST);
        assertThat(accepted(desk.decide(request, BEN, DBA, Verdict.APPROVE)).state())
                .isEqualTo(State.APPROVED);
    }

    @Test
    void approvalOfWhatWasShownBeforeIsNoApprovalOfWhatIsAskedNow() {
        var before = desk.hold("update 1");
        approvals.cancel(before.id(), AGENT, Set.of(), "");
        var now = desk.hold("update 1");

        assertThat(
                        refused(
                                Desk.decide(
                                        approvals,
                                        now.id(),
                                        ANA,
                                        DBA,
                                        Verdict.APPROVE,
                                        before.digest(),
                                        "")))
                .isEqualTo(Decided.Code.DIGEST_MISMATCH);
    }

    // --- time

    @Test
    void pendingRequestExpires() {
        var request = desk.hold("update 1");
        clock.advance(Duration.ofHours(1).minusMillis(1));
        assertThat(approvals.find(request.id()).orElseThrow().state()).isEqualTo(State.PENDING);

        clock.advance(Duration.ofMillis(1));

        assertThat(refused(desk.decide(request, ANA, DBA, Verdict.APPROVE)))
                .isEqualTo(Decided.Code.NOT_PENDING);
        assertThat(approvals.find(request.id()).orElseThrow().state()).isEqualTo(State.EXPIRED);
        assertThat(approvals.list(Optional.of(State.PENDING), 10, r -> r)).isEmpty();
        assertThat(desk.journal.kinds()).containsExactly(Kind.REQUESTED, Kind.EXPIRED);
    }

    @Test
    void approvedRequestIsExecutedInItsWindowOrNever() {
        var request = desk.holdApproved("update 1");
        var other = desk.holdApproved("update 2");

        clock.advance(Duration.ofMinutes(10).minusMillis(1));
        assertThat(approvals.claim(request.id())).isPresent();

        clock.advance(Duration.ofMillis(1));
        assertThat(approvals.claim(other.id())).isEmpty();
        assertThat(approvals.find(other.id()).orElseThrow().state()).isEqualTo(State.EXPIRED);
        assertThat(approvals.find(request.id()).orElseThrow().state()).isEqualTo(State.EXECUTING);
    }

    @Test
    void expireDueAppliesEveryDeadlineAndDropsOldReplies() {
        var pending = desk.hold("update 1");
        var done = desk.holdExecuting("update 2");
        approvals.finish(done.id(), Outcome.FAILED, reply("no"), true);

        assertThat(approvals.expireDue()).isZero();
        assertThat(approvals.find(done.id()).orElseThrow().reply())
                .contains(new ApprovalRequest.KeptReply(reply("no"), true));

        clock.advance(Duration.ofHours(24));
        assertThat(approvals.expireDue()).isEqualTo(1);
        assertThat(approvals.find(pending.id()).orElseThrow().state()).isEqualTo(State.EXPIRED);
        assertThat(approvals.find(done.id()).orElseThrow().state()).isEqualTo(State.FAILED);
        assertThat(approvals.find(done.id()).orElseThrow().reply()).isEmpty();
    }

    // --- taking back

    @Test
    void requesterItsHumanAndApproversCancelUntilItRuns() {
        var byRequester = desk.hold("update 1");
        var byHuman = desk.hold("update 2");
        var byApprover = desk.holdApproved("update 3");
        var running = desk.holdExecuting("update 4");

        assertThat(accepted(approvals.cancel(byRequester.id(), AGENT, Set.of(), "")).state())
                .isEqualTo(State.CANCELLED);
        assertThat(accepted(approvals.cancel(byHuman.id(), OLGA, Set.of(), "no longer")).ending())
                .contains(
                        new ApprovalRequest.Ending(
                                clock.instant(), Optional.of("user:olga"), "no longer"));
        assertThat(accepted(approvals.cancel(byApprover.id(), BEN, DBA, "wrong day")).state())
                .isEqualTo(State.CANCELLED);
        assertThat(approvals.claim(byApprover.id())).isEmpty();
        assertThat(refused(approvals.cancel(running.id(), AGENT, Set.of(), "")))
                .isEqualTo(Decided.Code.NOT_PENDING);
        assertThat(refused(approvals.cancel("apr_" + "a".repeat(26), AGENT, Set.of(), "")))
                .isEqualTo(Decided.Code.NOT_FOUND);
    }

    @Test
    void strangersCancelNothing() {
        var request = desk.hold("update 1");
        var agent = new Principal("client:bot", Principal.Kind.AGENT, Optional.empty(), Set.of());

        assertThat(refused(approvals.cancel(request.id(), BEN, Set.of("sre"), "")))
                .isEqualTo(Decided.Code.NO_ROLE);
        assertThat(refused(approvals.cancel(request.id(), agent, DBA, "")))
                .isEqualTo(Decided.Code.NO_ROLE);
        assertThat(approvals.find(request.id())).contains(request);
        assertThat(desk.journal.refusals).hasSize(2);
    }

    // --- running

    @Test
    void approvedPlanRunsOnceAndItsReplyIsKept() {
        var asked = desk.hold("update 1");
        assertThat(approvals.claim(asked.id())).isEmpty();
        desk.decide(asked, ANA, DBA, Verdict.APPROVE);

        var claimed = approvals.claim(asked.id()).orElseThrow();
        assertThat(claimed.plan().digest()).isEqualTo(Desk.plan("update 1").digest());
        assertThat(claimed.state()).isEqualTo(State.EXECUTING);
        assertThat(approvals.claim(asked.id())).isEmpty();

        assertThat(approvals.finish(asked.id(), Outcome.COMPLETED, reply("3 rows"), false))
                .isTrue();
        assertThat(approvals.finish(asked.id(), Outcome.FAILED, reply("late"), true)).isFalse();
        assertThat(approvals.markUnknown(asked.id())).isFalse();
        var found = approvals.find(asked.id()).orElseThrow();
        assertThat(found.state()).isEqualTo(State.COMPLETED);
        assertThat(found.reply()).contains(new ApprovalRequest.KeptReply(reply("3 rows"), false));
        assertThat(desk.journal.kinds())
                .containsExactly(
                        Kind.REQUESTED, Kind.VOTED, Kind.APPROVED, Kind.CLAIMED, Kind.COMPLETED);
    }

    @Test
    void approvalsAreJudgedAgainByTheRolesOfNow() {
        desk.hold("update 1", TWO_DBAS);
        var request = desk.hold("update 1", TWO_DBAS);
        desk.decide(request, ANA, DBA, Verdict.APPROVE);
        var approved = accepted(desk.decide(request, BEN, DBA, Verdict.APPROVE));

        assertThat(approved.approvedBy(TWO_DBAS, p -> DBA, clock.instant())).isTrue();
        assertThat(
                        approved.approvedBy(
                                TWO_DBAS, p -> p.equals(BEN) ? Set.of() : DBA, clock.instant()))
                .isFalse();
        assertThat(
                        approved.approvedBy(
                                List.of(new ApproverSet("dba", 3)), p -> DBA, clock.instant()))
                .isFalse();
        assertThat(approved.approvedBy(BOTH_WANTED, p -> DBA, clock.instant())).isFalse();
        assertThat(approved.votes().getFirst().approver()).isEqualTo(ANA);
    }

    // --- listing

    @Test
    void listIsNewestFirstFilteredAndBounded() {
        var ids =
                IntStream.range(0, 5)
                        .mapToObj(i -> {
                            clock.advance(Duration.ofSeconds(1));
                            return desk.hold("update " + i).id();
                        })
                        .toList();
        desk.decide(approvals.find(ids.get(2)).orElseThrow(), ANA, DBA, Verdict.APPROVE);

        assertThat(approvals.list(Optional.empty(), 3, r -> r))
                .extracting(ApprovalRequest::id)
                .containsExactly(ids.get(4), ids.get(3), ids.get(2));
        assertThat(approvals.list(Optional.of(State.PENDING), 10, r -> r))
                .extracting(ApprovalRequest::id)
                .containsExactly(ids.get(4), ids.get(3), ids.get(1), ids.get(0));
        assertThat(approvals.list(Optional.of(State.APPROVED), 10, r -> r).getFirst().votes())
                .hasSize(1);
        assertThat(approvals.overview().list(AGENT, Set.of(), Optional.empty(), 10, r -> r))
                .hasSize(5);
        assertThat(approvals.overview().list(ANA, Set.of(), Optional.empty(), 10, r -> r))
                .isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> approvals.list(Optional.empty(), 501, r -> r));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> approvals.list(Optional.empty(), 0, r -> r));
        assertThat(approvals.find("nothing")).isEmpty();
    }

    private static final List<ApproverSet> BOTH_WANTED =
            List.of(new ApproverSet("dba", 1), new ApproverSet("sre", 2));

    private static ObjectNode reply(String text) {
        return JsonNodeFactory.instance.objectNode().put("status", text);
    }
}
