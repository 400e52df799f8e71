package dev.sallyport.audit;

/// Hears how far a verification or a scan is. Called often, from the thread that does it.
@FunctionalInterface
public interface ProgressListener {

    /// Nobody listens.
    ProgressListener NONE = (done, total) -> {};

    /// @param done records done with so far
    /// @param total how many there are
    void verified(long done, long total);
}
