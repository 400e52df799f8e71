package dev.sallyport.audit;

import java.io.IOException;

/// The places apart from the log have different checkpoints over the same number of records, so one of them is of
/// another history, and nobody can tell there which.
public final class ForkedCheckpointsException extends IOException {

    private static final long serialVersionUID = 1;

    ForkedCheckpointsException() {
        super(
                "the two second places of the log have different checkpoints over the same number of records: one is"
                        + " not of this log. Keep both, find out which it is, and put it away");
    }
}
