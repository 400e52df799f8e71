package dev.sallyport.audit;

import dev.sallyport.audit.Verification.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// One walk over all records of a log, from the first to the last, building the tree anew beside the stored
/// one. One call at a time.
final class VerifyingPass {

    private final Path log;
    private final Checkpoint checkpoint;
    private final List<Known> known = new ArrayList<>();
    private final ProgressListener listener;
    private final TreeEdge edge;
    private final Merkle merkle = new Merkle();
    private final RecordScan scan = new RecordScan();
    private final OpenCalls calls = new OpenCalls();
    private final StoredTiles stored;
    private Optional<BodyCheck> bodies = Optional.empty();

    private RecordSight sight = RecordSight.NONE;
    private List<Handover> handovers = List.of();
    private int nextHandover;

    // Records of a version or a stage that is not known here: how many, and the first of them.
    private long laterCount;
    private Optional<String> later = Optional.empty();

    VerifyingPass(
            Path log,
            Checkpoint checkpoint,
            Optional<Checkpoint> known,
            ProgressListener listener) {
        this(log, checkpoint, known, listener, new TreeEdge());
    }

    /// @param edge the tree of the records before the first that is walked over; the caller vouches for them
    VerifyingPass(
            Path log,
            Checkpoint checkpoint,
            Optional<Checkpoint> known,
            ProgressListener listener,
            TreeEdge edge) {
        this.edge = edge;
        this.log = log;
        this.checkpoint = checkpoint;
        known.map(each -> new Known(each, log.resolve(AuditLog.CHECKPOINT), "known from elsewhere"))
                .ifPresent(this.known::add);
        this.listener = listener;
        this.stored = new StoredTiles(log, checkpoint);
    }

    /// Has the bodies looked at too.
    void with(BodyCheck check) {
        bodies = Optional.of(check);
    }

    /// A checkpoint of the log that the walk must come by, if it comes so far.
    private record Known(Checkpoint checkpoint, Path file, String what) {}

    /// The checkpoint that the directory has as cosigned by witnesses.
    void expectCosigned(Checkpoint cosigned) {
        known.add(new Known(cosigned, log.resolve(Witnessed.FILE), "that witnesses cosigned"));
    }

    /// Every change of the signing key that the walk must come by.
    void expect(Handovers all) {
        handovers = all.all();
        nextHandover = 0;
    }

    /// Has another look at each record on the way.
    void show(RecordSight to) {
        sight = to;
    }

    /// How many records were walked over.
    long size() {
        return edge.size();
    }

    OpenCalls calls() {
        return calls;
    }

    /// What is to be said where records are of a later build's making; empty where there are none.
    Optional<String> later() {
        return later.map(first ->
                first
                        + " that this build does not know ("
                        + laterCount
                        + " such records); signatures and hashes of all "
                        + edge.size()
                        + " fit, but what these say cannot be judged: verify with the build that"
                        + " wrote them");
    }

    /// Everything under the checkpoint.
    void tree() throws IOException {
        compareKnown();
        long bundles =
                checkpoint.size() / TreeEdge.TILE_WIDTH
                        + (checkpoint.size() % TreeEdge.TILE_WIDTH == 0 ? 0 : 1);
        if (bundles > 0) {
            try (var ahead = new BundlesAhead(this::load, bundles)) {
                while (ahead.hasNext()) {
                    bundle(ahead.next());
                    listener.verified(edge.size(), checkpoint.size());
                }
            }
        }
        for (int level = 1; level < TreeEdge.levels(edge.size()); level++) {
            if (edge.width(level) > 0) {
                long index = edge.size() >> (8 * (level + 1));
                stored.compareUpper(level, index, edge.partial(level));
            }
        }
        if (!Checkpoint.of(checkpoint.origin(), edge).equals(checkpoint)) {
            throw new TamperedException(
                    Kind.TILE_ROOT,
                    OptionalLong.empty(),
                    log.resolve(AuditLog.CHECKPOINT),
                    0,
                    "records and tiles agree with each other, but not with the signed root");
        }
    }

    private LoadedBundle load(long number) throws IOException {
        return LoadedBundle.load(log, checkpoint, number);
    }

    /// The records of one bundle, the tiles they fill, and what is left of partial ones.
    void bundle(long number) throws IOException {
        bundle(load(number));
    }

    private void bundle(LoadedBundle loaded) throws IOException {
        long number = loaded.number();
        int width = loaded.width();
        long first = number * TreeEdge.TILE_WIDTH;
        var full = loaded.full();
        var file = loaded.file();
        var bytes = loaded.bytes();
        var bundle = loaded.entries();
        var hashes = loaded.hashes();
        stored.compareLeaves(number, hashes, bundle, file);
        boolean exact = width == TreeEdge.TILE_WIDTH || !file.equals(full);
        if (exact && bundle.end() != bytes.length) {
            throw new TamperedException(
                    Kind.LEAF_TILE,
                    OptionalLong.of(first + width),
                    file,
                    bundle.end(),
                    "there is something after the last record");
        }
        stored.comparePartials(full, bytes, width, bundle::offset, Kind.LEAF_TILE, first);
        for (int i = 0; i < width; i++) {
            record(bytes, bundle.start(i), bundle.length(i), file, bundle.offset(i));
            var hash =
                    Arrays.copyOfRange(hashes, i * Merkle.HASH_BYTES, (i + 1) * Merkle.HASH_BYTES);
            append(hash);
        }
    }

