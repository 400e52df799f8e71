package dev.sallyport.server.call;

import static dev.sallyport.server.call.PipelineBench.ANA;
import static dev.sallyport.server.call.PipelineBench.BEN;
import static dev.sallyport.server.call.PipelineBench.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.masking.Masker;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.Announcer;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.Ballot;
import dev.sallyport.server.approval.BrokenGlass;
import dev.sallyport.server.approval.Decided;
import dev.sallyport.server.approval.Delegated;
import dev.sallyport.server.approval.Delegation;
import dev.sallyport.server.approval.DelegationRights;
import dev.sallyport.server.approval.Delegations;
import dev.sallyport.server.approval.Glass;
import dev.sallyport.server.approval.GlassRights;
import dev.sallyport.server.approval.Reviewed;
import dev.sallyport.server.approval.Settings;
import dev.sallyport.server.history.CallStatus;
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

/// Held calls that run because somebody broke the glass, under a real role map and before a real log.
class GlassCallsTest {
    private static final String POLICY =
            """
            roles:
              writer:
                hold:
                  - tools: [write_note]
                    on: { notebook: guarded }
                    approvers: { role: editor, quorum: 2%s }
              editor: { console: [approve] }
              oncall: { console: [approve] }
              mute: {}
              admin: { console: [administer] }
              auditor: { console: [audit] }
            bindings:
              - { role: writer, to: ["group:writers"] }
              - { role: editor, to: ["user:ana", "user:ben"] }
              - { role: oncall, to: ["user:cora", "user:mia"] }
              - { role: mute, to: ["user:max"] }
              - { role: admin, to: ["user:ada", "user:adam"] }
              - { role: auditor, to: ["user:ada"] }
            """;
    private static final Principal CORA = Principal.human("user:cora", Set.of());
    private static final String REASON = "everything burns and Ben sleeps, card 4111111111111111";

    private final PipelineBench bench;
    private final Glass glass;
    private final GlassRights rights;
    private final DelegationRights delegating;

