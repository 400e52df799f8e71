package dev.sallyport.masking;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A value that may leave, and how many things of which type were hidden in it.
///
/// @param counts detector type (`EMAIL`, `PAYMENT_CARD`, …) to how many sentinels were put in; no zeros
public record Masked<T>(T value, SortedMap<String, Long> counts) {

    public Masked {
        counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    }

    /// Whether anything was hidden.
    public boolean changed() {
        return !counts.isEmpty();
    }
}