    private void append(byte[] hash) throws IOException {
        edge.append(
                hash,
                (level, index, hashes) -> {
                    // Beyond the checkpoint nobody reads tiles.
                    if (level > 0 && edge.size() < checkpoint.size()) {
                        stored.compareUpper(level, index, hashes);
                    }
                });
        compareKnown();
        compareHandover();
    }

    /// A record is one of this log, in its own place.
    private void record(byte[] bytes, int start, int length, Path file, long offset)
            throws IOException {
        long index = edge.size();
        if (!scan.scan(bytes, start, length)
                || scan.seq() != index
                || !scan.origin().equals(checkpoint.origin())) {
            throw new TamperedException(
                    Kind.RECORD,
                    OptionalLong.of(index),
                    file,
                    offset,
                    "what stands in place of record " + index + " is not that record");
        }
        boolean laterVersion = scan.version() > AuditRecord.VERSION;
        if (laterVersion || scan.stage().isEmpty()) {
            laterCount++;
            if (later.isEmpty()) {
                var what = laterVersion ? "version " + scan.version() : "a stage";
                later = Optional.of("record " + index + " has " + what);
            }
        }
        if (scan.stage().filter(Stage.KEY_ROTATED::equals).isPresent()) {
            refuseUnsignedChange(index, file, offset);
        }
        calls.see(scan);
        sight.see(scan);
        if (bodies.isPresent()) {
            bodies(bodies.get(), bytes, start, length, file, offset);
        }
    }

    /// Of the record that was scanned last.
    private void bodies(
            BodyCheck check, byte[] bytes, int start, int length, Path file, long offset)
            throws IOException {
        long index = scan.seq();
        if (scan.hasBlob()) {
            var blob = scan.blob();
            if (blob.isEmpty()) {
                throw new TamperedException(
                        Kind.BODY_PLACE,
                        OptionalLong.of(index),
                        file,
                        offset,
                        "record " + index + " names its body in no form that a log writes");
            }
            check.body(index, blob.get());
        }
        // What is not signed excuses nothing that is.
        if (index < checkpoint.size()
                && scan.version() <= AuditRecord.VERSION
                && scan.stage().filter(Stage.BODIES_ERASED::equals).isPresent()) {
            var record = RecordJson.read(Arrays.copyOfRange(bytes, start, start + length));
            Erasure.of(record).ifPresent(check::erasure);
        }
    }

    /// Where nothing covers it yet, the change has not happened yet.
    private void refuseUnsignedChange(long index, Path file, long offset) throws TamperedException {
        boolean signed =
                nextHandover < handovers.size() && handovers.get(nextHandover).size() == index + 1;
        if (index < checkpoint.size() && !signed) {
            throw new TamperedException(
                    Kind.KEY,
                    OptionalLong.of(index),
                    file,
                    offset,
                    "record "
                            + index
                            + " changes the signing key, and the handover to it is missing");
        }
    }

    private void compareHandover() throws TamperedException {
        if (nextHandover == handovers.size() || handovers.get(nextHandover).size() != edge.size()) {
            return;
        }
        if (!Checkpoint.of(checkpoint.origin(), edge)
                .equals(handovers.get(nextHandover).checkpoint())) {
            throw new TamperedException(
                    Kind.FORK,
                    OptionalLong.empty(),
                    Handovers.file(log, edge.size()),
                    0,
                    "the first "
                            + edge.size()
                            + " records are not those under which the signing key was changed");
        }
        nextHandover++;
    }

    private void compareKnown() throws TamperedException {
        for (var each : known) {
            if (each.checkpoint().size() == edge.size()
                    && !Checkpoint.of(checkpoint.origin(), edge).equals(each.checkpoint())) {
                throw new TamperedException(
                        Kind.FORK,
                        OptionalLong.empty(),
                        each.file(),
                        0,
                        "the first "
                                + edge.size()
                                + " records are not those of the checkpoint "
                                + each.what());
            }
        }
    }

    /// The write-ahead files: what they repeat is what was signed, and the rest follows on.
    ///
    /// @return a note about a torn end
    Optional<String> wal(Wal wal) throws IOException {
        var end =
                wal.scan(
                        checkpoint.origin(),
                        (index, record, file, offset) -> {
                            walRecord(index, record, file, offset);
                            return true;
                        });
        return switch (end) {
            case Wal.End.Whole() -> Optional.empty();
            case Wal.End.Torn(var file, var offset, var bytes) ->
                    Optional.of(
                            "`"
                                    + file
                                    + "` ends in "
                                    + bytes
                                    + " bytes at "
                                    + offset
                                    + " that were never acknowledged");
            case Wal.End.Damaged(var file, var offset, var index, var reason) ->
                    throw new TamperedException(
                            Kind.WAL, OptionalLong.of(index), file, offset, reason);
        };
    }

    private void walRecord(long index, byte[] record, Path file, long offset) throws IOException {
        if (index > edge.size()) {
            throw new TamperedException(
                    Kind.GAP,
                    OptionalLong.of(edge.size()),
                    file,
                    offset,
                    "record " + edge.size() + " is missing");
        }
        if (index == edge.size()) {
            record(record, 0, record.length, file, offset);
            append(merkle.leaf(record));
        } else if (index < checkpoint.size()
                && !Arrays.equals(merkle.leaf(record), stored.leafHash(index))) {
            throw new TamperedException(
                    Kind.WAL,
                    OptionalLong.of(index),
                    file,
                    offset,
                    "record " + index + " is not the one that was signed");
        }
    }
}
