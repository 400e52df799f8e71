package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.Verification.Sound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What becomes of a log whose directory is taken away while it is open.
@Timeout(120)
final class LogDirectoryTest {

    /// What happens to the directory.
    enum Event {
        REMOVED("the directory was removed or moved away") {
            @Override
            void happen(Path log, Path aside) {
                TestLog.copy(log, aside);
                TestLog.delete(log);
            }
        },
        RENAMED_AWAY("the directory was removed or moved away") {
            @Override
            void happen(Path log, Path aside) throws IOException {
                Files.move(log, aside);
            }
        },
        REPLACED_BY_A_COPY("another directory or a link took its place") {
            @Override
            void happen(Path log, Path aside) throws IOException {
                Files.move(log, aside);
                TestLog.copy(aside, log);
            }
        },
        REPLACED_BY_A_LINK_TO_IT("another directory or a link took its place") {
            @Override
            void happen(Path log, Path aside) throws IOException {
                Files.move(log, aside);
                Files.createSymbolicLink(log, aside);
            }
        },
        EMPTIED("/lock` was removed or moved away") {
            @Override
            void happen(Path log, Path aside) throws IOException {
                TestLog.copy(log, aside);
                TestLog.delete(log.resolve("wal"));
                Files.delete(log.resolve("lock"));
            }
        },
        LOCK_REPLACED("another file took the place of `") {
            @Override
            void happen(Path log, Path aside) throws IOException {
                TestLog.copy(log, aside);
                Files.move(log.resolve("lock"), log.resolve("old"));
                Files.createFile(log.resolve("lock"));
            }
        },
        WRITTEN_FILE_REPLACED_BY_A_COPY("another file took the place of `") {
            @Override
            void happen(Path log, Path aside) throws IOException {
                TestLog.copy(log, aside);
                Files.move(log.resolve("wal"), log.resolve("old"));
                TestLog.copy(log.resolve("old"), log.resolve("wal"));
            }
        },
        WRITTEN_FILE_REMOVED("` was removed or moved away") {
            @Override
            void happen(Path log, Path aside) {
                TestLog.copy(log, aside);
                TestLog.delete(log.resolve("wal"));
            }
        };

        private final String told;

        Event(String told) {
            this.told = told;
        }

        /// @param aside where the directory, or a copy of it, lies afterwards
        abstract void happen(Path log, Path aside) throws IOException;

        /// Whether only a file that is written changes, which is seen with the next record.
        boolean isOfAWrittenFile() {
            return this == WRITTEN_FILE_REMOVED || this == WRITTEN_FILE_REPLACED_BY_A_COPY;
        }
    }

    @TempDir Path root;

    private Path aside() {
        return root.resolve("aside");
    }

    private static void happens(Event event, TestLog test, Path aside) {
        try {
            event.happen(test.directory(), aside);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsAcknowledgedThatNobodyWouldFind(Event event) throws IOException {
        var test = new TestLog(root);
        try (var log = test.open()) {
            TestLog.run(log, 0, 100);
            log.sync();
            TestLog.run(log, 100, 10);
            happens(event, test, aside());

            assertThatThrownBy(() -> log.append(TestLog.call(Stage.INTENT, "c-lost")))
                    .isInstanceOf(AuditUnavailableException.class)
                    .cause()
                    .isInstanceOf(LogDirectory.ChangedException.class)
                    .hasMessageContaining(event.told)
                    .hasMessageContaining("bring it back")
                    .hasMessageContaining("start the gate anew");
            assertThat(log.available()).isFalse();
            assertThatThrownBy(() -> log.append(TestLog.call(Stage.INTENT, "c-later")))
                    .isInstanceOf(AuditUnavailableException.class);
            assertThatThrownBy(log::sync).isInstanceOf(AuditUnavailableException.class);
        }

        if (event == Event.REMOVED || event == Event.RENAMED_AWAY) {
            assertThat(test.directory()).doesNotExist();
        }
        assertThatEverythingIsThereOnceItIsBroughtBack(test);
    }

    /// Brings back what lies aside and opens it.
    private void assertThatEverythingIsThereOnceItIsBroughtBack(TestLog test) throws IOException {
        if (Files.isSymbolicLink(test.directory())) {
            Files.delete(test.directory());
        } else if (Files.exists(test.directory())) {
            TestLog.delete(test.directory());
        }
        Files.move(aside(), test.directory());
        try (var log = test.open()) {
            assertThat(log.size()).isBetween(330L, 331L);
        }
        assertThat(test.verifyAgainstMirror()).isInstanceOf(Sound.class);
        var reader = AuditReader.open(test.directory());
        for (int i = 0; i < 330; i++) {
            assertThat(reader.get(i).orElseThrow().record().callId()).hasValue("c-" + i / 3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void readinessNoticesBeforeAnyRecordDoes(Event event) {
        var test = new TestLog(root);
        try (var log = test.open()) {
            TestLog.run(log, 0, 1);
            assertThat(log.available()).isTrue();

            happens(event, test, aside());

            assertThat(log.available()).isEqualTo(event.isOfAWrittenFile());
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"WRITTEN_FILE_REMOVED", "WRITTEN_FILE_REPLACED_BY_A_COPY"})
    void whatWasAcknowledgedBeforeIsNotSignedInAnotherPlace(Event event) {
        var test = new TestLog(root);
        try (var log = test.open()) {
            TestLog.run(log, 0, 100);
            happens(event, test, aside());

            assertThatThrownBy(log::sync).isInstanceOf(AuditUnavailableException.class);
        }

        var unsigned =
                AuditVerifier.verify(aside(), java.util.Optional.empty(), ProgressListener.NONE);
        assertThat(unsigned)
                .isInstanceOfSatisfying(
                        Sound.class,
                        sound -> {
                            assertThat(sound.size()).isZero();
                            assertThat(sound.unsigned()).isEqualTo(300);
                        });
    }

    @Test
    void aLinkThatWasThereBeforeIsFine() throws IOException {
        var test = new TestLog(root);
        Files.createDirectories(aside());
        Files.createSymbolicLink(test.directory(), aside());

        try (var log = test.open()) {
            TestLog.run(log, 0, 100);
            assertThat(log.sync().size()).isEqualTo(300);
            assertThat(log.available()).isTrue();

            Files.move(aside(), root.resolve("elsewhere"));
            TestLog.copy(root.resolve("elsewhere"), aside());

            assertThat(log.available()).isFalse();
        }
    }

    @Test
    void aDirectoryOfTheLayoutIsOnlyMadeBelowAnOpenLog() throws IOException {
        Files.createDirectories(root.resolve("log"));
        var lock = Files.createFile(root.resolve("log/lock"));
        var directory = LogDirectory.opened(root.resolve("log"), lock);
        var below = root.resolve("log/tile/entries/x001");

        directory.create(below, TestStorage.withoutSyncs());
        assertThat(below).isDirectory();
        TestLog.delete(root.resolve("log"));

        assertThatThrownBy(() -> directory.create(below, TestStorage.withoutSyncs()))
                .isInstanceOf(LogDirectory.ChangedException.class);
        assertThat(root.resolve("log")).doesNotExist();
    }
}
