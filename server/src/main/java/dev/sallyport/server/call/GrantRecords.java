package dev.sallyport.server.call;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.Grant;
import dev.sallyport.server.approval.GrantJournal;
import dev.sallyport.server.approval.NewRequest;
import java.util.List;

/// Records what happens to grants before it takes effect. Safe from many threads.
///
/// Throws [UnrecordedException] when the record could not be written, so that it does not happen.
public final class GrantRecords implements GrantJournal {

    /// The detail that names the grant, here and in the records of calls that ran under one.
    static final String GRANT = "grant";

    private final CallRecords records;

    public GrantRecords(AuditLog log, ReplyMasker masker) {
        this.records = new CallRecords(log, masker);
    }

    @Override
    public void granted(Grant grant) {
        var record =
                about(Stage.GRANTED, grant, grant.request().asked())
                        .detail("request_digest", grant.request().digest())
                        .detail("by", grant.grantor().subject())
                        .detail("ends_at", grant.ends().toString())
                        .detail("uses", Integer.toString(grant.usesMax()));
        records.append(withReason(record, grant.reason()));
    }

    @Override
    public void used(Grant grant, NewRequest call) {
        records.append(
                about(Stage.GRANT_USED, grant, call)
                        .detail("use", grant.uses() + 1 + " of " + grant.usesMax())
                        .build());
    }

    @Override
    public void revoked(Grant grant, Principal by, String reason) {
        var record =
                about(Stage.GRANT_REVOKED, grant, grant.request().asked())
                        .detail("by", by.subject())
                        .detail("uses", grant.uses() + " of " + grant.usesMax());
        records.append(withReason(record, reason));
    }

    @Override
    public void refused(RefusedRevocation revocation) {
        var code = "REVOCATION_" + revocation.code().name();
        records.append(
                AuditRecord.of(Stage.DENIED)
                        .principal(CallRecords.principal(revocation.by(), "", "api"))
                        .decision("deny", List.of(), code)
                        .outcome(AuditRecord.Outcome.of("denied").withCode(code))
                        .detail(GRANT, text(revocation.grantId()))
                        .build());
    }

    private AuditRecord.Builder about(Stage stage, Grant grant, NewRequest asked) {
        return records.held(stage, "grant", asked)
                .approval(grant.request().id(), List.of(grant.grantor().subject()))
                .detail(GRANT, grant.id());
    }

    private AuditRecord withReason(AuditRecord.Builder record, String reason) {
        return reason.isEmpty() ? record.build() : record.detail("reason", text(reason)).build();
    }

    private String text(String foreign) {
        return records.text(foreign);
    }
}
