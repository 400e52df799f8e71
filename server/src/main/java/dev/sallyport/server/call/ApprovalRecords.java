package dev.sallyport.server.call;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalJournal;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.Decided;
import dev.sallyport.server.approval.HiddenValues;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Records each step of a held call before it takes effect. Safe from many threads.
///
/// Throws [UnrecordedException] when the record could not be written, so that the step does not happen.
public final class ApprovalRecords implements ApprovalJournal {

    private final CallRecords records;
    private final CallBodies bodies;

    public ApprovalRecords(AuditLog log, ReplyMasker masker) {
        this.records = new CallRecords(log, masker);
        this.bodies = new CallBodies(log, masker);
    }

    @Override
    public void record(Transition transition) {
        stage(transition.kind()).ifPresent(stage -> append(about(stage, transition)));
    }

    @Override
    public void requested(Transition transition, ObjectNode beside) {
        records.append(about(Stage.HELD, transition), bodies.of(beside));
    }

    /// What the run itself records (its intent and its end), or [GlassRecords], is not recorded a second time.
    private static Optional<Stage> stage(Kind kind) {
        return switch (kind) {
            case REQUESTED -> Optional.of(Stage.HELD);
            case VOTED -> Optional.of(Stage.VOTED);
            case APPROVED -> Optional.of(Stage.APPROVED);
            case REJECTED -> Optional.of(Stage.REJECTED);
            case EXPIRED -> Optional.of(Stage.EXPIRED);
            case CANCELLED -> Optional.of(Stage.CANCELLED);
            case CLAIMED, COMPLETED, FAILED, UNKNOWN, BROKE_GLASS, REVIEW_OVERDUE ->
                    Optional.empty();
        };
    }

    private AuditRecord about(Stage stage, Transition transition) {
        var request = transition.request();
        var asked = request.asked();
        var record =
                records.held(stage, "approval", asked)
                        .approval(request.id(), approvers(transition, stage))
                        .detail("request_digest", request.digest());
        transition.by().map(Principal::subject).ifPresent(by -> record.detail("by", by));
        transition
                .verdict()
                .ifPresent(verdict ->
                        record.detail("verdict", verdict.name().toLowerCase(Locale.ROOT)));
        if (transition.verdict().equals(Optional.of(Verdict.APPROVE))) {
            int hidden = HiddenValues.of(request, this::text).count();
            if (hidden > 0) {
                record.detail("hidden_accepted", Integer.toString(hidden));
            }
        }
        transition
                .inPlaceOf()
                .ifPresent(place ->
                        record.detail("in_place_of", place.approver().subject())
                                .detail("delegation", place.delegation()));
        transition.keyId().ifPresent(keyId -> record.detail("key_id", keyId));
        transition.signedIn().ifPresent(at -> record.detail("signed_in_at", at.toString()));
        if (!transition.reason().isEmpty()) {
            record.detail("reason", text(transition.reason()));
        }
        return record.build();
    }

    /// Those who have voted, each once, also where a vote no longer counts.
    private static List<String> approvers(Transition transition, Stage stage) {
        var subjects = new LinkedHashSet<String>();
        transition.request().votes().forEach(vote -> subjects.add(vote.by()));
        if (stage == Stage.VOTED) {
            transition
                    .by()
                    .map(by ->
                            transition.inPlaceOf().map(place -> place.by(by)).orElse(by.subject()))
                    .ifPresent(subjects::add);
        }
        return List.copyOf(subjects);
    }

    @Override
    public void refused(RefusedDecision decision) {
        append(
                AuditRecord.of(Stage.DENIED)
                        .principal(CallRecords.principal(decision.by(), "", "api"))
                        .decision("deny", List.of(), "DECISION_" + decision.code().name())
                        .outcome(
                                AuditRecord.Outcome.of("denied")
                                        .withCode("DECISION_" + decision.code().name()))
                        .detail("approval_id", text(decision.requestId()))
                        .detail(
                                "verdict",
                                decision.verdict()
                                        .map(verdict -> verdict.name().toLowerCase(Locale.ROOT))
                                        .orElse(
                                                decision.code() == Decided.Code.NOT_FROM_PAGE
                                                        ? "none"
                                                        : "cancel"))
                        .build());
    }

    private String text(String foreign) {
        return records.text(foreign);
    }

    private void append(AuditRecord record) {
        records.append(record);
    }
}
