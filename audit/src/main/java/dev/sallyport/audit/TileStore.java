package dev.sallyport.audit;

import dev.sallyport.audit.Verification.Kind;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;

/// Reads tiles and entry bundles of a log, trusting nothing about them. One call at a time.
final class TileStore {

    private final Path log;
    private final Merkle merkle = new Merkle();

    TileStore(Path log) {
        this.log = log;
    }

    /// The file that holds the first `width` parts of a tile or bundle: the partial one of just that width,
    /// or the full one; where there is neither, the one that is to be expected.
    static Path file(Path full, int width) {
        var partial = TilePath.partial(full, width);
        return width < TreeEdge.TILE_WIDTH && (SafeFiles.isFile(partial) || !SafeFiles.isFile(full))
                ? partial
                : full;
    }

    /// The first `width` hashes of a tile.
    ///
    /// @throws NoSuchFileException when there is no such file
    /// @throws TamperedException when it is too short or too long
    byte[] tile(int level, long index, int width) throws IOException {
        var full = TilePath.tile(log, level, index);
        var file = file(full, width);
        var bytes = read(file, TreeEdge.TILE_BYTES);
        int expected = file.equals(full) ? TreeEdge.TILE_BYTES : width * Merkle.HASH_BYTES;
        if (bytes.length != expected) {
            throw damaged(
                    Kind.TILE_ROOT,
                    file,
                    Math.min(bytes.length, expected),
                    "is not " + expected + " bytes long");
        }
        return Arrays.copyOf(bytes, width * Merkle.HASH_BYTES);
    }

    /// The bundle with at least the first `width` entries, whole or not.
    EntryBundle entries(long index, int width) throws IOException {
        var file = file(TilePath.entries(log, index), width);
        var bytes = read(file, EntryBundle.BYTES_MAX);
        if (bytes.length > EntryBundle.BYTES_MAX) {
            throw damaged(Kind.LEAF_TILE, file, EntryBundle.BYTES_MAX, "is too long");
        }
        return new EntryBundle(bytes, width);
    }

    /// Where there is more than `most` bytes, one more than that.
    private static byte[] read(Path file, int most) throws IOException {
        return SafeFiles.readUpTo(file, most)
                .orElseThrow(() -> new NoSuchFileException(file.toString()));
    }

    /// One entry of a log that has `size` of them.
    byte[] entry(long index, long size) throws IOException {
        var bundle = bundle(index / TreeEdge.TILE_WIDTH, size);
        return bundle.entry((int) (index % TreeEdge.TILE_WIDTH));
    }

    /// All entries of a bundle in a log that has `size` of them.
    ///
    /// @throws TamperedException when some are missing
    EntryBundle bundle(long number, long size) throws IOException {
        int width = width(size, 0, number);
        var bundle = entries(number, width);
        if (bundle.count() < width) {
            var file = file(TilePath.entries(log, number), width);
            throw damaged(Kind.GAP, file, bundle.end(), "lacks entries");
        }
        return bundle;
    }

    private static TamperedException damaged(Kind kind, Path file, long offset, String how) {
        return new TamperedException(
                kind, OptionalLong.empty(), file, offset, "`" + file + "` " + how);
    }

    /// How many hashes tile `index` of a level has when the log has `size` records.
    static int width(long size, int level, long index) {
        long hashes = (size >> (8 * level)) - index * TreeEdge.TILE_WIDTH;
        return Math.clamp(hashes, 0, TreeEdge.TILE_WIDTH);
    }

    /// The right edge of the tree of the first `size` records.
    TreeEdge edge(long size) throws IOException {
        var tiles = new java.util.ArrayList<byte[]>();
        for (int level = 0; level < TreeEdge.levels(size); level++) {
            int width = TreeEdge.width(size, level);
            tiles.add(width == 0 ? new byte[0] : tile(level, size >> (8 * (level + 1)), width));
        }
        return new TreeEdge(size, tiles);
    }

    /// The root over the first `size` of `stored` records, from tiles that a log of `stored` records has.
    byte[] rootAt(long size, long stored) throws IOException {
        return size == 0 ? Merkle.emptyRoot() : root(0, size, stored);
    }

    /// The root over the records from `from` up to, without, `to`, of a log of `stored` records. It is a node of the
    /// tree when `from` is a multiple of the smallest power of two that is not below their number.
    byte[] root(long from, long to, long stored) throws IOException {
        byte[] root = new byte[0];
        long end = to;
        for (int exponent = 0; end > from; exponent++) {
            long count = 1L << exponent;
            if (((to - from) & count) == 0) {
                continue;
            }
            end -= count;
            var left = perfect(exponent, end, stored);
            root = root.length == 0 ? left : merkle.node(left, root);
        }
        return root;
    }

    /// The root over the 2^exponent records from `first` on, which is a multiple of that.
    private byte[] perfect(int exponent, long first, long stored) throws IOException {
        int level = exponent / 8;
        long hash = first >> (8 * level);
        long index = hash / TreeEdge.TILE_WIDTH;
        var tile = tile(level, index, width(stored, level, index));
        return merkle.perfect(tile, (int) (hash % TreeEdge.TILE_WIDTH), 1 << (exponent % 8));
    }
}
