package dev.sallyport.server.erasure;

import dev.sallyport.audit.BodyKeyId;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// What became of a human's wish to erase bodies.
public sealed interface Erasing {

    /// They are erased.
    ///
    /// @param index the record that says so
    /// @param keys which were destroyed
    record Done(long index, SortedSet<BodyKeyId> keys) implements Erasing {
        public Done {
            keys = Collections.unmodifiableSortedSet(new TreeSet<>(keys));
        }
    }

    /// Nothing was erased, but perhaps where it is [Code#UNFINISHED].
    ///
    /// @param message one sentence that starts in lower case
    record Refused(Code code, String message) implements Erasing {}

    /// Why not.
    enum Code {
        FORBIDDEN,
        FRESH_SIGN_IN_NEEDED,
        WRONG_KEYS,
        WRONG_REASON,
        NO_DATA_KEY,
        ERASED_ALREADY,
        TOO_MANY_KEYS,
        LOG_FAILED,
        NOT_SIGNED,
        UNFINISHED
    }
}
