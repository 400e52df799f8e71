package dev.sallyport.audit;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/// Which hashes prove something about a tree, and what they prove. Knows nothing of files. One call at a time.
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc6962#section-2.1.1">RFC 6962 §2.1.1 and §2.1.2</a>
/// @see <a href="https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3.2">RFC 9162 §2.1.3.2 and §2.1.4.2</a>
final class MerkleProof {

    /// A tree of as many leaves as a long can count is no deeper.
    static final int HASHES_MAX = 63;

    /// The leaves from `from` up to, without, `to`, whose root is a node of the tree: `from` is a multiple of the
    /// smallest power of two that is not below their number.
    record Range(long from, long to) {

        long count() {
            return to - from;
        }

        /// How many of them stand on the left of the root: the largest power of two below their number.
        private long left() {
            return Long.highestOneBit(count() - 1);
        }
    }

    private final Merkle merkle = new Merkle();

    /// The ranges whose roots prove a leaf, from its sibling up.
    ///
    /// @param index 0 to `size` - 1
    static List<Range> inclusion(long index, long size) {
        var path = new ArrayDeque<Range>();
        var rest = new Range(0, size);
        while (rest.count() > 1) {
            long middle = rest.from() + rest.left();
            rest = index < middle ? leftOf(rest, middle, path) : rightOf(rest, middle, path);
        }
        return List.copyOf(path);
    }

    /// The ranges whose roots prove that a tree began as another.
    ///
    /// @param older 1 to `size`
    static List<Range> consistency(long older, long size) {
        var path = new ArrayDeque<Range>();
        var rest = new Range(0, size);
        while (older != rest.to()) {
            long middle = rest.from() + rest.left();
            rest = older <= middle ? leftOf(rest, middle, path) : rightOf(rest, middle, path);
        }
        if (rest.from() > 0) {
            path.addFirst(rest);
        }
        return List.copyOf(path);
    }

    private static Range leftOf(Range range, long middle, Deque<Range> path) {
        path.addFirst(new Range(middle, range.to()));
        return new Range(range.from(), middle);
    }

    private static Range rightOf(Range range, long middle, Deque<Range> path) {
        path.addFirst(new Range(range.from(), middle));
        return new Range(middle, range.to());
    }

    /// Whether the hashes lead from a leaf to the root.
    boolean includes(long index, long size, byte[] leaf, List<byte[]> hashes, byte[] root) {
        if (index < 0 || index >= size) {
            return false;
        }
        long place = index;
        long last = size - 1;
        byte[] hash = leaf;
        for (var sibling : hashes) {
            if (last == 0) {
                return false;
            }
            if ((place & 1) == 1 || place == last) {
                hash = merkle.node(sibling, hash);
                int up = place == 0 ? 0 : Long.numberOfTrailingZeros(place);
                place >>= up;
                last >>= up;
            } else {
                hash = merkle.node(hash, sibling);
            }
            place >>= 1;
            last >>= 1;
        }
        return last == 0 && Arrays.equals(hash, root);
    }

    /// Whether the hashes lead from the root over the first `older` leaves to the root over `size`.
    boolean isConsistent(
            long older, byte[] olderRoot, long size, byte[] root, List<byte[]> hashes) {
        if (older < 0 || older > size) {
            return false;
        }
        if (older == 0 || older == size) {
            // Nothing comes before everything, and a tree is itself: there is nothing to lead from
            // or to.
            var expected = older == 0 ? Merkle.emptyRoot() : root;
            return hashes.isEmpty() && Arrays.equals(olderRoot, expected);
        }
        long place = older - 1;
        long last = size - 1;
        int full = Long.numberOfTrailingZeros(~place);
        place >>= full;
        last >>= full;
        var rest = new ArrayDeque<>(hashes);
        if (place > 0 && rest.isEmpty()) {
            return false;
        }
        // Of a perfect tree the root stands in the newer tree as it is.
        byte[] first = place == 0 ? olderRoot : rest.removeFirst();
        byte[] oldHash = first;
        byte[] newHash = first;
        for (var sibling : rest) {
            if (last == 0) {
                return false;
            }
            if ((place & 1) == 1 || place == last) {
                oldHash = merkle.node(sibling, oldHash);
                newHash = merkle.node(sibling, newHash);
                int up = place == 0 ? 0 : Long.numberOfTrailingZeros(place);
                place >>= up;
                last >>= up;
            } else {
                newHash = merkle.node(newHash, sibling);
            }
            place >>= 1;
            last >>= 1;
        }
        return last == 0 && Arrays.equals(oldHash, olderRoot) && Arrays.equals(newHash, root);
    }
}
