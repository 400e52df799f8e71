package dev.sallyport.audit;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// What became of the wish to erase bodies.
public sealed interface Erased {

    /// The keys are destroyed, and the bodies under them are gone.
    ///
    /// @param index the record that says so
    /// @param keys which; fewer than were asked for where somebody else erased some meanwhile
    record Done(long index, SortedSet<BodyKeyId> keys) implements Erased {
        public Done {
            keys = Collections.unmodifiableSortedSet(new TreeSet<>(keys));
        }
    }

    /// None of the keys is there any more; nothing was done.
    record NotThere() implements Erased {}

    /// It was begun and the log has failed meanwhile. If it is on record, the next opening of the log finishes it; else
    /// that takes it back.
    record Unfinished() implements Erased {}
}
