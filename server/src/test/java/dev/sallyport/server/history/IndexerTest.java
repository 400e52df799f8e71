package dev.sallyport.server.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.Stage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The index is a copy that may be lost, be wrong or be late, and never more than that.
class IndexerTest {

    @TempDir Path directory;

    private RecordedLog record;

    @BeforeEach
    void open() throws IOException {
        record = new RecordedLog(directory.resolve("one"));
    }

    @AfterEach
    void close() {
        record.close();
    }

    private void manyCalls(int from, int to) {
        for (int i = from; i < to; i++) {
            switch (i % 3) {
                case 0 -> record.ran("C" + i, "select " + i + " from orders");
                case 1 -> record.denied("C" + i, "DENIED_NO_RULE");
                default -> {
                    record.held("C" + i, "update orders set x = " + i);
                    record.voted(Stage.REJECTED, "C" + i, "user:ana", "no " + i);
                }
            }
        }
    }

    /// Every row that says something of calls.
    static List<String> content(Path file) throws SQLException {
        var rows = new ArrayList<String>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            for (var table :
                    List.of(
                            "SELECT * FROM call ORDER BY first",
                            "SELECT * FROM call_record ORDER BY call, position",
                            "SELECT * FROM call_rule ORDER BY rule, call",
                            "SELECT * FROM session ORDER BY first",
                            "SELECT * FROM call_text ORDER BY call",
                            "SELECT rowid FROM words WHERE words MATCH 'orders' ORDER BY rowid",
                            "SELECT next, unreadable FROM about")) {
                try (var row = statement.executeQuery(table)) {
                    int columns = row.getMetaData().getColumnCount();
                    while (row.next()) {
                        var text = new StringBuilder(table);
                        for (int i = 1; i <= columns; i++) {
                            text.append(" | ").append(row.getString(i));
                        }
                        rows.add(text.toString());
                    }
                }
            }
        }
        return rows;
    }

    private static void change(Path file, String statement) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var change = connection.createStatement()) {
            change.executeUpdate(statement);
        }
    }

    private List<String> rebuilt() throws IOException, SQLException {
        var file = directory.resolve("anew.db");
        IndexFile.delete(file);
        try (var other = record.start(file)) {
            RecordedLog.awaitAll(other);
        }
        return content(file);
    }

    @Test
    void whatIsMadeBitByBitIsWhatIsMadeAtOnce() throws IOException, SQLException {
        for (int i = 0; i < 30; i += 3) {
            manyCalls(i, i + 3);
            record.caughtUp();
        }
        record.restart();
        manyCalls(30, 40);
        record.caughtUp();
        record.history.close();

        assertThat(content(record.file())).hasSizeGreaterThan(150).isEqualTo(rebuilt());
    }

    @Test
    void aRestartGoesOnWhereTheIndexWas() throws IOException, SQLException {
        manyCalls(0, 9);
        record.caughtUp().history.close();
        change(record.file(), "UPDATE call SET tool = 'kept'");
        manyCalls(9, 12);

        record.restart();

        var facets = record.caughtUp().history.facets(CallSearch.ALL.withTool("kept"));
        assertThat(facets.calls()).as("not made anew").isEqualTo(9);
        assertThat(record.history.facets(CallSearch.ALL).calls()).isEqualTo(12);
    }

    /// The file and its write-ahead log as a process leaves them that ends between any two writes.
    @Test
    void whateverACrashLeavesIsBroughtUpToDate() throws IOException, SQLException {
        var copies = new ArrayList<Path>();
        for (int i = 0; i < 20; i++) {
            manyCalls(2 * i, 2 * i + 2);
            if (i % 2 == 0) {
                record.caughtUp();
            }
            var copy = directory.resolve("crash/" + i + ".db");
            RecordedLog.copy(record.file(), copy);
            copies.add(copy);
        }
        record.caughtUp();
        var whole = rebuilt();

        for (var copy : copies) {
            try (var after = record.start(copy)) {
                RecordedLog.awaitAll(after);
            }
            assertThat(content(copy)).as(copy.toString()).isEqualTo(whole);
        }
    }

    private interface Damage {
        void to(Path file) throws IOException, SQLException;
    }

    private void isMadeAnewAfter(Damage damage) throws IOException, SQLException {
        manyCalls(0, 60);
        record.caughtUp().history.close();
        var before = content(record.file());

        damage.to(record.file());
        record.restart();

        record.caughtUp().history.close();
        assertThat(content(record.file())).isEqualTo(before);
    }

    @Test
    void aMissingIndexIsMadeAnew() throws IOException, SQLException {
        isMadeAnewAfter(Files::delete);
    }

    @Test
    void aTruncatedIndexIsMadeAnew() throws IOException, SQLException {
        isMadeAnewAfter(file -> {
            try (var open = new RandomAccessFile(file.toFile(), "rw")) {
                open.setLength(open.length() / 2 - 100);
            }
        });
    }

    @Test
    void anEmptyIndexIsMadeAnew() throws IOException, SQLException {
        isMadeAnewAfter(file -> Files.write(file, new byte[0]));
    }

    @Test
    void aFileThatIsNoIndexIsMadeAnew() throws IOException, SQLException {
        isMadeAnewAfter(file -> Files.writeString(file, "x".repeat(100_000)));
    }

    /// As it was before it kept short beginnings.
    @Test
    void anIndexOfTheFirstVersionIsMadeAnewWithShortBeginnings() throws IOException, SQLException {
        isMadeAnewAfter(file -> {
            change(file, "DROP TABLE words");
            change(
                    file,
                    "CREATE VIRTUAL TABLE words USING fts5 (text, content = 'call_text', content_rowid = 'call')");
            change(file, "INSERT INTO words (words) VALUES ('rebuild')");
            change(file, "PRAGMA user_version = 1");
        });

        try (var file = IndexFile.open(record.file());
                var statement = file.writer().createStatement();
                var made =
                        statement.executeQuery(
                                "SELECT sql FROM sqlite_master WHERE name = 'words'")) {
            assertThat(made.getString(1)).contains("prefix = '3 4'");
        }
    }

    @Test
    void anIndexOfAnotherVersionIsMadeAnew() throws IOException, SQLException {
        isMadeAnewAfter(file -> change(file, "PRAGMA user_version = 99"));
    }

    @Test
    void anIndexWithoutATableIsMadeAnew() throws IOException, SQLException {
        isMadeAnewAfter(file -> change(file, "DROP TABLE about"));
    }

    @Test
    void anIndexThatIsAheadOfTheLogIsMadeAnew() throws IOException, SQLException {
        isMadeAnewAfter(file -> change(file, "UPDATE about SET next = next + 1"));
    }

    @Test
    void anIndexOfAnotherLogIsMadeAnew() throws IOException, SQLException {
        manyCalls(0, 60);
        try (var other = new RecordedLog(directory.resolve("other"))) {
            for (int i = 0; i < 10; i++) {
                other.ran("OTHER" + i, "select secret from orders");
            }
            other.caughtUp().history.close();
            record.caughtUp().history.close();
            IndexFile.delete(record.file());
            RecordedLog.copy(other.file(), record.file());
        }

        record.restart();

        record.caughtUp().history.close();
        assertThat(content(record.file())).isEqualTo(rebuilt());
    }

    @Test
    void anIndexThatPointsToOtherCallsIsFoundOutAndMadeAnew() throws IOException, SQLException {
        manyCalls(0, 6);
        record.caughtUp();
        change(record.file(), "UPDATE call SET told = 0 WHERE first > 0");

        var found = record.history.calls(CallSearch.ALL, Part.newest(10)).entries();

        assertThat(found).filteredOn(FoundCall.Lost.class::isInstance).hasSize(5);
        var follower = record.history.follow();
        while (anyLost()) {
            awaitIndex(follower);
        }
        assertThat(record.caughtUp().history.calls(CallSearch.ALL, Part.newest(10)).entries())
                .hasSize(6);
    }

    /// Also while the index is being made anew.
    private boolean anyLost() {
        try {
            return record.history.calls(CallSearch.ALL, Part.newest(10)).entries().stream()
                    .anyMatch(FoundCall.Lost.class::isInstance);
        } catch (HistoryException opening) {
            return true;
        }
    }

    private static void awaitIndex(History.Follower follower) {
        try {
            var _ = follower.await(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anIndexThatCannotBeMadeIsToldAndHoldsUpNothing() throws IOException {
        record.history.close();
        Files.writeString(directory.resolve("file"), "in the way");

        try (var broken = record.start(directory.resolve("file/calls.db"))) {
            var follower = broken.follow();
            while (broken.state().problem().isEmpty()) {
                awaitIndex(follower);
            }
            manyCalls(0, 3);

            assertThat(broken.state().behind()).isEqualTo(record.log.size());
            assertThat(record.log.available()).isTrue();
            assertThatThrownBy(() -> broken.calls(CallSearch.ALL, Part.newest(1)))
                    .isInstanceOf(HistoryException.class);
        }
    }

    @Test
    void recordsThatCannotBeReadAreCountedAndTheOthersFound() throws IOException, SQLException {
        manyCalls(0, 300);
        var _ = record.log.sync();
        record.caughtUp();
        flip("C3");

        var damaged = record.history.calls(search("C3"), Part.newest(1)).entries().getFirst();
        assertThat(damaged).isInstanceOf(FoundCall.Lost.class);
        assertThat(record.history.call("C3").orElseThrow().unreadable()).isPositive();

        record.history.close();
        IndexFile.delete(record.file());
        record.restart();
        record.caughtUp();
        assertThat(record.history.state().unreadable()).isEqualTo(1);
        assertThat(record.history.facets(CallSearch.ALL).calls()).isEqualTo(300);
        assertThat(record.history.calls(search("C4"), Part.newest(1)).entries().getFirst())
                .isInstanceOf(FoundCall.Read.class);
    }

    private static CallSearch search(String word) {
        return CallSearch.ALL.withWords(SearchWords.parse(word));
    }

    /// Breaks the JSON of a call's first record in the log's first bundle.
    private void flip(String call) throws IOException {
        var bundle = record.audit().resolve("tile/entries/000");
        var bytes = Files.readAllBytes(bundle);
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("\"call_id\":\"" + call + "\"");
        assertThat(at).isPositive();
        bytes[at] = '#';
        Files.write(bundle, bytes);
    }

    @Test
    void whileManyWriteEachCallIsFoundOnceAndInOrder() throws Exception {
        int writers = 8;
        int each = 60;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writing = new ArrayList<Future<?>>();
            for (int writer = 0; writer < writers; writer++) {
                int number = writer;
                writing.add(
                        threads.submit(() -> {
                            for (int i = 0; i < each; i++) {
                                record.ran("W" + number + "X" + i, "select " + i);
                            }
                        }));
            }
            while (writing.stream().anyMatch(one -> !one.isDone())) {
                try {
                    var found = record.history.calls(search("select"), Part.newest(50)).entries();
                    assertThat(found)
                            .allMatch(FoundCall.Read.class::isInstance)
                            .isSortedAccordingTo((a, b) -> Long.compare(b.first(), a.first()));
                } catch (HistoryException opening) {
                    assertThat(opening).hasMessageContaining("being opened");
                }
            }
            for (var one : writing) {
                one.get();
            }
        }
        record.caughtUp();
        var ids = new ArrayList<String>();
        var part = Part.newest(100);
        for (boolean more = true; more; ) {
            var found = record.history.calls(CallSearch.ALL, part);
            found.entries().forEach(call -> ids.add(((FoundCall.Read) call).id()));
            more = found.older().isPresent();
            part = new Part(found.older(), OptionalLong.empty(), 100);
        }
        assertThat(ids).doesNotHaveDuplicates().hasSize(writers * each);
    }
}
