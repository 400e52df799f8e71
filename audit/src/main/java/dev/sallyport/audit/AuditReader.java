package dev.sallyport.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads records from a log's directory, also while a gate writes to it; durable records that no checkpoint
/// covers yet are among them. It shows what is there; only [AuditVerifier] says whether that is right. Its
/// memory does not grow with the log. Safe from many threads.
public final class AuditReader {

    /// How many records one page looks at before it is handed out, full or not.
    static final int LOOKED_AT_MAX = 100_000;

    // A gate keeps its unsigned records far below this.
    private static final long TAIL_BYTES_MAX = 2 * Sequencer.BACKLOG_BYTES_MAX;

    private static final Logger LOGGER = LoggerFactory.getLogger(AuditReader.class);

    private final Path log;

    private AuditReader(Path log) {
        this.log = log;
    }

    /// @throws IOException when there is no log
    public static AuditReader open(Path directory) throws IOException {
        var reader = new AuditReader(directory.toAbsolutePath().normalize());
        reader.checkpoint();
        return reader;
    }

    /// As [#open], and looks at nothing yet: where there is no log, reading fails.
    public static AuditReader of(Path directory) {
        return new AuditReader(directory.toAbsolutePath().normalize());
    }

    /// The newest checkpoint in the directory, its signature checked with the directory's own key.
    ///
    /// @throws IOException when there is none, or it is not signed
    public Checkpoint checkpoint() throws IOException {
        var note = log.resolve(AuditLog.CHECKPOINT);
        var key = log.resolve(AuditLog.VERIFIER_KEY);
        try {
            var verifier = VerifierKey.parse(SafeFiles.text(SafeFiles.read(key, 4096)));
            return SignedNote.openCheckpoint(
                            SafeFiles.text(SafeFiles.read(note, SignedNote.BYTES_MAX)), verifier)
                    .orElseThrow(() -> new IOException("`" + note + "` is not signed"));
        } catch (IllegalArgumentException e) {
            throw new IOException("`" + key + "` is no verifier key", e);
        }
    }

    /// @throws IOException when it cannot be read, or is no record
    public Optional<LoggedRecord> get(long index) throws IOException {
        try (var view = new View()) {
            return index < 0 || index >= view.total()
                    ? Optional.empty()
                    : Optional.of(view.load(index).read());
        }
    }

    /// Some of the records asked for, and where to go on.
    ///
    /// @throws IOException when the log cannot be read, or something in it is no record
    public AuditPage page(AuditQuery query) throws IOException {
        try (var view = new View()) {
            var marks = query.filter().marks();
            var found = new ArrayList<LoggedRecord>();
            long step = query.newestFirst() ? -1 : 1;
            long index =
                    query.newestFirst()
                            ? Math.min(query.from().orElse(Long.MAX_VALUE), view.total() - 1)
                            : query.from().orElse(0);
            for (int looked = 0; index >= 0 && index < view.total(); looked++) {
                if (found.size() == query.limit() || looked == LOOKED_AT_MAX) {
                    return new AuditPage(found, OptionalLong.of(index));
                }
                var slice = view.load(index);
                if (slice.hasAll(marks)) {
                    var record = slice.read();
                    if (query.filter().matches(record)) {
                        found.add(record);
                    }
                }
                index += step;
            }
            return new AuditPage(found, OptionalLong.empty());
        }
    }

    /// Hears of records one after the other.
    public interface Visitor {

        void visit(LoggedRecord record) throws IOException;
    }

    /// Goes through the log as it is now, the oldest first, and shows every record that is asked for. Its memory does
    /// not grow with the log, and records of other stages or times are passed over without reading them as JSON.
    ///
    /// @param since the first time that is wanted
    /// @param until the first time that is no longer wanted
    /// @throws IOException when the log cannot be read, or something asked for is no record
    public void scan(
            AuditFilter filter,
            Optional<Instant> since,
            Optional<Instant> until,
            Visitor visitor,
            ProgressListener progress)
            throws IOException {
        var from = since.map(RecordTime::text).orElse("");
        var to = until.map(RecordTime::text);
        var marks = filter.marks();
        var scan = new RecordScan();
        try (var view = new View()) {
            for (long index = 0; index < view.total(); index++) {
                var slice = view.load(index);
                if (slice.isWanted(scan, filter, from, to) && slice.hasAll(marks)) {
                    var record = slice.read();
                    if (filter.matches(record)) {
                        visitor.visit(record);
                    }
                }
                progress.verified(index + 1, view.total());
            }
        }
    }

    /// Is shown what stands at each position, and answers whether to go on.
    public interface Walker {

        boolean record(LoggedRecord record) throws IOException;

        /// Nothing that could be read as the record of this place stands there, although it should.
        boolean unreadable(long index, IOException why) throws IOException;
    }

    /// Shows the records from a position on, the oldest first, and does not end at those that cannot be read.
    ///
    /// @param from may be the end of the log, or beyond it
    /// @param most how many positions to look at
    /// @return where to go on; `from` where nothing new stands there
    /// @throws IOException when there is no readable log
    public long walk(long from, int most, Walker walker) throws IOException {
        try (var view = new View()) {
            return walk(view, from, most, walker);
        }
    }

