package dev.sallyport.server.history;

import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.server.history.IndexWriter.Mark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records that get into the index together. For one thread.
final class Batch {

    /// Characters of their JSON; what is kept of a record in memory is a few times as large.
    private static final int LENGTH_MAX = 4 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

    private final int most;
    private final Mark before;
    private final List<LoggedRecord> records = new ArrayList<>();
    private long unreadable;
    private long length;

    /// @param most so many records at most
    /// @param before how far the index came without it
    Batch(int most, Mark before) {
        this.most = most;
        this.before = before;
        this.unreadable = before.unreadable();
    }

    void add(LoggedRecord record) {
        records.add(record);
        length += record.json().length();
    }

    /// One that cannot be read.
    void miss(long index, IOException why) {
        LOG.error("record {} of the log cannot be read", index, why);
        unreadable++;
    }

    boolean isFull() {
        return records.size() >= most || length >= LENGTH_MAX;
    }

    List<LoggedRecord> records() {
        return records;
    }

    /// How far the index came with it.
    ///
    /// @param next the position of the first record behind it
    Mark mark(long next) {
        return records.isEmpty()
                ? new Mark(next, before.anchor(), before.anchorHash(), unreadable)
                : new Mark(
                        next, records.getLast().index(), records.getLast().leafHash(), unreadable);
    }
}
