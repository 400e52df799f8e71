package dev.sallyport.server.call;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRequest.CastWith;
import dev.sallyport.server.approval.BrokenGlass;
import dev.sallyport.server.approval.BrokenGlass.Review;
import dev.sallyport.server.approval.GlassJournal;
import dev.sallyport.server.approval.HiddenValues;
import dev.sallyport.server.identity.Presence;
import java.util.List;
import java.util.stream.Collectors;

/// Records broken glass and its reviews before they take effect. Safe from many threads.
///
/// Throws [UnrecordedException] when the record could not be written, so that it does not happen.
public final class GlassRecords implements GlassJournal {

    /// The detail that names who broke the glass, here and in the records of calls that ran so.
    static final String BROKEN_BY = "glass_broken_by";

    private final CallRecords records;

    public GlassRecords(AuditLog log, ReplyMasker masker) {
        this.records = new CallRecords(log, masker);
    }

    @Override
    public void broken(ApprovalRequest request, BrokenGlass glass, Presence presence) {
        var record =
                about(Stage.BROKE_GLASS, request, glass)
                        .detail("unmet", unmet(request, glass))
                        .detail("reason", records.text(glass.reason()));
        if (presence instanceof Presence.SignedIn(var at)) {
            record.detail("signed_in_at", at.toString());
        }
        glass.key().map(CastWith::keyId).ifPresent(keyId -> record.detail("key_id", keyId));
        int hidden = HiddenValues.of(request, records::text).count();
        if (hidden > 0) {
            record.detail("hidden_accepted", Integer.toString(hidden));
        }
        records.append(record.build());
    }

    /// `1 of 2 sre`, for each set of approvers that was passed over.
    private static String unmet(ApprovalRequest request, BrokenGlass glass) {
        return request.unmet(glass.at()).stream()
                .map(set ->
                        request.given(set.role(), glass.at())
                                + " of "
                                + set.quorum()
                                + " "
                                + set.role())
                .collect(Collectors.joining(", "));
    }

    @Override
    public void reviewed(ApprovalRequest request, BrokenGlass glass, Review review) {
        var record =
                about(Stage.GLASS_REVIEWED, request, glass)
                        .detail("by", review.reviewer().subject())
                        .detail("verdict", review.verdict().text());
        if (!review.note().isEmpty()) {
            record.detail("reason", records.text(review.note()));
        }
        records.append(record.build());
    }

    @Override
    public void overdue(ApprovalRequest request, BrokenGlass glass) {
        records.append(about(Stage.REVIEW_OVERDUE, request, glass).build());
    }

    private AuditRecord.Builder about(Stage stage, ApprovalRequest request, BrokenGlass glass) {
        return records.held(stage, "break-glass", request.asked())
                .approval(
                        request.id(),
                        request.votes().stream().map(vote -> vote.by()).distinct().toList())
                .detail("request_digest", request.digest())
                .detail(BROKEN_BY, glass.breaker().subject())
                .detail("review_by", glass.due().toString());
    }

    @Override
    public void refused(RefusedGlass refusal) {
        records.append(
                AuditRecord.of(Stage.DENIED)
                        .principal(CallRecords.principal(refusal.by(), "", "api"))
                        .decision("deny", List.of(), refusal.code())
                        .outcome(AuditRecord.Outcome.of("denied").withCode(refusal.code()))
                        .detail("approval_id", records.text(refusal.requestId()))
                        .build());
    }
}
