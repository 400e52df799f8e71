package dev.sallyport.server.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.server.config.ExportFormat;
import dev.sallyport.server.config.Tls;
import dev.sallyport.server.notify.Receiver;
import dev.sallyport.server.tls.TestCa;
import dev.sallyport.server.tls.TlsFiles;
import dev.sallyport.server.tls.TrustedServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OtlpSinkTest {

    private static final Path GOLDEN = Path.of("src/test/resources/otlp/logs.json");
    private static final Duration LONG = Duration.ofSeconds(20);

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

    private OtlpSink sink(Duration most) throws IOException {
        return new OtlpSink(
                receiver.url(),
                "Bearer t0ken",
                TrustedServers.context("--ca", Optional.empty()),
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

    private SinkException failure(OtlpSink sink, List<LoggedRecord> records) {
        return catchThrowableOfType(SinkException.class, () -> sink.send(records));
    }

    private JsonNode logs(int request) {
        return JsonMapper.shared()
                .readTree(receiver.got.get(request).body())
                .at("/resourceLogs/0/scopeLogs/0/logRecords");
    }

    @Test
    void aRequestIsAsAgreed() throws IOException {
        var records = new ArrayList<LoggedRecord>();
        for (var stage : List.of(Stage.OUTCOME, Stage.DENIED, Stage.BROKE_GLASS, Stage.START)) {
            log.append(SampleRecords.of(stage));
            records.add(log.get(records.size()));
        }
        var text =
                JsonMapper.shared()
                                .writerWithDefaultPrettyPrinter()
                                .writeValueAsString(OtlpLogs.request(records, ExportFormat.OCSF))
                        + "\n";
        text = text.replaceAll("(?m)\"stringValue\" : \"\\{.*$", "\"stringValue\" : \"{…}\"");
        text = text.replaceAll("\"[A-Za-z0-9+/]{43}=\"", "\"…\"");
        if ("rewrite".equals(System.getProperty("sallyport.golden"))) {
            Files.createDirectories(GOLDEN.resolveSibling(""));
            Files.writeString(GOLDEN, text);
        }

        assertThat(text).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void aCollectorThatTakesThemHasThem() throws Exception {
        receiver.answer = Receiver.json(200, "{}");
        var records = records(3);
        try (var sink = sink(LONG)) {
            sink.send(records);

            assertThat(sink.refused()).isZero();
        }

        var got = receiver.got.getFirst();
        assertThat(got.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(got.headers().firstValue("Authorization")).contains("Bearer t0ken");
        assertThat(logs(0).size()).isEqualTo(3);
        assertThat(logs(0).get(2).at("/body/stringValue").stringValue())
                .isEqualTo(records.get(2).json());
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 502, 503, 504})
    void aBusyCollectorIsAskedAgainWhenItWants(int status) throws Exception {
        receiver.answer = () -> Receiver.json(status, "").get().with("Retry-After", "17");
        try (var sink = sink(LONG)) {
            var failure = failure(sink, records(1));

            assertThat(failure.after()).contains(Duration.ofSeconds(17));
            assertThat(failure.isLasting()).isFalse();
            assertThat(new Backoff(new java.util.SplittableRandom(1)).failed(failure))
                    .isEqualTo(Duration.ofSeconds(17));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 401, 404, 413, 500})
    void aCollectorThatWillNeverTakeThemIsForAHuman(int status) throws Exception {
        receiver.answer =
                () ->
                        Receiver.json(status, "<script>")
                                .get()
                                .with("Location", "http://127.0.0.1:1/");
        try (var sink = sink(LONG)) {
            var failure = failure(sink, records(1));

            assertThat(failure.isLasting()).isTrue();
            assertThat(failure).hasMessage("it answered with status " + status);
            assertThat(Backoff.helps(failure)).isFalse();
        }
    }

    @Test
    void tooMuchAtOnceIsSentInParts() throws Exception {
        receiver.answer = () -> Receiver.json(receiver.got.size() < 3 ? 413 : 200, "").get();
        try (var sink = sink(LONG)) {
            sink.send(records(8));
        }

        var taken = new ArrayList<String>();
        for (int i = 0; i < receiver.got.size(); i++) {
            if (receiver.got.get(i).status() == 200) {
                logs(i).forEach(one ->
                        taken.add(one.at("/attributes/2/value/intValue").asString()));
            }
        }
        assertThat(taken).containsExactly("0", "1", "2", "3", "4", "5", "6", "7");
    }

    @Test
    void whatItRefusesForGoodIsCountedAndNotSentAgain() throws Exception {
        receiver.answer =
                Receiver.json(
                        200,
                        "{\"partialSuccess\":{\"rejectedLogRecords\":\"2\",\"errorMessage\":\"x\"}}");
        try (var sink = sink(LONG)) {
            sink.send(records(3));

            assertThat(sink.refused()).isEqualTo(2);
        }
        assertThat(receiver.got).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"partialSuccess\":null}", "<html>"})
    void whateverElseItSaysCountsForNothing(String body) throws Exception {
        receiver.answer = Receiver.json(200, body);
        try (var sink = sink(LONG)) {
            sink.send(records(1));

            assertThat(sink.refused()).isZero();
        }
    }

    @Test
    void anAnswerWithoutEndIsNoAnswer() throws Exception {
        receiver.answer = Receiver.json(200, " ".repeat(1 << 20));
        try (var sink = sink(LONG)) {
            assertThat(failure(sink, records(1)).isLasting()).isFalse();
        }
    }

    @Test
    void aCollectorThatNeverAnswersIsLeft() throws Exception {
        var over = new CountDownLatch(1);
        receiver.answer =
                () -> {
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Receiver.status(0).get();
                };
        try (var sink = sink(Duration.ofMillis(300))) {
            assertThat(failure(sink, records(1)).isLasting()).isFalse();
        } finally {
            over.countDown();
        }
    }

    @Test
    void aCollectorThatIsNotThereIsAskedAgain() throws Exception {
        receiver.close();
        try (var sink = sink(LONG)) {
            assertThat(failure(sink, records(1)).isLasting()).isFalse();
        }
    }

    @Test
    void aCollectorOfAnotherCaGetsNothing() throws Exception {
        var ca = new TestCa("ca");
        ca.server().write(directory, "server");
        Files.writeString(directory.resolve("ca.pem"), ca.pem());
        Files.writeString(directory.resolve("other.pem"), new TestCa("other").pem());
        var server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var files =
                new Tls(
                        directory.resolve("server.pem"),
                        directory.resolve("server.key"),
                        Optional.empty());
        server.setHttpsConfigurator(
                new HttpsConfigurator(TlsFiles.open(files, Clock.systemUTC()).current().context()));
        var got = new ArrayList<String>();
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        got.add(exchange.getRequestURI().getPath());
                        Receiver.json(200, "{}").get().send(exchange);
                    }
                });
        server.start();
        try {
            var records = records(1);
            var url = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/v1/logs");
            try (var sink = trusting(url, "other.pem")) {
                assertThat(failure(sink, records))
                        .hasMessageContaining("is its certificate trusted");
            }
            assertThat(got).isEmpty();
            try (var sink = trusting(url, "ca.pem")) {
                sink.send(records);
            }
            assertThat(got).containsExactly("/v1/logs");
        } finally {
            server.stop(0);
        }
    }

    private OtlpSink trusting(URI url, String ca) throws IOException {
        return new OtlpSink(
                url,
                "",
                TrustedServers.context("--ca", Optional.of(directory.resolve(ca))),
                ExportFormat.OCSF,
                LONG);
    }
}
