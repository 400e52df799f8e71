package dev.sallyport.audit;

import java.io.IOException;
import java.nio.file.Path;

/// A bundle as it lies in the directory, with the hashes of the records in it; nothing about it is checked yet.
final class LoadedBundle {

    private final long number;
    private final int width;
    private final Path full;
    private final Path file;
    private final byte[] bytes;
    private final EntryBundle entries;
    private final byte[] hashes;

    private LoadedBundle(long number, int width, Path full, Path file, byte[] bytes) {
        this.number = number;
        this.width = width;
        this.full = full;
        this.file = file;
        this.bytes = bytes;
        this.entries = new EntryBundle(bytes, width);
        this.hashes = new byte[width * Merkle.HASH_BYTES];
        var merkle = new Merkle();
        for (int i = 0; i < entries.count(); i++) {
            merkle.leaf(bytes, entries.start(i), entries.length(i), hashes, i * Merkle.HASH_BYTES);
        }
    }

    /// @throws TamperedException when it is missing
    static LoadedBundle load(Path log, Checkpoint checkpoint, long number) throws IOException {
        int width = TileStore.width(checkpoint.size(), 0, number);
        var full = TilePath.entries(log, number);
        var file = TileStore.file(full, width);
        var bytes =
                StoredTiles.load(full, file, EntryBundle.BYTES_MAX, number * TreeEdge.TILE_WIDTH);
        return new LoadedBundle(number, width, full, file, bytes);
    }

    long number() {
        return number;
    }

    /// How many records the checkpoint covers of it.
    int width() {
        return width;
    }

    /// Where it is when it is full.
    Path full() {
        return full;
    }

    Path file() {
        return file;
    }

    byte[] bytes() {
        return bytes;
    }

    EntryBundle entries() {
        return entries;
    }

    /// One for each record that the checkpoint covers; zeros for those that are missing.
    byte[] hashes() {
        return hashes;
    }
}
