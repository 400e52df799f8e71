package dev.sallyport.server.call;

import dev.sallyport.audit.AuditBody;
import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.policy.Access;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Decision;
import dev.sallyport.server.approval.NewRequest;
import dev.sallyport.server.call.CallRunner.Licence;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Refusal;
import dev.sallyport.tools.Tool.Execution;
import dev.sallyport.tools.WholeText;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/// Writes what happens to calls into the log; each method returns once the record is durable. Safe from many
/// threads.
///
/// Every method throws [UnrecordedException] when the record could not be written.
public final class CallJournal {

    /// A longer name of a tool or client is cut in the record.
    private static final int NAME_LENGTH_MAX = 200;

    /// A longer text is cut in the record: a caller must not escape it by saying too much.
    private static final int TEXT_LENGTH_MAX = 4_000;

    /// The detail `note` of a held call for which nobody is asked, since humans are asked already.
    public static final String WITH_EARLIER = "waits with an earlier call";

    /// In place of what the detectors failed on.
    static final String WITHHELD = "(withheld)";

    private final CallRecords records;
    private final CallBodies bodies;
    private final ReplyMasker masker;

    public CallJournal(AuditLog log, ReplyMasker masker) {
        this.records = new CallRecords(log, masker);
        this.bodies = new CallBodies(log, masker);
        this.masker = masker;
    }

    void unknownTool(CallContext call) {
        append(
                start(Stage.DENIED, call)
                        .decision("deny", List.of(), "UNKNOWN_TOOL")
                        .outcome(AuditRecord.Outcome.of("denied").withCode("UNKNOWN_TOOL"))
                        .build(),
                bodies.asked(call));
    }

    /// A call that ended before any intent.
    void refused(CallContext call, Optional<Plan> plan, Refusal refusal) {
        var stage =
                switch (refusal.kind()) {
                    case DENIED -> Stage.DENIED;
                    case FAILED -> Stage.FAILED;
                };
        var record = start(stage, call);
        plan.ifPresent(known -> withPlan(record, known));
        if (stage == Stage.DENIED) {
            record.decision("deny", List.of(), refusal.code());
        }
        append(
                record.outcome(AuditRecord.Outcome.of(stage.text()).withCode(refusal.code()))
                        .detail("message", cut(refusal.message(), TEXT_LENGTH_MAX))
                        .build(),
                bodies.refused(call, Replies.refused(call.callId(), refusal)));
    }

    /// What goes beside the record of a call that is about to be put before humans; empty where nothing does.
    Optional<ObjectNode> held(CallContext call, NewRequest asked) {
        return bodies.held(call, asked);
    }

    /// A call for which humans are asked already: it waits with the earlier one.
    ///
    /// @param approvers whom the earlier one asks
    void heldAlready(
            CallContext call,
            Plan plan,
            Decision.Hold hold,
            List<ApproverSet> approvers,
            String approvalId) {
        var record = start(Stage.HELD, call);
        withPlan(record, plan);
        append(
                record.held(
                                hold.rules().stream().map(Object::toString).toList(),
                                CallRecords.approvers(approvers))
                        .obligations(CallRecords.obligations(hold.obligations()))
                        .approval(approvalId, List.of())
                        .detail("note", WITH_EARLIER)
                        .build(),
                bodies.asked(call));
    }

    /// A call of the gate's own tools, which touches no target.
    void answered(CallContext call) {
        append(
                start(Stage.OUTCOME, call).outcome(AuditRecord.Outcome.of("completed")).build(),
                Optional.empty());
    }

    void intent(CallContext call, Plan plan, Licence licence) {
        append(licensed(start(Stage.INTENT, call), plan, licence).build(), bodies.asked(call));
    }

    void outcome(CallContext call, Plan plan, Licence licence, CallRunner.Outcome outcome) {
        boolean done = outcome.execution() instanceof Execution.Done;
        var record =
                licensed(start(done ? Stage.OUTCOME : Stage.FAILED, call), plan, licence)
                        .masking(outcome.masked());
        var how =
                AuditRecord.Outcome.of(
                                switch (outcome.execution()) {
                                    case Execution.Done _ -> "completed";
                                    case Execution.Refused _ -> "refused";
                                    case Execution.Failed(_, _, var effect) ->
                                            switch (effect) {
                                                case NONE -> "failed";
                                                case PARTIAL -> "failed_partly";
                                                case UNKNOWN -> "failed_effect_unknown";
                                            };
                                })
                        .withCode(outcome.code())
                        .withRows(outcome.rows())
                        .withDurationMs(outcome.duration().toMillis());
        append(record.outcome(how).build(), bodies.replied(outcome.reply()));
    }

    private AuditRecord.Builder licensed(AuditRecord.Builder record, Plan plan, Licence licence) {
        withPlan(record, plan);
        var rules = licence.rules().stream().map(Object::toString).toList();
        if (licence.approvalId().isPresent()) {
            record.held(rules, CallRecords.approvers(licence.asked()));
        } else {
            record.decision("permit", rules);
        }
        record.obligations(CallRecords.obligations(licence.obligations()));
        licence.approvalId().ifPresent(id -> record.approval(id, licence.approvers()));
        licence.grantId().ifPresent(id -> record.detail(GrantRecords.GRANT, id));
        licence.glassBrokenBy().ifPresent(human -> record.detail(GlassRecords.BROKEN_BY, human));
        return record;
    }

    private void withPlan(AuditRecord.Builder record, Plan plan) {
        var actions = new TreeSet<String>();
        plan.accesses().stream().map(Access::action).forEach(actions::add);
        record.target(plan.target())
                .accesses(records.accesses(plan.accesses()))
                .planDigest(plan.digest())
                .action(
                        String.join("+", actions),
                        cut(masker.text(plan.summary()).orElse(WITHHELD), TEXT_LENGTH_MAX));
    }

    private AuditRecord.Builder start(Stage stage, CallContext call) {
        var caller = call.caller();
        return AuditRecord.of(stage)
                .callId(call.callId())
                .session(call.session())
                .principal(
                        CallRecords.principal(
                                        caller.principal(), foreign(caller.client()), caller.door())
                                .by(caller.connection()))
                .roles(call.roles())
                .policyDigest(call.policy().digest())
                .tool(foreign(call.tool()));
    }

    /// A name that a client chose: through the detectors, and bounded only then. They do not know what is left of a secret.
    private String foreign(String name) {
        return cut(masker.text(name).orElse(WITHHELD), NAME_LENGTH_MAX);
    }

    private static String cut(String text, int max) {
        return text.length() <= max ? text : WholeText.start(text, max) + "…";
    }

    private void append(AuditRecord record, Optional<AuditBody> body) {
        records.append(record, body);
    }
}
