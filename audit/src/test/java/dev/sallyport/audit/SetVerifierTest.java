package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.AuditVerifier.BodyScope;
import dev.sallyport.audit.SetVerification.Fault;
import dev.sallyport.audit.SetVerification.Kind;
import dev.sallyport.audit.SetVerification.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The logs of gates that share calls, against each other.
final class SetVerifierTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir Path root;
    private Path scratch;

    @BeforeEach
    void makeRoom() throws IOException {
        scratch = Files.createDirectory(root.resolve("scratch"));
    }

    private Path log(String name) {
        return root.resolve(name).resolve("log");
    }

    private void open(String name, Instant now, Consumer<AuditLog> work) {
        var options =
                AuditOptions.of(
                                "gates.example.com/" + name,
                                root.resolve(name).resolve("key"),
                                new FileCheckpointStore(root.resolve(name).resolve("checkpoint")))
                        .withClock(Clock.fixed(now, ZoneOffset.UTC));
        try (var log = AuditLog.open(log(name), options, TestStorage.withoutSyncs())) {
            work.accept(log);
        }
    }

    /// One record for each stage, of the call with that id.
    private void record(String name, String call, Stage... stages) {
        open(
                name,
                NOON,
                log -> {
                    for (var stage : stages) {
                        log.append(TestLog.call(stage, call));
                    }
                });
    }

    private SetVerification verify(String... names) throws IOException {
        var logs = Stream.of(names).map(this::log).toList();
        var found =
                SetVerifier.verify(logs, List.of(), BodyScope.ALL, scratch, ProgressListener.NONE);
        try (var left = Files.list(scratch)) {
            assertThat(left).isEmpty();
        }
        return found;
    }

    private void misfit(Kind kind, String... words) throws IOException {
        var found = verify("one", "two");
        assertThat(found.result()).isEqualTo(Result.TAMPERED);
        assertThat(found.faultCount()).isEqualTo(1);
        assertThat(found.faults()).extracting(Fault::kind).containsExactly(kind);
        assertThat(found.faults().getFirst().message()).contains(words);
    }

    private void sound() throws IOException {
        var found = verify("one", "two");
        assertThat(found.faults()).isEmpty();
        assertThat(found.result()).isEqualTo(Result.SOUND);
    }

    @Test
    void aCallMayBeHeldInOneLogDecidedInAnotherAndRunInAThird() throws IOException {
        record("one", "c", Stage.HELD);
        record("two", "c", Stage.VOTED, Stage.APPROVED, Stage.FAILED);
        record("three", "c", Stage.INTENT, Stage.OUTCOME);
        record("three", "d", Stage.INTENT, Stage.FAILED);

        assertThat(verify("one", "two", "three").result()).isEqualTo(Result.SOUND);
    }

    @Test
    void aCallThatRanTwiceIsFound() throws IOException {
        record("one", "c", Stage.HELD, Stage.APPROVED, Stage.INTENT, Stage.OUTCOME);
        record("two", "c", Stage.INTENT, Stage.OUTCOME);
        misfit(
                Kind.RAN_TWICE,
                "the call `c` ",
                "record 2 of `" + log("one") + "`",
                "record 0 of `" + log("two") + "`");
    }

    @Test
    void anEndInAnotherLogThanTheIntentIsFound() throws IOException {
        record("one", "c", Stage.HELD, Stage.APPROVED, Stage.INTENT);
        record("two", "c", Stage.UNKNOWN);
        misfit(Kind.ENDED_ELSEWHERE, "`c`", "record 2 of `" + log("one"), "record 0 of");
    }

    @Test
    void aFailureElsewhereIsTheEndOfNoneThatEndedHere() throws IOException {
        record("one", "c", Stage.HELD, Stage.INTENT);
        record("two", "c", Stage.FAILED);
        misfit(Kind.ENDED_ELSEWHERE, "`c`");

        record("one", "c", Stage.FAILED);
        sound();
        record("two", "c", Stage.OUTCOME);
        misfit(Kind.ENDED_ELSEWHERE, "`c`");
    }

    @Test
    void aCallThatNobodyHeldStandsInOneLog() throws IOException {
        record("one", "c", Stage.INTENT, Stage.OUTCOME);
        record("two", "d", Stage.DENIED);
        sound();
        record("two", "c", Stage.DENIED);
        misfit(Kind.IN_TWO_LOGS, "`c`", "record 0 of `" + log("one"), "record 1 of");
    }

    @Test
    void theSameLogTwiceIsFoundAlsoWhereOneCopyIsOlder() throws IOException {
        record("one", "c", Stage.HELD);
        TestLog.copy(root.resolve("one"), root.resolve("two"));
        record("one", "d", Stage.HELD);
        misfit(Kind.SAME_ORIGIN, "gates.example.com/one");
    }

    @Test
    void betweenLogsOfWhichOneIsNotSoundNothingIsSaid() throws IOException {
        record("one", "c", Stage.INTENT);
        record("two", "c", Stage.INTENT);
        var checkpoint = log("two").resolve(AuditLog.CHECKPOINT);
        var note = Files.readString(checkpoint);

        Files.writeString(checkpoint, note.replaceFirst("\n1\n", "\n2\n"));
        var found = verify("one", "two");
        assertThat(found.result()).isEqualTo(Result.TAMPERED);
        assertThat(found.faults()).isEmpty();
        assertThat(found.logs().getFirst().verification()).isInstanceOf(Verification.Sound.class);

        assertThat(verify("one", "nowhere").result()).isEqualTo(Result.UNREADABLE);
    }

    @Test
    void aKeyFromElsewhereCountsForTheLogOfItsName() throws IOException {
        record("one", "c", Stage.HELD);
        record("two", "c", Stage.VOTED);
        var foreign =
                SigningKey.create(
                        root.resolve("foreign"), "gates.example.com/two", new SecureRandom());
        var logs = List.of(log("one"), log("two"));

        var found =
                SetVerifier.verify(
                        logs,
                        List.of(foreign.verifier()),
                        BodyScope.ALL,
                        scratch,
                        ProgressListener.NONE);

        assertThat(found.result()).isEqualTo(Result.TAMPERED);
        assertThat(found.logs().getLast().verification()).isInstanceOf(Verification.Tampered.class);
    }

    private SetVerification verifyOneAndTwo(List<VerifierKey> keys) throws IOException {
        return SetVerifier.verify(
                List.of(log("one"), log("two")),
                keys,
                BodyScope.ALL,
                scratch,
                ProgressListener.NONE);
    }

    private VerifierKey key(String name) throws IOException {
        return VerifierKey.read(log(name).resolve(AuditLog.VERIFIER_KEY));
    }

    @Test
    void aLogOfAnotherNameDoesNotStandInForTheOneWhoseKeyWasGiven() throws IOException {
        record("one", "c", Stage.HELD);
        record("two", "c", Stage.VOTED);
        record("evil", "d", Stage.DENIED);
        var keys = List.of(key("one"), key("two"));
        assertThat(verifyOneAndTwo(keys).result()).isEqualTo(Result.SOUND);
        Files.move(log("one"), root.resolve("kept"));
        Files.move(log("evil"), log("one"));

        var found = verifyOneAndTwo(keys);

        assertThat(found.result()).isEqualTo(Result.TAMPERED);
        assertThat(found.logs().getFirst().verification().headline())
                .contains("gates.example.com/evil", "none of the keys given");
        assertThat(found.faults()).extracting(Fault::kind).containsExactly(Kind.KEY_UNUSED);
        assertThat(found.faults().getFirst().message()).contains("gates.example.com/one");
    }

    @Test
    void withOneKeyGivenEveryLogNeedsOne() throws IOException {
        record("one", "c", Stage.HELD);
        record("two", "c", Stage.VOTED);

        var found = verifyOneAndTwo(List.of(key("one")));

        assertThat(found.result()).isEqualTo(Result.TAMPERED);
        assertThat(found.logs().getFirst().verification()).isInstanceOf(Verification.Sound.class);
        assertThat(found.logs().getLast().verification()).isInstanceOf(Verification.Tampered.class);
    }

    @Test
    void aKeyThatIsForNoLogIsAFault() throws IOException {
        record("one", "c", Stage.HELD);
        record("two", "c", Stage.VOTED);
        record("three", "c", Stage.VOTED);

        var found = verifyOneAndTwo(List.of(key("one"), key("two"), key("three")));

        assertThat(found.result()).isEqualTo(Result.TAMPERED);
        assertThat(found.faults()).extracting(Fault::kind).containsExactly(Kind.KEY_UNUSED);
    }

    @Test
    void aLogThatWasClosedWhileAnotherWasNotIsTold() throws IOException {
        Consumer<AuditLog> run =
                log -> {
                    log.append(AuditRecord.of(Stage.START).build());
                    log.append(AuditRecord.of(Stage.STOP).build());
                };
        open("one", NOON, run);
        open("one", NOON.plus(Duration.ofHours(2)), run);
        // Closed within the same two hours, and for all of the next two.
        open("two", NOON.minusSeconds(1), run);
        open("two", NOON.plus(Duration.ofHours(1)), run);
        open(
                "three",
                NOON.plus(Duration.ofHours(3)),
                log -> log.append(AuditRecord.of(Stage.START).build()));
        open("three", NOON.plus(Duration.ofHours(4)), run);

        var found = verify("one", "two", "three");

        assertThat(found.result()).isEqualTo(Result.SOUND);
        assertThat(found.gaps())
                .containsExactly(
                        new SetVerification.Gap(
                                log("two"),
                                NOON.minusSeconds(1),
                                NOON.plus(Duration.ofHours(1)),
                                2,
                                true),
                        new SetVerification.Gap(
                                log("one"), NOON, NOON.plus(Duration.ofHours(2)), 2, true));
    }

    /// What a gate records on its way up is not when it was up before.
    @Test
    void aLogThatWasCutOffWasClosedFromItsLastRecordOn() throws IOException {
        var start = AuditRecord.of(Stage.START).build();
        open(
                "one",
                NOON,
                log -> {
                    log.append(start);
                    log.append(TestLog.call(Stage.INTENT, "c"));
                });
        open(
                "one",
                NOON.plus(Duration.ofHours(2)),
                log -> {
                    log.append(TestLog.call(Stage.UNKNOWN, "c"));
                    log.append(AuditRecord.of(Stage.POLICY_CHANGED).build());
                    log.append(start);
                });
        open("two", NOON.plus(Duration.ofHours(1)), log -> log.append(start));
        open("two", NOON.plus(Duration.ofHours(1)).plusSeconds(9), log -> log.append(start));

        assertThat(verify("one", "two").gaps())
                .containsExactly(
                        new SetVerification.Gap(
                                log("one"), NOON, NOON.plus(Duration.ofHours(2)), 4, false));
    }

    /// More than are shown, and more than one share of them.
    @Test
    void allAreCountedAndSomeShown() throws IOException {
        for (var name : List.of("one", "two")) {
            open(
                    name,
                    NOON,
                    log -> {
                        for (int i = 0; i < 300; i++) {
                            log.append(TestLog.call(Stage.DENIED, "c-" + i));
                        }
                    });
        }

        var found = verify("one", "two");

        assertThat(found.faultCount()).isEqualTo(300);
        assertThat(found.faults()).hasSize(SetVerifier.SHOWN_MAX);
    }

    @Test
    void whatIsSpooledComesBackWholeAndWithoutIds() throws IOException {
        var calls = new ArrayList<SpooledCall>();
        try (var spool = new CallSpool(scratch, new SecureRandom())) {
            for (int i = 0; i < 20_000; i++) {
                spool.add(i % 2, CallSpool.Mark.ASKED, i, "secret-call-" + i / 2);
            }
            spool.calls(calls::add);
            try (var files = Files.walk(scratch)) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .doesNotContain("secret");
                }
            }
        }
        assertThat(calls).hasSize(10_000).allMatch(call -> call.misfit().isEmpty());
    }

    @Test
    void aSetHasTwoLogsAtLeast() {
        assertThatThrownBy(() -> verify("one")).isInstanceOf(IllegalArgumentException.class);
    }
}
