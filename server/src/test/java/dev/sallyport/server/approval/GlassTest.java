package dev.sallyport.server.approval;

import static dev.sallyport.server.approval.Desk.AGENT;
import static dev.sallyport.server.approval.Desk.ANA;
import static dev.sallyport.server.approval.Desk.BEN;
import static dev.sallyport.server.approval.Desk.CORA;
import static dev.sallyport.server.approval.Desk.DBA;
import static dev.sallyport.server.approval.Desk.OLGA;
import static dev.sallyport.server.approval.Desk.TWO_DBAS;
import static dev.sallyport.server.approval.Desk.accepted;
import static dev.sallyport.server.approval.Desk.refused;
import static dev.sallyport.server.approval.GlassBook.NIGHT;
import static dev.sallyport.server.approval.GlassBook.ONCALL;
import static dev.sallyport.server.approval.GlassBook.REASON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalJournal.Kind;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.identity.ApiKeys;
import dev.sallyport.server.identity.ApiKeys.Creation;
import dev.sallyport.server.identity.ApiKeys.Opened;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import dev.sallyport.tools.Preview;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who breaks the glass, what that releases, and who reviews it.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class GlassTest {
    private static final int RACES = 40;
    private static final Duration DAY = Duration.ofHours(24);

    private final TestClock clock = new TestClock();
    private final List<Kind> told = Collections.synchronizedList(new ArrayList<>());
    private final String url;
    private final Desk desk;
    private final GlassBook book;
    private final Desk otherDesk;
    private final GlassBook other;

    GlassTest(TestDatabase database, @TempDir Path directory) {
        url = database.fresh(directory);
        desk = new Desk(url, clock, Desk.SETTINGS.withInstance("one"));
        book = new GlassBook(desk, _ -> (_, kind, _) -> told.add(kind));
        otherDesk = new Desk(url, clock, Desk.SETTINGS.withInstance("other"));
        other = new GlassBook(otherDesk, _ -> (_, kind, _) -> told.add(kind));
    }

    @AfterEach
    void close() {
        desk.close();
        otherDesk.close();
    }

    @Test
    void oneHumanReleasesTheCallAtOnceAndOnceOnly() {
        var request = desk.hold("update 1", NIGHT);

        var broken = accepted(book.breakGlass(request, CORA, ONCALL));

        assertThat(broken.state()).isEqualTo(State.APPROVED);
        assertThat(broken.votes()).isEmpty();
        assertThat(broken.deadline()).isEqualTo(clock.instant().plus(Duration.ofMinutes(10)));
        var glass = broken.glass().orElseThrow();
        assertThat(glass.breaker()).isEqualTo(CORA);
        assertThat(glass.reason()).isEqualTo(REASON);
        assertThat(glass.due()).isEqualTo(clock.instant().plus(DAY));
        assertThat(glass.review()).isEmpty();
        assertThat(book.journal.heard).containsExactly("broken " + request.id() + " by user:cora");
        assertThat(told).containsExactly(Kind.BROKE_GLASS);
        assertThat(refused(book.breakGlass(request, CORA, ONCALL)))
                .isEqualTo(Decided.Code.NOT_PENDING);
        assertThat(desk.approvals.claim(request.id())).isPresent();
        assertThat(otherDesk.approvals.claim(request.id())).isEmpty();
    }

    @Test
    void whatWasReleasedRunsNoLongerThanAnApproval() {
        var broken = book.broken("update 1");

        clock.advance(Duration.ofMinutes(10));

        assertThat(desk.approvals.claim(broken.id())).isEmpty();
        assertThat(desk.approvals.find(broken.id()).orElseThrow().state()).isEqualTo(State.EXPIRED);
        assertThat(book.glass.list(false, 10)).hasSize(1);
    }

    @Test
    void onlyTheRoleThatTheRuleNamesBreaksIt() {
        var request = desk.hold("update 1", NIGHT);

        assertThat(refused(book.breakGlass(request, CORA, DBA))).isEqualTo(Decided.Code.NO_ROLE);
        assertThat(refused(book.breakGlass(request, CORA, Set.of())))
                .isEqualTo(Decided.Code.NO_ROLE);
        assertThat(refused(book.breakGlass(desk.hold("update 2", TWO_DBAS), CORA, ONCALL)))
                .isEqualTo(Decided.Code.NO_ROLE);
        assertThat(book.journal.refusals)
                .hasSize(3)
                .allMatch(refusal -> refusal.code().equals("BREAK_GLASS_NO_ROLE"));
        assertThat(book.journal.heard).isEmpty();
        assertThat(desk.approvals.find(request.id()).orElseThrow().state())
                .isEqualTo(State.PENDING);
    }

    @Test
    void everySetThatIsMissingMustNameARoleOfTheHuman() {
        var sets =
                List.of(
                        new ApproverSet("dba", 1, Optional.of("oncall")),
                        new ApproverSet("sre", 1, Optional.of("captain")));
        var request = desk.hold("update 1", sets);

        assertThat(refused(book.breakGlass(request, CORA, ONCALL))).isEqualTo(Decided.Code.NO_ROLE);
        var _ = accepted(desk.decide(request, ANA, Desk.SRE, Verdict.APPROVE));
        var broken = accepted(book.breakGlass(request, CORA, ONCALL));

        assertThat(broken.state()).isEqualTo(State.APPROVED);
        assertThat(desk.approvals.claim(request.id())).isPresent();
        var both = desk.hold("update 2", sets);
        var _ = accepted(book.breakGlass(both, CORA, Set.of("oncall", "captain")));
    }

    @Test
    void aSetThatLetsNobodyPassKeepsAllFromPassing() {
        var sets =
                List.of(
                        new ApproverSet("dba", 1, Optional.of("oncall")),
                        new ApproverSet("sre", 1));
        var request = desk.hold("update 1", sets);

        assertThat(refused(book.breakGlass(request, CORA, Set.of("oncall", "sre"))))
                .isEqualTo(Decided.Code.NO_ROLE);
    }

    @Test
    void whoHasApprovedAlreadyMayStillBreakItForWhoIsMissing() {
        var request = desk.hold("update 1", NIGHT);
        var roles = Set.of("dba", "oncall");
        var _ = accepted(desk.decide(request, CORA, roles, Verdict.APPROVE));

        assertThat(accepted(book.breakGlass(request, CORA, roles)).state())
                .isEqualTo(State.APPROVED);
    }

    @Test
    void neitherAgentsNorTheRequesterNorItsHumanBreakIt() {
        var request = desk.hold("update 1", NIGHT);
        var forAnother =
                new Principal(
                        "user:cora",
                        Principal.Kind.HUMAN,
                        Optional.of(Principal.human("user:dan", Set.of())),
                        Set.of());

        assertThat(refused(book.breakGlass(request, AGENT, ONCALL)))
                .isEqualTo(Decided.Code.NOT_HUMAN);
        assertThat(refused(book.breakGlass(request, forAnother, ONCALL)))
                .isEqualTo(Decided.Code.NOT_HUMAN);
        assertThat(refused(book.breakGlass(request, OLGA, ONCALL)))
                .isEqualTo(Decided.Code.OWN_REQUEST);
        assertThat(refused(book.breakGlass(request, Desk.human("OLGA"), ONCALL)))
                .isEqualTo(Decided.Code.OWN_REQUEST);
    }

    @Test
    void itTakesTheDigestThatWasShown() {
        var request = desk.hold("update 1", NIGHT);
        var another = desk.hold("update 2", NIGHT);

        var decided =
                book.glass.breakGlass(
                        request.id(), CORA, ONCALL, GlassBook.ballot(another, REASON));

        assertThat(refused(decided)).isEqualTo(Decided.Code.DIGEST_MISMATCH);
        assertThat(
                        refused(
                                book.glass.breakGlass(
                                        "apr_x", CORA, ONCALL, GlassBook.ballot(request, REASON))))
                .isEqualTo(Decided.Code.NOT_FOUND);
    }

    @Test
    void whatIsOverIsNotReleased() {
        var rejected = desk.hold("update 1", NIGHT);
        var _ = accepted(desk.decide(rejected, ANA, DBA, Verdict.REJECT));
        var cancelled = desk.hold("update 2", NIGHT);
        var _ = accepted(desk.approvals.cancel(cancelled.id(), AGENT, Set.of(), ""));
        var expired = desk.hold("update 3", NIGHT);
        clock.advance(Duration.ofHours(1));

        for (var request : List.of(rejected, cancelled, expired)) {
            assertThat(refused(book.breakGlass(request, CORA, ONCALL)))
                    .isEqualTo(Decided.Code.NOT_PENDING);
        }
    }

    @Test
    void aNoHoldsForAnHourThoughTheSameCallIsAskedForAgain() {
        var _ = accepted(desk.decide(desk.hold("update 1", NIGHT), ANA, DBA, Verdict.REJECT));
        var approvedFirst = desk.hold("update 2", List.of(new ApproverSet("dba", 1)));
        var _ = accepted(desk.decide(approvedFirst, ANA, DBA, Verdict.APPROVE));
        var _ = accepted(desk.approvals.cancel(approvedFirst.id(), BEN, DBA, "no"));
        clock.advance(GlassRules.NO_HOLDS);

        for (var sql : List.of("update 1", "update 2")) {
            var again = desk.hold(sql, NIGHT);
            assertThat(refused(book.breakGlass(again, CORA, ONCALL)))
                    .isEqualTo(Decided.Code.SAID_NO);
            assertThat(book.glass.earlier(CORA, again)).isPresent();
            assertThat(refused(other.breakGlass(again, BEN, ONCALL)))
                    .isEqualTo(Decided.Code.SAID_NO);
            assertThat(desk.approvals.find(again.id()).orElseThrow().state())
                    .isEqualTo(State.PENDING);
        }
        var _ = accepted(book.breakGlass(desk.hold("update 3", NIGHT), CORA, ONCALL));
        clock.advance(Duration.ofMillis(1));
        var _ = accepted(book.breakGlass(desk.hold("update 1", NIGHT), CORA, ONCALL));
        var _ = accepted(book.breakGlass(desk.hold("update 2", NIGHT), CORA, ONCALL));
    }

    @Test
    void whatItsOwnRequesterTookBackIsNoNo() {
        var own = desk.hold("update 1", NIGHT);
        var _ = accepted(desk.approvals.cancel(own.id(), AGENT, Set.of(), ""));
        var humans = desk.hold("update 1", NIGHT);
        var _ = accepted(desk.approvals.cancel(humans.id(), OLGA, Set.of(), ""));

        var _ = accepted(book.breakGlass(desk.hold("update 1", NIGHT), CORA, ONCALL));
    }

    @Test
    void whatIsHiddenMustBeAcceptedByItsNumber() {
        var asked = Desk.ask(AGENT, Desk.plan("update 1"), NIGHT);
        var shown =
                new Preview("update card " + GrantBook.CARD, List.of(), asked.preview().state());
        var request =
                ((Requested.Held) desk.approvals.request(GrantBook.showing(asked, shown)))
                        .request();
        var hidden = HiddenValues.of(request, GrantBook::masked).count();
        var ballot = GlassBook.ballot(request, REASON);

        assertThat(hidden).isPositive();
        assertThat(refused(book.glass.breakGlass(request.id(), CORA, ONCALL, ballot)))
                .isEqualTo(Decided.Code.HIDDEN_VALUES);
        assertThat(
                        accepted(
                                        book.glass.breakGlass(
                                                request.id(),
                                                CORA,
                                                ONCALL,
                                                GlassBook.accepting(ballot, hidden)))
                                .state())
                .isEqualTo(State.APPROVED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "prod is down",
                "                              ",
                "a                             b",
                "\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b",
                "\u3164\u3164\u3164\u3164\u3164\u3164\u3164\u3164\u3164\u3164\u3164\u3164\u3164\u3164\u3164\u3164\u3164\u3164\u3164\u3164",
                "nineteen characters",
                "....................",
                "...........................and fourteen ok",
                "\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
                "a \u0301 \u0301 \u0301 \u0301 \u0301 \u0301 \u0301 \u0301 \u0301 \u0301 \u0301 \u0301"
            })
    void aReasonThatSaysNothingDoesNotDo(String reason) {
        var request = desk.hold("update 1", NIGHT);

        assertThat(refused(book.breakGlass(request, CORA, ONCALL, reason)))
                .isEqualTo(Decided.Code.WRONG_REASON);
    }

    @Test
    void aReasonHasItsBounds() {
        var most = "x".repeat(BrokenGlass.TEXT_LENGTH_MAX);

        assertThat(refused(book.breakGlass(desk.hold("update 1", NIGHT), CORA, ONCALL, most + "x")))
                .isEqualTo(Decided.Code.WRONG_REASON);
        assertThat(
                        accepted(
                                        book.breakGlass(
                                                desk.hold("update 1", NIGHT),
                                                CORA,
                                                ONCALL,
                                                " " + most + "\n"))
                                .glass()
                                .orElseThrow()
                                .reason())
                .isEqualTo(most);
        var _ =
                accepted(
                        book.breakGlass(
                                desk.hold("update 2", NIGHT), BEN, ONCALL, "twenty characters ok"));
    }

    @Test
    void itTakesAFreshSignIn() {
        var request = desk.hold("update 1", NIGHT);
        var now = clock.instant();

        for (var stale :
                List.of(
                        Presence.UNKNOWN,
                        new Presence.SignedIn(now.minus(Desk.SETTINGS.freshSignIn().within())))) {
            assertThat(
                            refused(
                                    book.glass.breakGlass(
                                            request.id(), CORA, ONCALL, there(request, stale))))
                    .isEqualTo(Decided.Code.FRESH_SIGN_IN_NEEDED);
        }
        var fresh = new Presence.SignedIn(now.minusSeconds(1));
        var _ = accepted(book.glass.breakGlass(request.id(), CORA, ONCALL, there(request, fresh)));
    }

    private static Ballot there(ApprovalRequest request, Presence presence) {
        return new Ballot(Verdict.APPROVE, request.digest(), REASON, Optional.empty(), 0, presence);
    }

    @Test
    void nothingHappensThatCannotBeRecorded() {
        var request = desk.hold("update 1", NIGHT);
        book.journal.failing = true;

        assertThatIllegalStateException().isThrownBy(() -> book.breakGlass(request, CORA, ONCALL));

        var found = desk.approvals.find(request.id()).orElseThrow();
        assertThat(found.state()).isEqualTo(State.PENDING);
        assertThat(found.glass()).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void whatWasApprovedByBrokenGlassStopsCountingWithTheRoleOrTheKey() {
        var keys = new ApiKeys(desk.store, clock, new SecureRandom());
        var keyId = key(keys, "cora");
        var request = desk.hold("update 1", NIGHT);
        var broken =
                accepted(
                        book.glass.breakGlass(
                                request.id(),
                                CORA,
                                ONCALL,
                                GlassBook.by(GlassBook.ballot(request, REASON), keyId)));
        var now = clock.instant();

        assertThat(broken.approvedBy(NIGHT, _ -> ONCALL, now)).isTrue();
        assertThat(broken.approvedBy(NIGHT, _ -> DBA, now)).isFalse();
        assertThat(broken.approvedBy(TWO_DBAS, _ -> ONCALL, now)).isFalse();
        assertThat(keys.revoke("cora")).isTrue();
        var found = desk.approvals.find(request.id()).orElseThrow();
        assertThat(found.approvedBy(NIGHT, _ -> ONCALL, now)).isFalse();
        assertThat(found.outlivedAKey(now)).isTrue();
        assertThat(desk.approvals.claim(request.id())).isEmpty();
        var again = desk.hold("update 2", NIGHT);
        assertThat(
                        refused(
                                book.glass.breakGlass(
                                        again.id(),
                                        CORA,
                                        ONCALL,
                                        GlassBook.by(GlassBook.ballot(again, REASON), keyId))))
                .isEqualTo(Decided.Code.KEY_ENDED);
    }

    private static String key(ApiKeys keys, String name) {
        return switch (keys.create(name, Set.of(), true, Optional.empty())) {
            case Creation.Created(var token, _) -> ((Opened.Works) keys.open(token)).key().keyId();
            case Creation.Refused refused -> throw new AssertionError(refused);
        };
    }

    @Test
    void whoAgreedAndNoLongerCountsIsNotPassedOverAfterwards() {
        var keys = new ApiKeys(desk.store, clock, new SecureRandom());
        var keyId = key(keys, "ana");
        var sets =
                List.of(
                        new ApproverSet("dba", 1, Optional.of("oncall")),
                        new ApproverSet("sre", 1, Optional.of("captain")));
        var all = Set.of("oncall", "captain");
        var missing = desk.hold("update 1", sets);
        approveWith(keyId, missing, Desk.SRE);
        var _ = accepted(book.breakGlass(missing, CORA, ONCALL));
        // One who could have passed over both passed over one, too.
        var both = desk.hold("update 2", sets);
        approveWith(keyId, both, Desk.SRE);
        var _ = accepted(book.breakGlass(both, CORA, all));
        var fewer = desk.hold("update 3", NIGHT);
        approveWith(keyId, fewer, DBA);
        var _ = accepted(book.breakGlass(fewer, CORA, ONCALL));
        var now = clock.instant();
        for (var request : List.of(missing, both, fewer)) {
            var found = desk.approvals.find(request.id()).orElseThrow();
            assertThat(found.approvedBy(found.asked().approvers(), GlassTest::rolesNow, now))
                    .isTrue();
            // A role that is lost is a voice that is lost.
            assertThat(found.approvedBy(found.asked().approvers(), _ -> all, now)).isFalse();
        }

        assertThat(keys.revoke("ana")).isTrue();

        for (var request : List.of(missing, both, fewer)) {
            var found = desk.approvals.find(request.id()).orElseThrow();
            assertThat(found.approvedBy(found.asked().approvers(), GlassTest::rolesNow, now))
                    .isFalse();
            assertThat(desk.approvals.claim(request.id())).isEmpty();
        }
    }

    private void approveWith(String keyId, ApprovalRequest request, Set<String> roles) {
        var ballot = GlassBook.by(GlassBook.ballot(request, REASON), keyId);
        assertThat(accepted(Desk.decide(desk.approvals, request.id(), ANA, roles, ballot)).state())
                .isEqualTo(State.PENDING);
    }

    /// Cora breaks any glass, and everyone else approves.
    private static Set<String> rolesNow(Principal human) {
        return human.equals(CORA) ? Set.of("oncall", "captain") : Set.of("dba", "sre");
    }

    @Test
    void aVoteWhoseDelegationEndsIsNotPassedOverAfterwards() {
        var delegations = new DelegationBook(desk);
        var delegation = delegations.given(ANA, BEN);
        var request = desk.hold("update 1", NIGHT);
        var _ = accepted(delegations.approve(request, BEN));
        var _ = accepted(book.breakGlass(request, CORA, ONCALL));

        var _ = DelegationBook.accepted(delegations.end(ANA, delegation));

        assertThat(desk.approvals.claim(request.id())).isEmpty();
    }

    @Test
    void whoStillAgreesLeavesPassedOverWhoWasMissing() {
        var request = desk.hold("update 1", NIGHT);
        var _ = accepted(desk.decide(request, ANA, DBA, Verdict.APPROVE));

        var broken = accepted(book.breakGlass(request, CORA, ONCALL));

        assertThat(broken.glass().orElseThrow().passed()).isEqualTo(Map.of("dba", 1));
        assertThat(desk.approvals.claim(request.id())).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{\"dba\":-1}", "{\"dba\":\"0\"}", "nothing"})
    void whatWasPassedOverMustBeReadable(String text) {
        var broken = book.broken("update 1");
        var _ =
                desk.store.write(
                        h -> h.execute("UPDATE approval_review SET passed_over = ?", text));

        assertThat(desk.approvals.claim(broken.id())).isEmpty();
        assertThat(book.glass.list(false, 10)).isEmpty();
    }

    @Test
    void glassThatWasBrokenOnAnotherDigestIsTampering() {
        var broken = book.broken("update 1");
        var _ = desk.store.write(h -> h.execute("UPDATE approval_review SET request_digest = 'x'"));

        assertThat(desk.approvals.claim(broken.id())).isEmpty();
        assertThat(book.glass.list(false, 10)).isEmpty();
    }

    @Test
    void anotherHumanReviewsItOnce() {
        var broken = book.broken("update 1");

        var review =
                GlassBook.reviewed(
                        book.review(
                                broken,
                                ANA,
                                DBA,
                                BrokenGlass.Verdict.NOT_JUSTIFIED,
                                " it was no emergency "));

        assertThat(review.reviewer()).isEqualTo(ANA);
        assertThat(review.note()).isEqualTo("it was no emergency");
        assertThat(review.at()).isEqualTo(clock.instant());
        assertThat(GlassBook.refused(other.review(broken, BEN, DBA)))
                .isEqualTo(Reviewed.Code.REVIEWED_ALREADY);
        assertThat(book.journal.heard).endsWith("not_justified " + broken.id());
        assertThat(book.glass.list(false, 10)).isEmpty();
        assertThat(book.glass.list(true, 10)).hasSize(1);
    }

    @Test
    void whatWasReleasedWithoutNeedDoesNotRunAnyMore() {
        var broken = book.broken("update 1");

        var _ =
                GlassBook.reviewed(
                        book.review(
                                broken, ANA, DBA, BrokenGlass.Verdict.NOT_JUSTIFIED, "no need"));

        var found = desk.approvals.find(broken.id()).orElseThrow();
        assertThat(found.state()).isEqualTo(State.CANCELLED);
        assertThat(found.ending().orElseThrow().by()).contains("user:ana");
        assertThat(found.glass().orElseThrow().review()).isPresent();
        assertThat(desk.journal.kinds()).endsWith(Kind.CANCELLED);
        assertThat(desk.approvals.claim(broken.id())).isEmpty();
        // It is a no like any other.
        assertThat(refused(book.breakGlass(desk.hold("update 1", NIGHT), BEN, ONCALL)))
                .isEqualTo(Decided.Code.SAID_NO);
    }

    @Test
    void whatRunsOrWasJustifiedIsLeftAlone() {
        var running = book.broken("update 1");
        var _ = desk.approvals.claim(running.id()).orElseThrow();
        var justified = book.broken("update 2");

        var _ =
                GlassBook.reviewed(
                        book.review(
                                running, ANA, DBA, BrokenGlass.Verdict.NOT_JUSTIFIED, "no need"));
        var _ = GlassBook.reviewed(book.review(justified, ANA, DBA));

        assertThat(desk.approvals.find(running.id()).orElseThrow().state())
                .isEqualTo(State.EXECUTING);
        assertThat(desk.approvals.claim(justified.id())).isPresent();
        assertThat(desk.journal.kinds()).doesNotContain(Kind.CANCELLED);
    }

    @Test
    void aReviewThatCannotTakeItBackIsNone() {
        var broken = book.broken("update 1");
        desk.journal.failing = Optional.of(Kind.CANCELLED);

        assertThatIllegalStateException()
                .isThrownBy(() ->
                        book.review(
                                broken, ANA, DBA, BrokenGlass.Verdict.NOT_JUSTIFIED, "no need"));

        var found = desk.approvals.find(broken.id()).orElseThrow();
        assertThat(found.state()).isEqualTo(State.APPROVED);
        assertThat(found.glass().orElseThrow().review()).isEmpty();
    }

    @Test
    void runningAndTakingBackHaveOneWinner() throws Exception {
        for (int i = 0; i < RACES; i++) {
            var request = desk.hold("update " + i, NIGHT);
            var broken = accepted(book.breakGlass(request, Desk.human("oncall" + i), ONCALL));

            var ran =
                    race(
                            List.<Callable<Boolean>>of(
                                    () -> otherDesk.approvals.claim(broken.id()).isPresent(),
                                    () -> {
                                        GlassBook.reviewed(
                                                book.review(
                                                        broken,
                                                        ANA,
                                                        DBA,
                                                        BrokenGlass.Verdict.NOT_JUSTIFIED,
                                                        "no need"));
                                        return false;
                                    }));

            assertThat(desk.approvals.find(broken.id()).orElseThrow().state())
                    .isEqualTo(ran.getFirst() ? State.EXECUTING : State.CANCELLED);
        }
    }

    @Test
    void neitherTheBreakerNorTheRequesterNorStrangersReview() {
        var broken = book.broken("update 1");

        assertThat(GlassBook.refused(book.review(broken, CORA, DBA)))
                .isEqualTo(Reviewed.Code.OWN_BREAKING);
        assertThat(GlassBook.refused(book.review(broken, Desk.human("Cora"), DBA)))
                .isEqualTo(Reviewed.Code.OWN_BREAKING);
        assertThat(GlassBook.refused(book.review(broken, OLGA, DBA)))
                .isEqualTo(Reviewed.Code.OWN_REQUEST);
        assertThat(GlassBook.refused(book.review(broken, AGENT, DBA)))
                .isEqualTo(Reviewed.Code.NOT_HUMAN);
        assertThat(GlassBook.refused(book.review(broken, ANA, ONCALL)))
                .isEqualTo(Reviewed.Code.NO_ROLE);
        assertThat(GlassBook.refused(book.review(desk.hold("update 2", NIGHT), ANA, DBA)))
                .isEqualTo(Reviewed.Code.NOT_FOUND);
        assertThat(
                        GlassBook.refused(
                                book.review(
                                        broken,
                                        ANA,
                                        DBA,
                                        BrokenGlass.Verdict.NOT_JUSTIFIED,
                                        " \u200b")))
                .isEqualTo(Reviewed.Code.WRONG_NOTE);
        assertThat(book.journal.refusals)
                .hasSize(7)
                .allMatch(refusal -> refusal.code().startsWith("REVIEW_"));
        assertThat(desk.approvals.find(broken.id()).orElseThrow().glass().orElseThrow().review())
                .isEmpty();
    }

    @Test
    void whoApprovedItDoesNotReviewIt() {
        var delegations = new DelegationBook(desk);
        var _ = delegations.given(ANA, BEN);
        var request = desk.hold("update 1", NIGHT);
        var _ = accepted(delegations.approve(request, BEN));
        var broken = accepted(book.breakGlass(request, CORA, ONCALL));

        for (var name : List.of("ana", "Ana", "ben")) {
            assertThat(GlassBook.refused(book.review(broken, Desk.human(name), DBA)))
                    .isEqualTo(Reviewed.Code.APPROVED_IT);
        }
        assertThat(
                        GlassBook.refused(
                                book.glass.review(
                                        broken.id(),
                                        ANA,
                                        DBA,
                                        true,
                                        Optional.empty(),
                                        BrokenGlass.Verdict.JUSTIFIED,
                                        "")))
                .isEqualTo(Reviewed.Code.APPROVED_IT);
        var _ = GlassBook.reviewed(book.review(broken, Desk.human("dan"), DBA));
    }

    @Test
    void whoAdministersReviewsWithoutTheRole() {
        var broken = book.broken("update 1");

        var answer =
                book.glass.review(
                        broken.id(),
                        ANA,
                        Set.of(),
                        true,
                        Optional.empty(),
                        BrokenGlass.Verdict.JUSTIFIED,
                        "");

        assertThat(GlassBook.reviewed(answer).verdict()).isEqualTo(BrokenGlass.Verdict.JUSTIFIED);
    }

    @Test
    void anOverdueReviewIsToldOnceOverAllProcessesAndStopsTheHuman() throws Exception {
        var broken = book.broken("update 1");
        assertThat(book.glass.tellOverdue()).isZero();

        clock.advance(DAY);
        var counts = race(List.of(book.glass::tellOverdue, other.glass::tellOverdue));

        assertThat(counts).containsExactlyInAnyOrder(0, 1);
        assertThat(book.glass.tellOverdue() + other.glass.tellOverdue()).isZero();
        assertThat(told).containsExactly(Kind.BROKE_GLASS, Kind.REVIEW_OVERDUE);
        assertThat(
                        refused(
                                book.breakGlass(
                                        desk.hold("update 2", NIGHT), Desk.human("CORA"), ONCALL)))
                .isEqualTo(Decided.Code.REVIEW_OVERDUE);
        var _ = accepted(book.breakGlass(desk.hold("update 3", NIGHT), BEN, ONCALL));
        var _ = GlassBook.reviewed(book.review(broken, ANA, DBA));
        var _ = accepted(book.breakGlass(desk.hold("update 2", NIGHT), CORA, ONCALL));
    }

    @Test
    void whatWasTamperedWithKeepsNoOtherFromBeingTold() {
        for (int i = 0; i < Glass.TOLD_AT_A_TIME; i++) {
            var request = desk.hold("update " + i, NIGHT);
            var _ = accepted(book.breakGlass(request, Desk.human("oncall" + i), ONCALL));
        }
        clock.advance(Duration.ofMillis(1));
        var id = book.broken("update last").id();
        var _ =
                desk.store.write(h ->
                        h.execute(
                                "UPDATE approval_review SET breaker = 'x' WHERE request_id <> ?",
                                id));
        clock.advance(DAY);

        assertThat(book.glass.tellOverdue()).isEqualTo(1);
        assertThat(book.journal.heard).endsWith("overdue " + id);
        assertThat(book.glass.tellOverdue()).isZero();
    }

    @Test
    void whatCannotBeToldKeepsNoOtherFromBeingTold() {
        var first = book.broken("update 1");
        clock.advance(Duration.ofMillis(1));
        var second = book.broken("update 2");
        clock.advance(DAY);
        var broken =
                new GlassBook(
                        otherDesk,
                        _ ->
                                (_, _, request) -> {
                                    if (request.id().equals(first.id())) {
                                        throw new IllegalStateException("this one cannot be told");
                                    }
                                });

        assertThatIllegalStateException().isThrownBy(broken.glass::tellOverdue);

        assertThat(overdue(second)).isPresent();
        assertThat(overdue(first)).isEmpty();
        assertThat(book.glass.tellOverdue()).isEqualTo(1);
    }

    private Optional<Instant> overdue(ApprovalRequest request) {
        return desk.approvals
                .find(request.id())
                .flatMap(ApprovalRequest::glass)
                .flatMap(BrokenGlass::overdue);
    }

    @Test
    void theLastInstantIsInTime() {
        var broken = book.broken("update 1");

        clock.advance(DAY.minusMillis(1));

        assertThat(book.glass.tellOverdue()).isZero();
        assertThat(broken.glass().orElseThrow().isOverdue(clock.instant())).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(broken.glass().orElseThrow().isOverdue(clock.instant())).isTrue();
    }

    @Test
    void whoBrokeItWithoutNeedBreaksNoneForADay() {
        var broken = book.broken("update 1");
        var _ =
                GlassBook.reviewed(
                        book.review(
                                broken, ANA, DBA, BrokenGlass.Verdict.NOT_JUSTIFIED, "no need"));

        assertThat(refused(book.breakGlass(desk.hold("update 2", NIGHT), CORA, ONCALL)))
                .isEqualTo(Decided.Code.REVIEW_OVERDUE);
        clock.advance(DAY);
        var _ = accepted(book.breakGlass(desk.hold("update 3", NIGHT), CORA, ONCALL));
    }

    @Test
    void oneHumanBreaksItNotAgainAndAgainUnreviewed() {
        for (int i = 0; i < GlassRules.WAITING_MAX; i++) {
            var _ = book.broken("update " + i);
        }

        assertThat(refused(book.breakGlass(desk.hold("update more", NIGHT), CORA, ONCALL)))
                .isEqualTo(Decided.Code.REVIEW_OVERDUE);
    }

    @Test
    void whatAwaitsItsReviewIsKeptUntilThen() {
        var broken = book.broken("update 1");
        var _ = accepted(desk.approvals.cancel(broken.id(), AGENT, Set.of(), ""));
        clock.advance(Duration.ofDays(31));

        assertThat(desk.approvals.forgetEnded()).isZero();
        var _ = GlassBook.reviewed(book.review(broken, ANA, DBA));
        clock.advance(DAY);
        assertThat(desk.approvals.forgetEnded()).isEqualTo(1);
        assertThat(
                        desk.store.<Long>read(h ->
                                h.createQuery("SELECT COUNT(*) FROM approval_review")
                                        .mapTo(Long.class)
                                        .one()))
                .isZero();
    }

    @Test
    void aReviewThatComesLateBarsItsHumanForAsLong() {
        var broken = book.broken("update 1");
        var _ = accepted(desk.approvals.cancel(broken.id(), AGENT, Set.of(), ""));
        clock.advance(Duration.ofDays(31));
        var _ =
                GlassBook.reviewed(
                        book.review(
                                broken, ANA, DBA, BrokenGlass.Verdict.NOT_JUSTIFIED, "no need"));

        clock.advance(DAY.minusMillis(1));

        assertThat(desk.approvals.forgetEnded()).isZero();
        assertThat(refused(book.breakGlass(desk.hold("update 2", NIGHT), CORA, ONCALL)))
                .isEqualTo(Decided.Code.REVIEW_OVERDUE);
        clock.advance(Duration.ofMillis(1));
        assertThat(desk.approvals.forgetEnded()).isEqualTo(1);
    }

    @Test
    void aShortRetentionForgetsNoBar() {
        try (var forgetful = new Desk(url, clock, Desk.SETTINGS.withRetention(DAY))) {
            var broken = book.broken("update 1");
            var _ = accepted(desk.approvals.cancel(broken.id(), AGENT, Set.of(), ""));
            clock.advance(Duration.ofHours(23));
            GlassBook.reviewed(
                    book.review(broken, ANA, DBA, BrokenGlass.Verdict.NOT_JUSTIFIED, "no need"));

            clock.advance(Duration.ofHours(23));

            assertThat(forgetful.approvals.forgetEnded()).isZero();
            assertThat(refused(book.breakGlass(desk.hold("update 2", NIGHT), CORA, ONCALL)))
                    .isEqualTo(Decided.Code.REVIEW_OVERDUE);
            clock.advance(Duration.ofHours(1));
            assertThat(forgetful.approvals.forgetEnded()).isEqualTo(1);
        }
    }

    @Test
    void breakingRejectingApprovingAndCancellingHaveOneWinner() throws Exception {
        for (int i = 0; i < RACES; i++) {
            // What is rejected or taken back too often would pause the requester, and who broke the
            // glass too often stops.
            clock.advance(Duration.ofMinutes(31));
            var one = List.of(new ApproverSet("dba", 1, Optional.of("oncall")));
            var request = desk.hold("update " + i, one);
            var breaker = Desk.human("oncall" + i);
            int turn = i;

            var decided =
                    race(
                            List.<Callable<Decided>>of(
                                    () -> book.breakGlass(request, breaker, ONCALL),
                                    () ->
                                            switch (turn % 3) {
                                                case 0 ->
                                                        otherDesk.decide(
                                                                request, ANA, DBA, Verdict.REJECT);
                                                case 1 ->
                                                        otherDesk.decide(
                                                                request, ANA, DBA, Verdict.APPROVE);
                                                default -> other.breakGlass(request, BEN, ONCALL);
                                            }));

            assertThat(decided.stream().filter(Decided.Accepted.class::isInstance)).hasSize(1);
            var found = desk.approvals.find(request.id()).orElseThrow();
            assertThat(found.glass().isPresent() && !found.votes().isEmpty()).isFalse();
            if (found.glass().isPresent()) {
                var _ = GlassBook.reviewed(book.review(found, ANA, DBA));
            }
        }
    }

    @Test
    void breakingAndCancellingNeverLeaveItReleasedAndCancelledUnseen() throws Exception {
        for (int i = 0; i < RACES; i++) {
            clock.advance(Duration.ofMinutes(31));
            var request = desk.hold("update " + i, NIGHT);
            var breaker = Desk.human("oncall" + i);

            race(
                    List.<Callable<Decided>>of(
                            () -> book.breakGlass(request, breaker, ONCALL),
                            () -> otherDesk.approvals.cancel(request.id(), AGENT, Set.of(), "")));

            // Who comes second takes back what was released, or finds nothing to release.
            var found = desk.approvals.find(request.id()).orElseThrow();
            assertThat(found.state()).isEqualTo(State.CANCELLED);
            assertThat(desk.approvals.claim(request.id())).isEmpty();
        }
    }

    @Test
    void reviewsHaveOneWinner() throws Exception {
        for (int i = 0; i < RACES; i++) {
            var request = desk.hold("update " + i, NIGHT);
            var broken = accepted(book.breakGlass(request, Desk.human("oncall" + i), ONCALL));

            var answers =
                    race(
                            List.<Callable<Reviewed>>of(
                                    () -> book.review(broken, ANA, DBA),
                                    () -> other.review(broken, BEN, DBA)));

            assertThat(answers.stream().filter(Reviewed.Accepted.class::isInstance)).hasSize(1);
        }
    }

    private static <T> List<T> race(List<? extends Callable<? extends T>> runners)
            throws Exception {
        var start = new CyclicBarrier(runners.size());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running =
                    runners.stream()
                            .map(runner ->
                                    threads.<T>submit(() -> {
                                        start.await();
                                        return runner.call();
                                    }))
                            .toList();
            var results = new ArrayList<T>();
            for (var result : running) {
                results.add(result.get());
            }
            return results;
        }
    }
}
