package dev.sallyport.server.call;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Decision;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRequest.Ending;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.Approvals;
import dev.sallyport.server.approval.Decided;
import dev.sallyport.server.approval.NewRequest;
import dev.sallyport.server.approval.Requested;
import dev.sallyport.server.call.CallRunner.Licence;
import dev.sallyport.server.call.ToolGate.Answer;
import dev.sallyport.server.call.UsageMeter.Admission;
import dev.sallyport.server.call.UsageMeter.Use;
import dev.sallyport.server.identity.CredentialBounds;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import dev.sallyport.tools.Refusal;
import dev.sallyport.tools.Tool;
import dev.sallyport.tools.Tool.Previewing;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Calls that wait for humans: put before them, waited for, decided again, run exactly once. Safe from many
/// threads and, through the database, over several gates.
public final class HeldCalls {

    private static final Logger LOG = LoggerFactory.getLogger(HeldCalls.class);

    /// A waiting caller hears from the gate this often.
    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(10);

    private static final int WAIT_SECONDS_DEFAULT = 30;

    /// How long a second waiter stays for a run that another one started.
    private static final Duration RUN_WAIT_MAX = Duration.ofSeconds(45);

    private static final Duration RUN_LOOK_EVERY = Duration.ofMillis(200);

    private final ToolCatalogue tools;
    private final Approvals approvals;
    private final GrantedCalls granted;
    private final CallRunner runner;
    private final CallJournal journal;
    private final ReplyMasker masker;
    private final Supplier<Authorizer> policies;
    private final Predicate<CredentialBounds> stands;
    private final Clock clock;

    /// @param stands whether a credential would still open the door; where it throws, the call fails
    public HeldCalls(
            ToolCatalogue tools,
            Approvals approvals,
            GrantedCalls granted,
            CallRunner runner,
            CallJournal journal,
            ReplyMasker masker,
            Supplier<Authorizer> policies,
            Predicate<CredentialBounds> stands,
            Clock clock) {
        this.tools = tools;
        this.approvals = approvals;
        this.granted = granted;
        this.runner = runner;
        this.journal = journal;
        this.masker = masker;
        this.policies = policies;
        this.stands = stands;
        this.clock = clock;
    }

    /// Runs a call that a grant covers; puts any other before its approvers and waits as long as the caller allows.
    Answer hold(
            CallContext call,
            Tool tool,
            Plan plan,
            Decision.Hold hold,
            String agentReason,
            CallControl control) {
        return switch (tool.preview(plan, hold.obligations())) {
            case Previewing.Refused(var refusal) -> runner.refuse(call, Optional.of(plan), refusal);
            case Previewing.Previewed(var preview) -> {
                var shown = masker.preview(preview);
                if (shown.isEmpty()) {
                    yield runner.refuse(call, Optional.of(plan), AgentErrors.maskingFailed());
                }
                var asked = asked(call, plan, hold, shown.get(), agentReason);
                yield granted.run(call, tool, asked, control)
                        .orElseGet(() -> request(call, hold, asked, control));
            }
        };
    }

    private NewRequest asked(
            CallContext call, Plan plan, Decision.Hold hold, Preview preview, String agentReason) {
        return new NewRequest(
                call.principal(),
                call.session(),
                call.caller().client(),
                call.callId(),
                plan,
                hold.obligations(),
                Unseen.shown(preview),
                Unseen.raised(hold.approvers(), preview),
                hold.rules().stream().map(Object::toString).toList(),
                call.policy().digest(),
                masker.text(agentReason).orElse(""));
    }

    private Answer request(
            CallContext call, Decision.Hold hold, NewRequest asked, CallControl control) {
        var plan = asked.plan();
        return switch (approvals.request(asked, journal.held(call, asked))) {
            case Requested.Held(var request, var isNew) -> {
                if (!isNew) {
                    journal.heldAlready(
                            call, plan, hold, request.asked().approvers(), request.id());
                }
                yield waitFor(call, request, call.caller().holdWait(), control);
            }
            case Requested.Refused(var code, var message) ->
                    runner.refuse(call, Optional.of(plan), AgentErrors.notAsked(code, message));
        };
    }

    /// `await_approval`.
    Answer await(CallContext call, ObjectNode given, CallControl control) {
        var found =
                approvals
                        .find(given.path("approval_id").asString(""))
                        .filter(request -> request.isRequestedBy(call.principal()));
        if (found.isEmpty()) {
            return runner.refuse(call, Optional.empty(), AgentErrors.unknownApproval());
        }
        var tool = found.get().plan().tool();
        var scopes = call.caller().bounds().stepUp(tool);
        if (scopes.isPresent()) {
            return runner.refuse(
                    call, Optional.empty(), AgentErrors.insufficientScope(tool, scopes.get()));
        }
        journal.answered(call);
        var wait = Duration.ofSeconds(given.path("wait_seconds").asInt(WAIT_SECONDS_DEFAULT));
        return waitFor(call, found.get(), wait, control);
    }

