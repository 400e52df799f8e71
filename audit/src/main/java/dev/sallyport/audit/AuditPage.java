package dev.sallyport.audit;

import java.util.List;
import java.util.OptionalLong;

/// Some of what was asked for.
///
/// @param records in the order asked for; there may be none although more follow
/// @param next where to go on, see [AuditQuery#from(long)]; absent at the end of the log
public record AuditPage(List<LoggedRecord> records, OptionalLong next) {
    public AuditPage {
        records = List.copyOf(records);
    }
}
