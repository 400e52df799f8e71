package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.AuditOpenException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditLogTest {

    @TempDir Path root;

    @Test
    void recordsOfManyRunsVerify() {
        var test = new TestLog(root);

        for (int run = 0; run < 4; run++) {
            try (var log = test.open()) {
                TestLog.run(log, run * 100, 100);
                assertThat(log.sync().size()).isEqualTo((run + 1) * 300L);
            }
        }

        assertThat(test.verifyAgainstMirror())
                .isInstanceOfSatisfying(
                        Verification.Sound.class,
                        sound -> {
                            assertThat(sound.size()).isEqualTo(1200);
                            assertThat(sound.unsigned()).isZero();
                            assertThat(sound.openIntents()).isZero();
                            assertThat(sound.notes()).isEmpty();
                        });
    }

    @Test
    void indexesFollowOn() {
        var test = new TestLog(root);

        try (var log = test.open()) {
            assertThat(log.append(TestLog.call(Stage.RECEIVED, "c-0"))).isZero();
            assertThat(log.append(TestLog.call(Stage.DENIED, "c-0"))).isEqualTo(1);
        }
        try (var log = test.open()) {
            assertThat(log.append(TestLog.call(Stage.RECEIVED, "c-1"))).isEqualTo(2);
        }
    }

    @Test
    void aLiveLogVerifiesWithWhatIsNotYetSigned() {
        var test = new TestLog(root);

        try (var log = test.open()) {
            TestLog.run(log, 0, 10);
            log.sync();
            TestLog.run(log, 10, 2);
            log.append(TestLog.call(Stage.INTENT, "c-99"));

            assertThat(test.verifyAgainstMirror())
                    .isInstanceOfSatisfying(
                            Verification.Sound.class,
                            sound -> {
                                assertThat(sound.size() + sound.unsigned()).isEqualTo(37);
                                assertThat(sound.openIntents()).isEqualTo(1);
                                assertThat(sound.firstOpenIntents()).containsExactly(36L);
                            });
        }
    }

    @Test
    void aSecondWriterIsRefused() {
        var test = new TestLog(root);

        try (var log = test.open()) {
            assertThat(log.available()).isTrue();
            assertThatThrownBy(test::open)
                    .isInstanceOfSatisfying(
                            AuditOpenException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.IN_USE));
        }
        test.open().close();
    }

    @Test
    void aVanishedDirectoryIsRefusedAndStaysAbsent() {
        var test = new TestLog(root);
        test.open().close();
        TestLog.delete(test.directory());

        assertThatThrownBy(test::open)
                .isInstanceOfSatisfying(
                        AuditOpenException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.MISSING));

        assertThat(test.directory()).doesNotExist();
    }

    @Test
    void anEmptiedDirectoryIsRefused() throws IOException {
        var test = new TestLog(root);
        test.open().close();
        TestLog.delete(test.directory());
        Files.createDirectories(test.directory());

        assertThatThrownBy(test::open)
                .isInstanceOfSatisfying(
                        AuditOpenException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.MISSING));
    }

    @Test
    void whatIsLeftOfAKeyThatWasNotWrittenWholeIsNoKey() throws IOException {
        var test = new TestLog(root);
        Files.createDirectories(root.resolve("keys"));
        Files.writeString(root.resolve("keys/audit.key.new"), "PRIVATE");

        try (var log = test.open()) {
            log.append(TestLog.call(Stage.DENIED, "c-1"));
        }

        assertThat(test.verify()).isInstanceOf(Verification.Sound.class);
        assertThat(root.resolve("keys/audit.key.new")).doesNotExist();
    }
}
