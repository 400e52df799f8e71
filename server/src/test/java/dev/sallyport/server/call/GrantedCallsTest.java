package dev.sallyport.server.call;

import static dev.sallyport.server.call.PipelineBench.ANA;
import static dev.sallyport.server.call.PipelineBench.POLICY;
import static dev.sallyport.server.call.PipelineBench.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.Ballot;
import dev.sallyport.server.approval.Decided;
import dev.sallyport.server.approval.Desk;
import dev.sallyport.server.approval.Grant;
import dev.sallyport.server.approval.Granted;
import dev.sallyport.server.call.ToolGate.Answer;
import dev.sallyport.server.identity.Presence;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Held calls that run under a grant, on their whole way.
class GrantedCallsTest {

    @TempDir private Path directory;
    private PipelineBench bench;

    @BeforeEach
    void open() {
        bench = new PipelineBench(directory);
        bench.tool.irreversible = false;
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Granted tryGrant(
            String approvalId, int uses, Optional<String> keyId, int hiddenAccepted) {
        var request = bench.approvals.find(approvalId).orElseThrow();
        return bench.grants.grant(
                approvalId,
                ANA,
                bench.policy.roles(ANA, bench.clock.instant()),
                new Grant.Terms(Duration.ofHours(1), uses),
                new Ballot(
                        Verdict.APPROVE,
                        request.digest(),
                        "they write notes all day",
                        keyId,
                        hiddenAccepted,
                        new Presence.SignedIn(bench.clock.instant())));
    }

    private Granted tryGrant(String approvalId, int uses) {
        return tryGrant(approvalId, uses, Optional.empty(), 0);
    }

    private Grant grant(int uses) {
        return granted(tryGrant(bench.held("first"), uses));
    }

    private static Grant granted(Granted answer) {
        return switch (answer) {
            case Granted.Accepted(var grant) -> grant;
            case Granted.Refused(var why) -> throw new AssertionError(why);
        };
    }

    private Answer.Reply write(String text) {
        return bench.call("{\"notebook\": \"guarded\", \"text\": \"" + text + "\"}");
    }

    @Test
    void callsLikeTheGrantedOneRunAtOnceUntilTheUsesAreSpent() {
        var grant = grant(3);
        var first = bench.await(grant.request().id());

        var second = write("second");
        var third = write("third");
        var fourth = write("fourth");

        assertThat(text(first, "status")).isEqualTo("completed");
        assertThat(text(second, "status")).isEqualTo("completed");
        assertThat(text(third, "status")).isEqualTo("completed");
        assertThat(text(fourth, "status")).isEqualTo("pending_approval");
        assertThat(bench.tool.written).containsExactly("first", "second", "third");
        assertThat(bench.stages(first))
                .containsExactly(
                        Stage.HELD,
                        Stage.GRANTED,
                        Stage.VOTED,
                        Stage.APPROVED,
                        Stage.INTENT,
                        Stage.OUTCOME);
        assertThat(bench.stages(second))
                .containsExactly(Stage.GRANT_USED, Stage.INTENT, Stage.OUTCOME);
        assertThat(bench.records(text(second, "call_id")))
                .allSatisfy(record -> {
                    assertThat(record.details()).containsEntry("grant", grant.id());
                    assertThat(record.approval())
                            .contains(
                                    new AuditRecord.Approval(
                                            grant.request().id(), List.of("user:ana")));
                    assertThat(record.decision().orElseThrow().effect()).isEqualTo("hold");
                });
        assertThat(bench.records(text(second, "call_id")).getFirst().details())
                .containsEntry("use", "2 of 3");
    }

    @Test
    void agentSeesNothingButTheUsualReply() {
        var grant = grant(3);

        var reply = write("second");

        assertThat(reply.structured().propertyNames())
                .containsExactlyInAnyOrder("status", "call_id", "written");
        assertThat(reply.structured().toString())
                .doesNotContain(grant.id(), grant.request().id(), "user:ana");
    }

    @Test
    void anotherPlaceIsAskedAbout() {
        var _ = grant(3);

        var reply =
                bench.call("{\"notebook\": \"guarded\", \"page\": \"second\", \"text\": \"x\"}");

        assertThat(text(reply, "status")).isEqualTo("pending_approval");
        assertThat(bench.tool.written).isEmpty();
    }

    @Test
    void changedPolicyAsksAgain() {
        var _ = grant(3);
        bench.policy = bench.policy(POLICY.replace("letters: 50", "letters: 51"));

        assertThat(text(write("second"), "status")).isEqualTo("pending_approval");
    }

    @Test
    void policyThatChangesWhileTheCallIsPreviewedAsksAgain() {
        var _ = grant(3);
        bench.tool.whilePreviewing =
                () -> bench.policy = bench.policy(POLICY.replace("letters: 50", "letters: 51"));

        var reply = write("second");

        assertThat(text(reply, "status")).isEqualTo("pending_approval");
        assertThat(bench.tool.written).isEmpty();
    }

    @Test
    void grantorWhoseRoleEndsIsNotHeardAnyMore() {
        bench.policy =
                bench.policy(
                        POLICY.replace(
                                "to: [\"user:ana\", \"user:ben\"] }",
                                "to: [\"user:ana\", \"user:ben\"], until: 2026-03-01T09:30:00Z }"));
        var _ = grant(5);
        assertThat(text(write("second"), "status")).isEqualTo("completed");

        bench.clock.advance(Duration.ofMinutes(31));

        assertThat(text(write("third"), "status")).isEqualTo("pending_approval");
    }

    @Test
    void grantorWhoseKeyIsRevokedIsNotHeardAnyMore() {
        var key = bench.key("ana", Optional.empty());
        var _ = granted(tryGrant(bench.held("first"), 5, Optional.of(key.keyId()), 0));
        assertThat(text(write("second"), "status")).isEqualTo("completed");

        assertThat(bench.keys.revoke("ana")).isTrue();

        assertThat(text(write("third"), "status")).isEqualTo("pending_approval");
        assertThat(bench.tool.written).containsExactly("second");
    }

    @Test
    void grantorWhoseKeyExpiresIsNotHeardAnyMore() {
        var ends = bench.clock.instant().plus(Duration.ofMinutes(30));
        var key = bench.key("ana", Optional.of(ends));
        var _ = granted(tryGrant(bench.held("first"), 5, Optional.of(key.keyId()), 0));
        assertThat(text(write("second"), "status")).isEqualTo("completed");

        bench.clock.advance(Duration.ofMinutes(30));

        assertThat(text(write("third"), "status")).isEqualTo("pending_approval");
        assertThat(bench.tool.written).containsExactly("second");
    }

    @Test
    void callThatHidesAnythingIsAskedAbout() {
        var id = bench.held("pay 4111111111111111");
        assertThat(tryGrant(id, 5))
                .isInstanceOfSatisfying(
                        Granted.Refused.class,
                        refused ->
                                assertThat(refused.why().code())
                                        .isEqualTo(Decided.Code.HIDDEN_VALUES));

        var grant = granted(tryGrant(id, 5, Optional.empty(), 1));

        assertThat(text(write("nothing to hide"), "status")).isEqualTo("completed");
        for (var hiding : List.of("pay 5500005555555559", "tell eve@example.com")) {
            assertThat(text(write(hiding), "status")).isEqualTo("pending_approval");
        }
        assertThat(bench.tool.written).containsExactly("nothing to hide");
        var voted = bench.records(AuditFilter.ALL.withStages(Set.of(Stage.VOTED))).getFirst();
        assertThat(voted.details()).containsEntry("hidden_accepted", "1");
        assertThat(bench.grants.find(grant.id()).orElseThrow().uses()).isEqualTo(2);
    }

    @Test
    void callThatNobodyCouldLookIntoIsAskedAboutAndNotGranted() {
        var _ = grant(3);
        bench.tool.unseen = List.of("1 picture");

        var reply = write("second");

        assertThat(text(reply, "status")).isEqualTo("pending_approval");
        assertThat(bench.tool.written).isEmpty();
        assertThat(tryGrant(text(reply, "approval_id"), 3))
                .isInstanceOfSatisfying(
                        Granted.Refused.class,
                        refused -> {
                            assertThat(refused.why().code()).isEqualTo(Decided.Code.NOT_GRANTABLE);
                            assertThat(refused.why().message()).contains("could not look into");
                        });
    }

    @Test
    void toolThatDoesNotSayIsNotGranted() {
        bench.tool.irreversible = true;
        var id = bench.held("first");

        var granted = tryGrant(id, 3);

        assertThat(granted).isInstanceOf(Granted.Refused.class);
        assertThat(((Granted.Refused) granted).why().code()).isEqualTo(Decided.Code.NOT_GRANTABLE);
        assertThat(bench.approvals.find(id).orElseThrow().state()).isEqualTo(State.PENDING);
    }

    @Test
    void revocationIsOnRecordAndAsksAgain() {
        var grant = grant(3);

        var _ = bench.grants.revoke(grant.id(), ANA, Set.of("editor"), false, "enough of that");

        assertThat(text(write("second"), "status")).isEqualTo("pending_approval");
        var record =
                bench.records(AuditFilter.ALL.withStages(Set.of(Stage.GRANT_REVOKED))).getFirst();
        assertThat(record.details())
                .containsEntry("grant", grant.id())
                .containsEntry("by", "user:ana")
                .containsEntry("reason", "enough of that")
                .containsEntry("uses", "1 of 3");
    }

    @Test
    void sameCallAgainWaitsWithTheApprovedOne() {
        var grant = grant(3);
        assertThat(grant.uses()).isEqualTo(1);

        var again = bench.approvals.list(Optional.of(State.APPROVED), 10, r -> r);

        assertThat(again).hasSize(1);
        assertThat(bench.grants.use(again.getFirst().asked(), bench.policy)).isEmpty();
    }

    /// As a client's retry would be, whose first call was approved with the grant.
    @Test
    void sameCallAgainIsAskedAboutAsLongAsItsReplyIsKept() {
        bench.tool.numbered = false;
        var grant = grant(3);
        var first = bench.await(grant.request().id());
        assertThat(text(first, "status")).isEqualTo("completed");

        var again = write("first");

        assertThat(text(again, "status")).isEqualTo("pending_approval");
        assertThat(bench.tool.written).containsExactly("first");
        assertThat(bench.grants.find(grant.id()).orElseThrow().uses()).isEqualTo(1);
    }

    @Test
    void callThatAHumanRejectedIsAskedAbout() {
        bench.tool.numbered = false;
        var rejected = bench.held("second");
        var _ = grant(3);
        var request = bench.approvals.find(rejected).orElseThrow();
        var _ =
                Desk.decide(
                        bench.approvals,
                        rejected,
                        ANA,
                        Set.of("editor"),
                        Verdict.REJECT,
                        request.digest(),
                        "never do this");

        assertThat(text(write("second"), "status")).isEqualTo("pending_approval");
        assertThat(text(write("third"), "status")).isEqualTo("completed");
        assertThat(bench.tool.written).containsExactly("third");
    }

    @Test
    void callThatCannotBeRecordedDoesNotRun() {
        var _ = grant(3);
        bench.log.close();

        var reply = write("second");

        assertThat(text(reply, "code")).isEqualTo("DENIED_UNRECORDED");
        assertThat(bench.tool.written).isEmpty();
    }
}
