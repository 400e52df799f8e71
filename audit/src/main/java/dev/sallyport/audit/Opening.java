package dev.sallyport.audit;

import dev.sallyport.audit.AuditOpenException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// Brings a directory into the state from which a log can go on, or refuses to.
///
/// A log is born in this order: directory, signing key, verifier key, checkpoint over nothing, the same in
/// the second place. Whatever is missing of the last three is made up for while nothing was ever recorded.
final class Opening {

    private final LogDirectory directory;
    private final Path log;
    private final AuditOptions options;
    private final Storage storage;
    private final CheckpointMirror mirror;
    private Optional<KeyRotation.Rotated> rotated = Optional.empty();

    Opening(LogDirectory directory, AuditOptions options, Storage storage) throws IOException {
        this.directory = directory;
        this.log = directory.path();
        this.options = options;
        this.storage = storage;
        this.mirror = new CheckpointMirror(options.checkpointStore());
        var key = options.signingKey().toAbsolutePath().normalize();
        if (key.startsWith(log)) {
            throw new AuditOpenException(
                    Kind.MISCONFIGURED,
                    "the signing key `" + key + "` lies in the log's own directory");
        }
        var copy = file(options.checkpointStore());
        if (copy.filter(file -> file.startsWith(log)).isPresent()) {
            throw new AuditOpenException(
                    Kind.MISCONFIGURED,
                    "the second place of the checkpoint, `"
                            + copy.get()
                            + "`, lies in the log's own directory");
        }
    }

    private static Optional<Path> file(CheckpointStore store) {
        return switch (store) {
            case FileCheckpointStore one -> Optional.of(one.file());
            case PairedCheckpointStore two -> Optional.of(two.copy().file());
            default -> Optional.empty();
        };
    }

    /// Before anything is created: a log that must be there is there.
    static void refuseMissing(Path log, AuditOptions options) throws IOException {
        if (Files.isDirectory(log)) {
            return;
        }
        var stored = options.checkpointStore().read();
        boolean keyExists = Files.exists(options.signingKey(), LinkOption.NOFOLLOW_LINKS);
        if (stored.isPresent() || keyExists) {
            throw new AuditOpenException(
                    Kind.MISSING,
                    "the audit log `"
                            + options.origin()
                            + "` is known, but its directory `"
                            + log
                            + "` is missing; bring the directory back, or begin a new log with a new"
                            + " origin, signing key and checkpoint store");
        }
    }

    /// @return the tree with every record that was acknowledged, integrated and signed
    TreeWriter run() throws IOException {
        var file = log.resolve(AuditLog.CHECKPOINT);
        boolean born = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        return born ? goOn(file) : begin();
    }

    /// The change of the signing key that was found begun, and ended.
    Optional<KeyRotation.Rotated> rotated() {
        return rotated;
    }

    private TreeWriter begin() throws IOException {
        if (mirror.stored().isPresent()) {
            throw new AuditOpenException(
                    Kind.MISSING,
                    "the audit log `"
                            + options.origin()
                            + "` is known, but `"
                            + log
                            + "` has no checkpoint; bring its files back");
        }
        if (!WalFormat.segments(log).isEmpty()
                || Files.exists(log.resolve("tile"), LinkOption.NOFOLLOW_LINKS)) {
            throw new AuditOpenException(
                    Kind.DAMAGED, "`" + log + "` holds records but no checkpoint");
        }
        var file = options.signingKey();
        var key =
                Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                        ? SigningKey.load(file, options.origin())
                        : SigningKey.create(file, options.origin(), options.random());
        directory.create(WalFormat.directory(log), storage);
        storage.publish(log.resolve(AuditLog.VERIFIER_KEY), OpeningKeys.text(key));
        storage.syncDirectory(log);
        var edge = new TreeEdge();
        var note = SignedNote.sign(Checkpoint.of(options.origin(), edge).text(), key);
        TreeWriter.publish(log, storage, note);
        mirror.advance(note);
        return new TreeWriter(directory, storage, key, mirror, edge, new byte[0]);
    }

    private TreeWriter goOn(Path file) throws IOException {
        refuseWithoutKey();
        var handovers = handovers();
        var keys = new OpeningKeys(directory, options, storage, handovers);
        var note = SafeFiles.text(SafeFiles.read(file, SignedNote.BYTES_MAX));
        var checkpoint =
                keys.all()
                        .open(note)
                        .filter(c -> c.origin().equals(options.origin()))
                        .orElseThrow(
                                () -> damaged("`" + file + "` is not signed by this log's key"));
        var key = keys.signing(checkpoint.size());
        var known = known(keys.all(), checkpoint, handovers);
        var writer = writer(key, checkpoint);
        if (known.size() <= checkpoint.size()) {
            checkOlder(known, checkpoint);
        }
        directory.create(WalFormat.directory(log), storage);
        replay(writer, keys, known);
        boolean sameElsewhere = mirror.stored().equals(Optional.of(note));
        if (writer.isAhead() || (rotated.isEmpty() && !sameElsewhere)) {
            writer.publish();
        }
        return writer;
    }

    private void refuseWithoutKey() {
        if (!Files.exists(options.signingKey(), LinkOption.NOFOLLOW_LINKS)) {
            throw new AuditOpenException(
                    Kind.KEY, "the signing key `" + options.signingKey() + "` is missing");
        }
    }

    private Handovers handovers() throws IOException {
        try {
            return Handovers.read(log);
        } catch (TamperedException e) {
            throw damaged("`" + e.found().file() + "`: " + e.found().message());
        }
    }