    private Answer waitFor(
            CallContext call, ApprovalRequest request, Duration wait, CallControl control) {
        var now = request;
        var end = clock.instant().plus(wait);
        while (now.state() == ApprovalRequest.State.PENDING
                && !control.cancelled()
                && !Thread.currentThread().isInterrupted()) {
            var left = Duration.between(clock.instant(), end);
            if (left.isNegative() || left.isZero()) {
                break;
            }
            now =
                    approvals.await(
                            now.id(),
                            left.compareTo(PROGRESS_EVERY) < 0 ? left : PROGRESS_EVERY,
                            control);
            if (now.state() == ApprovalRequest.State.PENDING) {
                control.progress("waiting for a human to approve this call");
            }
        }
        return answer(call, now, control);
    }

    /// Nothing runs for, and nothing is told to, a caller whose credential has ended while it waited. The approval stays.
    private Answer answer(CallContext call, ApprovalRequest request, CallControl control) {
        if (!stands.test(call.caller().bounds())) {
            // The call that was held has, or will have, an end of its own on record.
            var refusal = AgentErrors.credentialEnded();
            return call.callId().equals(callId(request))
                    ? Replies.refused(callId(request), refusal)
                    : runner.refuse(call, Optional.empty(), refusal);
        }
        return switch (request.state()) {
            case PENDING -> pending(request);
            case APPROVED -> run(call, request, control);
            case REJECTED ->
                    Replies.rejected(
                            callId(request),
                            request.id(),
                            masker.told(request.ending().map(Ending::reason).orElse(""))
                                    .orElse(""));
            case EXPIRED -> Replies.refused(callId(request), AgentErrors.approvalExpired());
            case CANCELLED -> Replies.refused(callId(request), AgentErrors.approvalCancelled());
            case EXECUTING -> afterRun(call, request, control);
            case COMPLETED, FAILED -> kept(request);
            case UNKNOWN -> Replies.refused(callId(request), AgentErrors.outcomeUnknown());
        };
    }

    /// Another waiter runs it; its reply is this one's too.
    private Answer afterRun(CallContext call, ApprovalRequest request, CallControl control) {
        var now = request;
        var end = clock.instant().plus(RUN_WAIT_MAX);
        while (now.state() == ApprovalRequest.State.EXECUTING
                && !control.cancelled()
                && !Thread.currentThread().isInterrupted()
                && clock.instant().isBefore(end)) {
            LockSupport.parkNanos(RUN_LOOK_EVERY.toNanos());
            now = approvals.find(request.id()).orElse(now);
        }
        return now.state() == ApprovalRequest.State.EXECUTING
                ? pending(now)
                : answer(call, now, control);
    }

    private static Answer pending(ApprovalRequest request) {
        return Replies.pending(
                callId(request),
                request.id(),
                request.created(),
                request.deadline(),
                request.state() == ApprovalRequest.State.EXECUTING);
    }

    /// The id of the call that was held, whichever call asks for it now.
    private static String callId(ApprovalRequest request) {
        return request.asked().callId();
    }

    private static Answer kept(ApprovalRequest request) {
        return request.reply()
                .map(reply -> new Answer.Reply(reply.structured(), reply.isError()))
                .orElseGet(() -> Replies.refused(callId(request), AgentErrors.outcomeUnknown()));
    }

    /// Decides again under the policy in force, takes the one right to run, and runs the stored plan.
    private Answer run(CallContext call, ApprovalRequest request, CallControl control) {
        var original = original(call, request);
        var tool = tools.find(request.plan().tool());
        if (tool.isEmpty()) {
            return lapse(original, request, AgentErrors.policyChanged(), control);
        }
        if (!original.policy().digest().equals(request.asked().policyDigest())) {
            return lapse(original, request, AgentErrors.policyChanged(), control);
        }
        return switch (original.decide(request.plan().tool(), request.plan().accesses())) {
            case Decision.Deny(var reason) -> {
                var refusal =
                        AgentErrors.denied(
                                original.tool(), reason, original.reach(original.tool()));
                yield end(original, request, refusal.code(), control)
                        .orElseGet(
                                () -> runner.denied(original, Optional.of(request.plan()), reason));
            }
            case Decision.Permit permit ->
                    lapse(original, request, AgentErrors.policyChanged(), control);
            case Decision.Hold hold
                    when !hold.obligations().equals(request.asked().obligations())
                            || !approvers(hold, request).equals(request.asked().approvers()) ->
                    lapse(original, request, AgentErrors.policyChanged(), control);
            case Decision.Hold hold
                    when !request.approvedBy(
                            approvers(hold, request),
                            approver ->
                                    ApprovalRights.rolesToDecide(
                                            original.policy(), approver, original.now()),
                            original.now()) ->
                    lapse(
                            original,
                            request,
                            request.outlivedAKey(original.now())
                                    ? AgentErrors.approverKeyEnded()
                                    : AgentErrors.approversChanged(),
                            control);
            case Decision.Hold hold -> runOnce(original, request, tool.get(), hold, control);
        };
    }

