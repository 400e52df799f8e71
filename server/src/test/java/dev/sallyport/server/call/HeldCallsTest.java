package dev.sallyport.server.call;

import static dev.sallyport.server.call.PipelineBench.ANA;
import static dev.sallyport.server.call.PipelineBench.BEN;
import static dev.sallyport.server.call.PipelineBench.WRITER;
import static dev.sallyport.server.call.PipelineBench.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.Stage;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Reach;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.RuleId;
import dev.sallyport.policy.UsageLimit;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.Approvals.Outcome;
import dev.sallyport.server.approval.Decided;
import dev.sallyport.server.approval.Desk;
import dev.sallyport.server.approval.HiddenValues;
import dev.sallyport.server.call.ToolGate.Answer;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Refusal;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Calls that wait for a human, on their whole way.
class HeldCallsTest {

    @TempDir private Path directory;
    private PipelineBench bench;

    @BeforeEach
    void open() {
        bench = new PipelineBench(directory);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void anApprovedCallRunsOnceHoweverOftenItIsAskedFor() {
        var id = bench.held("hello");
        var waiting = bench.await(id);
        assertThat(text(waiting, "status")).isEqualTo("pending_approval");
        assertThat(bench.tool.written).isEmpty();

        var _ = bench.approve(id);
        var first = bench.await(id);
        var second = bench.await(id);

        assertThat(text(first, "status")).isEqualTo("completed");
        assertThat(second).isEqualTo(first);
        assertThat(bench.tool.written).containsExactly("hello");
        assertThat(text(first, "call_id")).isEqualTo(text(waiting, "call_id"));
        assertThat(bench.stages(first))
                .containsExactly(
                        Stage.HELD, Stage.VOTED, Stage.APPROVED, Stage.INTENT, Stage.OUTCOME);
        var intent = bench.records(text(first, "call_id")).get(3);
        assertThat(intent.approval().orElseThrow().id()).isEqualTo(id);
        assertThat(intent.approval().orElseThrow().approvers()).containsExactly("user:ana");
    }

    @Test
    void aCallThatStillBlocksIsAnsweredWhenItIsApproved() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var caller = new Caller(WRITER, "session-1", "test 1.0", "http", Caller.HOLD_WAIT_MAX);
            var reply =
                    threads.submit(() ->
                            bench.pipeline.call(
                                    caller,
                                    NoteTool.NAME,
                                    json("{\"notebook\":\"guarded\",\"text\":\"hello\"}"),
                                    CallControl.uncancellable()));
            while (bench.approvals.waiting() == 0) {
                Thread.onSpinWait();
            }
            var id = bench.approvals.list(Optional.of(State.PENDING), 1, r -> r).getFirst().id();

            var _ = bench.approve(id);

            assertThat(text((Answer.Reply) reply.get(), "status")).isEqualTo("completed");
            assertThat(bench.tool.written).containsExactly("hello");
        }
    }

    @Test
    void aRejectedCallTellsTheReasonMaskedAndNeverRuns() {
        var id = bench.held("hello");

        var _ = bench.decide(id, ANA, Verdict.REJECT, "not today, ask bo@example.com");
        var reply = bench.await(id);

        assertThat(reply.isError()).isTrue();
        assertThat(text(reply, "status")).isEqualTo("rejected");
        assertThat(text(reply, "reason")).startsWith("not today").doesNotContain("bo@example.com");
        assertThat(bench.tool.written).isEmpty();
        assertThat(bench.stages(reply)).containsExactly(Stage.HELD, Stage.VOTED, Stage.REJECTED);
    }

    @Test
    void aCallNobodyDecidedExpires() {
        var id = bench.held("hello");

        bench.clock.advance(Duration.ofMinutes(61));
        var reply = bench.await(id);

        assertThat(text(reply, "code")).isEqualTo("DENIED_APPROVAL_EXPIRED");
        assertThat(bench.tool.written).isEmpty();
        assertThat(bench.stages(reply)).containsExactly(Stage.HELD, Stage.EXPIRED);
    }

    @Test
    void anApprovalThatNobodyUsedExpires() {
        var id = bench.held("hello");
        var _ = bench.approve(id);

        bench.clock.advance(Duration.ofMinutes(11));
        var reply = bench.await(id);

        assertThat(text(reply, "code")).isEqualTo("DENIED_APPROVAL_EXPIRED");
        assertThat(bench.tool.written).isEmpty();
    }

    @Test
    void aCancelledRequestNeverRuns() {
        var id = bench.held("hello");
        var _ = bench.approve(id);

        var cancelled = bench.approvals.cancel(id, WRITER, Set.of(), "changed my mind");
        var reply = bench.await(id);

        assertThat(cancelled).isInstanceOf(Decided.Accepted.class);
        assertThat(text(reply, "code")).isEqualTo("DENIED_APPROVAL_CANCELLED");
        assertThat(bench.tool.written).isEmpty();
    }

    @Test
    void aRefusedPreviewLeavesNothingHeld() {
        bench.tool.previewRefusal =
                Optional.of(Refusal.failed("NO_PREVIEW", "there is nothing to show.", ""));

        var reply = bench.call("{\"notebook\": \"guarded\", \"text\": \"hello\"}");

        assertThat(text(reply, "code")).isEqualTo("NO_PREVIEW");
        assertThat(bench.approvals.list(Optional.empty(), 10, r -> r)).isEmpty();
    }

    @Test
    void anotherPrincipalsHeldCallIsAsUnknownAsOneThatNeverWas() {
        var id = bench.held("hello");

        var other = bench.await(PipelineBench.agent("other", Set.of("writers")), id);
        var never = bench.await("apr_never_was");

        assertThat(text(other, "code")).isEqualTo("UNKNOWN_APPROVAL");
        assertThat(text(other, "message")).isEqualTo(text(never, "message"));
        assertThat(bench.stages(other)).containsExactly(Stage.FAILED);
    }

    @Test
    void anAgentCannotApproveNotEvenItsOwnCall() {
        var id = bench.held("hello");
        var request = bench.approvals.find(id).orElseThrow();

        var decided =
                Desk.decide(
                        bench.approvals,
                        id,
                        WRITER,
                        Set.of("editor"),
                        Verdict.APPROVE,
                        request.digest(),
                        "");

        assertThat(decided).isInstanceOf(Decided.Refused.class);
        assertThat(text(bench.await(id), "status")).isEqualTo("pending_approval");
        assertThat(bench.records(AuditFilter.ALL.withStages(Set.of(Stage.DENIED)))).hasSize(1);
    }

    @Test
    void manyWaitersRaceForOneRunAndGetOneReply() throws Exception {
        var id = bench.held("hello");
        var _ = bench.approve(id);
        int waiters = 8;
        var together = new CyclicBarrier(waiters);

        var replies = new ArrayList<Future<Answer.Reply>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < waiters; i++) {
                Callable<Answer.Reply> waiter =
                        () -> {
                            var _ = together.await();
                            return bench.await(id);
                        };
                replies.add(threads.submit(waiter));
            }
        }

        assertThat(bench.tool.written).containsExactly("hello");
        var first = replies.getFirst().get();
        assertThat(text(first, "status")).isEqualTo("completed");
        for (var reply : replies) {
            assertThat(reply.get()).isEqualTo(first);
        }
        assertThat(bench.stages(first)).containsOnlyOnce(Stage.INTENT);
    }

    @Test
    void aSecondWaiterStaysForARunThatIsUnderWay() throws Exception {
        var id = bench.held("hello");
        var _ = bench.approve(id);
        var running = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        bench.tool.whileExecuting =
                (_, _) -> {
                    running.countDown();
                    awaitQuietly(release);
                };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> bench.await(id));
            running.await();
            var second = threads.submit(() -> bench.await(id));

            release.countDown();

            assertThat(second.get()).isEqualTo(first.get());
            assertThat(bench.tool.written).containsExactly("hello");
        }
    }

    @Test
    void aPolicyThatChangedMeanwhileVoidsTheApproval() {
        var id = bench.held("hello");
        var _ = bench.approve(id);

        bench.policy = bench.policy(PipelineBench.POLICY.replace("letters: 50", "letters: 49"));
        var reply = bench.await(id);

        assertThat(text(reply, "code")).isEqualTo("DENIED_POLICY_CHANGED");
        assertThat(bench.tool.written).isEmpty();
        bench.policy = bench.policy(PipelineBench.POLICY);
        assertThat(text(bench.await(id), "code")).isEqualTo("DENIED_APPROVAL_CANCELLED");
        assertThat(bench.tool.written).isEmpty();
    }

    /// One waiter finds that the policy has changed while another, who did not, has begun to run the call.
    @Test
    void aCallThatRanMeanwhileIsNotAnsweredAsOneThatDidNot() {
        var id = bench.held("hello");
        var _ = bench.approve(id);
        var reply = JsonMapper.shared().createObjectNode().put("status", "completed");

        bench.policy =
                new BeforeDigest(
                        bench.policy(PipelineBench.POLICY.replace("letters: 50", "letters: 49")),
                        () -> {
                            if (bench.approvals.claim(id).isPresent()) {
                                bench.approvals.finish(id, Outcome.COMPLETED, reply, false);
                            }
                        });

        assertThat(bench.await(id)).isEqualTo(new Answer.Reply(reply, false));
        assertThat(bench.approvals.find(id).orElseThrow().state()).isEqualTo(State.COMPLETED);
        assertThat(bench.stages(bench.records(AuditFilter.ALL).getFirst().callId().orElseThrow()))
                .doesNotContain(Stage.DENIED);
    }

    @Test
    void whatOnlyLooksHiddenIsNotCountedAsHidden() {
        bench.tool.unseen = List.of("a file with ⟦masked:EMAIL⟧ and bo@example.com in it");
        var request = bench.approvals.find(bench.held("hello")).orElseThrow();

        assertThat(request.asked().preview().sections().getFirst().content())
                .startsWith("a file with ⟦written: masked:EMAIL⟧ and ⟦masked:EMAIL⟧ in it\n");
        assertThat(HiddenValues.of(request, text -> text).count()).isEqualTo(1);
    }

    @Test
    void whatNobodyCouldLookIntoTakesOneHumanMore() {
        bench.tool.unseen = List.of("1 picture");
        var id = bench.held("hello");
        var request = bench.approvals.find(id).orElseThrow();
        assertThat(request.asked().approvers()).containsExactly(new ApproverSet("editor", 2));
        assertThat(request.asked().preview().sections().getFirst().content())
                .startsWith("1 picture\n");

        var _ = bench.approve(id);
        assertThat(text(bench.await(id), "status")).isEqualTo("pending_approval");
        assertThat(bench.tool.written).isEmpty();
        var _ = bench.decide(id, BEN, Verdict.APPROVE, "");

        assertThat(text(bench.await(id), "status")).isEqualTo("completed");
        assertThat(bench.tool.written).containsExactly("hello");
    }

    @Test
    void oneOfTwoWhoLostTheRoleIsNotEnoughForWhatNobodyCouldLookInto() {
        bench.tool.unseen = List.of("1 picture");
        var id = bench.held("hello");
        var _ = bench.approve(id);
        var _ = bench.decide(id, BEN, Verdict.APPROVE, "");

        bench.policy = new WithoutRoles(bench.policy, BEN);

        assertThat(text(bench.await(id), "code")).isEqualTo("DENIED_APPROVERS_CHANGED");
        assertThat(bench.tool.written).isEmpty();
    }

    @Test
    void anApproverWhoLostTheRoleCountsNoMore() {
        var id = bench.held("hello");
        var _ = bench.approve(id);

        bench.policy = new WithoutRoles(bench.policy, ANA);
        var reply = bench.await(id);

        assertThat(text(reply, "code")).isEqualTo("DENIED_APPROVERS_CHANGED");
        assertThat(bench.tool.written).isEmpty();
    }

    @Test
    void anApprovalDoesNotOutliveTheKeyThatGaveIt() {
        var key = bench.key("ana", Optional.empty());
        var id = bench.held("hello");
        var _ = bench.approve(id, key);

        assertThat(bench.keys.revoke("ana")).isTrue();
        var reply = bench.await(id);

        assertThat(text(reply, "code")).isEqualTo("DENIED_APPROVER_KEY_ENDED");
        assertThat(bench.tool.written).isEmpty();
        assertThat(bench.stages(reply))
                .containsExactly(
                        Stage.HELD, Stage.VOTED, Stage.APPROVED, Stage.CANCELLED, Stage.DENIED);
        assertThat(text(bench.await(id), "code")).isEqualTo("DENIED_APPROVAL_CANCELLED");
    }

    @Test
    void anApprovalDoesNotOutliveItsKeysExpiry() {
        var key = bench.key("ana", Optional.of(bench.clock.instant().plus(Duration.ofMinutes(5))));
        var id = bench.held("hello");
        var _ = bench.approve(id, key);

        bench.clock.advance(Duration.ofMinutes(5));
        var reply = bench.await(id);

        assertThat(text(reply, "code")).isEqualTo("DENIED_APPROVER_KEY_ENDED");
        assertThat(bench.tool.written).isEmpty();
    }

    @Test
    void anApprovalByAKeyThatWorksRunsAndOthersKeysDoNotMatter() {
        var key = bench.key("ana", Optional.of(bench.clock.instant().plus(Duration.ofMinutes(5))));
        var _ = bench.key("ben", Optional.empty());
        var id = bench.held("hello");
        var _ = bench.approve(id, key);

        assertThat(bench.keys.revoke("ben")).isTrue();
        bench.clock.advance(Duration.ofSeconds(299));

        assertThat(text(bench.await(id), "status")).isEqualTo("completed");
        assertThat(bench.tool.written).containsExactly("hello");
    }

    @Test
    void aRequesterWhoLostTheRoleIsDenied() {
        var id = bench.held("hello");
        var _ = bench.approve(id);

        var reply = bench.await(PipelineBench.agent("writer", Set.of()), id);

        assertThat(text(reply, "code")).isEqualTo("DENIED_NO_RULE");
        assertThat(bench.tool.written).isEmpty();
        assertThat(text(bench.await(id), "code")).isEqualTo("DENIED_APPROVAL_CANCELLED");
    }

    @Test
    void aPlanChangedInTheDatabaseAfterItsApprovalNeverRuns() throws SQLException {
        var id = bench.held("hello");
        var _ = bench.approve(id);

        tamper("hello", "grant");
        var reply = bench.await(id);

        assertThat(reply.isError()).isTrue();
        assertThat(text(reply, "code")).isEqualTo("DENIED_INTERNAL");
        assertThat(bench.tool.written).isEmpty();
        assertThat(bench.records(AuditFilter.ALL.withStages(Set.of(Stage.INTENT)))).isEmpty();
    }

    @Test
    void aPlanChangedInTheDatabaseBeforeItsApprovalCannotBeApproved() throws SQLException {
        var id = bench.held("hello");
        var digest = bench.approvals.find(id).orElseThrow().digest();

        tamper("hello", "grant");
        var decided =
                Desk.decide(
                        bench.approvals, id, ANA, Set.of("editor"), Verdict.APPROVE, digest, "");

        assertThat(decided)
                .isInstanceOfSatisfying(
                        Decided.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(Decided.Code.TAMPERED));
    }

    @Test
    void anApprovalIsSpentWhenTheIntentCannotBeRecorded() {
        var id = bench.held("hello");
        var _ = bench.approve(id);

        bench.log.close();
        var reply = bench.await(id);

        assertThat(text(reply, "code")).isEqualTo("DENIED_UNRECORDED");
        assertThat(bench.tool.written).isEmpty();
    }

    @Test
    void aCallThatFailedAfterItsApprovalIsNotRunAgain() {
        var id = bench.held("hello");
        var _ = bench.approve(id);
        bench.tool.whileExecuting =
                (_, _) -> {
                    throw new IllegalStateException("hunter2");
                };

        var first = bench.await(id);
        bench.tool.whileExecuting = (_, _) -> {};
        var second = bench.await(id);

        assertThat(text(first, "code")).isEqualTo("INTERNAL");
        assertThat(second).isEqualTo(first);
        assertThat(bench.tool.written).isEmpty();
    }

    @Test
    void approversSeeNoSecretOfTheCallAndNoneOfTheReason() {
        var reply =
                bench.call(
                        "{\"notebook\": \"guarded\", \"text\": \"for ana@example.com\", \"reason\": \"bo@example.com asked\"}");

        var request = bench.approvals.find(text(reply, "approval_id")).orElseThrow();
        assertThat(request.asked().preview().sections().getFirst().content())
                .doesNotContain("ana@example.com");
        assertThat(request.asked().agentReason()).doesNotContain("bo@example.com");
    }

    private void tamper(String from, String to) throws SQLException {
        try (var connection =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + directory.resolve("state.db"));
                var change =
                        connection.prepareStatement(
                                "UPDATE approval_request SET content = replace(content, ?, ?)")) {
            change.setString(1, from);
            change.setString(2, to);
            assertThat(change.executeUpdate()).isEqualTo(1);
        }
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) JsonMapper.shared().readTree(text);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// A policy that has something happen whenever it is told apart from the one before.
    private record BeforeDigest(Authorizer policy, Runnable first) implements Authorizer {
        @Override
        public Decision decide(Request request) {
            return policy.decide(request);
        }

        @Override
        public List<Reach> reach(Principal principal, String tool, Instant time) {
            return policy.reach(principal, tool, time);
        }

        @Override
        public Set<String> roles(Principal principal, Instant time) {
            return policy.roles(principal, time);
        }

        @Override
        public Set<ConsoleRight> consoleRights(Principal principal, Instant time) {
            return policy.consoleRights(principal, time);
        }

        @Override
        public List<UsageLimit> usageLimits(Principal principal, Instant time) {
            return policy.usageLimits(principal, time);
        }

        @Override
        public Optional<String> describe(RuleId rule) {
            return policy.describe(rule);
        }

        @Override
        public Optional<String> text(RuleId rule) {
            return policy.text(rule);
        }

        @Override
        public String digest() {
            first.run();
            return policy.digest();
        }
    }

    /// The same policy, but for one who has no role in it (any more).
    record WithoutRoles(Authorizer policy, Principal who) implements Authorizer {
        @Override
        public Decision decide(Request request) {
            return policy.decide(request);
        }

        @Override
        public List<Reach> reach(Principal principal, String tool, Instant time) {
            return policy.reach(principal, tool, time);
        }

        @Override
        public Set<String> roles(Principal principal, Instant time) {
            return principal.equals(who) ? Set.of() : policy.roles(principal, time);
        }

        @Override
        public Set<ConsoleRight> consoleRights(Principal principal, Instant time) {
            return policy.consoleRights(principal, time);
        }

        @Override
        public List<UsageLimit> usageLimits(Principal principal, Instant time) {
            return policy.usageLimits(principal, time);
        }

        @Override
        public Optional<String> describe(RuleId rule) {
            return policy.describe(rule);
        }

        @Override
        public Optional<String> text(RuleId rule) {
            return policy.text(rule);
        }

        @Override
        public String digest() {
            return policy.digest();
        }
    }
}
