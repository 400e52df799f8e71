package dev.sallyport.server.approval;

import static dev.sallyport.server.approval.Desk.ANA;
import static dev.sallyport.server.approval.Desk.BEN;
import static dev.sallyport.server.approval.Desk.CORA;
import static dev.sallyport.server.approval.Desk.DBA;
import static dev.sallyport.server.approval.Desk.TWO_DBAS;
import static dev.sallyport.server.approval.Desk.accepted;
import static dev.sallyport.server.approval.Desk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalJournal.Kind;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.identity.ApiKeys.Creation;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Votes that were cast with API keys, and what becomes of them when the keys end.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class ApprovalKeysTest {
    private final TestClock clock = new TestClock();
    private final Desk desk;
    private final Approvals approvals;
    private final KeyBook keys;

    ApprovalKeysTest(TestDatabase database, @TempDir Path directory) {
        desk = new Desk(database.fresh(directory), clock);
        approvals = desk.approvals;
        keys = new KeyBook(desk);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private Decided vote(
            ApprovalRequest request, Principal who, Verdict verdict, Optional<String> keyId) {
        return Desk.decide(
                approvals,
                request.id(),
                who,
                DBA,
                new Ballot(
                        verdict,
                        request.digest(),
                        "because",
                        keyId,
                        0,
                        keyId.isPresent()
                                ? Presence.WITH_KEY
                                : new Presence.SignedIn(clock.instant())));
    }

    private Decided approve(ApprovalRequest request, Principal who, String keyId) {
        return vote(request, who, Verdict.APPROVE, Optional.of(keyId));
    }

    @Test
    void aVoteKeepsTheKeyItWasCastWith() {
        var ana = keys.make("ana");
        var request = desk.hold("update 1");

        var voted = accepted(approve(request, ANA, ana));

        assertThat(voted.state()).isEqualTo(State.APPROVED);
        assertThat(voted.votes().getFirst().key())
                .contains(new ApprovalRequest.CastWith(ana, Instant.MAX));
        assertThat(approvals.claim(request.id())).isPresent();
    }

    @Test
    void aKeyRevokedBetweenTwoVotesTakesTheFirstAway() {
        var ana = keys.make("ana");
        var request = desk.hold("update 1", TWO_DBAS);
        var _ = accepted(approve(request, ANA, ana));

        assertThat(keys.revoke("ana")).isTrue();
        var second = accepted(vote(request, BEN, Verdict.APPROVE, Optional.empty()));

        assertThat(second.state()).isEqualTo(State.PENDING);
        assertThat(second.given("dba", clock.instant())).isEqualTo(1);
        assertThat(second.outlivedAKey(clock.instant())).isTrue();
        var third = accepted(vote(request, CORA, Verdict.APPROVE, Optional.empty()));
        assertThat(third.state()).isEqualTo(State.APPROVED);
    }

    @Test
    void aKeyThatExpiresBetweenTwoVotesTakesTheFirstAway() {
        var ana = keys.make("ana", Optional.of(clock.instant().plus(Duration.ofMinutes(1))));
        var request = desk.hold("update 1", TWO_DBAS);
        var _ = accepted(approve(request, ANA, ana));

        clock.advance(Duration.ofMinutes(1));
        var second = accepted(approve(request, BEN, keys.make("ben")));

        assertThat(second.state()).isEqualTo(State.PENDING);
        assertThat(desk.journal.kinds()).containsExactly(Kind.REQUESTED, Kind.VOTED, Kind.VOTED);
    }

    @Test
    void nothingIsClaimedByAVoteWhoseKeyEnded() {
        var revoked = desk.hold("update 1");
        var expired = desk.hold("update 2");
        var _ = accepted(approve(revoked, ANA, keys.make("ana")));
        var _ =
                accepted(
                        approve(
                                expired,
                                BEN,
                                keys.make(
                                        "ben",
                                        Optional.of(clock.instant().plus(Duration.ofMinutes(1))))));

        assertThat(keys.revoke("ana")).isTrue();
        clock.advance(Duration.ofMinutes(1));

        for (var request : new ApprovalRequest[] {revoked, expired}) {
            assertThat(approvals.claim(request.id())).isEmpty();
            var now = approvals.find(request.id()).orElseThrow();
            assertThat(now.approvedBy(Desk.ONE_DBA, _ -> DBA, clock.instant())).isFalse();
        }
        assertThat(desk.journal.kinds()).doesNotContain(Kind.CLAIMED);
    }

    @Test
    void aHumanWhoseVoteWentWithItsKeyMayVoteAgainAndCountsOnce() {
        var old = keys.make("ana");
        var request = desk.hold("update 1", TWO_DBAS);
        var _ = accepted(approve(request, ANA, old));
        assertThat(refused(approve(request, ANA, old))).isEqualTo(Decided.Code.ALREADY_VOTED);

        assertThat(keys.revoke("ana")).isTrue();
        var again = accepted(approve(request, ANA, keys.make("ana")));

        assertThat(again.state()).isEqualTo(State.PENDING);
        assertThat(again.votes()).hasSize(1);
        assertThat(again.given("dba", clock.instant())).isEqualTo(1);
        assertThat(accepted(approve(request, BEN, keys.make("ben"))).state())
                .isEqualTo(State.APPROVED);
    }

    @Test
    void aRotatedKeysVoteLastsAsLongAsTheOldKey() {
        var ana = keys.make("ana");
        var request = desk.hold("update 1");
        var _ = accepted(approve(request, ANA, ana));

        var rotated = keys.keys.rotate("ana", Duration.ofMinutes(5), Optional.empty());

        assertThat(rotated).isInstanceOf(Creation.Created.class);
        clock.advance(Duration.ofMinutes(4));
        assertThat(approvals.find(request.id()).orElseThrow().given("dba", clock.instant()))
                .isEqualTo(1);
        clock.advance(Duration.ofMinutes(1));
        assertThat(approvals.claim(request.id())).isEmpty();
    }

    @Test
    void noVoteIsTakenFromAKeyThatEndedOrNeverWas() {
        var request = desk.hold("update 1");
        var ana = keys.make("ana");
        assertThat(keys.revoke("ana")).isTrue();

        assertThat(refused(approve(request, ANA, ana))).isEqualTo(Decided.Code.KEY_ENDED);
        assertThat(refused(approve(request, ANA, "0123456789abcdef")))
                .isEqualTo(Decided.Code.KEY_ENDED);
        assertThat(refused(vote(request, ANA, Verdict.REJECT, Optional.of(ana))))
                .isEqualTo(Decided.Code.KEY_ENDED);
        assertThat(approvals.find(request.id()).orElseThrow().votes()).isEmpty();
    }

    @Test
    void aKeyThatVanishedFromTheDatabaseVouchesForNobody() {
        var request = desk.hold("update 1");
        var _ = accepted(approve(request, ANA, keys.make("ana")));

        int gone = desk.store.write(handle -> handle.execute("DELETE FROM api_key"));

        assertThat(gone).isEqualTo(1);
        assertThat(approvals.claim(request.id())).isEmpty();
    }

    @Test
    void votesWithoutAKeyStayWhateverBecomesOfKeysOfThatName() {
        var _ = keys.make("ana");
        var request = desk.hold("update 1");
        var _ = accepted(vote(request, ANA, Verdict.APPROVE, Optional.empty()));

        assertThat(keys.revoke("ana")).isTrue();

        assertThat(approvals.claim(request.id())).isPresent();
    }
}
