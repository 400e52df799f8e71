package dev.sallyport.server.export;

import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.server.config.ExportFormat;
import tools.jackson.databind.json.JsonMapper;

/// Records as JSON, each on a line of its own. Safe from many threads.
public final class Lines {

    private Lines() {}

    /// @return without a newline, at the end or elsewhere
    public static String of(LoggedRecord record, ExportFormat format) {
        return switch (format) {
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
