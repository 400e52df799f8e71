package dev.sallyport.audit;

/// A data key, as files tell of it.
///
/// @param bytes of the encrypted bodies under it that are there
public record BodyKeyFound(BodyKeyId id, State state, long bytes) {

    /// What became of it.
    public enum State {
        /// Bodies are encrypted under it now.
        IN_USE,
        /// The bodies under it can be opened.
        KEPT,
        /// Bodies under it are there and it is not, though nobody erased it.
        LOST,
        /// It was destroyed, on record.
        ERASED
    }
}
