package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Readers that follow a log by position.
final class WalkTest {

    @TempDir Path root;

    /// Notes what it is shown: `3`, or `!3` where that cannot be read.
    private static final class Notes implements AuditReader.Walker {
        private final List<String> shown = new ArrayList<>();
        private final int most;

        Notes(int most) {
            this.most = most;
        }

        @Override
        public boolean record(LoggedRecord record) {
            shown.add(Long.toString(record.index()));
            return shown.size() < most;
        }

        @Override
        public boolean unreadable(long index, IOException why) {
            shown.add("!" + index);
            return shown.size() < most;
        }
    }

    @Test
    void aWalkGoesOnWhereTheLastOneEnded() throws IOException {
        var test = new TestLog(root);
        try (var log = test.open()) {
            TestLog.run(log, 0, 2);
            log.sync();
            TestLog.run(log, 2, 1);
            var reader = AuditReader.of(test.directory());
            assertThat(log.size()).as("signed or not").isEqualTo(9);

            var notes = new Notes(100);
            assertThat(reader.walk(0, 4, notes)).isEqualTo(4);
            assertThat(reader.walk(4, 100, notes)).isEqualTo(9);
            assertThat(reader.walk(9, 100, notes)).isEqualTo(9);
            assertThat(reader.walk(50, 100, notes)).isEqualTo(50);
            assertThat(notes.shown).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8");

            var few = new Notes(3);
            assertThat(reader.walk(2, 100, few)).as("when it is told to stop").isEqualTo(5);
            assertThat(few.shown).containsExactly("2", "3", "4");
        }
        try (var again = test.open()) {
            assertThat(again.size()).isEqualTo(9);
        }
    }

    @Test
    void whatCannotBeReadIsTold() throws IOException {
        var test = new TestLog(root);
        try (var log = test.open()) {
            TestLog.run(log, 0, 2);
        }
        var bundle = TilePath.partial(TilePath.entries(test.directory(), 0), 6);
        var text = Files.readString(bundle, StandardCharsets.ISO_8859_1);
        // Record 1 is no JSON; record 3 says that it stands elsewhere.
        text = replaced(text, text.indexOf("\"seq\":1") - 1, '#');
        text = replaced(text, text.indexOf("\"seq\":3") + 6, '5');
        Files.writeString(bundle, text, StandardCharsets.ISO_8859_1);
        var reader = AuditReader.of(test.directory());

        var notes = new Notes(100);
        assertThat(reader.walk(0, 100, notes)).isEqualTo(6);
        assertThat(notes.shown).containsExactly("0", "!1", "2", "!3", "4", "5");
        assertThat(reader.all(new TreeSet<>(List.of(-1L, 0L, 1L, 3L, 5L, 6L))))
                .containsOnlyKeys(0L, 5L);
    }

    private static String replaced(String text, int at, char with) {
        return text.substring(0, at) + with + text.substring(at + 1);
    }

    @Test
    void withoutALogThereIsNothingToWalk() {
        var reader = AuditReader.of(root.resolve("nothing"));

        assertThatThrownBy(() -> reader.walk(0, 1, new Notes(1))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> reader.all(new TreeSet<>(List.of(0L))))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aRecordKnowsItsLeaf() throws IOException {
        var test = new TestLog(root);
        try (var log = test.open()) {
            TestLog.run(log, 0, 1);
        }
        var tile = new TileStore(test.directory()).tile(0, 0, 3);

        for (var record :
                AuditReader.of(test.directory()).all(new TreeSet<>(List.of(0L, 1L, 2L))).values()) {
            var leaf = new byte[Merkle.HASH_BYTES];
            System.arraycopy(tile, (int) record.index() * leaf.length, leaf, 0, leaf.length);
            assertThat(record.leafHash()).isEqualTo(Base64.getEncoder().encodeToString(leaf));
        }
    }
}
