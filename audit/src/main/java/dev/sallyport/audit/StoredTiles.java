package dev.sallyport.audit;

import dev.sallyport.audit.Verification.Kind;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.IntUnaryOperator;

/// The tiles as they lie in the directory, compared with what they must be. One call at a time.
final class StoredTiles {

    private final Path log;
    private final Checkpoint checkpoint;
    private final TileStore tiles;
    private final Merkle merkle = new Merkle();

    // The level-0 tile looked at last.
    private long cachedIndex = -1;
    private byte[] cached = new byte[0];

    StoredTiles(Path log, Checkpoint checkpoint) {
        this.log = log;
        this.checkpoint = checkpoint;
        this.tiles = new TileStore(log);
    }

    /// The content of a tile or bundle: at most `most` bytes and one more.
    ///
    /// @param file what [TileStore#file] chose
    /// @param index the first record in it
    static byte[] load(Path full, Path file, int most, long index) throws IOException {
        var found = SafeFiles.readUpTo(file, most);
        if (found.isEmpty() && !file.equals(full)) {
            // A writer may have filled the tile in between.
            found = SafeFiles.readUpTo(full, most);
        }
        if (found.isEmpty()) {
            throw new TamperedException(
                    Kind.GAP, OptionalLong.of(index), file, 0, "the file is missing");
        }
        return found.get();
    }

    /// Compares the hashes of the records of a bundle with their tile.
    void compareLeaves(long number, byte[] hashes, EntryBundle bundle, Path bundleFile)
            throws IOException {
        long first = number * TreeEdge.TILE_WIDTH;
        int width = hashes.length / Merkle.HASH_BYTES;
        var full = TilePath.tile(log, 0, number);
        var file = TileStore.file(full, width);
        var stored = load(full, file, TreeEdge.TILE_BYTES, first);
        refuseLength(stored, width, file, full, first);
        int equal = mismatch(hashes, stored);
        int bad = Math.min(equal, bundle.count());
        if (bad < width) {
            if (attested(0, number, width, stored)) {
                throw new TamperedException(
                        Kind.LEAF_TILE,
                        OptionalLong.of(first + bad),
                        bundleFile,
                        bundle.offset(bad),
                        "record " + (first + bad) + " is not the one that was signed");
            }
            throw new TamperedException(
                    Kind.TILE_ROOT,
                    OptionalLong.of(first + bad),
                    file,
                    (long) bad * Merkle.HASH_BYTES,
                    "the hash of record " + (first + bad) + " is not the one that was signed");
        }
        comparePartials(full, stored, width, v -> v * Merkle.HASH_BYTES, Kind.TILE_ROOT, first);
    }

    /// Compares a tile above level 0 with the hashes of the tiles below it, which fit their records.
    void compareUpper(int level, long index, byte[] hashes) throws IOException {
        int width = hashes.length / Merkle.HASH_BYTES;
        var full = TilePath.tile(log, level, index);
        var file = TileStore.file(full, width);
        long first = index << (8 * (level + 1));
        var stored = load(full, file, TreeEdge.TILE_BYTES, first);
        refuseLength(stored, width, file, full, first);
        int bad = mismatch(hashes, stored);
        if (bad < width) {
            long below = index * TreeEdge.TILE_WIDTH + bad;
            boolean right = attested(level, index, width, stored);
            throw new TamperedException(
                    Kind.TILE_ROOT,
                    OptionalLong.of(below << (8 * level)),
                    right ? TilePath.tile(log, level - 1, below) : file,
                    right ? 0 : (long) bad * Merkle.HASH_BYTES,
                    "the tile is not the one that was signed");
        }
        comparePartials(full, stored, width, v -> v * Merkle.HASH_BYTES, Kind.TILE_ROOT, first);
    }

    private static int mismatch(byte[] hashes, byte[] stored) {
        int at = Arrays.mismatch(hashes, 0, hashes.length, stored, 0, hashes.length);
        return (at < 0 ? hashes.length : at) / Merkle.HASH_BYTES;
    }

    private static void refuseLength(byte[] stored, int width, Path file, Path full, long first)
            throws TamperedException {
        int expected = file.equals(full) ? TreeEdge.TILE_BYTES : width * Merkle.HASH_BYTES;
        if (stored.length != expected && stored.length != TreeEdge.TILE_BYTES) {
            throw new TamperedException(
                    Kind.TILE_ROOT,
                    OptionalLong.of(first),
                    file,
                    Math.min(stored.length, expected),
                    "the tile is not " + expected + " bytes long");
        }
    }

    /// Whether what lies above a stored tile speaks for it: then it is what lies below that was changed.
    private boolean attested(int level, long index, int width, byte[] stored) {
        try {
            if (width < TreeEdge.TILE_WIDTH) {
                var edge = tiles.edge(checkpoint.size());
                return Checkpoint.of(checkpoint.origin(), edge).equals(checkpoint);
            }
            long above = index / TreeEdge.TILE_WIDTH;
            int aboveWidth = TileStore.width(checkpoint.size(), level + 1, above);
            var parent = tiles.tile(level + 1, above, aboveWidth);
            int at = (int) (index % TreeEdge.TILE_WIDTH) * Merkle.HASH_BYTES;
            var hash = Arrays.copyOfRange(parent, at, at + Merkle.HASH_BYTES);
            return Arrays.equals(merkle.perfect(stored, 0, TreeEdge.TILE_WIDTH), hash);
        } catch (IOException e) {
            return false;
        }
    }

    /// Compares every partial tile that still lies beside with the start of the whole.
    ///
    /// @param whole what was found right
    /// @param width how many parts of it the checkpoint covers
    /// @param end where a number of parts ends
    /// @param index the first record in the tile
    void comparePartials(
            Path full, byte[] whole, int width, IntUnaryOperator end, Kind kind, long index)
            throws IOException {
        var directory = TilePath.partials(full);
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var files = Files.newDirectoryStream(directory)) {
            for (var file : files) {
                int part = partialWidth(file);
                if (part < 1 || part > width) {
                    continue;
                }
                int expected = end.applyAsInt(part);
                var bytes = SafeFiles.readUpTo(file, expected);
                if (bytes.isEmpty()) {
                    continue;
                }
                int at = Arrays.mismatch(bytes.get(), 0, bytes.get().length, whole, 0, expected);
                if (at >= 0) {
                    throw new TamperedException(
                            kind,
                            OptionalLong.of(index),
                            file,
                            at,
                            "an earlier part of the log is not what was signed");
                }
            }
        } catch (java.nio.file.NoSuchFileException e) {
            // A writer has just filled the tile and dropped its partial ones.
            return;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static int partialWidth(Path file) {
        var name = file.getFileName().toString();
        try {
            int width = Integer.parseInt(name);
            return Integer.toString(width).equals(name) && width < TreeEdge.TILE_WIDTH ? width : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /// The stored hash of a record under the checkpoint.
    byte[] leafHash(long index) throws IOException {
        long number = index / TreeEdge.TILE_WIDTH;
        if (number != cachedIndex) {
            cached = tiles.tile(0, number, TileStore.width(checkpoint.size(), 0, number));
            cachedIndex = number;
        }
        int at = (int) (index % TreeEdge.TILE_WIDTH) * Merkle.HASH_BYTES;
        return Arrays.copyOfRange(cached, at, at + Merkle.HASH_BYTES);
    }
}
