package dev.sallyport.server.call;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.AuditUnavailableException;
import dev.sallyport.audit.RecordTooLargeException;
import dev.sallyport.audit.Stage;
import dev.sallyport.policy.Access;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.call.CallRunner.Licence;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Refusal;
import dev.sallyport.tools.Tool.Execution;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/// Writes what happens to calls into the log; each method returns once the record is durable. Safe from many
/// threads.
///
/// Every method throws [UnrecordedException] when the record could not be written.
public final class CallJournal {

    /// A longer name of a tool or client is cut in the record.
    private static final int NAME_LENGTH_MAX = 200;

    /// A longer text is cut in the record: a caller must not escape it by saying too much.
    private static final int TEXT_LENGTH_MAX = 4_000;

    private final AuditLog log;
    private final ReplyMasker masker;

    public CallJournal(AuditLog log, ReplyMasker masker) {
        this.log = log;
        this.masker = masker;
    }

    void unknownTool(CallContext call) {
        append(
                start(Stage.DENIED, call)
                        .decision("deny", List.of(), "UNKNOWN_TOOL")
                        .outcome(AuditRecord.Outcome.of("denied").withCode("UNKNOWN_TOOL"))
                        .build());
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
                        .build());
    }

    /// A call for which humans are asked already: it waits with the earlier one.
    void heldAlready(CallContext call, Plan plan, String approvalId) {
        var record = start(Stage.HELD, call);
        withPlan(record, plan);
        append(
                record.approval(approvalId, List.of())
                        .detail("note", "waits with an earlier call")
                        .build());
    }

    /// A call of the gate's own tools, which touches no target.
    void answered(CallContext call) {
        append(start(Stage.OUTCOME, call).outcome(AuditRecord.Outcome.of("completed")).build());
    }

    void intent(CallContext call, Plan plan, Licence licence) {
        append(licensed(start(Stage.INTENT, call), plan, licence).build());
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
        append(record.outcome(how).build());
    }

    private AuditRecord.Builder licensed(AuditRecord.Builder record, Plan plan, Licence licence) {
        withPlan(record, plan);
        record.decision(
                licence.approvalId().isPresent() ? "hold" : "permit",
                licence.rules().stream().map(Object::toString).toList());
        record.obligations(licence.obligations().all().stream().map(Object::toString).toList());
        licence.approvalId().ifPresent(id -> record.approval(id, licence.approvers()));
        return record;
    }

    private void withPlan(AuditRecord.Builder record, Plan plan) {
        var actions = new TreeSet<String>();
        plan.accesses().stream().map(Access::action).forEach(actions::add);
        record.target(plan.target())
                .planDigest(plan.digest())
                .action(
                        String.join("+", actions),
                        cut(masker.text(plan.summary()).orElse("(withheld)"), TEXT_LENGTH_MAX));
    }

    private AuditRecord.Builder start(Stage stage, CallContext call) {
        var caller = call.caller();
        return AuditRecord.of(stage)
                .callId(call.callId())
                .session(caller.session())
                .principal(principal(caller.principal(), foreign(caller.client()), caller.door()))
                .roles(call.roles())
                .policyDigest(call.policy().digest())
                .tool(foreign(call.tool()));
    }

    /// A name that a client chose: bounded and through the detectors.
    private String foreign(String name) {
        return masker.text(cut(name, NAME_LENGTH_MAX)).orElse("(withheld)");
    }

    private static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max) + "…";
    }

    static AuditRecord.Principal principal(Principal principal, String client, String door) {
        return new AuditRecord.Principal(
                principal.subject(),
                principal.kind().name().toLowerCase(Locale.ROOT),
                principal.onBehalfOf(),
                Optional.of(client).filter(text -> !text.isEmpty()),
                Optional.of(door).filter(text -> !text.isEmpty()));
    }

    private void append(AuditRecord record) {
        try {
            var _ = log.append(record);
        } catch (AuditUnavailableException | RecordTooLargeException e) {
            throw new UnrecordedException(
                    "the log did not take a record of stage " + record.stage(), e);
        }
    }
}
