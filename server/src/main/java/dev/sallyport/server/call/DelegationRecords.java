package dev.sallyport.server.call;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.Delegation;
import dev.sallyport.server.approval.DelegationJournal;
import dev.sallyport.tools.WholeText;
import java.util.List;

/// Records delegations, and their end by one of the two, before they take effect. Safe from many threads.
///
/// Throws [UnrecordedException] when the record could not be written, so that it does not happen.
public final class DelegationRecords implements DelegationJournal {

    /// Of what was asked for and is no delegation: so much of it is recorded.
    private static final int ABOUT_MAX = Delegation.NAME_LENGTH_MAX;

    private final CallRecords records;
    private final ReplyMasker masker;

    public DelegationRecords(AuditLog log, ReplyMasker masker) {
        this.records = new CallRecords(log, masker);
        this.masker = masker;
    }

    @Override
    public void delegated(Delegation delegation) {
        append(Stage.DELEGATED, delegation, delegation.delegator());
    }

    @Override
    public void ended(Delegation delegation, Principal by) {
        append(Stage.DELEGATION_ENDED, delegation, by);
    }

    private void append(Stage stage, Delegation delegation, Principal by) {
        var terms = delegation.terms();
        var record =
                AuditRecord.of(stage)
                        .principal(CallRecords.principal(by, "", ""))
                        .detail("delegation", delegation.id())
                        .detail("by", by.subject())
                        .detail("delegator", delegation.delegator().subject())
                        .detail("delegate", masker.name(terms.delegate()))
                        .detail(
                                "roles",
                                terms.roles().isEmpty() ? "all" : String.join(" ", terms.roles()))
                        .detail("starts_at", terms.starts().toString())
                        .detail("ends_at", terms.ends().toString());
        delegation.key().ifPresent(key -> record.detail("key_id", key.keyId()));
        records.append(record.build());
    }

    @Override
    public void refused(RefusedDelegation wish) {
        var code = "DELEGATION_" + wish.code().name();
        // Cut only then: the detectors do not know what is left of a secret.
        var about = text(wish.about());
        records.append(
                AuditRecord.of(Stage.DENIED)
                        .principal(CallRecords.principal(wish.by(), "", "api"))
                        .decision("deny", List.of(), code)
                        .outcome(AuditRecord.Outcome.of("denied").withCode(code))
                        .detail(
                                "about",
                                about.length() > ABOUT_MAX
                                        ? WholeText.start(about, ABOUT_MAX) + "…"
                                        : about)
                        .build());
    }

    private String text(String foreign) {
        return masker.text(foreign).orElse(CallJournal.WITHHELD);
    }
}
