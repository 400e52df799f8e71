package dev.sallyport.server.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.server.config.ExportFormat;
import dev.sallyport.server.export.ExportException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExporterTest {

    private static final int BATCH = 3;

    @TempDir private Path directory;

    private ExportedLog log;

    @BeforeEach
    void open() throws IOException {
        log = new ExportedLog(directory.resolve("log"));
    }

    @AfterEach
    void close() {
        log.close();
    }

    private CursorFile cursor() {
        return new CursorFile(directory.resolve("cursor"));
    }

    private Exporter exporter(Sink sink) throws IOException {
        return Exporter.open(new SignedRecords(log.path(), BATCH), sink, Optional.of(cursor()), 0);
    }

    private static void runDry(Exporter exporter) throws IOException, InterruptedException {
        while (exporter.step() > 0) {
            // Goes on.
        }
    }

    private List<Long> cursorAndGot(Kept sink) throws ExportException {
        assertThat(cursor().read().map(Cursor::index)).contains(sink.got.getLast());
        return sink.got;
    }

    private static List<Long> upTo(long end) {
        return LongStream.range(0, end).boxed().toList();
    }

    /// Keeps the numbers of what it gets.
    private static class Kept implements Sink {
        final List<Long> got = new ArrayList<>();

        @Override
        public void send(List<LoggedRecord> records) throws IOException {
            records.forEach(record -> got.add(record.index()));
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    @Test
    void everySignedRecordIsCopiedOnceAndInOrder() throws Exception {
        log.calls(10).sign().calls(4);
        var sink = new Kept();

        var exporter = exporter(sink);
        runDry(exporter);

        assertThat(cursorAndGot(sink)).isEqualTo(upTo(10));
        assertThat(exporter.behind()).isZero();

        log.sign();
        assertThat(exporter.behind()).isEqualTo(4);
        runDry(exporter);
        assertThat(cursorAndGot(sink)).isEqualTo(upTo(14));
    }

    @Test
    void itGoesOnWhereItEnded() throws Exception {
        log.calls(5).sign();
        var sink = new Kept();
        runDry(exporter(sink));
        log.calls(600).sign();

        runDry(exporter(sink));

        assertThat(sink.got).isEqualTo(upTo(605));
    }

    @Test
    void withoutACursorItBeginsWhereItIsTold() throws Exception {
        log.calls(5).sign();
        var sink = new Kept();

        runDry(Exporter.open(log.path(), sink, Optional.empty(), 3));

        assertThat(sink.got).containsExactly(3L, 4L);
    }

    @Test
    void theCursorStaysWhereTheSinkFails() throws Exception {
        log.calls(10).sign();
        var failing =
                new Kept() {
                    @Override
                    public void send(List<LoggedRecord> records) throws IOException {
                        if (records.getFirst().index() == BATCH) {
                            throw new IOException("full");
                        }
                        super.send(records);
                    }
                };
        var exporter = exporter(failing);

        assertThatThrownBy(() -> runDry(exporter)).hasMessage("full");
        assertThatThrownBy(() -> runDry(exporter)).hasMessage("full");

        assertThat(cursor().read().map(Cursor::index)).contains(BATCH - 1L);
        var sink = new Kept();
        runDry(exporter(sink));
        assertThat(sink.got).isEqualTo(LongStream.range(BATCH, 10).boxed().toList());
    }

    @Test
    void aProcessKilledAfterTheWriteLosesNothing() throws Exception {
        log.calls(10).sign();
        var file = directory.resolve("out.jsonl");
        var sink = new FileSink(file, ExportFormat.JSON);
        var killed =
                new Kept() {
                    @Override
                    public void send(List<LoggedRecord> records) throws IOException {
                        sink.send(records);
                        throw new AssertionError("killed");
                    }
                };
        for (int i = 0; i < 3; i++) {
            // One batch gets its cursor, the next is written and never noted.
            assertThat(exporter(sink).step()).isEqualTo(BATCH);
            assertThatThrownBy(exporter(killed)::step).hasMessage("killed");
        }

        runDry(exporter(new FileSink(file, ExportFormat.JSON)));

        assertThat(Files.readAllLines(file).stream().distinct())
                .containsExactlyElementsOf(leaves(10));
        assertThat(Files.readAllLines(file)).hasSizeGreaterThan(10);
    }

    private List<String> leaves(int count) throws IOException {
        var all = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            all.add(log.get(i).json());
        }
        return all;
    }

    @Test
    void aLineTornAtAnyByteComesAgainWhole() throws Exception {
        log.calls(2).sign();
        var file = directory.resolve("out.jsonl");
        runDry(exporter(new FileSink(file, ExportFormat.JSON)));
        var whole = Files.readAllBytes(file);
        var lines = leaves(2);
        int first = lines.getFirst().getBytes(java.nio.charset.StandardCharsets.UTF_8).length + 1;
        cursor().write(Cursor.at(log.get(0)));

        for (int length = first; length < whole.length; length++) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            runDry(exporter(new FileSink(file, ExportFormat.JSON)));

            assertThat(Files.readAllLines(file)).as("cut at %s", length).isEqualTo(lines);
            cursor().write(Cursor.at(log.get(0)));
        }
    }

    @Test
    void theLargestRecordIsCopied() throws Exception {
        var large = "ü".repeat(29_000);
        log.append(SampleRecords.call(Stage.RECEIVED).detail("text", large).build()).sign();
        var file = directory.resolve("out.jsonl");

        runDry(exporter(new FileSink(file, ExportFormat.OCSF)));

        assertThat(Files.readString(file)).contains(large).endsWith("}\n");
    }

    @Test
    void aLogThatWentBackIsNotCopied() throws Exception {
        log.calls(5).sign();
        runDry(exporter(new Kept()));
        var other = new ExportedLog(directory.resolve("older")).calls(4).sign();
        try (other) {
            var refusal =
                    catchThrowableOfType(
                            ExportException.class,
                            () ->
                                    Exporter.open(
                                            other.path(), new Kept(), Optional.of(cursor()), 0));

            assertThat(refusal.kind()).isEqualTo(Kind.ROLLED_BACK);
            assertThat(refusal).hasMessageContaining("record 4 was copied before");
        }
    }

    @Test
    void anotherLogIsNotCopied() throws Exception {
        log.calls(5).sign();
        runDry(exporter(new Kept()));
        var other = new ExportedLog(directory.resolve("other"));
        try (other) {
            other.append(SampleRecords.of(Stage.OUTCOME)).calls(7).sign();
            var sink = new Kept();
            var refusal =
                    catchThrowableOfType(
                            ExportException.class,
                            () -> Exporter.open(other.path(), sink, Optional.of(cursor()), 0));

            assertThat(refusal.kind()).isEqualTo(Kind.OTHER_LOG);
            assertThat(sink.got).isEmpty();
        }
    }

    @Test
    void aLogThatIsSwappedWhileItRunsIsNotCopied() throws Exception {
        log.calls(5).sign();
        var sink = new Kept();
        var exporter = exporter(sink);
        runDry(exporter);
        try (var other = new ExportedLog(directory.resolve("other"))) {
            other.append(SampleRecords.of(Stage.OUTCOME)).calls(7).sign();
            log.close();
            Files.move(log.path(), directory.resolve("away"));
            Files.move(other.path(), log.path());

            assertThatThrownBy(exporter::step).isInstanceOf(ExportException.class);
            assertThat(sink.got).isEqualTo(upTo(5));
            Files.move(log.path(), other.path());
            Files.move(directory.resolve("away"), log.path());
        }
    }

    @Test
    void whatCannotBeReadIsNotSkipped() throws Exception {
        log.calls(10).sign();
        var bundle = log.path().resolve("tile/entries/000.p/10");
        assertThat(bundle).exists();
        var bytes = Files.readAllBytes(bundle);
        var text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        bytes[text.indexOf("call-4")] = 0;
        Files.write(bundle, bytes);
        var sink = new Kept();
        var exporter = exporter(sink);

        var refusal = catchThrowableOfType(ExportException.class, () -> runDry(exporter));

        assertThat(refusal.kind()).isEqualTo(Kind.UNREADABLE);
        assertThat(refusal).hasMessageContaining("record 4 of the log");
        assertThat(sink.got).isEqualTo(upTo(4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "{\"origin\":\"a\",\"index\":-1,\"leaf_hash\":\"b\"}",
                "{\"origin\":\"a\",\"index\":1e3,\"leaf_hash\":\"b\"}",
                "{\"origin\":\"a\",\"index\":99999999999999999999,\"leaf_hash\":\"b\"}",
                "{\"origin\":\"a\",\"index\":\"1\",\"leaf_hash\":\"b\"}",
                "{\"origin\":\"a\",\"index\":1,\"index\":2,\"leaf_hash\":\"b\"}",
                "{\"origin\":\"a\",\"index\":1,\"leaf_hash\":\"b\"} {}",
                "{\"origin\":\"a\",\"index\":1"
            })
    void aDamagedCursorIsNoReasonToBeginAnew(String text) throws Exception {
        log.calls(2).sign();
        Files.writeString(directory.resolve("cursor"), text);

        var refusal = catchThrowableOfType(ExportException.class, () -> exporter(new Kept()));

        assertThat(refusal.kind()).isEqualTo(Kind.UNREADABLE);
    }

    @Test
    void aCursorOfGigabytesIsNotRead() throws Exception {
        Files.writeString(
                directory.resolve("cursor"),
                "{\"origin\":\"" + "a".repeat(5000) + "\",\"index\":1,\"leaf_hash\":\"b\"}");

        assertThatThrownBy(() -> cursor().read()).isInstanceOf(ExportException.class);
    }

    @Test
    void anotherFileIsNotTouched() throws Exception {
        log.calls(2).sign();
        var file = directory.resolve("notes");
        Files.writeString(file, "things to do");

        assertThatThrownBy(() -> runDry(exporter(new FileSink(file, ExportFormat.JSON))))
                .hasMessageContaining("does not consist of records");

        assertThat(file).hasContent("things to do");
        assertThat(cursor().read()).isEmpty();
    }

    @Test
    void aFileMayBeTakenAwayBetween() throws Exception {
        log.calls(2).sign();
        var file = directory.resolve("out.jsonl");
        var exporter = exporter(new FileSink(file, ExportFormat.JSON));
        runDry(exporter);
        Files.move(file, directory.resolve("out.jsonl.1"));
        log.calls(2).sign();

        runDry(exporter);

        assertThat(Files.readAllLines(file)).isEqualTo(leaves(4).subList(2, 4));
    }
}
