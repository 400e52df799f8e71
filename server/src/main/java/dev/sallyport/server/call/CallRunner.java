package dev.sallyport.server.call;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.DenyReason;
import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.RuleId;
import dev.sallyport.server.approval.Grant;
import dev.sallyport.server.call.ToolGate.Answer.Reply;
import dev.sallyport.server.call.UsageMeter.Admission;
import dev.sallyport.server.call.UsageMeter.Use;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import dev.sallyport.tools.Refusal;
import dev.sallyport.tools.Tool;
import dev.sallyport.tools.Tool.Execution;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs what was decided: intent recorded, executed, masked, outcome recorded, replied. Safe from many threads.
public final class CallRunner {

    private static final Logger LOG = LoggerFactory.getLogger(CallRunner.class);

    /// The limit that is cut to what is left of `rows_per_hour`.
    private static final String ROWS = "rows";

    private final CallJournal journal;
    private final ReplyMasker masker;
    private final UsageMeter meter;
    private final Clock clock;

    public CallRunner(CallJournal journal, ReplyMasker masker, UsageMeter meter, Clock clock) {
        this.journal = journal;
        this.masker = masker;
        this.meter = meter;
        this.clock = clock;
    }

    /// What allows a run.
    ///
    /// @param asked who had to agree, where it was held
    /// @param reviewed what the approvers saw, where it was held
    /// @param approvalId the approval, where it was held
    /// @param approvers the humans who agreed
    /// @param grantId the grant, where it was held and ran without being asked about
    /// @param glassBrokenBy who released it past the approvers, where somebody did
    record Licence(
            List<RuleId> rules,
            Obligations obligations,
            List<ApproverSet> asked,
            Optional<Preview> reviewed,
            Optional<String> approvalId,
            List<String> approvers,
            Optional<String> grantId,
            Optional<String> glassBrokenBy) {

        static Licence permitted(Decision.Permit permit) {
            return new Licence(
                    permit.rules(),
                    permit.obligations(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty());
        }

        /// @param shown what a human would have been shown of this call
        static Licence granted(Decision.Hold hold, Preview shown, Grant grant) {
            return new Licence(
                    hold.rules(),
                    hold.obligations(),
                    hold.approvers(),
                    Optional.of(shown),
                    Optional.of(grant.request().id()),
                    List.of(grant.grantor().subject()),
                    Optional.of(grant.id()),
                    Optional.empty());
        }

        /// With no more rows than are left of a limit.
        Licence within(OptionalLong rowsMax) {
            if (rowsMax.isEmpty()) {
                return this;
            }
            var all = new ArrayList<Obligation>();
            for (var obligation : obligations.all()) {
                all.add(
                        obligation instanceof Obligation.Limit(var name, var value)
                                        && name.equals(ROWS)
                                ? new Obligation.Limit(ROWS, Math.min(value, rowsMax.getAsLong()))
                                : obligation);
            }
            return new Licence(
                    rules,
                    new Obligations(all),
                    asked,
                    reviewed,
                    approvalId,
                    approvers,
                    grantId,
                    glassBrokenBy);
        }
    }

    /// @param completed whether the tool did what was asked
    /// @param rows that left the gate
    record Ran(Reply reply, boolean completed, long rows) {}

    /// Asks for the call's share of the caller's limits; it must be closed when the call has ended.
    Admission admit(CallContext call, Obligations obligations) {
        return meter.admit(call.usageLimits(), obligations.limit(ROWS));
    }

    /// Records and answers that a limit is reached.
    Reply limited(CallContext call, Plan plan, Admission.Refused refused) {
        return refuse(
                call,
                Optional.of(plan),
                AgentErrors.limit(refused.limit(), refused.again(), call.principal().subject()),
                ", by the limit "
                        + refused.limit().kind().name().toLowerCase(Locale.ROOT)
                        + " of role "
                        + refused.limit().role());
    }

    /// Runs a call within its share of the limits, which ends with it whatever happens.
    Ran run(CallContext call, Tool tool, Plan plan, Licence licence, Use use, CallControl control) {
        try (use) {
            var ran = run(call, tool, plan, licence.within(use.rowsMax()), control);
            use.returned(ran.rows());
            return ran;
        }
    }

    /// @throws UnrecordedException when the intent cannot be recorded; nothing has run then
    private Ran run(CallContext call, Tool tool, Plan plan, Licence licence, CallControl control) {
        journal.intent(call, plan, licence);
        var started = clock.instant();
        var execution = execute(tool, plan, licence, control);
        return conclude(call, plan, licence, execution, started);
    }

    /// Records and answers a refusal that came before any intent.
    Reply refuse(CallContext call, Optional<Plan> plan, Refusal refusal) {
        return refuse(call, plan, refusal, "");
    }

    /// Records and answers what the policy says no to; the operator is told by which rule.
    Reply denied(CallContext call, Optional<Plan> plan, DenyReason reason) {
        return refuse(
                call,
                plan,
                AgentErrors.denied(call.tool(), reason, call.reach(call.tool())),
                OperatorTexts.because(reason, call.policy()));
    }

    private Reply refuse(CallContext call, Optional<Plan> plan, Refusal refusal, String because) {
        var masked = masker.refusal(refusal, call.arguments());
        LOG.info(
                "call {}: {} refused with {} for {}{}, policy {}",
                call.callId(),
                call.tool(),
                refusal.code(),
                call.principal().subject(),
                because,
                call.policy().digest());
        try {
            journal.refused(call, plan, masked);
        } catch (UnrecordedException e) {
            LOG.error(
                    "call {}: the refusal {} could not be recorded",
                    call.callId(),
                    refusal.code(),
                    e);
            return Replies.refused(call.callId(), AgentErrors.unrecorded());
        }
        return Replies.refused(call.callId(), masked);
    }

    private Execution execute(Tool tool, Plan plan, Licence licence, CallControl control) {
        try {
            return tool.execute(plan, licence.obligations(), licence.reviewed(), masked(control));
        } catch (RuntimeException | Error e) {
            return new Execution.Failed(
                    Refusal.failed(
                            "INTERNAL",
                            "the gate met a fault of its own while the call ran; it may or may not have taken effect.",
                            "Check the target's state. Quote the call id to an administrator."),
                    Optional.of(e),
                    Execution.Effect.UNKNOWN);
        }
    }

    private Ran conclude(
            CallContext call, Plan plan, Licence licence, Execution execution, Instant started) {
        var duration = Duration.between(started, clock.instant());
        var counts = new TreeMap<String, Long>();
        var reply =
                switch (execution) {
                    case Execution.Done(var result, var rows) -> {
                        var masked = masker.result(result, counts);
                        yield masked.isPresent()
                                ? new Concluded(
                                        Replies.completed(call.callId(), masked.get()),
                                        "COMPLETED",
                                        rows,
                                        true)
                                : Concluded.refused(call, AgentErrors.maskingFailed());
                    }
                    case Execution.Refused(var refusal) ->
                            Concluded.refused(
                                    call, masker.refusal(refusal, Optional.of(plan.normalised())));
                    case Execution.Failed(var failure, var cause, var effect) -> {
                        LOG.warn(
                                "call {}: {} failed with {}, effect {}",
                                call.callId(),
                                plan.tool(),
                                failure.code(),
                                effect,
                                cause.orElse(null));
                        yield Concluded.refused(
                                call, masker.refusal(failure, Optional.of(plan.normalised())));
                    }
                };
        try {
            journal.outcome(
                    call,
                    plan,
                    licence,
                    new Outcome(execution, reply.code, reply.rows, duration, counts, reply.reply));
        } catch (UnrecordedException e) {
            LOG.error("call {}: ran, but its outcome could not be recorded", call.callId(), e);
            return new Ran(
                    Replies.refused(call.callId(), AgentErrors.outcomeUnrecorded()), false, 0);
        }
        return new Ran(reply.reply, reply.completed, reply.rows);
    }

    /// Progress leaves the gate too.
    private CallControl masked(CallControl control) {
        return new CallControl() {
            @Override
            public boolean cancelled() {
                return control.cancelled();
            }

            @Override
            public Registration onCancel(Runnable action) {
                return control.onCancel(action);
            }

            @Override
            public void progress(String message) {
                masker.told(message).ifPresent(control::progress);
            }
        };
    }

    /// What became of an execution, for the record.
    ///
    /// @param reply as the agent is going to get it
    record Outcome(
            Execution execution,
            String code,
            long rows,
            Duration duration,
            SortedMap<String, Long> masked,
            Reply reply) {}

    private record Concluded(Reply reply, String code, long rows, boolean completed) {
        static Concluded refused(CallContext call, Refusal refusal) {
            return new Concluded(Replies.refused(call.callId(), refusal), refusal.code(), 0, false);
        }
    }
}
