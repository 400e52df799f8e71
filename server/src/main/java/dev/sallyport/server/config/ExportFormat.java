package dev.sallyport.server.config;

/// How records look in a copy.
public enum ExportFormat {
    /// Events of OCSF.
    OCSF,
    /// Each record's own JSON, as the log has it.
    JSON
}
