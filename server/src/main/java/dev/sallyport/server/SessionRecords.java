package dev.sallyport.server;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.call.CallRecords;
import dev.sallyport.server.console.SessionRecord;
import dev.sallyport.server.console.SignedInBy;
import dev.sallyport.tools.WholeText;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sessions of the console in the audit log. Safe from many threads.
record SessionRecords(AuditLog log) implements SessionRecord {

    private static final Logger LOG = LoggerFactory.getLogger(SessionRecords.class);

    /// Enough of the session's hash to tell it from others.
    private static final int NAME_LENGTH = 16;

    @Override
    public void signedIn(Principal human, String session, SignedInBy by) {
        var record =
                record(Stage.SIGNED_IN, human, session)
                        .detail("by", by.means().name().toLowerCase(Locale.ROOT));
        by.keyId().ifPresent(id -> record.detail("key_id", id));
        var _ = log.append(record.build());
    }

    @Override
    public void ended(Principal human, String session, End why) {
        try {
            var _ =
                    log.append(
                            record(Stage.SIGNED_OUT, human, session)
                                    .detail("why", why.name().toLowerCase(Locale.ROOT))
                                    .build());
        } catch (RuntimeException e) {
            LOG.error("the end of a session of {} could not be put on record", human.subject(), e);
        }
    }

    private static AuditRecord.Builder record(Stage stage, Principal human, String session) {
        return AuditRecord.of(stage)
                .principal(CallRecords.principal(human, "", "console"))
                .detail("session", WholeText.start(session, NAME_LENGTH));
    }
}
