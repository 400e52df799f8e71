package dev.sallyport.server.history;

import java.util.BitSet;

/// Which calls or sessions are in a file, as far as it spares looking there: it may be wrong about one that is not, never
/// about one that is. Takes 16 MiB at most, however many there are. One thread at a time.
final class Seen {

    private static final int BITS = 27;

    /// Spreads hashes over all bits (a golden section of 2^64).
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final BitSet bits = new BitSet();
    private final boolean all;

    private Seen(boolean all) {
        this.all = all;
    }

    /// Of a file that is empty.
    static Seen none() {
        return new Seen(false);
    }

    /// Of a file of which nothing is known.
    static Seen anything() {
        return new Seen(true);
    }

    /// @return whether it may have been there before
    boolean add(Object key) {
        if (all) {
            return true;
        }
        int bit = (int) ((key.hashCode() * SPREAD) >>> (Long.SIZE - BITS));
        boolean before = bits.get(bit);
        bits.set(bit);
        return before;
    }
}
