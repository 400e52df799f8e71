package dev.sallyport.server.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditReader;
import dev.sallyport.server.config.Export;
import dev.sallyport.server.config.Export.LogFile;
import dev.sallyport.server.config.Export.Otlp;
import dev.sallyport.server.config.Export.Syslog;
import dev.sallyport.server.config.ExportFormat;
import dev.sallyport.server.notify.Receiver;
import dev.sallyport.server.tls.TestCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportsTest {

    @TempDir private Path directory;

    private final Receiver receiver = new Receiver();
    private ExportedLog log;

    @BeforeEach
    void open() throws IOException {
        log = new ExportedLog(directory.resolve("log"));
    }

    @AfterEach
    void close() {
        receiver.close();
        log.close();
    }

    private long signed() {
        try {
            return AuditReader.open(log.path()).checkpoint().size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Exports start(Export... all) {
        return Exports.start(
                List.of(all),
                log.path(),
                directory.resolve("cursors"),
                this::signed,
                new SplittableRandom(1));
    }

    private Export file() {
        return new Export(new LogFile(directory.resolve("copy.jsonl")), ExportFormat.JSON);
    }

    private Export collector() {
        return new Export(
                new Otlp(receiver.url(), Optional.empty(), Optional.empty()), ExportFormat.JSON);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static void await(Exports exports, int which, Predicate<ExportState> condition) {
        await(() -> condition.test(exports.states().get(which)));
    }

    @Test
    void copiesFollowTheLogAndGoOnAfterARestart() throws IOException {
        log.calls(5).sign();
        try (var exports = start(file())) {
            await(exports, 0, state -> state.next() == 5);
            log.calls(2).sign();
            await(exports, 0, state -> state.next() == 7);
            assertThat(exports.states().getFirst().behind()).isZero();
        }
        log.calls(3).sign();
        try (var exports = start(file())) {
            await(exports, 0, state -> state.next() == 10);
        }

        var lines = Files.readAllLines(directory.resolve("copy.jsonl"));
        assertThat(lines).hasSize(10);
        for (int i = 0; i < 10; i++) {
            assertThat(lines.get(i)).isEqualTo(log.get(i).json());
        }
    }

    @Test
    void aPlaceThatIsAwayHoldsUpNoOther() throws IOException {
        receiver.answer = Receiver.status(503);
        log.calls(5).sign();
        try (var exports = start(collector(), file())) {
            await(exports, 1, state -> state.next() == 5);
            await(exports, 0, state -> !state.problem().isEmpty());
            var waiting = exports.states().getFirst();
            assertThat(waiting.problem()).isEqualTo("it answered with status 503");
            assertThat(waiting.behind()).isEqualTo(5);

            receiver.answer = Receiver.status(200);
            await(exports, 0, state -> state.next() == 5 && state.problem().isEmpty());
        }
    }

    @Test
    void whatAPlaceRefusesForGoodIsTold() throws IOException {
        receiver.answer = Receiver.json(200, "{\"partialSuccess\":{\"rejectedLogRecords\":1}}");
        log.calls(2).sign();
        try (var exports = start(collector())) {
            await(exports, 0, state -> state.refused() == 1);
        }
    }

    @Test
    void anotherLogStopsTheCopyUntilSomebodyLooks() throws IOException {
        log.calls(5).sign();
        try (var exports = start(file())) {
            await(exports, 0, state -> state.next() == 5);
        }
        log.close();
        log = new ExportedLog(directory.resolve("other"));
        log.calls(3).sign();
        try (var exports = start(file())) {
            await(exports, 0, state -> state.problem().contains("went back in time"));
        }
        assertThat(Files.readAllLines(directory.resolve("copy.jsonl"))).hasSize(5);
    }

    @Test
    void closingWaitsForNoSlowPlace() throws IOException {
        var ca = new TestCa("ca");
        Files.writeString(directory.resolve("ca.pem"), ca.pem());
        try (var slow = new SyslogReceiver(directory.resolve("receiver"), ca.server())) {
            slow.manner = SyslogReceiver.Manner.LINGERING;
            log.calls(3).sign();
            var exports =
                    start(
                            new Export(
                                    new Syslog(
                                            "127.0.0.1",
                                            slow.port(),
                                            Optional.of(directory.resolve("ca.pem"))),
                                    ExportFormat.OCSF));
            await(() -> slow.messages.size() == 3);
            long start = System.nanoTime();

            exports.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void doctorSaysWhatStandsInTheWay() throws IOException {
        var ca = new TestCa("ca");
        Files.writeString(directory.resolve("ca.pem"), ca.pem());
        Files.writeString(directory.resolve("other.pem"), new TestCa("other").pem());
        try (var good = new SyslogReceiver(directory.resolve("receiver"), ca.server())) {
            assertThat(problem(syslog(good, "ca.pem"))).isEmpty();
            assertThat(problem(syslog(good, "other.pem"))).startsWith("it cannot be reached");
            assertThat(problem(syslog(good, "none.pem"))).contains("cannot be read");
        }
        assertThat(problem(collector())).isEmpty();
        assertThat(problem(file())).isEmpty();
        assertThat(
                        problem(
                                new Export(
                                        new LogFile(directory.resolve("none/copy")),
                                        ExportFormat.OCSF)))
                .startsWith("it cannot be written");
    }

    private Export syslog(SyslogReceiver server, String ca) {
        return new Export(
                new Syslog("127.0.0.1", server.port(), Optional.of(directory.resolve(ca))),
                ExportFormat.OCSF);
    }

    private static String problem(Export export) {
        return ExportProbe.problems(List.of(export)).values().iterator().next();
    }
}
