package dev.sallyport.policy.rolemap;

import java.util.Collection;
import java.util.HashSet;

/// A set of names that every decision asks. Safe from many threads.
final class Names {

    /// With so many names or fewer, trying each is quicker than looking up.
    private static final int FEW = 4;

    private final String[] few;
    private final boolean looksUp;
    // Never changed; it answers sooner than an immutable set.
    private final HashSet<String> many;

    Names(Collection<String> names) {
        var distinct = new HashSet<>(names);
        looksUp = distinct.size() > FEW;
        few = looksUp ? new String[0] : distinct.toArray(String[]::new);
        many = looksUp ? distinct : new HashSet<>();
    }

    boolean contains(String name) {
        for (var one : few) {
            if (one.equals(name)) {
                return true;
            }
        }
        return looksUp && many.contains(name);
    }
}
