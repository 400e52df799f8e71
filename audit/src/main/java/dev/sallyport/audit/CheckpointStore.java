package dev.sallyport.audit;

import java.io.IOException;
import java.util.Optional;

/// The second place of the last signed checkpoint, apart from the log's directory, by which a directory that
/// went back in time is noticed. One store serves one log. One call at a time.
public interface CheckpointStore {

    /// The signed note stored last; empty before the first.
    ///
    /// @throws IOException when the store cannot be reached
    Optional<String> read() throws IOException;

    /// Stores `next`, durably, if `expected` is what is stored.
    ///
    /// @return whether it did
    /// @throws IOException when the store cannot be reached; `next` may be stored or not
    boolean compareAndSwap(Optional<String> expected, String next) throws IOException;
}