    /// The call that was held, as its caller makes it now.
    private CallContext original(CallContext call, ApprovalRequest request) {
        return new CallContext(
                callId(request),
                call.caller(),
                request.asked().session(),
                request.plan().tool(),
                policies.get(),
                call.roles(),
                clock.instant(),
                Optional.empty());
    }

    /// Who must agree now.
    private static List<ApproverSet> approvers(Decision.Hold hold, ApprovalRequest request) {
        return Unseen.raised(hold.approvers(), request.asked().preview());
    }

    private Answer runOnce(
            CallContext call,
            ApprovalRequest request,
            Tool tool,
            Decision.Hold hold,
            CallControl control) {
        // A limit is asked before the right to run is spent: the caller may come back while the
        // approval counts.
        return switch (runner.admit(call, hold.obligations())) {
            case Admission.Refused refused -> runner.limited(call, request.plan(), refused);
            case Admission.Admitted(var use) -> {
                try (use) {
                    yield runOnce(call, request, tool, hold, use, control);
                }
            }
        };
    }

    private Answer runOnce(
            CallContext call,
            ApprovalRequest request,
            Tool tool,
            Decision.Hold hold,
            Use use,
            CallControl control) {
        var claimed = approvals.claim(request.id());
        if (claimed.isEmpty()) {
            var now = approvals.find(request.id());
            return now.isEmpty() || now.get().state() == ApprovalRequest.State.APPROVED
                    ? runner.refuse(call, Optional.of(request.plan()), AgentErrors.internal())
                    : answer(call, now.get(), control);
        }
        var asked = claimed.get().asked();
        var approvers =
                claimed.get().votes().stream()
                        .filter(vote -> vote.counts(call.now()))
                        .map(ApprovalRequest.Vote::by)
                        .toList();
        var licence =
                new Licence(
                        hold.rules(),
                        hold.obligations(),
                        asked.approvers(),
                        Optional.of(asked.preview()),
                        Optional.of(request.id()),
                        approvers,
                        Optional.empty(),
                        claimed.get().glass().map(glass -> glass.breaker().subject()));
        try {
            var ran = runner.run(call, tool, asked.plan(), licence, use, unstoppable(control));
            finish(request.id(), ran);
            return ran.reply();
        } catch (UnrecordedException e) {
            // Nothing has run, and the right to run is spent: that is the safe side.
            boolean marked = approvals.markUnknown(request.id());
            LOG.error(
                    "approval {}: its intent could not be recorded, marked unknown: {}",
                    request.id(),
                    marked);
            throw e;
        }
    }

    /// The call has run and is recorded; when its reply cannot be kept for a repeat, it is still this caller's.
    private void finish(String id, CallRunner.Ran ran) {
        var outcome = ran.completed() ? Approvals.Outcome.COMPLETED : Approvals.Outcome.FAILED;
        try {
            boolean wasExecuting =
                    approvals.finish(id, outcome, ran.reply().structured(), ran.reply().isError());
            if (!wasExecuting) {
                LOG.error("approval {}: its run ended, but it was not executing", id);
            }
        } catch (RuntimeException e) {
            LOG.error("approval {}: its reply could not be kept", id, e);
        }
    }

    private Answer lapse(
            CallContext call, ApprovalRequest request, Refusal refusal, CallControl control) {
        return end(call, request, refusal.code(), control)
                .orElseGet(() -> runner.refuse(call, Optional.of(request.plan()), refusal));
    }

    /// @return the answer where another was faster: what became of the request then, which may be that it has run
    private Optional<Answer> end(
            CallContext call, ApprovalRequest request, String why, CallControl control) {
        var ended = approvals.lapse(request.id(), why);
        if (!(ended instanceof Decided.Refused(var code, _))) {
            return Optional.empty();
        }
        LOG.warn("approval {}: could not be ended after {}: {}", request.id(), why, code);
        return approvals
                .find(request.id())
                .filter(now -> !now.state().open())
                .map(now -> answer(call, now, control));
    }

    /// What a human approved runs to its end, whether or not the agent still listens.
    private static CallControl unstoppable(CallControl control) {
        return new CallControl() {
            @Override
            public boolean cancelled() {
                return false;
            }

            @Override
            public Registration onCancel(Runnable action) {
                return () -> {};
            }

            @Override
            public void progress(String message) {
                control.progress(message);
            }
        };
    }
}
