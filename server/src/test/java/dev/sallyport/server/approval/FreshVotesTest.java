package dev.sallyport.server.approval;

import static dev.sallyport.server.approval.Desk.ANA;
import static dev.sallyport.server.approval.Desk.BEN;
import static dev.sallyport.server.approval.Desk.DBA;
import static dev.sallyport.server.approval.Desk.TWO_DBAS;
import static dev.sallyport.server.approval.Desk.accepted;
import static dev.sallyport.server.approval.Desk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.approval.ApprovalJournal.Kind;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.Decided.Code;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.server.state.StateStore;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What is of high risk counts only by a human who signed in lately.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class FreshVotesTest {
    private static final Duration WITHIN = Duration.ofMinutes(5);

    private final TestClock clock = new TestClock();
    private final String url;
    private final Desk desk;

    FreshVotesTest(TestDatabase database, @TempDir Path directory) {
        url = database.fresh(directory);
        desk = new Desk(url, clock);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private Presence signedIn(Duration ago) {
        return new Presence.SignedIn(clock.instant().minus(ago));
    }

    private Decided approve(ApprovalRequest request, Presence presence) {
        return desk.decide(request, ANA, DBA, Verdict.APPROVE, presence);
    }

    private State state(ApprovalRequest request) {
        return desk.approvals.find(request.id()).orElseThrow().state();
    }

    private ApprovalRequest holdUnseen() {
        var asked = Desk.ask(Desk.AGENT, Desk.plan("update 2"), Desk.ONE_DBA);
        var shown = asked.preview();
        var part =
                new Preview(
                        shown.headline(),
                        shown.sections(),
                        shown.state(),
                        List.of("2 binary files"));
        return ((Requested.Held) desk.approvals.request(GrantBook.showing(asked, part))).request();
    }

    @Test
    void anOldSignInApprovesNothingOfHighRiskAndTheAttemptIsOnRecord() {
        for (var request :
                List.of(desk.hold("delete 1"), desk.hold("update 1", TWO_DBAS), holdUnseen())) {
            for (var presence :
                    List.of(signedIn(WITHIN), signedIn(Duration.ofDays(1)), Presence.UNKNOWN)) {
                assertThat(refused(approve(request, presence)))
                        .isEqualTo(Code.FRESH_SIGN_IN_NEEDED);
            }
            assertThat(desk.approvals.find(request.id())).contains(request);
        }
        assertThat(desk.journal.refusals)
                .hasSize(9)
                .allSatisfy(refusal -> {
                    assertThat(refusal.code()).isEqualTo(Code.FRESH_SIGN_IN_NEEDED);
                    assertThat(refusal.by()).isEqualTo(ANA);
                    assertThat(refusal.verdict()).hasValue(Verdict.APPROVE);
                });
    }

    @Test
    void theRefusalSaysWhy() {
        assertThat(approve(desk.hold("delete 1", TWO_DBAS), signedIn(WITHIN)))
                .isEqualTo(
                        new Decided.Refused(
                                Code.FRESH_SIGN_IN_NEEDED,
                                "approving this asks for a sign-in within the last 5m, because it cannot be taken back"
                                        + " and several humans of one role must agree to it; yours is older, so sign in"
                                        + " again"));
    }

    @Test
    void aFreshSignInApprovesUntilItsLastInstantAndTheRecordSaysWhenItWas() {
        var presence = signedIn(WITHIN.minusMillis(1));

        assertThat(accepted(approve(desk.hold("delete 1"), presence)).state())
                .isEqualTo(State.APPROVED);

        assertThat(desk.journal.transitions)
                .filteredOn(transition -> transition.kind() == Kind.VOTED)
                .singleElement()
                .extracting(ApprovalJournal.Transition::signedIn)
                .isEqualTo(Optional.of(((Presence.SignedIn) presence).at()));
    }

    @Test
    void theSameSignInIsTooOldAMomentLater() {
        var presence = signedIn(Duration.ZERO);
        var request = desk.hold("delete 1");

        clock.advance(WITHIN);
        assertThat(refused(approve(request, presence))).isEqualTo(Code.FRESH_SIGN_IN_NEEDED);

        assertThat(accepted(approve(request, signedIn(Duration.ZERO))).state())
                .isEqualTo(State.APPROVED);
    }

    @Test
    void aSignInOfTheFutureIsNone() {
        assertThat(refused(approve(desk.hold("delete 1"), signedIn(Duration.ofHours(-1)))))
                .isEqualTo(Code.FRESH_SIGN_IN_NEEDED);
    }

    @Test
    void everyVoteOfAQuorumAsksForIts() {
        var request = desk.hold("update 1", TWO_DBAS);
        var _ = accepted(approve(request, signedIn(Duration.ZERO)));

        assertThat(refused(desk.decide(request, BEN, DBA, Verdict.APPROVE, signedIn(WITHIN))))
                .isEqualTo(Code.FRESH_SIGN_IN_NEEDED);
        assertThat(state(request)).isEqualTo(State.PENDING);

        var fresh = signedIn(Duration.ZERO);
        assertThat(accepted(desk.decide(request, BEN, DBA, Verdict.APPROVE, fresh)).state())
                .isEqualTo(State.APPROVED);
    }

    @Test
    void anOldSignInRejectsAndCancelsWhateverTheRisk() {
        var rejected = desk.hold("delete 1", TWO_DBAS);
        var cancelled = desk.hold("delete 2", TWO_DBAS);

        assertThat(
                        accepted(
                                        desk.decide(
                                                rejected,
                                                ANA,
                                                DBA,
                                                Verdict.REJECT,
                                                signedIn(Duration.ofDays(1))))
                                .state())
                .isEqualTo(State.REJECTED);
        assertThat(accepted(desk.approvals.cancel(cancelled.id(), ANA, DBA, "")).state())
                .isEqualTo(State.CANCELLED);
    }

    @Test
    void anOldSignInApprovesWhatIsOfNoHighRisk() {
        assertThat(accepted(approve(desk.hold("update 1"), signedIn(Duration.ofDays(1)))).state())
                .isEqualTo(State.APPROVED);
        assertThat(accepted(approve(desk.hold("update 2"), Presence.UNKNOWN)).state())
                .isEqualTo(State.APPROVED);
    }

    @Test
    void aKeyThatComesAlongCountsAsBeforeAndNothingIsAskedOfTheTarget() {
        var asked = new AtomicInteger();
        try (var store = StateStore.open(url)) {
            var approvals = approvals(store, _ -> asked.incrementAndGet() > 0);
            var request = desk.hold("delete 1", TWO_DBAS);
            for (var who : List.of(ANA, BEN)) {
                var ballot =
                        new Ballot(
                                Verdict.APPROVE,
                                request.digest(),
                                "",
                                Optional.empty(),
                                0,
                                Presence.WITH_KEY);
                var _ = accepted(Desk.decide(approvals, request.id(), who, DBA, ballot));
            }
        }

        assertThat(asked).hasValue(0);
        assertThat(desk.journal.transitions)
                .filteredOn(transition -> transition.kind() == Kind.VOTED)
                .hasSize(2)
                .allSatisfy(transition -> assertThat(transition.signedIn()).isEmpty());
    }

    @Test
    void whatCannotBeSaidOfATargetIsOfHighRisk() {
        try (var store = StateStore.open(url)) {
            var approvals =
                    approvals(
                            store,
                            _ -> {
                                throw new IllegalStateException("the target is away");
                            });
            var request = desk.hold("update 1");

            assertThat(refused(Desk.decide(approvals, request.id(), ANA, DBA, old(request))))
                    .isEqualTo(Code.FRESH_SIGN_IN_NEEDED);
        }
    }

    private Approvals approvals(StateStore store, Predicate<Plan> irreversible) {
        return new Approvals(
                store,
                desk.journal,
                Announcer.NONE,
                Desk.SETTINGS,
                irreversible,
                clock,
                new SecureRandom());
    }

    private Ballot old(ApprovalRequest request) {
        return new Ballot(
                Verdict.APPROVE, request.digest(), "", Optional.empty(), 0, signedIn(WITHIN));
    }

    @Test
    void hiddenValuesAreOfHighRisk() {
        var request = desk.hold("update " + GrantBook.CARD);
        var ballot =
                new Ballot(
                        Verdict.APPROVE,
                        request.digest(),
                        "",
                        Optional.empty(),
                        hidden(request),
                        signedIn(WITHIN));

        assertThat(
                        refused(
                                desk.approvals.decide(
                                        request.id(),
                                        Voter.alone(ANA, DBA),
                                        ballot,
                                        FreshVotesTest::hideAll)))
                .isEqualTo(Code.FRESH_SIGN_IN_NEEDED);
    }

    private static String hideAll(String text) {
        return text.replace("shop.orders", "⟦masked:SECRET⟧");
    }

    private static int hidden(ApprovalRequest request) {
        int count = HiddenValues.of(request, FreshVotesTest::hideAll).count();
        assertThat(count).isPositive();
        return count;
    }

    @Test
    void grantingWhatHidesValuesAsksForItToo() {
        var book = new GrantBook(desk);
        var request = book.hold(GrantBook.showing("update 0", "pay " + GrantBook.CARD));

        assertThat(grant(book, request, signedIn(WITHIN)))
                .isInstanceOfSatisfying(
                        Granted.Refused.class,
                        why -> assertThat(why.why().code()).isEqualTo(Code.FRESH_SIGN_IN_NEEDED));
        assertThat(book.grants.list(false, 10)).isEmpty();
        assertThat(grant(book, request, signedIn(Duration.ZERO)))
                .isInstanceOf(Granted.Accepted.class);
    }

    private static Granted grant(GrantBook book, ApprovalRequest request, Presence presence) {
        var ballot =
                new Ballot(Verdict.APPROVE, request.digest(), "", Optional.empty(), 1, presence);
        return book.grants.grant(request.id(), ANA, DBA, GrantBook.TWO_HOURS, ballot);
    }
}
