package dev.sallyport.audit;

/// Hears how far a verification is. Called often, from the thread that verifies.
@FunctionalInterface
public interface ProgressListener {

    /// Nobody listens.
    ProgressListener NONE = (done, total) -> {};

    /// @param done records verified so far
    /// @param total records under the checkpoint
    void verified(long done, long total);
}