    /// As [#walk], over the records alone that the newest checkpoint covers. It reads no write-ahead file, so that asking
    /// often costs little.
    ///
    /// @throws IOException when there is no readable log
    public long walkSigned(long from, int most, Walker walker) throws IOException {
        try (var view = new View(checkpoint())) {
            return walk(view, from, most, walker);
        }
    }

    private static long walk(View view, long from, int most, Walker walker) throws IOException {
        long end = Math.min(view.total(), from + most);
        long index = from;
        boolean more = true;
        while (more && index < end) {
            more = show(view, index++, walker);
        }
        return index;
    }

    private static boolean show(View view, long index, Walker walker) throws IOException {
        LoggedRecord record;
        try {
            record = view.read(index);
        } catch (IOException e) {
            return walker.unreadable(index, e);
        }
        return walker.record(record);
    }

    /// The records at these positions. One that is not there, or cannot be read, is missing in the answer.
    ///
    /// @throws IOException when there is no readable log
    public SortedMap<Long, LoggedRecord> all(SortedSet<Long> positions) throws IOException {
        var found = new TreeMap<Long, LoggedRecord>();
        try (var view = new View()) {
            for (long index : positions) {
                if (index >= 0 && index < view.total()) {
                    try {
                        found.put(index, view.read(index));
                    } catch (IOException e) {
                        LOGGER.warn("record {} of the log cannot be read", index, e);
                    }
                }
            }
        }
        return found;
    }

    /// A record inside something larger.
    private static final class Slice {

        private final byte[] bytes;
        private final int from;
        private final int length;

        Slice(byte[] bytes, int from, int length) {
            this.bytes = bytes;
            this.from = from;
            this.length = length;
        }

        LoggedRecord read() throws IOException {
            return RecordJson.read(bytes, from, length);
        }

        /// Whether stage and time are as wanted, as far as they can be told without reading the record.
        boolean isWanted(
                RecordScan scan, AuditFilter filter, String since, Optional<String> until) {
            if (!scan.scan(bytes, from, length)) {
                return true;
            }
            var time = scan.time();
            return (filter.stages().isEmpty()
                            || scan.stage().filter(filter.stages()::contains).isPresent())
                    && time.compareTo(since) >= 0
                    && until.filter(end -> time.compareTo(end) >= 0).isEmpty();
        }

        boolean hasAll(List<byte[]> marks) {
            return marks.stream().allMatch(this::has);
        }

        private boolean has(byte[] mark) {
            for (int at = from; at + mark.length <= from + length; at++) {
                if (bytes[at] == mark[0]
                        && java.util.Arrays.equals(
                                bytes, at, at + mark.length, mark, 0, mark.length)) {
                    return true;
                }
            }
            return false;
        }
    }

    /// The log at one moment.
    private final class View implements AutoCloseable {

        private final Optional<Wal> wal;
        private final long size;
        private final List<byte[]> tail = new ArrayList<>();
        private final TileStore tiles = new TileStore(log);
        private long number = -1;
        private EntryBundle bundle = new EntryBundle(new byte[0], 0);

        View() throws IOException {
            // Before the checkpoint is read: then the files reach at least as far as it does.
            var files = Wal.open(log);
            wal = Optional.of(files);
            try {
                var checkpoint = checkpoint();
                size = checkpoint.size();
                readTail(files, checkpoint.origin());
            } catch (IOException | RuntimeException e) {
                files.close();
                throw e;
            }
        }

        /// What a checkpoint covers, and nothing else.
        View(Checkpoint checkpoint) {
            wal = Optional.empty();
            size = checkpoint.size();
        }

        private void readTail(Wal files, String origin) throws IOException {
            var bytes = new long[1];
            files.scan(
                    origin,
                    (index, record, file, offset) -> {
                        if (index == size + tail.size()) {
                            tail.add(record);
                            bytes[0] += record.length;
                        }
                        return bytes[0] < TAIL_BYTES_MAX;
                    });
        }

        long total() {
            return size + tail.size();
        }

        /// @throws IOException also when what stands there says that it belongs elsewhere
        LoggedRecord read(long index) throws IOException {
            var record = load(index).read();
            if (record.index() != index) {
                throw new IOException("record " + record.index() + " stands in this place");
            }
            return record;
        }

        Slice load(long index) throws IOException {
            if (index >= size) {
                var record = tail.get((int) (index - size));
                return new Slice(record, 0, record.length);
            }
            if (index / TreeEdge.TILE_WIDTH != number) {
                bundle = tiles.bundle(index / TreeEdge.TILE_WIDTH, size);
                number = index / TreeEdge.TILE_WIDTH;
            }
            int entry = (int) (index % TreeEdge.TILE_WIDTH);
            return new Slice(bundle.bytes(), bundle.start(entry), bundle.length(entry));
        }

        @Override
        public void close() throws IOException {
            if (wal.isPresent()) {
                wal.get().close();
            }
        }
    }
}
