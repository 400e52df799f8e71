package dev.sallyport.server.export;

import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.server.export.ExportException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Copies the signed records of a log to a [Sink], in their order. The cursor moves once the sink has the records: after
/// a crash some come twice, and none is missing. One call at a time.
public final class Exporter {

    private final SignedRecords log;
    private final Sink sink;
    private final Optional<CursorFile> file;
    private Optional<Cursor> cursor;
    private long next;

    private Exporter(
            SignedRecords log,
            Sink sink,
            Optional<CursorFile> file,
            Optional<Cursor> cursor,
            long next) {
        this.log = log;
        this.sink = sink;
        this.file = file;
        this.cursor = cursor;
        this.next = next;
    }

    /// @param file where the cursor is kept, if it is
    /// @param from the first record that is wanted, where there is no cursor yet
    /// @throws ExportException when the cursor does not fit the log
    public static Exporter open(Path log, Sink sink, Optional<CursorFile> file, long from)
            throws ExportException {
        return open(new SignedRecords(log, SignedRecords.RECORDS_MAX), sink, file, from);
    }

    static Exporter open(SignedRecords log, Sink sink, Optional<CursorFile> file, long from)
            throws ExportException {
        var cursor = file.isPresent() ? file.get().read() : Optional.<Cursor>empty();
        var exporter =
                new Exporter(
                        log, sink, file, cursor, cursor.map(at -> at.index() + 1).orElse(from));
        exporter.checkCursor();
        return exporter;
    }

    /// The position of the next record.
    public long next() {
        return next;
    }

    /// How many records are signed and not copied yet.
    public long behind() throws ExportException {
        return Math.max(0, log.size() - next);
    }

    /// Copies what is next.
    ///
    /// @return how many records; 0 when there are none yet
    /// @throws ExportException when the log is not the one that was copied so far, or cannot be read
    /// @throws IOException when the sink did not take them; they come again with the next call
    public int step() throws IOException, InterruptedException {
        if (log.size() == next) {
            return 0;
        }
        checkCursor();
        var records = log.from(next);
        if (records.isEmpty()) {
            return 0;
        }
        sink.send(records);
        moveTo(records);
        return records.size();
    }

    private void moveTo(List<LoggedRecord> records) throws IOException {
        var last = Cursor.at(records.getLast());
        next = last.index() + 1;
        cursor = Optional.of(last);
        if (file.isPresent()) {
            file.get().write(last);
        }
    }

    private void checkCursor() throws ExportException {
        if (cursor.isEmpty()) {
            return;
        }
        var at = cursor.get();
        long size = log.size();
        if (at.index() >= size) {
            throw new ExportException(
                    Kind.ROLLED_BACK,
                    "record "
                            + at.index()
                            + " was copied before, but only "
                            + size
                            + " records are signed now: the log went back in time, or is another;"
                            + " nothing is copied");
        }
        if (!log.at(at.index()).map(Cursor::at).equals(cursor)) {
            throw new ExportException(
                    Kind.OTHER_LOG,
                    "record "
                            + at.index()
                            + " is not the one that was copied before: this is another log than that of "
                            + at.origin()
                            + ", or its history was changed; nothing is copied");
        }
    }
}
