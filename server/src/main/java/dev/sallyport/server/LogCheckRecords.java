package dev.sallyport.server;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.AuditUnavailableException;
import dev.sallyport.audit.Stage;
import dev.sallyport.audit.Verification;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.call.CallRecords;
import dev.sallyport.server.call.UnrecordedException;
import dev.sallyport.server.console.LogCheckRecord;
import java.util.Optional;

/// Verifications of the log in the log itself. Safe from many threads.
record LogCheckRecords(AuditLog log) implements LogCheckRecord {

    @Override
    public void asked(Principal by) {
        append(record(Stage.LOG_CHECK_STARTED, by));
    }

    @Override
    public void ended(Principal by, Optional<Verification> found) {
        append(
                record(Stage.LOG_CHECKED, by)
                        .detail(
                                "found",
                                found.map(Verification::headline)
                                        .orElse("the verification itself failed")));
    }

    private static AuditRecord.Builder record(Stage stage, Principal by) {
        return AuditRecord.of(stage).principal(CallRecords.principal(by, "", "console"));
    }

    private void append(AuditRecord.Builder record) {
        try {
            var _ = log.append(record.build());
        } catch (AuditUnavailableException e) {
            throw new UnrecordedException("that the log is verified cannot be put on record", e);
        }
    }
}
