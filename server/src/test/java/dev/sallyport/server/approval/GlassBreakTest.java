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
import dev.sallyport.server.identity.Presence;
import dev.sallyport.server.state.TestDatabase;
import dev.sallyport.tools.Preview;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who breaks the glass, by what words, and what that releases.
class GlassBreakTest extends GlassFixture {
    GlassBreakTest(TestDatabase database, @TempDir Path directory) {
        super(database, directory);
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
        assertThat(book.glass.list(false, 10, r -> r)).hasSize(1);
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
}
