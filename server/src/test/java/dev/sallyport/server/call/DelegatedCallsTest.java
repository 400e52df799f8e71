package dev.sallyport.server.call;

import static dev.sallyport.server.call.PipelineBench.ANA;
import static dev.sallyport.server.call.PipelineBench.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.masking.Masker;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.Ballot;
import dev.sallyport.server.approval.Decided;
import dev.sallyport.server.approval.Delegated;
import dev.sallyport.server.approval.Delegation;
import dev.sallyport.server.approval.DelegationRights;
import dev.sallyport.server.approval.Delegations;
import dev.sallyport.server.approval.Settings;
import dev.sallyport.server.identity.Presence;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Held calls that run because somebody decided in an approver's place, under a real role map and before a real log.
class DelegatedCallsTest {
    private static final Principal DAN = Principal.human("user:dan", Set.of());

    private final PipelineBench bench;
    private final ApprovalRights rights;
    private final DelegationRights delegating;

    DelegatedCallsTest(@TempDir Path directory) {
        bench = new PipelineBench(directory);
        rights =
                new ApprovalRights(
                        bench.approvals, () -> bench.policy, UnaryOperator.identity(), bench.clock);
        delegating =
                new DelegationRights(
                        new Delegations(
                                bench.state,
                                bench.approvals,
                                new DelegationRecords(bench.log, new ReplyMasker(new Masker())),
                                Settings.DEFAULTS,
                                bench.clock,
                                new SecureRandom()),
                        rights);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Delegated give(Principal from, String to) {
        var now = bench.clock.instant();
        var terms = new Delegation.Terms(to, Set.of(), now, now.plus(Duration.ofDays(1)));
        return delegating.give(from, Optional.empty(), Presence.WITH_KEY, terms);
    }

    private Delegation given(Principal from, Principal to) {
        return switch (give(from, to.subject())) {
            case Delegated.Accepted(var delegation) -> delegation;
            case Delegated.Refused refused -> throw new AssertionError(refused);
        };
    }

    private void approve(String id, Principal human) {
        var request = bench.approvals.find(id).orElseThrow();
        var decided =
                rights.decide(
                        human,
                        id,
                        new Ballot(
                                Verdict.APPROVE,
                                request.digest(),
                                "she is away",
                                Optional.empty(),
                                0,
                                new Presence.SignedIn(bench.clock.instant())));
        assertThat(decided).isInstanceOf(Decided.Accepted.class);
    }

    private List<AuditRecord> records(Stage stage) {
        return bench.records(AuditFilter.ALL.withStages(Set.of(stage)));
    }

    @Test
    void theRecordNamesBothAtEveryStep() {
        var delegation = given(ANA, DAN);
        var id = bench.held("hello");

        approve(id, DAN);
        var reply = bench.await(id);

        assertThat(text(reply, "status")).isEqualTo("completed");
        assertThat(bench.tool.written).containsExactly("hello");
        assertThat(bench.stages(reply))
                .containsExactly(
                        Stage.HELD, Stage.VOTED, Stage.APPROVED, Stage.INTENT, Stage.OUTCOME);
        for (var stage : List.of(Stage.VOTED, Stage.APPROVED)) {
            assertThat(records(stage).getFirst().details())
                    .containsEntry("by", "user:dan")
                    .containsEntry("in_place_of", "user:ana")
                    .containsEntry("delegation", delegation.id());
        }
        for (var stage : List.of(Stage.VOTED, Stage.APPROVED, Stage.INTENT)) {
            assertThat(records(stage).getFirst().approval().orElseThrow().approvers())
                    .as(stage.text())
                    .containsExactly("user:dan for user:ana");
        }
        assertThat(records(Stage.DELEGATED).getFirst().details())
                .containsEntry("delegation", delegation.id())
                .containsEntry("by", "user:ana")
                .containsEntry("delegate", "user:dan")
                .containsEntry("roles", "all");
    }

    @Test
    void whatWasApprovedDoesNotRunOnceTheDelegationIsTakenBack() {
        var delegation = given(ANA, DAN);
        var id = bench.held("hello");
        approve(id, DAN);

        assertThat(delegating.end(ANA, delegation.id())).isInstanceOf(Delegated.Accepted.class);
        var reply = bench.await(id);

        assertThat(text(reply, "code")).isEqualTo("DENIED_APPROVERS_CHANGED");
        assertThat(bench.tool.written).isEmpty();
        assertThat(bench.approvals.find(id).orElseThrow().state()).isEqualTo(State.CANCELLED);
        assertThat(records(Stage.DELEGATION_ENDED).getFirst().details())
                .containsEntry("delegation", delegation.id());
    }

    @Test
    void whatWasApprovedDoesNotRunOnceTheDelegatorMayNotDecide() {
        var _ = given(ANA, DAN);
        var id = bench.held("hello");
        approve(id, DAN);
        // The same digest, as where only a binding has run out.
        bench.policy = new HeldCallsTest.WithoutRoles(bench.policy, ANA);

        assertThat(text(bench.await(id), "code")).isEqualTo("DENIED_APPROVERS_CHANGED");
        assertThat(bench.tool.written).isEmpty();
    }

    @Test
    void aRefusedWishIsRecorded() {
        assertThat(give(DAN, "user:eve")).isInstanceOf(Delegated.Refused.class);
        assertThat(give(ANA, "client:" + "x".repeat(10_000))).isInstanceOf(Delegated.Refused.class);

        var denied = records(Stage.DENIED);

        assertThat(denied)
                .extracting(record -> record.outcome().orElseThrow().code().orElseThrow())
                .containsExactlyInAnyOrder("DELEGATION_NO_ROLE", "DELEGATION_NOT_HUMAN");
        assertThat(denied)
                .allSatisfy(
                        record -> assertThat(record.details().get("about")).hasSizeLessThan(300));
        assertThat(records(Stage.DELEGATED)).isEmpty();
    }

    @Test
    void whatTheLogDoesNotTakeDoesNotHappen() {
        var delegation = given(ANA, DAN);
        bench.log.close();

        assertThatThrownBy(() -> given(ANA, DAN)).isInstanceOf(UnrecordedException.class);
        assertThatThrownBy(() -> delegating.end(ANA, delegation.id()))
                .isInstanceOf(UnrecordedException.class);

        assertThat(delegating.visible(ANA, 10)).containsExactly(delegation);
    }
}
