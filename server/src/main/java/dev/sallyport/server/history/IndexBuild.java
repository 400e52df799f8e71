package dev.sallyport.server.history;

import dev.sallyport.audit.AuditReader;
import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.server.history.IndexWriter.Mark;
import dev.sallyport.server.history.WordsTable.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Makes a whole index, many times faster than one that is searched meanwhile can grow: in files beside its place that
/// no crash has to leave readable, with the words on a thread of their own, and the indexes of columns at the end. Only what is
/// complete and on the disk gets to its place; a crash before leaves nothing there. For one thread.
final class IndexBuild implements AutoCloseable {

    /// In KiB: most of what is changed twice is still in memory then.
    private static final int CACHE = 32 << 10;

    /// What SQLite keeps of words in memory before it writes them, in bytes; more means fewer parts to be merged.
    private static final int WORDS_MEMORY = 32 << 20;

    /// Few records on their way at a time, so that they are young when the garbage collector finds them.
    private static final int BATCH = 256;

    /// How many records a call stays open for more of its own: what comes later changes what is written already.
    static final int OPEN = 4096;

    private final Path file;
    private final int open;
    private final Path rowsFile;
    private final Path wordsFile;
    private final Connection rows;
    private final Connection words;
    private final Lane<List<Text>> wordsLane;
    private final Lane<Done> rowsLane;
    private final WordsInOrder inOrder;
    // Used by the lane of the rows until that is finished.
    private final IndexWriter writer;
    private Mark last = new Mark(0, -1, "", 0);

    private record Done(Batch batch, Mark mark) {}

    /// @param file where it is to be
    /// @param open as [#OPEN]
    IndexBuild(Path file, int open) throws IOException, SQLException {
        this.file = file;
        this.open = open;
        this.rowsFile = file.resolveSibling(file.getFileName() + ".new");
        this.wordsFile = file.resolveSibling(file.getFileName() + ".words");
        deleteFiles();
        this.inOrder = new WordsInOrder(this::putWords);
        this.rows = made(rowsFile, IndexTables::makeRows);
        try {
            this.writer = new IndexWriter(rows, inOrder, Seen.none(), Seen.none());
            this.words = made(wordsFile, made -> IndexTables.makeWords(made, WORDS_MEMORY));
        } catch (IOException | SQLException | RuntimeException e) {
            rows.close();
            throw e;
        }
        this.wordsLane = new Lane<>("call-index-words", new WordsTable(words)::take);
        this.rowsLane = new Lane<>("call-index-rows", this::store);
    }

    private void putWords(List<Text> texts) throws SQLException {
        wordsLane.put(texts);
    }

    private interface Tables {
        void in(Connection file) throws SQLException;
    }

    private static Connection made(Path file, Tables tables) throws IOException, SQLException {
        IndexFile.prepare(file);
        var connection =
                IndexFile.connect(
                        file,
                        "journal_mode",
                        "OFF",
                        "synchronous",
                        "OFF",
                        "cache_size",
                        "-" + CACHE);
        try {
            tables.in(connection);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void store(Done done) throws SQLException {
        writer.add(done.batch().records());
        writer.store(done.mark().next() - open);
        last = done.mark();
    }

    /// Adds all that the log has now. Called once.
    ///
    /// @param hears how far it came, and answers whether to go on
    /// @return whether it is all there
    boolean addAll(AuditReader log, Predicate<Mark> hears) throws IOException, SQLException {
        var adding = new Adding(hears);
        long next = log.walk(0, Integer.MAX_VALUE, adding);
        return adding.end(next);
    }

    private final class Adding implements AuditReader.Walker {

        private final Predicate<Mark> hears;
        private Batch batch = new Batch(BATCH, new Mark(0, -1, "", 0));
        private boolean more = true;
        private Optional<SQLException> problem = Optional.empty();

        Adding(Predicate<Mark> hears) {
            this.hears = hears;
        }

        @Override
        public boolean record(LoggedRecord record) {
            batch.add(record);
            return !batch.isFull() || put(record.index() + 1);
        }

        @Override
        public boolean unreadable(long index, IOException why) {
            batch.miss(index, why);
            more = hears.test(batch.mark(index + 1));
            return more;
        }

        private boolean put(long next) {
            var mark = batch.mark(next);
            try {
                rowsLane.put(new Done(batch, mark));
                batch = new Batch(BATCH, mark);
                more = hears.test(mark);
            } catch (SQLException e) {
                problem = Optional.of(e);
                more = false;
            }
            return more;
        }

        boolean end(long next) throws SQLException {
            boolean all = more && put(next);
            if (problem.isPresent()) {
                throw problem.get();
            }
            return all;
        }
    }

    /// Puts what was added in its place, and throws away what was there.
    ///
    /// @return how far it came
    Mark finish() throws IOException, SQLException {
        rowsLane.finish();
        writer.store(last.next());
        writer.put(last);
        inOrder.flush();
        wordsLane.finish();
        words.commit();
        words.close();
        rows.commit();
        rows.setAutoCommit(true);
        IndexTables.takeWords(rows, wordsFile);
        IndexTables.makeIndexes(rows);
        rows.close();
        IndexFile.delete(file);
        IndexFile.move(rowsFile, file);
        return last;
    }

    @Override
    public void close() throws IOException, SQLException {
        rowsLane.close();
        wordsLane.close();
        words.close();
        rows.close();
        deleteFiles();
    }

    private void deleteFiles() throws IOException {
        IndexFile.delete(rowsFile);
        IndexFile.delete(wordsFile);
    }
}
