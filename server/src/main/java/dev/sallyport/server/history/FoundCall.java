package dev.sallyport.server.history;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.LoggedRecord;
import java.util.Optional;

/// A call as the log has it. The index says only where to look.
public sealed interface FoundCall {

    /// Where its first record stands.
    long first();

    /// Its records could be read.
    ///
    /// @param begun its first record
    /// @param planned the first that tells what it would do, else the first
    /// @param told the last that tells how far it came, else the first
    record Read(String id, LoggedRecord begun, LoggedRecord planned, LoggedRecord told)
            implements FoundCall {

        @Override
        public long first() {
            return begun.index();
        }

        public CallStatus status() {
            return CallStatus.said(told.record()).orElse(CallStatus.RECEIVED);
        }

        /// Why it was refused or failed, by its code; empty where it was not.
        public String code() {
            return CallStatus.code(told.record());
        }

        public boolean held() {
            return CallStatus.held(begun.record()) || CallStatus.held(told.record());
        }

        /// The approval request it waited for or ran under.
        public Optional<String> approvalId() {
            return told.record()
                    .approval()
                    .or(() -> planned.record().approval())
                    .map(AuditRecord.Approval::id);
        }
    }

    /// What the log has at its places cannot be read, or is not of this call.
    record Lost(long first) implements FoundCall {}
}
