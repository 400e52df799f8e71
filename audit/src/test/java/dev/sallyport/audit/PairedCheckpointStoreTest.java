package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.AuditOpenException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two second places: the log must be as new as the newer of them.
final class PairedCheckpointStoreTest {

    @TempDir Path root;

    private Path first(TestLog test) {
        return test.root().resolve("first/checkpoint");
    }

    private AuditLog open(TestLog test) {
        return open(test, first(test));
    }

    private static AuditLog open(TestLog test, Path first) {
        var store =
                new PairedCheckpointStore(
                        new FileCheckpointStore(first), new FileCheckpointStore(test.mirror()));
        return AuditLog.open(test.directory(), test.options(store), TestStorage.withoutSyncs());
    }

    private static void record(AuditLog log, int records) {
        for (int i = 0; i < records; i++) {
            log.append(TestLog.call(Stage.DENIED, "c-" + i));
        }
    }

    private void refused(TestLog test, Kind kind) {
        assertThatThrownBy(() -> open(test))
                .isInstanceOfSatisfying(
                        AuditOpenException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    /// A log that was closed after three records, put back after it had six; with places as they were then.
    private TestLog restored() throws IOException {
        var test = new TestLog(root.resolve("live"));
        try (var log = open(test)) {
            record(log, 3);
        }
        var old = new TestLog(root.resolve("old"));
        TestLog.copy(test.root(), old.root());
        try (var log = open(test)) {
            record(log, 3);
        }
        TestLog.delete(test.directory());
        TestLog.copy(old.directory(), test.directory());
        return test;
    }

    private void putBack(TestLog test, Path place) throws IOException {
        var old = root.resolve("old").resolve(test.root().relativize(place));
        Files.copy(old, place, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void bothHoldTheNewestCheckpoint() throws IOException {
        var test = new TestLog(root);
        try (var log = open(test)) {
            record(log, 3);
        }

        var signed = Files.readString(test.directory().resolve(AuditLog.CHECKPOINT));
        assertThat(first(test)).hasContent(signed);
        assertThat(test.mirror()).hasContent(signed);
    }

    @Test
    void anOldLogIsRefusedThoughTheOtherPlaceIsAsOld() throws IOException {
        var test = restored();
        putBack(test, test.mirror());
        refused(test, Kind.ROLLED_BACK);
    }

    @Test
    void anOldLogIsRefusedThoughTheFirstPlaceIsAsOld() throws IOException {
        var test = restored();
        putBack(test, first(test));
        refused(test, Kind.ROLLED_BACK);
    }

    @Test
    void anOldLogIsRefusedThoughTheFirstPlaceIsEmpty() throws IOException {
        var test = restored();
        Files.delete(first(test));
        refused(test, Kind.ROLLED_BACK);
    }

    @Test
    void aPlaceThatIsAddedOrFellBehindIsFilled() throws IOException {
        var test = new TestLog(root);
        try (var log = test.open()) {
            record(log, 3);
        }
        try (var log = open(test)) {
            record(log, 1);
        }
        assertThat(first(test)).hasSameTextualContentAs(test.mirror());

        Files.delete(test.mirror());
        try (var log = open(test)) {
            record(log, 1);
        }
        assertThat(test.mirror()).hasSameTextualContentAs(first(test)).content().contains("\n5\n");
    }

    @Test
    void aLogWithRecordsAndTwoEmptyPlacesIsRefused() throws IOException {
        var test = restored();
        Files.delete(first(test));
        Files.delete(test.mirror());
        refused(test, Kind.MISCONFIGURED);
    }

    @Test
    void whatIsNoCheckpointIsNotPassedOver() throws IOException {
        var test = new TestLog(root);
        try (var log = open(test)) {
            record(log, 3);
        }
        Files.writeString(test.mirror(), "nothing\n");
        refused(test, Kind.FORKED);
    }

    /// Whichever is this log's own: the next checkpoint would be stored over what shows the other history.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoHistoriesOfOneSizeAreRefused(boolean mirror) throws IOException {
        var test = new TestLog(root.resolve("one"));
        open(test).close();
        var other = new TestLog(root.resolve("other"));
        TestLog.copy(test.root(), other.root());
        for (var each : List.of(test, other)) {
            try (var log = open(each)) {
                log.append(TestLog.call(Stage.DENIED, each.root().getFileName().toString()));
            }
        }
        var place = mirror ? test.mirror() : first(test);
        Files.copy(
                mirror ? other.mirror() : first(other), place, StandardCopyOption.REPLACE_EXISTING);
        var before = Files.readString(place);

        refused(test, Kind.FORKED);

        assertThat(place).hasContent(before);
    }

    /// Each has a copy of the log and of the file, and they share the first place.
    @Test
    void ofTwoThatSignForTheSameLogOneIsRefused() {
        var one = new TestLog(root.resolve("one"));
        open(one).close();
        var two = new TestLog(root.resolve("two"));
        TestLog.copy(one.root(), two.root());

        try (var first = open(one);
                var second = open(two, first(one))) {
            record(first, 1);
            assertThat(first.sync().size()).isEqualTo(1);
            record(second, 2);

            assertThatThrownBy(second::sync).isInstanceOf(AuditUnavailableException.class);
            assertThat(second.available()).isFalse();
            record(first, 1);
            assertThat(first.sync().size()).isEqualTo(2);
        }
    }

    @Test
    void theCopyMayNotLieInTheLog() {
        var test = new TestLog(root);
        var inside = new FileCheckpointStore(test.directory().resolve("copy"));
        var store = new PairedCheckpointStore(new FileCheckpointStore(first(test)), inside);

        assertThatThrownBy(() -> AuditLog.open(test.directory(), test.options(store)))
                .isInstanceOfSatisfying(
                        AuditOpenException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.MISCONFIGURED));
    }

    @Test
    void nothingIsSwappedThatIsNotExpected() throws IOException {
        var first = new FileCheckpointStore(root.resolve("first"));
        var store = new PairedCheckpointStore(first, new FileCheckpointStore(root.resolve("copy")));

        assertThat(store.compareAndSwap(Optional.of("other"), "next")).isFalse();
        assertThat(first.read()).isEmpty();
        assertThat(store.compareAndSwap(Optional.empty(), "next")).isTrue();
        assertThat(first.read()).contains("next");
    }
}
