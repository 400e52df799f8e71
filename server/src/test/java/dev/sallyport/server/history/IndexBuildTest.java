package dev.sallyport.server.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.AuditReader;
import dev.sallyport.audit.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An index that is made at once is the one that grew, and is there as a whole or not at all.
class IndexBuildTest {

    private static final int CALLS = 300;

    @TempDir Path directory;

    private RecordedLog record;
    private Path file;

    @BeforeEach
    void open() throws IOException {
        record = new RecordedLog(directory.resolve("one"));
        file = Files.createDirectory(directory.resolve("made")).resolve("calls.db");
    }

    @AfterEach
    void close() {
        record.close();
    }

    /// Calls of which some are held at the beginning and rejected at the end, with words of their own both times.
    private void calls() {
        for (int i = 0; i < CALLS; i += 10) {
            record.held("H" + i, "update orders set early" + i + " = 1");
        }
        for (int i = 0; i < CALLS; i++) {
            record.ran("C" + i, "select number" + i + " from orders");
        }
        for (int i = 0; i < CALLS; i += 10) {
            record.voted(Stage.REJECTED, "H" + i, "user:ana", "late" + i);
            record.voted(Stage.VOTED, "H" + i, "user:ben", "later" + i);
        }
        record.caughtUp().history.close();
    }

    private AuditReader log() throws IOException {
        return AuditReader.open(record.audit());
    }

    private List<String> files() throws IOException {
        try (var all = Files.list(directory.resolve("made"))) {
            return all.map(each -> each.getFileName().toString()).toList();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 50, 100_000})
    void callsWhoseRecordsLieFarApartAreWhole(int open) throws IOException, SQLException {
        calls();

        try (var build = new IndexBuild(file, open)) {
            assertThat(build.addAll(log(), _ -> true)).isTrue();
            var _ = build.finish();
        }

        assertThat(IndexerTest.content(file)).isEqualTo(IndexerTest.content(record.file()));
        assertThat(files()).containsExactly("calls.db");
        for (var index : List.of(file, record.file())) {
            assertThat(found(index, "late50")).isEqualTo(found(index, "early50")).hasSize(1);
            assertThat(found(index, "number7")).hasSize(1);
            assertThat(found(index, "num*")).hasSize(CALLS);
            wordsFitTheirTexts(index);
        }
    }

    private static List<Long> found(Path index, String word) throws SQLException, IOException {
        try (var open = IndexFile.open(index);
                var reader = open.reader();
                var statement =
                        reader.prepareStatement("SELECT rowid FROM words WHERE words MATCH ?")) {
            statement.setString(1, word);
            try (var row = statement.executeQuery()) {
                var calls = new ArrayList<Long>();
                while (row.next()) {
                    calls.add(row.getLong(1));
                }
                return calls;
            }
        }
    }

    /// SQLite compares each word it has with the texts, and the other way round.
    private static void wordsFitTheirTexts(Path index) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + index);
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)");
        }
    }

    @Test
    void whatWasNotFinishedLeavesNothing() throws IOException, SQLException {
        calls();

        try (var build = new IndexBuild(file, 10)) {
            assertThat(build.addAll(log(), _ -> true)).isTrue();
            assertThat(files()).doesNotContain("calls.db");
        }

        assertThat(files()).isEmpty();
    }

    @Test
    void whoSaysSoEndsIt() throws IOException, SQLException {
        calls();

        try (var build = new IndexBuild(file, 10)) {
            assertThat(build.addAll(log(), mark -> mark.next() < 400)).isFalse();
        }

        assertThat(files()).isEmpty();
    }

    @Test
    void whatACrashLeftIsNotBuiltUpon() throws IOException, SQLException {
        calls();
        for (var left : List.of("calls.db.new", "calls.db.words")) {
            Files.writeString(file.resolveSibling(left), "half a file".repeat(1000));
        }

        try (var build = new IndexBuild(file, 10)) {
            assertThat(build.addAll(log(), _ -> true)).isTrue();
            var _ = build.finish();
        }

        assertThat(IndexerTest.content(file)).isEqualTo(IndexerTest.content(record.file()));
        assertThat(files()).containsExactly("calls.db");
    }

    @Test
    void aLogWithoutRecordsHasAnIndexWithoutCalls() throws IOException, SQLException {
        record.history.close();

        try (var build = new IndexBuild(file, 10)) {
            assertThat(build.addAll(log(), _ -> true)).isTrue();
            var _ = build.finish();
        }

        assertThat(IndexerTest.content(file)).hasSize(1);
        wordsFitTheirTexts(file);
    }

    @Test
    void whatALaneCannotDoIsThrownToWhoBringsMore() throws SQLException {
        var problem = new SQLException("disk full", "", 13);
        try (var lane =
                new Lane<String>(
                        "lane",
                        _ -> {
                            throw problem;
                        })) {
            lane.put("one");

            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 100; i++) {
                                    lane.put("more");
                                }
                            })
                    .isInstanceOf(SQLException.class)
                    .hasCause(problem)
                    .matches(e -> ((SQLException) e).getErrorCode() == 13);
            assertThatThrownBy(lane::finish).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aLaneThatIsFinishedHasDoneAllInItsOrder() throws SQLException {
        var done = new ArrayList<Integer>();
        try (var lane = new Lane<Integer>("lane", done::add)) {
            for (int i = 0; i < 1000; i++) {
                lane.put(i);
            }
            lane.finish();
        }

        assertThat(done).hasSize(1000).isSorted();
    }
}
