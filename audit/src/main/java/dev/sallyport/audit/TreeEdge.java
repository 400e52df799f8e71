package dev.sallyport.audit;

import java.util.ArrayList;
import java.util.List;

/// The right edge of a growing tree: for every level the hashes of its last, not yet full tile. It is all
/// one needs to append a leaf and to know the root. One call at a time.
///
/// INVARIANT: level `l` holds `(size >> 8·l) mod 256` hashes.
///
/// @see <a href="https://c2sp.org/tlog-tiles">C2SP tlog-tiles</a>
final class TreeEdge {

    static final int TILE_WIDTH = 256;
    static final int TILE_BYTES = TILE_WIDTH * Merkle.HASH_BYTES;

    // Enough for every size a long can hold; one more, and the shift would wrap around.
    private static final int LEVELS_MAX = 8;

    /// Takes each tile at the moment its last hash arrives.
    interface FullTiles {
        void full(int level, long index, byte[] hashes) throws java.io.IOException;
    }

    private final Merkle merkle = new Merkle();
    private final List<byte[]> levels = new ArrayList<>();
    private long size;

    TreeEdge() {
        levels.add(new byte[TILE_BYTES]);
    }

    /// @param size the number of leaves
    /// @param tiles for every level, lowest first, the hashes of its partial tile
    TreeEdge(long size, List<byte[]> tiles) {
        this();
        this.size = size;
        for (int level = 0; level < tiles.size(); level++) {
            System.arraycopy(tiles.get(level), 0, tile(level), 0, width(level) * Merkle.HASH_BYTES);
        }
    }

    long size() {
        return size;
    }

    /// How many levels have a tile, full or not.
    static int levels(long size) {
        int levels = 1;
        while (levels < LEVELS_MAX && size >> (8 * levels) > 0) {
            levels++;
        }
        return levels;
    }

    /// How many hashes the partial tile of a level has: 0 to 255.
    static int width(long size, int level) {
        return (int) ((size >> (8 * level)) & (TILE_WIDTH - 1));
    }

    int width(int level) {
        return width(size, level);
    }

    /// The hashes of a level's partial tile.
    byte[] partial(int level) {
        var hashes = new byte[width(level) * Merkle.HASH_BYTES];
        System.arraycopy(tile(level), 0, hashes, 0, hashes.length);
        return hashes;
    }

    void append(byte[] leafHash, FullTiles filled) throws java.io.IOException {
        byte[] hash = leafHash;
        for (int level = 0; ; level++) {
            var tile = tile(level);
            int at = width(level);
            System.arraycopy(hash, 0, tile, at * Merkle.HASH_BYTES, Merkle.HASH_BYTES);
            if (at < TILE_WIDTH - 1) {
                break;
            }
            filled.full(level, size >> (8 * (level + 1)), tile);
            hash = merkle.perfect(tile, 0, TILE_WIDTH);
        }
        size++;
    }

    byte[] root() {
        byte[] root = new byte[0];
        for (int level = 0; level < levels(size); level++) {
            int end = width(level);
            for (int count = 1; count < TILE_WIDTH; count *= 2) {
                if ((width(level) & count) != 0) {
                    end -= count;
                    var left = merkle.perfect(tile(level), end, count);
                    root = root.length == 0 ? left : merkle.node(left, root);
                }
            }
        }
        return size == 0 ? Merkle.emptyRoot() : root;
    }

    private byte[] tile(int level) {
        while (levels.size() <= level) {
            levels.add(new byte[TILE_BYTES]);
        }
        return levels.get(level);
    }
}
