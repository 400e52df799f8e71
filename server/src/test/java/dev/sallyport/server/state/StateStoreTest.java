package dev.sallyport.server.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateStoreTest {
    @TempDir Path directory;

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void schemaIsMadeOnceHoweverManyProcessesStart(TestDatabase database) throws Exception {
        var url = database.fresh(directory);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var starts =
                    threads.invokeAll(
                            Stream.<Callable<StateStore>>generate(() -> () -> StateStore.open(url))
                                    .limit(16)
                                    .toList());
            for (Future<StateStore> start : starts) {
                start.get().close();
            }
        }

        try (var store = StateStore.open(url)) {
            assertThat(versions(store)).isEqualTo(Migrations.VERSION);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void newerSchemaIsRefused(TestDatabase database) {
        var url = database.fresh(directory);
        try (var store = StateStore.open(url)) {
            var _ =
                    store.write(h ->
                            h.execute(
                                    "INSERT INTO schema_version VALUES (?, 'later.sql', 'x')",
                                    Migrations.VERSION + 1));
        }

        assertThatExceptionOfType(StateException.class)
                .isThrownBy(() -> StateStore.open(url))
                .withMessageContaining("schema version " + (Migrations.VERSION + 1))
                .withMessageContaining("newer release");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void schemaOfAnotherFormIsRefused(TestDatabase database) {
        var url = database.fresh(directory);
        try (var store = StateStore.open(url)) {
            var _ = store.write(h -> h.execute("UPDATE schema_version SET sha256 = 'x'"));
        }

        assertThatExceptionOfType(StateException.class)
                .isThrownBy(() -> StateStore.open(url))
                .withMessageContaining("another form of schema version 1");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void failedWriteLeavesNothing(TestDatabase database) {
        try (var store = StateStore.open(database.fresh(directory))) {
            assertThatIllegalStateException()
                    .isThrownBy(() ->
                            store.write(h -> {
                                h.execute(
                                        "INSERT INTO schema_version VALUES (?, 'a', 'b')",
                                        Migrations.VERSION + 1);
                                throw new IllegalStateException("after the insert");
                            }))
                    .withMessage("after the insert");

            assertThat(versions(store)).isEqualTo(Migrations.VERSION);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void everyWriteOfTwoProcessesCounts(TestDatabase database) throws Exception {
        var url = database.fresh(directory);

        try (var one = StateStore.open(url);
                var other = StateStore.open(url);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var _ = one.write(h -> h.execute("CREATE TABLE counter (n INTEGER NOT NULL)"));
            var _ = one.write(h -> h.execute("INSERT INTO counter VALUES (0)"));
            var writes =
                    Stream.of(one, other)
                            .flatMap(s -> Stream.generate(() -> s).limit(50))
                            .<Callable<Integer>>map(s ->
                                    () -> s.write(h -> h.execute("UPDATE counter SET n = n + 1")))
                            .toList();
            for (var write : threads.invokeAll(writes)) {
                assertThat(write.get()).isEqualTo(1);
            }

            int counted =
                    other.read(
                            h -> h.createQuery("SELECT n FROM counter").mapTo(Integer.class).one());
            assertThat(counted).isEqualTo(100);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void databaseThatDoesNotAnswerIsAStateException(TestDatabase database) {
        var store = StateStore.open(database.fresh(directory));

        store.close();

        assertThatExceptionOfType(StateException.class)
                .isThrownBy(() -> versions(store))
                .withMessage("the state database did not answer");
        assertThatExceptionOfType(StateException.class)
                .isThrownBy(() -> store.write(h -> h.execute("DELETE FROM api_key")))
                .withMessage("the state database did not take the change");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "data/state.db",
                "jdbc:mysql://127.0.0.1/state",
                "jdbc:sqlite:",
                "jdbc:sqlite::memory:",
                "jdbc:sqlite:file:state.db",
                "jdbc:sqlite:state.db?journal_mode=OFF"
            })
    void anyOtherUrlIsRefused(String url) {
        assertThatExceptionOfType(StateException.class).isThrownBy(() -> StateStore.open(url));
    }

    @Nested
    class Sqlite {
        @Test
        void makesItsDirectoryAndAFileForItsOwnerAlone() throws IOException {
            var file = directory.resolve("data/deep/state.db");

            StateStore.open("jdbc:sqlite:" + file).close();

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }

        @Test
        void writesSurviveAPowerCut() {
            try (var store = StateStore.open("jdbc:sqlite:" + directory.resolve("state.db"))) {
                assertThat(pragma(store, "journal_mode")).isEqualTo("wal");
                assertThat(pragma(store, "synchronous")).isEqualTo("2");
                assertThat(pragma(store, "busy_timeout")).isEqualTo("10000");
                assertThat(pragma(store, "foreign_keys")).isEqualTo("1");
            }
        }

        @Test
        void writeWithinAWriteIsADefectAndNoDeadlock() {
            try (var store = StateStore.open("jdbc:sqlite:" + directory.resolve("state.db"))) {
                assertThatIllegalStateException()
                        .isThrownBy(() -> store.write(h -> store.write(inner -> true)));
            }
        }

        private String pragma(StateStore store, String name) {
            return store.read(h -> h.createQuery("PRAGMA " + name).mapTo(String.class).one());
        }
    }

    private static int versions(StateStore store) {
        return store.read(h ->
                h.createQuery("SELECT COUNT(*) FROM schema_version").mapTo(Integer.class).one());
    }
}
