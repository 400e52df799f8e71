package dev.sallyport.server.witness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditOptions;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.audit.AuditVerifier.BodyScope;
import dev.sallyport.audit.Brought;
import dev.sallyport.audit.FileCheckpointStore;
import dev.sallyport.audit.ProgressListener;
import dev.sallyport.audit.Stage;
import dev.sallyport.audit.Verification;
import dev.sallyport.audit.WitnessQuorum;
import dev.sallyport.server.config.Witness;
import dev.sallyport.server.config.Witnessing;
import dev.sallyport.server.planted.WrittenLog;
import dev.sallyport.server.witness.StandInWitness.Answer;
import dev.sallyport.server.witness.StandInWitness.Lie;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WitnessesTest {

    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    @TempDir private Path root;

    private final List<StandInWitness> standIns = new ArrayList<>();
    private AuditLog log;

    @BeforeEach
    void open() {
        log = opened("log", "checkpoint");
        grow(5);
    }

    @AfterEach
    void close() {
        standIns.forEach(StandInWitness::close);
        log.close();
    }

    private AuditLog opened(String directory, String checkpoint) {
        return AuditLog.open(
                root.resolve(directory),
                AuditOptions.of(
                                "audit.example.com/gate",
                                root.resolve("key"),
                                new FileCheckpointStore(root.resolve(checkpoint)))
                        .withCheckpointEvery(Duration.ofHours(1)));
    }

    private Path directory() {
        return root.resolve("log");
    }

    private void grow(int records) {
        for (int i = 0; i < records; i++) {
            var _ = log.append(AuditRecord.of(Stage.RECEIVED).callId("c-" + i).build());
        }
        var _ = log.sync();
    }

    private StandInWitness standIn(CosigningKey key) {
        var standIn = new StandInWitness(key, log.verifierKey());
        standIns.add(standIn);
        return standIn;
    }

    private StandInWitness standIn(String name) {
        return standIn(CosigningKey.create(name));
    }

    private Witnessing witnessing(int least) {
        return new Witnessing(
                standIns.stream().map(StandInWitness::witness).toList(),
                least,
                Duration.ofMinutes(1),
                Duration.ofHours(1));
    }

    private Witnesses witnesses(int least) {
        return witnesses(least, directory(), Clock.systemUTC());
    }

    /// Of a log in another directory, one of whose witnesses is enough.
    private Witnesses witnessesOf(String directory) {
        return witnesses(1, root.resolve(directory), Clock.systemUTC());
    }

    private Witnesses witnesses(int least, Path directory, Clock clock) {
        try {
            return new Witnesses(witnessing(least), log, directory, clock, ANSWER_MAX);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private WitnessQuorum quorum(int least) {
        return new WitnessQuorum(
                standIns.stream().map(StandInWitness::witness).map(Witness::key).toList(), least);
    }

    private Verification verify(int least) {
        return AuditVerifier.verify(
                directory(),
                Brought.of(Optional.empty(), Optional.empty())
                        .withWitnesses(quorum(least), Instant.now()),
                BodyScope.ALL,
                ProgressListener.NONE);
    }

    private static WitnessState only(Witnesses witnesses) {
        return witnesses.states().getFirst();
    }

    @Test
    void aGrowingLogIsCosignedAndVerifiesWithItsWitnesses() throws Exception {
        standIn("w.example/one");
        standIn("w.example/two");
        try (var witnesses = witnesses(2)) {
            witnesses.round();
            grow(300);
            witnesses.round();

            assertThat(witnesses.standing().size()).contains(305L);
            assertThat(witnesses.standing().stale()).isFalse();
            assertThat(witnesses.states())
                    .allSatisfy(state -> {
                        assertThat(state.problem()).isEmpty();
                        assertThat(state.last().orElseThrow().size()).isEqualTo(305);
                    });
        }
        assertThat(standIns.getFirst().requests).hasSize(2);
        assertThat(standIns.getFirst().requests.getLast()).startsWith("old 5\n");
        assertThat(verify(2)).isInstanceOf(Verification.Sound.class);
        assertThat(((Verification.Sound) verify(2)).notes())
                .anyMatch(note -> note.startsWith("the first 305 records are cosigned by"));
    }

    @Test
    void aLogThatDoesNotGrowIsCosignedAnewSoThatItsWitnessesDoNotGrowStale() throws Exception {
        var standIn = standIn("w.example/one");
        standIn.now = Instant.now().minusSeconds(7_200);
        try (var witnesses = witnesses(1)) {
            witnesses.round();
            assertThat(witnesses.standing().stale()).isTrue();

            standIn.now = Instant.now();
            witnesses.round();

            assertThat(witnesses.standing().stale()).isFalse();
            assertThat(standIn.requests.getLast()).startsWith("old 5\n\n");
        }
    }

    @Test
    void afterARestartAWitnessIsAskedFromWhereItIs() throws Exception {
        var standIn = standIn("w.example/one");
        try (var witnesses = witnesses(1)) {
            witnesses.round();
        }
        grow(1);
        try (var witnesses = witnesses(1)) {
            assertThat(only(witnesses).last().orElseThrow().size()).isEqualTo(5);
            witnesses.round();
        }
        assertThat(standIn.requests.getLast()).startsWith("old 5\n");

        Files.delete(directory().resolve("witnessed"));
        grow(1);
        try (var witnesses = witnesses(1)) {
            witnesses.round();
            assertThat(only(witnesses).last().orElseThrow().size()).isEqualTo(7);
        }
        assertThat(standIn.requests)
                .as("it tells the size that it has")
                .last(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                .startsWith("old 6\n");
    }

    @Test
    void fewerThanAQuorumStoreNothingAndTheLogIsUnwitnessed() throws Exception {
        standIn("w.example/one");
        standIn("w.example/two").lie = Optional.of((_, _) -> Answer.of(500));
        try (var witnesses = witnesses(2)) {
            witnesses.round();

            assertThat(witnesses.standing().size()).isEmpty();
            assertThat(witnesses.standing().stale()).isTrue();
            assertThat(witnesses.states().getLast().problem()).contains("status 500");
        }
        assertThat(directory().resolve("witnessed")).doesNotExist();
        assertThat(verify(2).headline()).startsWith("unwitnessed: ").contains("is missing");
    }

    @Test
    void oneWhoAnswersLateStillCountsForTheSameCheckpoint() throws Exception {
        standIn("w.example/one");
        var late = standIn("w.example/two");
        late.lie = Optional.of((_, _) -> Answer.of(503));
        try (var witnesses = witnesses(2)) {
            witnesses.round();
            late.lie = Optional.empty();
            standIns.getFirst().lie = Optional.of((_, _) -> Answer.of(503));
            witnesses.round();

            assertThat(witnesses.standing().size()).contains(5L);
        }
    }

    @Test
    void aLogRestoredFromAnOldCopyIsRefusedAndItIsTold() throws Exception {
        standIn("w.example/one");
        try (var witnesses = witnesses(1)) {
            witnesses.round();
        }
        log.close();
        copy(directory(), root.resolve("old"));
        Files.copy(root.resolve("checkpoint"), root.resolve("old-checkpoint"));
        log = opened("log", "checkpoint");
        grow(20);
        try (var witnesses = witnesses(1)) {
            witnesses.round();
        }
        log.close();

        // Whoever restores the whole machine restores the second place too.
        delete(directory());
        copy(root.resolve("old"), directory());
        Files.delete(root.resolve("checkpoint"));
        Files.copy(root.resolve("old-checkpoint"), root.resolve("checkpoint"));
        log = opened("log", "checkpoint");
        try (var witnesses = witnesses(1)) {
            witnesses.round();

            assertThat(only(witnesses).alarm())
                    .contains("25 records")
                    .contains("went back in time");
            assertThat(log.available()).as("a witness stops no gate").isTrue();

            grow(30);
            witnesses.round();
            assertThat(only(witnesses).alarm()).contains("another history of the first 25 records");
        }
    }

    /// Goes on, in the directory `old`, from before the 25 records that the witnesses then cosigned.
    private void forkBehindCosigned(int records) throws Exception {
        log.close();
        copy(directory(), root.resolve("old"));
        Files.copy(root.resolve("checkpoint"), root.resolve("old-checkpoint"));
        log = opened("log", "checkpoint");
        grow(20);
        try (var witnesses = witnesses(1)) {
            witnesses.round();
        }
        log.close();
        log = opened("old", "old-checkpoint");
        grow(records - 5);
    }

    static Stream<Arguments> conflicts() {
        Lie silent =
                (request, self) -> {
                    var answer = self.honest(request);
                    return request.startsWith("old 25\n") ? Answer.of(answer.status()) : answer;
                };
        return Stream.of(
                Arguments.of("with its size", (Lie) (request, self) -> self.honest(request)),
                Arguments.of("without a size", silent));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conflicts")
    void anotherHistoryOfJustAsManyRecordsIsAnAlarm(String name, Lie answers) throws Exception {
        var standIn = standIn("w.example/one");
        forkBehindCosigned(25);
        standIn.lie = Optional.of(answers);

        try (var witnesses = witnessesOf("old")) {
            witnesses.round();

            assertThat(only(witnesses).alarm())
                    .as(name)
                    .contains("another history of the first 25 records");
            assertThat(standIn.requests.getLast()).startsWith("old 25\n\n");
        }
        assertThat(root.resolve("old/witnessed")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7})
    void whatWasCosignedIsNotGivenUpForAnotherHistory(int more) throws Exception {
        var standIn = standIn("w.example/one");
        forkBehindCosigned(25 + more);
        var file = root.resolve("old/witnessed");
        Files.copy(directory().resolve("witnessed"), file);
        var kept = Files.readString(file);
        // It cosigns whatever it is given.
        standIn.lie = Optional.of((request, self) -> new Answer(200, "", good(request, self)));

        try (var written = new WrittenLog();
                var witnesses = witnessesOf("old")) {
            assertThat(new String(written.bytes(), StandardCharsets.UTF_8))
                    .contains("ALARM: the log has not grown");
            witnesses.round();

            assertThat(standIn.requests).hasSize(2);
            assertThat(witnesses.standing().size()).contains(25L);
        }
        assertThat(file).hasContent(kept);
    }

    /// Whose first look throws.
    private static Clock clockThatFailsOnce() {
        var failed = new AtomicBoolean();
        return new Clock() {
            @Override
            public Instant instant() {
                if (!failed.getAndSet(true)) {
                    throw new AssertionError("planted");
                }
                return Instant.now();
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Test
    void aFaultInAskingOneWitnessTakesNothingFromTheOther() throws Exception {
        standIn("w.example/one");
        standIn("w.example/two");
        try (var witnesses = witnesses(1, directory(), clockThatFailsOnce())) {
            witnesses.round();

            assertThat(witnesses.standing().size()).contains(5L);
            assertThat(witnesses.states()).filteredOn(one -> one.last().isPresent()).hasSize(1);
        }
    }

    @Test
    void anErrorInOneRoundDoesNotEndTheNext() throws Exception {
        var standIn = standIn("w.example/one");
        var again = new CountDownLatch(3);
        standIn.lie =
                Optional.of((_, _) -> {
                    again.countDown();
                    return Answer.of(500);
                });
        var often =
                new Witnessing(
                        List.of(standIn.witness()), 1, Duration.ofMillis(1), Duration.ofHours(1));
        try (var _ = Witnesses.start(often, log, directory(), clockThatFailsOnce())) {
            assertThat(again.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aSizeThatNobodySignedIsAnAlarmAndIsNotFollowed() throws Exception {
        var standIn = standIn("w.example/one");
        standIn.lie = Optional.of((_, _) -> new Answer(409, "text/x.tlog.size", "900000000000\n"));
        try (var witnesses = witnesses(1)) {
            witnesses.round();

            assertThat(only(witnesses).alarm()).contains("900000000000 records");
            assertThat(standIn.requests).hasSize(1);

            standIn.lie = Optional.empty();
            witnesses.round();
            assertThat(only(witnesses).alarm()).isEmpty();
        }
    }

    private static String text(String request) {
        return StandInWitness.text(request.substring(request.indexOf("\n\n") + 2));
    }

    private static String good(String request, StandInWitness self) {
        return self.key.cosign(text(request), Instant.now().getEpochSecond());
    }

    private static Arguments answers(
            String name, java.util.function.BiFunction<String, StandInWitness, String> body) {
        Lie lie = (request, self) -> new Answer(200, "", body.apply(request, self));
        return Arguments.of(name, lie);
    }

    static Stream<Arguments> lies() {
        long now = Instant.now().getEpochSecond();
        return Stream.of(
                answers("nothing", (_, _) -> ""),
                answers("text", (_, _) -> "thanks\n"),
                answers("no newline", (request, self) -> good(request, self).strip()),
                answers("a line more", (request, self) -> good(request, self) + "and so on\n"),
                answers("an empty line", (request, self) -> "\n" + good(request, self)),
                answers(
                        "of another key",
                        (request, self) ->
                                CosigningKey.create(self.key.name()).cosign(text(request), now)),
                answers(
                        "under another name",
                        (request, self) ->
                                self.key.named("w.example/other").cosign(text(request), now)),
                answers(
                        "of another text",
                        (request, self) -> self.key.cosign(text(request) + "more\n", now)),
                answers(
                        "of the future",
                        (request, self) -> self.key.cosign(text(request), now + 3_600)),
                answers("without a time", (request, self) -> self.key.cosign(text(request), 0)),
                answers(
                        "of a negative time",
                        (request, self) -> self.key.cosign(text(request), -1)),
                answers(
                        "with another time than signed",
                        (request, self) -> {
                            var bytes = self.key.signed(text(request), now);
                            bytes[11] ^= 1;
                            return self.key.line(bytes);
                        }),
                answers(
                        "cut off",
                        (request, self) ->
                                self.key.line(
                                        java.util.Arrays.copyOf(
                                                self.key.signed(text(request), now), 70))),
                answers(
                        "with trailing bits",
                        (request, self) -> good(request, self).replaceFirst("(.)==\n", "/==\n")),
                answers("without padding", (request, self) -> good(request, self).replace("=", "")),
                answers(
                        "one good and one bad",
                        (request, self) -> good(request, self) + self.key.cosign("another\n", now)),
                answers(
                        "too long",
                        (request, self) ->
                                good(request, self)
                                        + CosigningKey.create("x")
                                                .line(new byte[100])
                                                .repeat(1_000)),
                Arguments.of("redirect", (Lie) (_, _) -> Answer.of(307)),
                Arguments.of("bad request", (Lie) (_, _) -> Answer.of(400)),
                Arguments.of("unknown log", (Lie) (_, _) -> Answer.of(404)),
                Arguments.of("unknown key", (Lie) (_, _) -> Answer.of(403)),
                Arguments.of("no first checkpoint", (Lie) (_, _) -> Answer.of(422)),
                Arguments.of("created", (Lie) (r, self) -> new Answer(201, "", good(r, self))),
                Arguments.of("size of no type", (Lie) (_, _) -> new Answer(409, "", "3\n")),
                Arguments.of("no size", (Lie) (_, _) -> new Answer(409, "text/x.tlog.size", "")),
                Arguments.of(
                        "size with zeros",
                        (Lie) (_, _) -> new Answer(409, "text/x.tlog.size", "03\n")),
                Arguments.of(
                        "a negative size",
                        (Lie) (_, _) -> new Answer(409, "text/x.tlog.size", "-3\n")),
                Arguments.of(
                        "a size beyond a long",
                        (Lie) (_, _) -> new Answer(409, "text/x.tlog.size", "9".repeat(19) + "\n")),
                Arguments.of(
                        "the size it was asked from",
                        (Lie)
                                (r, _) ->
                                        new Answer(
                                                409,
                                                "text/x.tlog.size",
                                                r.substring(4, r.indexOf('\n') + 1))),
                Arguments.of(
                        "another size each time",
                        (Lie)
                                (r, _) ->
                                        new Answer(
                                                409,
                                                "text/x.tlog.size",
                                                r.startsWith("old 1") ? "2\n" : "1\n")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void whatIsNoCosignatureCountsForNothing(String name, Lie lie) throws Exception {
        var standIn = standIn("w.example/one");
        standIn.lie = Optional.of(lie);
        try (var witnesses = witnesses(1)) {
            witnesses.round();

            assertThat(only(witnesses).problem()).as(name).isNotEmpty();
            assertThat(only(witnesses).last()).isEmpty();
            assertThat(standIn.requests).hasSizeLessThanOrEqualTo(2);
        }
        assertThat(directory().resolve("witnessed")).doesNotExist();
    }

    @Test
    void aWitnessThatHangsIsGivenUp() throws Exception {
        var held = new java.util.concurrent.CountDownLatch(1);
        standIn("w.example/one").lie =
                Optional.of((_, _) -> {
                    try {
                        held.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Answer.of(500);
                });
        try (var witnesses =
                new Witnesses(
                        witnessing(1),
                        log,
                        directory(),
                        Clock.systemUTC(),
                        Duration.ofMillis(200))) {
            witnesses.round();

            assertThat(only(witnesses).problem()).contains("did not answer within 200 ms");
        } finally {
            held.countDown();
        }
    }

    @Test
    void aCosignatureThatOneWitnessHandsOnForAnotherCountsForNeither() throws Exception {
        var one = standIn("w.example/one");
        var two = standIn("w.example/two");
        two.lie = Optional.of((request, _) -> new Answer(200, "", good(request, one)));
        try (var witnesses = witnesses(2)) {
            witnesses.round();

            assertThat(witnesses.standing().size()).isEmpty();
            assertThat(witnesses.states().getLast().problem()).contains("no cosignature of");
        }
    }

    @Test
    void oneCosignatureTwiceInTheFileCountsOnce() throws Exception {
        standIn("w.example/one");
        try (var witnesses = witnesses(1)) {
            witnesses.round();
        }
        standIn("w.example/two");
        var file = directory().resolve("witnessed");
        var note = Files.readString(file);
        var again = standIns.getFirst().key.cosign(StandInWitness.text(note), 1_700_000_000);
        Files.writeString(file, note + note.substring(note.lastIndexOf('\u2014')) + again);

        assertThat(verify(1)).isInstanceOf(Verification.Sound.class);
        assertThat(verify(2).headline()).startsWith("unwitnessed: ").contains("2 are wanted");
    }

    @Test
    void aCosignatureOfTheFutureInTheFileCountsForNothing() throws Exception {
        standIn("w.example/one");
        try (var witnesses = witnesses(1)) {
            witnesses.round();
        }
        var file = directory().resolve("witnessed");
        var text = Files.readString(file);
        var future =
                standIns.getFirst()
                        .key
                        .cosign(StandInWitness.text(text), Instant.now().getEpochSecond() + 3_600);
        Files.writeString(file, text.substring(0, text.lastIndexOf('\u2014')) + future);

        assertThat(verify(1).headline()).startsWith("unwitnessed: ").contains("still to come");
    }

    @Test
    void everyFlippedBitOfTheFileIsFound() throws Exception {
        standIn("w.example/one");
        try (var witnesses = witnesses(1)) {
            witnesses.round();
        }
        var file = directory().resolve("witnessed");
        var good = Files.readAllBytes(file);
        for (int i = 0; i < good.length * 8; i++) {
            var bytes = good.clone();
            bytes[i / 8] ^= (byte) (1 << (i % 8));
            Files.write(file, bytes);
            assertThat(verify(1)).as("bit " + i).isNotInstanceOf(Verification.Sound.class);
        }
    }

    @Test
    void aLogThatIsBehindWhatWasCosignedIsRolledBack() throws Exception {
        standIn("w.example/one");
        log.close();
        copy(directory(), root.resolve("old"));
        log = opened("log", "checkpoint");
        grow(20);
        try (var witnesses = witnesses(1)) {
            witnesses.round();
        }
        log.close();
        Files.copy(directory().resolve("witnessed"), root.resolve("old/witnessed"));

        var found =
                AuditVerifier.verify(root.resolve("old"), Optional.empty(), ProgressListener.NONE);

        assertThat(found).isInstanceOf(Verification.RolledBack.class);
        log = opened("log", "checkpoint");
    }

    @Test
    void theLogsOwnKeyIsNoWitness() {
        var typed = Base64.getDecoder().decode(log.verifierKey().key());
        typed[0] = 4;
        var self = CosigningKey.key("w.example/self", typed);

        var found =
                AuditVerifier.verify(
                        directory(),
                        Brought.of(Optional.empty(), Optional.empty())
                                .withWitnesses(new WitnessQuorum(List.of(self), 1), Instant.now()),
                        BodyScope.ALL,
                        ProgressListener.NONE);

        assertThat(found.headline()).contains("has a key that signs the log itself");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
