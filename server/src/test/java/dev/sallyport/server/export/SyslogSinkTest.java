package dev.sallyport.server.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.server.config.ExportFormat;
import dev.sallyport.server.export.SyslogReceiver.Manner;
import dev.sallyport.server.tls.TestCa;
import dev.sallyport.server.tls.TrustedServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class SyslogSinkTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final String HOSTILE = "a\nb\r\u0000\u001b[31m\u0085\u2028\u009b]\"\\";

    @TempDir private Path directory;

    private final TestCa ca = new TestCa("ca");
    private ExportedLog log;
    private SyslogReceiver receiver;

    @BeforeEach
    void open() throws IOException {
        log = new ExportedLog(directory.resolve("log"));
        receiver = new SyslogReceiver(directory.resolve("receiver"), ca.server());
        Files.writeString(directory.resolve("ca.pem"), ca.pem());
    }

    @AfterEach
    void close() throws IOException {
        receiver.close();
        log.close();
    }

    private SyslogSink sink(Duration most) throws IOException {
        return sink("127.0.0.1", directory.resolve("ca.pem"), most);
    }

    private SyslogSink sink(String host, Path trusted, Duration most) throws IOException {
        return new SyslogSink(
                host,
                receiver.port(),
                TrustedServers.context("--ca", Optional.of(trusted)),
                ExportFormat.JSON,
                most);
    }

    private List<LoggedRecord> records(int count) throws IOException {
        log.calls(count).sign();
        var all = new ArrayList<LoggedRecord>();
        for (int i = 0; i < count; i++) {
            all.add(log.get(i));
        }
        return all;
    }

    private Exporter exporter(Sink sink) throws IOException {
        return Exporter.open(
                new SignedRecords(log.path(), 10),
                sink,
                Optional.of(new CursorFile(directory.resolve("cursor"))),
                0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerThatReadsEverythingHasIt(String protocol) throws IOException {
        receiver.protocol = protocol;
        var records = records(50);
        try (var sink = sink(LONG)) {
            sink.send(records);
        }

        assertThat(receiver.texts())
                .containsExactlyElementsOf(
                        records.stream()
                                .map(one ->
                                        new String(
                                                SyslogMessage.message(one, ExportFormat.JSON),
                                                StandardCharsets.UTF_8))
                                .toList());
    }

    @Test
    void framesSurviveReadsOfSingleBytes() throws IOException {
        receiver.manner = Manner.DRIBBLING;
        try (var sink = sink(LONG)) {
            sink.send(records(5));
        }

        assertThat(receiver.messages).hasSize(5);
    }

    @Test
    void theMessageIsThatOfTheStandard() throws IOException {
        log.append(SampleRecords.of(Stage.BROKE_GLASS)).sign();
        try (var sink = sink(LONG)) {
            sink.send(List.of(log.get(0)));
        }

        var head =
                "<106>1 2026-03-01T12:00:00.123Z - sallyport - broke_glass [sallyport@32473"
                        + " origin=\"sallyport/test\" seq=\"0\" leaf_hash=\""
                        + log.get(0).leafHash()
                        + "\"] ";
        assertThat(receiver.texts()).containsExactly(head + "\ufeff" + log.get(0).json());
    }

    @Test
    void hostileTextsEndNoMessageAndNoElement() throws IOException {
        log.append(
                        SampleRecords.call(Stage.DENIED)
                                .tool(HOSTILE)
                                .decision("deny", List.of(), HOSTILE)
                                .build())
                .sign();
        var from =
                new LoggedRecord(
                        0,
                        HOSTILE,
                        log.get(0).time(),
                        log.get(0).record(),
                        Optional.empty(),
                        log.get(0).json());
        try (var sink = sink(LONG)) {
            sink.send(List.of(from, log.get(0)));
        }

        assertThat(receiver.messages).hasSize(2);
        var text = receiver.texts().getFirst();
        assertThat(text.chars().noneMatch(c -> c < ' ' || (c >= 0x7F && c <= 0x9F) || c == 0x2028))
                .isTrue();
        assertThat(text).contains("\\]\\\"\\\\\" seq=\"0\"");
        var json = JsonMapper.shared().readTree(text.substring(text.indexOf('\ufeff') + 1));
        assertThat(json.path("tool").stringValue()).isEqualTo(HOSTILE);
    }

    @Test
    void theLargestRecordIsOneMessage() throws IOException {
        var large = "ü".repeat(29_000);
        log.append(SampleRecords.call(Stage.RECEIVED).detail("text", large).build()).sign();
        try (var sink = sink(LONG)) {
            sink.send(List.of(log.get(0)));
        }

        assertThat(receiver.texts()).hasSize(1);
        assertThat(receiver.texts().getFirst()).contains(large).endsWith("}");
    }

    @ParameterizedTest
    @EnumSource(
            value = Manner.class,
            names = {"FICKLE", "DEAF", "LINGERING", "ABSENT"})
    void whatIsNotCertainComesAgain(Manner manner) throws Exception {
        log.calls(600).sign();
        receiver.manner = manner;
        try (var sink = sink(SHORT)) {
            var exporter = exporter(sink);
            assertThatThrownBy(exporter::step).isInstanceOf(SinkException.class);
            assertThat(exporter.next()).isZero();
        }
        int before = receiver.messages.size();

        receiver.manner = Manner.ATTENTIVE;
        try (var sink = sink(LONG)) {
            var exporter = exporter(sink);
            assertThat(exporter.step()).isEqualTo(10);
        }

        assertThat(receiver.texts().subList(before, before + 10))
                .allMatch(text -> text.contains("call-"));
        assertThat(receiver.texts().get(before)).contains("seq=\"0\"");
    }

    @Test
    void aSlowServerCannotHoldItForLongerThanItMay() throws IOException {
        log.append(SampleRecords.call(Stage.RECEIVED).detail("text", "x".repeat(55_000)).build());
        log.sign();
        var many = new ArrayList<LoggedRecord>();
        for (int i = 0; i < 200; i++) {
            many.add(log.get(0));
        }
        receiver.manner = Manner.DEAF;
        try (var sink = sink(SHORT)) {
            long start = System.nanoTime();

            assertThatThrownBy(() -> sink.send(many)).isInstanceOf(SinkException.class);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
        }
    }

    @Test
    void closingEndsWhatWaits() throws Exception {
        receiver.manner = Manner.LINGERING;
        var records = records(3);
        var sink = sink(Duration.ofMinutes(5));
        var failure = new java.util.concurrent.CompletableFuture<Throwable>();
        var thread =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                sink.send(records);
                            } catch (IOException e) {
                                failure.complete(e);
                            }
                        });
        while (receiver.messages.size() < 3) {
            Thread.onSpinWait();
        }

        sink.close();

        assertThat(thread.join(LONG)).isTrue();
        assertThat(failure.join()).isInstanceOf(SinkException.class);
        assertThatThrownBy(() -> sink.send(records)).isInstanceOf(SinkException.class);
    }

    @Test
    void anotherCasServerGetsNothing() throws IOException {
        Files.writeString(directory.resolve("other.pem"), new TestCa("other").pem());
        try (var sink = sink("127.0.0.1", directory.resolve("other.pem"), LONG)) {
            assertThatThrownBy(() -> sink.send(records(1)))
                    .isInstanceOf(SinkException.class)
                    .hasMessageContaining("its certificate is not trusted");
        }
        assertThat(receiver.messages).isEmpty();
    }

    @Test
    void aServerOfAnotherNameGetsNothing() throws IOException {
        var elsewhere = ca.order().subject("elsewhere").dns("elsewhere.example.com").issue();
        try (var other = new SyslogReceiver(directory.resolve("elsewhere"), elsewhere);
                var sink =
                        new SyslogSink(
                                "127.0.0.1",
                                other.port(),
                                TrustedServers.context(
                                        "--ca", Optional.of(directory.resolve("ca.pem"))),
                                ExportFormat.JSON,
                                LONG)) {
            assertThatThrownBy(() -> sink.send(records(1)))
                    .hasMessageContaining("its certificate is not trusted");
            assertThat(other.messages).isEmpty();
        }
    }

    @Test
    void aFileThatHoldsNoCaIsRefusedAtOnce() throws IOException {
        Files.writeString(directory.resolve("leaf.pem"), ca.server().pem());
        assertThatThrownBy(() ->
                        TrustedServers.context("--ca", Optional.of(directory.resolve("leaf.pem"))))
                .hasMessageContaining("is no CA");
    }
}
