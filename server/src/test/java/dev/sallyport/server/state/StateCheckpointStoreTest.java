package dev.sallyport.server.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditOptions;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.AuditUnavailableException;
import dev.sallyport.audit.FileCheckpointStore;
import dev.sallyport.audit.PairedCheckpointStore;
import dev.sallyport.audit.Stage;
import dev.sallyport.server.TestFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The second place of checkpoints, in real databases.
@Timeout(60)
class StateCheckpointStoreTest {

    @TempDir private Path directory;

    private static StateCheckpointStore store(StateStore state, String origin) {
        return new StateCheckpointStore(state, origin, Clock.systemUTC());
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void swapsOnlyWhatIsExpectedAndKeepsLogsApart(TestDatabase database) throws IOException {
        try (var state = StateStore.open(database.fresh(directory))) {
            var one = store(state, "one");
            var other = store(state, "other");

            assertThat(one.read()).isEmpty();
            assertThat(one.compareAndSwap(Optional.of("a"), "b")).isFalse();
            assertThat(one.compareAndSwap(Optional.empty(), "a")).isTrue();
            assertThat(one.compareAndSwap(Optional.empty(), "b")).isFalse();
            assertThat(one.compareAndSwap(Optional.of("x"), "b")).isFalse();
            assertThat(one.read()).contains("a");
            assertThat(one.compareAndSwap(Optional.of("a"), "b")).isTrue();
            assertThat(other.read()).isEmpty();
            assertThat(other.compareAndSwap(Optional.empty(), "o")).isTrue();
            assertThat(one.read()).contains("b");
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void ofManyThatSwapAtOnceOneDoes(TestDatabase database) throws Exception {
        var url = database.fresh(directory);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var here = StateStore.open(url);
                var there = StateStore.open(url)) {
            Optional<String> expected = Optional.empty();
            for (int round = 0; round < 20; round++) {
                var from = expected;
                var swaps = new ArrayList<Callable<String>>();
                for (int i = 0; i < 8; i++) {
                    var next = round + "-" + i;
                    var store = store(i % 2 == 0 ? here : there, "log");
                    swaps.add(() -> store.compareAndSwap(from, next) ? next : "");
                }
                var won = new ArrayList<String>();
                for (var swap : threads.invokeAll(swaps)) {
                    won.add(swap.get());
                }
                won.removeIf(String::isEmpty);

                assertThat(won).hasSize(1);
                expected = Optional.of(won.getFirst());
                assertThat(store(there, "log").read()).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void recordsAreTakenWhileTheDatabaseDoesNotAnswerAndSignedAfter(TestDatabase database) {
        try (var state = StateStore.open(database.fresh(directory));
                var log = open(state)) {
            assertThat(record(log)).isZero();
            assertThat(log.sync().size()).isEqualTo(1);

            rename(state, "log_checkpoint", "gone");
            assertThat(record(log)).isEqualTo(1);
            assertThatThrownBy(log::sync).isInstanceOf(AuditUnavailableException.class);
            assertThat(log.available()).isTrue();
            assertThat(record(log)).isEqualTo(2);
            assertThat(log.checkpoint().size()).isEqualTo(1);

            rename(state, "gone", "log_checkpoint");
            assertThat(log.sync().size()).isEqualTo(3);
        }
    }

    /// Each has a copy of the log and of the key's directory.
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void ofTwoThatSignForTheSameLogOneIsRefused(TestDatabase database) throws IOException {
        try (var state = StateStore.open(database.fresh(directory))) {
            open(state, directory.resolve("one")).close();
            TestFiles.copy(directory.resolve("one"), directory.resolve("two"));

            try (var one = open(state, directory.resolve("one"));
                    var two = open(state, directory.resolve("two"))) {
                var _ = record(one);
                assertThat(one.sync().size()).isEqualTo(1);
                var _ = record(two);
                var _ = record(two);

                assertThatThrownBy(two::sync).isInstanceOf(AuditUnavailableException.class);
                assertThat(two.available()).isFalse();
                var _ = record(one);
                assertThat(one.sync().size()).isEqualTo(2);
            }
        }
    }

    private AuditLog open(StateStore state) {
        return open(state, directory.resolve("log"));
    }

    private static AuditLog open(StateStore state, Path root) {
        var store =
                new PairedCheckpointStore(
                        store(state, "test/log"),
                        new FileCheckpointStore(root.resolve("keys/checkpoint")));
        var options =
                AuditOptions.of("test/log", root.resolve("keys/key"), store)
                        .withCheckpointEvery(Duration.ofHours(1));
        return AuditLog.open(root.resolve("log"), options);
    }

    private static long record(AuditLog log) {
        return log.append(AuditRecord.of(Stage.DENIED).callId("c").build());
    }

    private static void rename(StateStore state, String from, String to) {
        var _ = state.write(h -> h.execute("ALTER TABLE " + from + " RENAME TO " + to));
    }
}