    /// The newest checkpoint that was ever signed, as far as is known here.
    private Checkpoint known(LogKeys keys, Checkpoint checkpoint, Handovers handovers) {
        var elsewhere = elsewhere(keys, checkpoint);
        return handovers.all().isEmpty() || handovers.all().getLast().size() <= elsewhere.size()
                ? elsewhere
                : handovers.all().getLast().checkpoint();
    }

    /// The checkpoint in the second place.
    private Checkpoint elsewhere(LogKeys keys, Checkpoint checkpoint) {
        if (mirror.stored().isEmpty()) {
            if (checkpoint.size() == 0 || options.adoptDirectory()) {
                return checkpoint;
            }
            throw new AuditOpenException(
                    Kind.MISCONFIGURED,
                    "the checkpoint of the audit log `"
                            + options.origin()
                            + "` is gone from its second place, so nobody can tell whether `"
                            + log
                            + "` went back in time; bring it back, or verify the directory and take"
                            + " it over with `sallyport audit adopt`");
        }
        return keys.open(mirror.stored().get())
                .filter(c -> c.origin().equals(options.origin()))
                .orElseThrow(() ->
                        new AuditOpenException(
                                Kind.FORKED,
                                "the checkpoint in the second place is not signed by this"
                                        + " log's key"));
    }

    private TreeWriter writer(SigningKey key, Checkpoint checkpoint) throws IOException {
        var tiles = new TileStore(log);
        long size = checkpoint.size();
        var edge = tiles.edge(size);
        if (!Checkpoint.of(options.origin(), edge).equals(checkpoint)) {
            throw damaged("the tiles in `" + log + "` do not lead to its checkpoint");
        }
        int width = edge.width(0);
        if (width == 0) {
            return new TreeWriter(directory, storage, key, mirror, edge, new byte[0]);
        }
        var bundle = tiles.bundle(size / TreeEdge.TILE_WIDTH, size);
        var hashes = edge.partial(0);
        var merkle = new Merkle();
        for (int i = 0; i < width; i++) {
            var expected = Arrays.copyOfRange(hashes, i * 32, i * 32 + 32);
            if (!Arrays.equals(merkle.leaf(bundle.entry(i)), expected)) {
                throw damaged("record " + (size - width + i) + " is not the one that was signed");
            }
        }
        return new TreeWriter(
                directory, storage, key, mirror, edge, Arrays.copyOf(bundle.bytes(), bundle.end()));
    }

    private void checkOlder(Checkpoint known, Checkpoint checkpoint) throws IOException {
        var root = new TileStore(log).rootAt(known.size(), checkpoint.size());
        if (!java.util.Base64.getEncoder().encodeToString(root).equals(known.root())) {
            throw forked(known);
        }
    }

    /// Integrates what the write-ahead files hold beyond the checkpoint.
    private void replay(TreeWriter writer, OpeningKeys keys, Checkpoint known) throws IOException {
        long from = writer.size();
        try (var wal = Wal.open(log)) {
            var end =
                    wal.scan(
                            options.origin(),
                            (index, record, file, offset) -> {
                                if (index > writer.size()) {
                                    throw damaged("record " + writer.size() + " is missing");
                                }
                                if (index == writer.size()) {
                                    refuseInventedErasure(record);
                                    writer.append(record);
                                    refuseFork(writer, known);
                                    if (Handover.isRecord(record)) {
                                        rotated = Optional.of(keys.handOver(writer, record));
                                    }
                                }
                                return true;
                            });
            if (end instanceof Wal.End.Damaged(var file, var offset, var index, var reason)) {
                throw damaged(
                        "`"
                                + file
                                + "` is damaged at byte "
                                + offset
                                + ", at record "
                                + index
                                + ": "
                                + reason);
            }
        }
        if (known.size() > writer.size()) {
            throw new AuditOpenException(
                    Kind.ROLLED_BACK,
                    "the audit log in `"
                            + log
                            + "` went back in time: a checkpoint over "
                            + known.size()
                            + " records was signed, and it holds "
                            + writer.size()
                            + "; bring back the newest copy of the directory");
        }
        if (writer.size() > from) {
            org.slf4j.LoggerFactory.getLogger(Opening.class)
                    .info("recovered {} records from the write-ahead log", writer.size() - from);
        }
    }

    /// A gate marks keys before it puts on record that they are destroyed, and a checksum is no signature: else whoever
    /// can write in the log's directory could have this gate sign why bodies are gone.
    private void refuseInventedErasure(byte[] record) throws IOException {
        var keys = new BodyKeys(options.bodyKeys(), options.origin(), storage);
        for (var id : Erasure.keys(record)) {
            if (!keys.erased(id) && !keys.erasing().contains(id)) {
                throw damaged(
                        "a record that nobody signed says that the data key "
                                + id
                                + " was erased, and this gate did not begin that");
            }
        }
    }

    private void refuseFork(TreeWriter writer, Checkpoint known) {
        if (writer.size() == known.size() && !writer.current().equals(known)) {
            throw forked(known);
        }
    }

    private AuditOpenException forked(Checkpoint known) {
        return new AuditOpenException(
                Kind.FORKED,
                "the audit log in `"
                        + log
                        + "` differs from the checkpoint over "
                        + known.size()
                        + " records that was signed before");
    }

    static AuditOpenException damaged(String message) {
        return new AuditOpenException(
                Kind.DAMAGED, message + "; `sallyport audit verify` shows where");
    }
}
