package dev.sallyport.audit;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// One action on one resource, as a call would have done it. Every text has been through the masker.
///
/// @param action `db.read`
/// @param resource `shop/shop.orders`
/// @param facts by name
public record RecordedAccess(
        String action, String resource, SortedMap<String, RecordedFact> facts) {

    public RecordedAccess {
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }
}
