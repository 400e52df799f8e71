package dev.sallyport.audit;

import java.io.IOException;

/// Sees every record that a verifying walk comes by, in order. One call at a time.
interface RecordSight {

    RecordSight NONE = _ -> {};

    /// @param record to be read before this returns
    void see(RecordScan record) throws IOException;
}