    GlassCallsTest(@TempDir Path directory) {
        bench = new PipelineBench(directory);
        bench.policy = bench.policy(POLICY.formatted(", break_glass: oncall"));
        var masker = new ReplyMasker(new Masker());
        glass =
                new Glass(
                        bench.state,
                        bench.approvals,
                        new GlassRecords(bench.log, masker),
                        Announcer.NONE,
                        Settings.DEFAULTS,
                        UnaryOperator.identity(),
                        bench.clock);
        var approving =
                new ApprovalRights(
                        bench.approvals, () -> bench.policy, UnaryOperator.identity(), bench.clock);
        rights = new GlassRights(glass, approving);
        delegating =
                new DelegationRights(
                        new Delegations(
                                bench.state,
                                bench.approvals,
                                new DelegationRecords(bench.log, masker),
                                Settings.DEFAULTS,
                                bench.clock,
                                new SecureRandom()),
                        approving);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Decided breakGlass(String id, Principal human) {
        var request = bench.approvals.find(id).orElseThrow();
        return rights.breakGlass(
                human,
                id,
                new Ballot(
                        Verdict.APPROVE,
                        request.digest(),
                        REASON,
                        Optional.empty(),
                        0,
                        new Presence.SignedIn(bench.clock.instant())));
    }

    private String broken(String text) {
        var id = bench.held(text);
        assertThat(breakGlass(id, CORA)).isInstanceOf(Decided.Accepted.class);
        return id;
    }

    private static Decided.Code refused(Decided decided) {
        return switch (decided) {
            case Decided.Accepted accepted -> throw new AssertionError(accepted);
            case Decided.Refused(var code, _) -> code;
        };
    }

    private List<AuditRecord> records(Stage stage) {
        return bench.records(AuditFilter.ALL.withStages(Set.of(stage)));
    }

    private Reviewed review(String id, Principal human) {
        return rights.review(
                human, id, Optional.empty(), Presence.WITH_KEY, BrokenGlass.Verdict.JUSTIFIED, "");
    }

    @Test
    void theRecordSaysSoFirstAndWhatRanSaysByWhom() {
        var id = broken("hello");
        var reply = bench.await(id);

        assertThat(text(reply, "status")).isEqualTo("completed");
        assertThat(bench.tool.written).containsExactly("hello");
        assertThat(bench.stages(reply))
                .containsExactly(Stage.HELD, Stage.BROKE_GLASS, Stage.INTENT, Stage.OUTCOME);
        var record = records(Stage.BROKE_GLASS).getFirst();
        assertThat(record.details())
                .containsEntry("glass_broken_by", "user:cora")
                .containsEntry("unmet", "0 of 2 editor")
                .containsEntry(
                        "review_by", bench.clock.instant().plus(Duration.ofDays(1)).toString())
                .containsEntry("signed_in_at", bench.clock.instant().toString());
        assertThat(record.details().get("reason"))
                .contains("everything burns")
                .doesNotContain("4111111111111111");
        assertThat(record.decision().orElseThrow().approvers().getFirst().breakGlass())
                .contains("oncall");
        assertThat(CallStatus.said(record)).contains(CallStatus.APPROVED);
        assertThat(bench.records(text(reply, "call_id")).subList(2, 4))
                .allSatisfy(ran -> {
                    assertThat(ran.details()).containsEntry("glass_broken_by", "user:cora");
                    assertThat(ran.approval().orElseThrow().approvers()).isEmpty();
                });
    }

    @Test
    void whoMayIsAskedOfTheRoleMapThatIsLive() {
        var id = bench.held("hello");

        for (var human :
                List.of(
                        ANA,
                        Principal.human("user:max", Set.of()),
                        Principal.human("user:ada", Set.of()))) {
            assertThat(refused(breakGlass(id, human))).isEqualTo(Decided.Code.NO_ROLE);
        }
        var confined =
                new Principal(
                        "user:cora",
                        Principal.Kind.HUMAN,
                        Optional.empty(),
                        Set.of(),
                        Optional.of(Set.of("editor")));
        assertThat(refused(breakGlass(id, confined))).isEqualTo(Decided.Code.NO_ROLE);
        assertThat(records(Stage.DENIED))
                .hasSize(4)
                .allSatisfy(record ->
                        assertThat(record.outcome().orElseThrow().code())
                                .contains("BREAK_GLASS_NO_ROLE"));
        assertThat(bench.tool.written).isEmpty();
    }

    @Test
    void nobodyBreaksItInThePlaceOfAnother() {
        var now = bench.clock.instant();
        var terms = new Delegation.Terms("user:dan", Set.of(), now, now.plus(Duration.ofDays(1)));
        assertThat(delegating.give(CORA, Optional.empty(), new Presence.SignedIn(now), terms))
                .isInstanceOf(Delegated.Accepted.class);
        var id = bench.held("hello");

        assertThat(refused(breakGlass(id, Principal.human("user:dan", Set.of()))))
                .isEqualTo(Decided.Code.NO_ROLE);
    }

    @Test
    void whatWasReleasedDoesNotRunOnceTheHumanLostTheRole() {
        var id = broken("hello");
        // The same digest, as where only a binding has run out.
        bench.policy = new HeldCallsTest.WithoutRoles(bench.policy, CORA);

        assertThat(text(bench.await(id), "code")).isEqualTo("DENIED_APPROVERS_CHANGED");
        assertThat(bench.tool.written).isEmpty();
        assertThat(bench.approvals.find(id).orElseThrow().state()).isEqualTo(State.CANCELLED);
        assertThat(rights.list(false, 10, r -> r)).hasSize(1);
    }

    @Test
    void whatWasReleasedDoesNotRunOnceTheRoleMapLetsNobody() {
        var id = broken("hello");
        bench.policy = bench.policy(POLICY.formatted(""));

        assertThat(text(bench.await(id), "code")).isEqualTo("DENIED_POLICY_CHANGED");
        assertThat(bench.tool.written).isEmpty();
    }

    @Test
    void reviewsAreRecordedFirstAndOfThoseWhoMay() {
        var id = broken("hello");

        assertThat(review(id, CORA)).isInstanceOf(Reviewed.Refused.class);
        assertThat(review(id, Principal.human("user:mia", Set.of())))
                .isInstanceOf(Reviewed.Refused.class);
        assertThat(rights.mayReview(ANA, bench.approvals.find(id).orElseThrow())).isTrue();
        assertThat(
                        rights.review(
                                BEN,
                                id,
                                Optional.empty(),
                                Presence.WITH_KEY,
                                BrokenGlass.Verdict.NOT_JUSTIFIED,
                                "Ben was awake"))
                .isInstanceOf(Reviewed.Accepted.class);
        assertThat(rights.mayReview(ANA, bench.approvals.find(id).orElseThrow())).isFalse();

        assertThat(records(Stage.GLASS_REVIEWED).getFirst().details())
                .containsEntry("by", "user:ben")
                .containsEntry("verdict", "not_justified")
                .containsEntry("reason", "Ben was awake")
                .containsEntry("glass_broken_by", "user:cora");
        assertThat(records(Stage.DENIED))
                .extracting(record -> record.outcome().orElseThrow().code().orElseThrow())
                .containsExactly("REVIEW_OWN_BREAKING", "REVIEW_NO_ROLE");
    }

    @Test
    void whoAdministersReviewsWhatTheySee() {
        var id = broken("hello");

        assertThat(review(id, Principal.human("user:adam", Set.of())))
                .isInstanceOf(Reviewed.Refused.class);
        assertThat(review(id, Principal.human("user:ada", Set.of())))
                .isInstanceOf(Reviewed.Accepted.class);
    }

    @Test
    void anOverdueReviewIsRecordedOnce() {
        var id = broken("hello");
        bench.clock.advance(Duration.ofDays(1));

        assertThat(glass.tellOverdue()).isEqualTo(1);
        assertThat(glass.tellOverdue()).isZero();

        assertThat(records(Stage.REVIEW_OVERDUE)).hasSize(1);
        assertThat(records(Stage.REVIEW_OVERDUE).getFirst().approval().orElseThrow().id())
                .isEqualTo(id);
    }

    @Test
    void whatTheLogDoesNotTakeDoesNotHappen() {
        var id = bench.held("hello");
        var earlier = broken("earlier");
        bench.log.close();

        assertThatThrownBy(() -> breakGlass(id, CORA)).isInstanceOf(UnrecordedException.class);
        assertThatThrownBy(() -> review(earlier, ANA)).isInstanceOf(UnrecordedException.class);
        bench.clock.advance(Duration.ofDays(1));
        assertThatThrownBy(glass::tellOverdue).isInstanceOf(UnrecordedException.class);

        var broken = rights.list(false, 10, r -> r);
        assertThat(broken).extracting(request -> request.id()).containsExactly(earlier);
        assertThat(broken.getFirst().glass().orElseThrow().overdue()).isEmpty();
    }
}
