package dev.sallyport.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Writes durable records into tiles and bundles, and signs what is written. One call at a time; after an
/// exception other than [CheckpointMirror.UnreachableException] it is spent.
///
/// INVARIANT: a checkpoint is signed only over a tree that grew, leaf by leaf, out of the one signed before.
final class TreeWriter {

    private final LogDirectory directory;
    private final Path log;
    private final Storage storage;
    private SigningKey key;
    private final CheckpointMirror mirror;
    private final TreeEdge edge;
    private final Merkle merkle = new Merkle();
    private final ByteArrayOutputStream bundle = new ByteArrayOutputStream();
    private final Set<Path> unsynced = new TreeSet<>();
    private final List<Path> filled = new ArrayList<>();
    private long published;

    /// @param edge the tree up to the last checkpoint in the directory
    /// @param bundle the bytes of its last, partial bundle
    TreeWriter(
            LogDirectory directory,
            Storage storage,
            SigningKey key,
            CheckpointMirror mirror,
            TreeEdge edge,
            byte[] bundle) {
        this.directory = directory;
        this.log = directory.path();
        this.storage = storage;
        this.key = key;
        this.mirror = mirror;
        this.edge = edge;
        this.bundle.writeBytes(bundle);
        this.published = edge.size();
    }

    long size() {
        return edge.size();
    }

    VerifierKey verifierKey() {
        return key.verifier();
    }

    /// The tree as it stands, signed or not.
    Checkpoint current() {
        return Checkpoint.of(key.verifier().name(), edge);
    }

    void append(byte[] entry) throws IOException {
        bundle.write(entry.length >> 8);
        bundle.write(entry.length);
        bundle.writeBytes(entry);
        edge.append(merkle.leaf(entry), this::full);
        if (edge.width(0) == 0) {
            var file = TilePath.entries(log, edge.size() / TreeEdge.TILE_WIDTH - 1);
            write(file, bundle.toByteArray());
            filled.add(file);
            bundle.reset();
        }
    }

    private void full(int level, long index, byte[] hashes) throws IOException {
        var file = TilePath.tile(log, level, index);
        write(file, hashes);
        filled.add(file);
    }

    /// Writes what is partial, signs, stores the checkpoint in the second place and then in the directory.
    ///
    /// @throws CheckpointMirror.UnreachableException when the second place cannot be reached; the checkpoint
    ///     in the directory stays what it was, and a later call makes up for it
    Checkpoint publish() throws IOException {
        writeTiles();
        var checkpoint = current();
        publish(SignedNote.sign(checkpoint.text(), key));
        return checkpoint;
    }

    /// Has another key sign from here on, after both have signed the tree as it stands.
    ///
    /// @param record the last, which names it
    /// @throws CheckpointMirror.UnreachableException as above; the key stays what it was
    void handOver(SigningKey next, byte[] record) throws IOException {
        writeTiles();
        var note = SignedNote.sign(current().text(), key, next);
        var file = Handovers.file(log, edge.size());
        write(file, Handover.text(log, record, edge.size(), note));
        syncDirectories();
        publish(note);
        key = next;
    }

    /// Whether there is something that no checkpoint in the directory covers.
    boolean isAhead() {
        return edge.size() > published;
    }

    private void writeTiles() throws IOException {
        directory.check();
        writePartials();
        syncDirectories();
        directory.check();
    }

    private void syncDirectories() throws IOException {
        for (var each : unsynced) {
            storage.syncDirectory(each);
        }
        unsynced.clear();
    }

    private void publish(String note) throws IOException {
        mirror.advance(note);
        publish(log, storage, note);
        published = edge.size();
        dropPartials();
    }

    static void publish(Path log, Storage storage, String note) throws IOException {
        storage.publish(log.resolve(AuditLog.CHECKPOINT), note.getBytes(StandardCharsets.UTF_8));
        storage.syncDirectory(log);
    }

    private void writePartials() throws IOException {
        long size = edge.size();
        for (int level = 0; level < TreeEdge.levels(size); level++) {
            boolean grown = size >> (8 * level) != published >> (8 * level);
            if (grown && edge.width(level) > 0) {
                var full = TilePath.tile(log, level, size >> (8 * (level + 1)));
                write(TilePath.partial(full, edge.width(level)), edge.partial(level));
            }
        }
        if (size != published && edge.width(0) > 0) {
            var full = TilePath.entries(log, size / TreeEdge.TILE_WIDTH);
            write(TilePath.partial(full, edge.width(0)), bundle.toByteArray());
        }
    }

    private void write(Path file, byte[] content) throws IOException {
        var parent = SafeFiles.parent(file);
        if (!Files.isDirectory(parent)) {
            directory.create(parent, storage);
            for (var below = parent; !below.equals(log); below = SafeFiles.parent(below)) {
                unsynced.add(SafeFiles.parent(below));
            }
        }
        storage.publish(file, content);
        unsynced.add(parent);
    }

    /// A partial tile whose full one is durable serves nobody.
    private void dropPartials() throws IOException {
        for (var full : filled) {
            var directory = TilePath.partials(full);
            if (!Files.isDirectory(directory)) {
                continue;
            }
            for (var partial : list(directory)) {
                storage.delete(partial);
            }
            storage.delete(directory);
        }
        filled.clear();
    }

    private static List<Path> list(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }
}
