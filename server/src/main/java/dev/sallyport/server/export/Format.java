package dev.sallyport.server.export;

import dev.sallyport.audit.LoggedRecord;
import tools.jackson.databind.json.JsonMapper;

/// How a record looks in a copy.
public enum Format {
    /// An event of OCSF.
    OCSF,
    /// The record's own JSON, byte for byte as the log has it.
    JSON;

    /// On one line, without a newline at the end.
    public String line(LoggedRecord record) {
        return switch (this) {
            case OCSF -> Ocsf.event(record).toString();
            case JSON -> oneLine(record.json());
        };
    }

    /// A gate writes no line breaks between the parts of a record; a log from elsewhere may have some.
    private static String oneLine(String json) {
        return json.chars().allMatch(c -> c >= ' ')
                ? json
                : JsonMapper.shared().readTree(json).toString();
    }
}
