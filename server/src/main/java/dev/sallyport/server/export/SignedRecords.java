package dev.sallyport.server.export;

import dev.sallyport.audit.AuditReader;
import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.server.export.ExportException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The records of a log that a checkpoint covers, a few at a time. Later ones could still be lost with the machine, and
/// then stand elsewhere but not in the log. One call at a time.
final class SignedRecords {

    /// Records at a time.
    static final int RECORDS_MAX = 512;

    /// Characters of their JSON; the record with which there are more is the last.
    private static final long LENGTH_MAX = 1L << 20;

    private final Path directory;
    private final int most;
    private final AuditReader reader;

    /// @param most at a time
    SignedRecords(Path directory, int most) {
        this.directory = directory;
        this.most = most;
        this.reader = AuditReader.of(directory);
    }

    /// How many there are.
    ///
    /// @throws ExportException when there is no readable log
    long size() throws ExportException {
        try {
            return reader.checkpoint().size();
        } catch (IOException e) {
            throw noLog(e);
        }
    }

    /// The next ones from a position on; none where there are none yet.
    ///
    /// @throws ExportException when one cannot be read: none is left out
    List<LoggedRecord> from(long position) throws ExportException {
        return from(position, most);
    }

    /// The one in a position, if there is one.
    ///
    /// @throws ExportException when it cannot be read
    Optional<LoggedRecord> at(long position) throws ExportException {
        return from(position, 1).stream().findFirst();
    }

    private List<LoggedRecord> from(long position, int count) throws ExportException {
        var some = read(position, count);
        // A writer may just have filled a file and dropped the part of it that we looked for.
        return some.records.isEmpty() && some.failure != null
                ? again(position, count)
                : some.records;
    }

    private List<LoggedRecord> again(long position, int count) throws ExportException {
        var some = read(position, count);
        if (some.records.isEmpty() && some.failure != null) {
            throw new ExportException(
                    Kind.UNREADABLE,
                    "record "
                            + position
                            + " of the log in `"
                            + directory
                            + "` cannot be read, and nothing is left out;"
                            + " `sallyport audit verify` tells more",
                    some.failure);
        }
        return some.records;
    }

    private Some read(long position, int count) throws ExportException {
        var some = new Some();
        try {
            var _ = reader.walkSigned(position, count, some);
            return some;
        } catch (IOException e) {
            throw noLog(e);
        }
    }

    private ExportException noLog(IOException cause) {
        return new ExportException(
                Kind.UNREADABLE,
                "`" + directory + "` holds no readable log; `sallyport audit verify` tells more",
                cause);
    }

    /// Up to the first that cannot be read.
    private static final class Some implements AuditReader.Walker {
        private final List<LoggedRecord> records = new ArrayList<>();
        private long length;
        private @Nullable IOException failure;

        @Override
        public boolean record(LoggedRecord record) {
            records.add(record);
            length += record.json().length();
            return length < LENGTH_MAX;
        }

        @Override
        public boolean unreadable(long index, IOException why) {
            failure = why;
            return false;
        }
    }
}
