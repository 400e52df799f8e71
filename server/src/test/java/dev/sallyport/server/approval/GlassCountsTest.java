package dev.sallyport.server.approval;

import static dev.sallyport.server.approval.Desk.ANA;
import static dev.sallyport.server.approval.Desk.BEN;
import static dev.sallyport.server.approval.Desk.CORA;
import static dev.sallyport.server.approval.Desk.DBA;
import static dev.sallyport.server.approval.Desk.TWO_DBAS;
import static dev.sallyport.server.approval.Desk.accepted;
import static dev.sallyport.server.approval.Desk.refused;
import static dev.sallyport.server.approval.GlassBook.NIGHT;
import static dev.sallyport.server.approval.GlassBook.ONCALL;
import static dev.sallyport.server.approval.GlassBook.REASON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.state.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How long broken glass counts: with the role and the key of who broke it, and with those who had agreed.
class GlassCountsTest extends GlassFixture {
    GlassCountsTest(TestDatabase database, @TempDir Path directory) {
        super(database, directory);
    }

    @Test
    void whatWasApprovedByBrokenGlassStopsCountingWithTheRoleOrTheKey() {
        var keys = new KeyBook(desk);
        var keyId = keys.make("cora");
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

    @Test
    void whoAgreedAndNoLongerCountsIsNotPassedOverAfterwards() {
        var keys = new KeyBook(desk);
        var keyId = keys.make("ana");
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
            assertThat(found.approvedBy(found.asked().approvers(), GlassCountsTest::rolesNow, now))
                    .isTrue();
            // A role that is lost is a voice that is lost.
            assertThat(found.approvedBy(found.asked().approvers(), _ -> all, now)).isFalse();
        }

        assertThat(keys.revoke("ana")).isTrue();

        for (var request : List.of(missing, both, fewer)) {
            var found = desk.approvals.find(request.id()).orElseThrow();
            assertThat(found.approvedBy(found.asked().approvers(), GlassCountsTest::rolesNow, now))
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
        assertThat(book.glass.list(false, 10, r -> r)).isEmpty();
    }

    @Test
    void glassThatWasBrokenOnAnotherDigestIsTampering() {
        var broken = book.broken("update 1");
        var _ = desk.store.write(h -> h.execute("UPDATE approval_review SET request_digest = 'x'"));

        assertThat(desk.approvals.claim(broken.id())).isEmpty();
        assertThat(book.glass.list(false, 10, r -> r)).isEmpty();
    }
}
