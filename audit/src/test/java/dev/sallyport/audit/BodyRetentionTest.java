package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.BodyReader.Opened;
import dev.sallyport.audit.TestStorage.Fault;
import dev.sallyport.audit.Verification.Sound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Which bodies are older than they are to be kept, and what clocks can do to that.
@Timeout(120)
final class BodyRetentionTest {

    private static final Duration KEPT = Duration.ofDays(400);
    private static final Instant SEPTEMBER = Instant.parse("2025-09-12T08:00:00Z");
    private static final Instant OCTOBER = Instant.parse("2025-10-01T00:00:00Z");

    /// When what is from September is due, and when that counts.
    private static final Instant DUE = OCTOBER.plus(KEPT);

    private static final Instant COUNTS = DUE.plus(BodyRetention.SETTLED);

    @TempDir Path root;
    private Instant now = SEPTEMBER;
    private int calls;

    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);

    private AuditLog open(TestLog test, TestStorage storage) {
        return AuditLog.open(
                test.directory(),
                test.options(test.store(storage)).withBodies(true).withClock(clock),
                storage);
    }

    private AuditLog open(TestLog test) {
        return open(test, TestStorage.withoutSyncs());
    }

    /// Records with bodies at these times; the gate is started anew before each.
    private TestLog log(Path at, Instant... times) {
        var test = new TestLog(at);
        for (var time : times) {
            now = time;
            try (var log = open(test)) {
                append(log);
            }
        }
        return test;
    }

    private void append(AuditLog log) {
        var call = "c-" + calls++;
        log.append(TestLog.call(Stage.INTENT, call), BodyTest.body(call));
    }

    private SortedSet<BodyKeyId> due(TestLog test, Instant at) throws IOException {
        now = at;
        var keys = new BodyKeys(test.bodyKeys(), TestLog.ORIGIN, new DiskStorage()).there();
        return new BodyRetention(test.directory(), KEPT).due(keys, at, ProgressListener.NONE);
    }

    private static BodyKeyId key(String text) {
        return BodyKeyId.parse(text).orElseThrow();
    }

    @Test
    void aMonthIsDueToTheMillisecond() throws IOException {
        var soon = log(root.resolve("soon"), SEPTEMBER, OCTOBER.minusMillis(1), DUE.minusMillis(1));
        var now = log(root.resolve("now"), SEPTEMBER, OCTOBER.minusMillis(1), OCTOBER, DUE);

        assertThat(due(soon, COUNTS)).isEmpty();
        assertThat(due(soon, COUNTS.plus(Duration.ofDays(3)))).isEmpty();
        assertThat(due(now, COUNTS.minusMillis(1))).isEmpty();
        assertThat(due(now, COUNTS)).containsExactly(key("2025-09.1"));
    }

    @Test
    void aClockThatJumpsAheadErasesNothing() throws IOException {
        var ahead = Instant.parse("2031-05-05T00:00:00Z");
        var test = log(root, SEPTEMBER, OCTOBER, ahead, ahead.plus(Duration.ofDays(6)));

        assertThat(due(test, ahead)).isEmpty();
        assertThat(due(test, ahead.plus(BodyRetention.SETTLED).minusMillis(1))).isEmpty();
        // It has stayed there.
        assertThat(due(test, ahead.plus(BodyRetention.SETTLED)))
                .containsExactly(key("2025-09.1"), key("2025-10.1"));
    }

    @Test
    void aJumpLongAgoDoesNotMakeTheNextOneCount() throws IOException {
        var ahead = Instant.parse("2031-05-05T00:00:00Z");
        var real = OCTOBER.plus(Duration.ofDays(20));
        var again = Instant.parse("2032-05-05T00:00:00Z");
        for (int between : List.of(1, 2, 5, 40)) {
            for (int after : List.of(1, 2, 7, 33)) {
                var test = log(root.resolve(between + "-" + after), SEPTEMBER, ahead);
                now = real;
                try (var log = open(test)) {
                    for (int i = 0; i < between; i++) {
                        append(log);
                    }
                    now = again;
                    for (int i = 0; i < after; i++) {
                        append(log);
                    }
                }
                assertThat(due(test, again)).as(between + " and " + after).isEmpty();
            }
        }
    }

    @Test
    void aClockThatGoesBackErasesNothing() throws IOException {
        var test = log(root, SEPTEMBER, OCTOBER, DUE);

        assertThat(due(test, SEPTEMBER)).isEmpty();
        assertThat(due(test, Instant.EPOCH)).isEmpty();
    }

    @Test
    void aMonthThatWasMisnamedUnderASlowClockIsAsYoungAsItIs() throws IOException {
        var slow = Instant.parse("2001-01-01T00:00:00Z");
        var test = log(root, OCTOBER, slow, OCTOBER.plus(Duration.ofDays(30)));

        assertThat(due(test, OCTOBER.plus(Duration.ofDays(60)))).isEmpty();
    }

    @Test
    void aLogWithoutRecordsAfterwardsAgesNothing() throws IOException {
        var test = log(root, SEPTEMBER);

        assertThat(due(test, COUNTS.plus(Duration.ofDays(4000)))).isEmpty();
    }

    @Test
    void whatCannotBeReadErasesNothing() throws IOException {
        var test = log(root, SEPTEMBER, DUE);
        try (var files = Files.walk(test.directory().resolve("tile/entries"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.write(file, new byte[] {0, 2, '{', '}', 0, 2, '{', '}'});
            }
        }

        assertThatThrownBy(() -> due(test, COUNTS)).isInstanceOf(IOException.class);
    }

    @Test
    void aKeyOfALaterMonthStaysAndTheOldOneIsErased() throws IOException {
        var test = log(root, SEPTEMBER, OCTOBER, DUE);
        var due = due(test, COUNTS);

        try (var log = open(test)) {
            assertThat(log.eraseBodies(due, "gate", Optional.empty(), "retention"))
                    .isInstanceOf(Erased.Done.class);
            assertThat(log.bodyKeys()).doesNotContainAnyElementsOf(due).hasSize(2);
        }

        assertThat(test.verifyAgainstMirror()).isInstanceOf(Sound.class);
        assertThat(BodyFiles.file(test.directory(), due.getFirst())).doesNotExist();
        assertThat(opened(test, 0))
                .isInstanceOfSatisfying(
                        Opened.Erased.class,
                        erased -> assertThat(erased.erasure().by()).isEqualTo("gate"));
        assertThat(opened(test, 1)).isInstanceOf(Opened.Body.class);
    }

    /// Else each turn would find a key of that month again.
    @Test
    void aKeyOfAPastMonthThatIsStillInUseIsFollowedByOneOfThisMonth() throws IOException {
        var test = new TestLog(root);
        now = SEPTEMBER;
        try (var log = open(test)) {
            append(log);
            now = COUNTS;

            var _ = log.eraseBodies(log.bodyKeys(), "gate", Optional.empty(), "retention");

            assertThat(log.bodyKeys()).containsExactly(key("2026-11.1"));
            append(log);
        }
        assertThat(test.verify()).isInstanceOf(Sound.class);
    }

    private static Opened opened(TestLog test, long index) throws IOException {
        return BodyReader.of(test.directory(), Optional.of(test.bodyKeys()))
                .open(AuditReader.open(test.directory()).get(index).orElseThrow());
    }

    /// In a running log, with a body before and one after: whatever operation fails, the next start finishes what is on
    /// record, and nothing else is gone.
    @ParameterizedTest
    @EnumSource(Fault.class)
    void aCrashAtAnyOperationIsFinished(Fault fault) throws IOException {
        var before = log(root.resolve("before"), SEPTEMBER, OCTOBER, DUE);
        var due = due(before, COUNTS);
        int unrecorded = 0;
        int finished = 0;
        int at = 0;
        for (boolean faulted = true; faulted; at++) {
            var test = new TestLog(root.resolve("at-" + at));
            TestLog.copy(before.root(), test.root());
            var storage = TestStorage.failingFrom(at, fault);
            try (var log = open(test, storage)) {
                append(log);
                var _ = log.eraseBodies(due, "gate", Optional.empty(), "retention");
                append(log);
            } catch (AuditUnavailableException | AuditOpenException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
            faulted = !storage.faulted().isEmpty();
            var when = "at " + at + ": " + storage.faulted();

            open(test).close();

            assertThat(test.verifyAgainstMirror()).as(when).isInstanceOf(Sound.class);
            assertThat(opened(test, 1)).as(when).isInstanceOf(Opened.Body.class);
            boolean erased = opened(test, 0) instanceof Opened.Erased;
            assertThat(BodyReader.erasures(test.directory())).as(when).hasSize(erased ? 1 : 0);
            assertThat(Files.exists(test.bodyKeys().resolve("2025-09.1")))
                    .as(when)
                    .isEqualTo(!erased);
            assertThat(Files.exists(BodyFiles.file(test.directory(), due.getFirst())))
                    .as(when)
                    .isEqualTo(!erased);
            unrecorded += erased ? 0 : 1;
            finished += erased ? 1 : 0;
        }
        assertThat(unrecorded).isGreaterThan(5);
        assertThat(finished).isGreaterThan(5);
    }
}
