package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.BodyReader.Opened;
import dev.sallyport.audit.Verification.Kind;
import dev.sallyport.audit.Verification.Sound;
import dev.sallyport.audit.Verification.Tampered;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// Bodies of a log: what goes in comes out, and only where it belongs.
final class BodyTest {

    private static final String SECRET = "select name from shop.customers where id = 77123";

    @TempDir Path root;

    static AuditBody body(String sql) {
        var arguments = JsonNodeFactory.instance.objectNode().put("sql", sql).put("rows", 5);
        var body = AuditBody.of(new SecureRandom()).part("arguments", arguments);
        arguments.properties().forEach(a -> body.commit("arguments." + a.getKey(), a.getValue()));
        return body.build();
    }

    private static void run(AuditLog log, int first, int calls) {
        for (int i = first; i < first + calls; i++) {
            log.append(TestLog.call(Stage.INTENT, "c-" + i), body(SECRET + i));
            log.append(TestLog.call(Stage.OUTCOME, "c-" + i));
        }
    }

    private Opened open(TestLog test, long index) throws IOException {
        var reader = BodyReader.of(test.directory(), Optional.of(test.bodyKeys()));
        return reader.open(AuditReader.open(test.directory()).get(index).orElseThrow());
    }

    private static Path file(TestLog test) throws IOException {
        try (var files = Files.list(BodyFiles.directory(test.directory()))) {
            return files.toList().getFirst();
        }
    }

    @Test
    void whatGoesInComesOut() throws IOException {
        var test = new TestLog(root);
        try (var log = test.openWithBodies()) {
            run(log, 0, 300);
        }
        try (var log = test.openWithBodies()) {
            run(log, 300, 3);
        }

        assertThat(test.verifyAgainstMirror())
                .isInstanceOfSatisfying(
                        Sound.class,
                        sound ->
                                assertThat(sound.notes())
                                        .containsExactly(
                                                "303 bodies are the ones that were recorded"));
        for (int i = 0; i < 303; i++) {
            var call = SECRET + i;
            assertThat(open(test, 2L * i))
                    .isInstanceOfSatisfying(
                            Opened.Body.class,
                            body ->
                                    assertThat(
                                                    JsonMapper.shared()
                                                            .readTree(body.json())
                                                            .at("/arguments/sql")
                                                            .asString())
                                            .isEqualTo(call));
            assertThat(open(test, 2L * i + 1)).isEqualTo(new Opened.None());
        }
    }

    @Test
    void aValueCanBeShownToSomebodyWithoutTheKey() throws IOException {
        var test = new TestLog(root);
        try (var log = test.openWithBodies()) {
            run(log, 0, 1);
        }
        var record = AuditReader.open(test.directory()).get(0).orElseThrow().record();
        var json = JsonMapper.shared().readTree(((Opened.Body) open(test, 0)).json());

        var salt = json.at("/disclosures/0/salt").asString();
        var name = json.at("/disclosures/0/name").asString();

        assertThat(name).isEqualTo("arguments.sql");
        var shown = new Commitment(record.commitments().getOrDefault(name, ""), salt);
        assertThat(shown.opens(name, JsonNodeFactory.instance.stringNode(SECRET + 0))).isTrue();
        assertThat(shown.opens(name, JsonNodeFactory.instance.stringNode(SECRET + 1))).isFalse();
        assertThat(record.commitments()).containsOnlyKeys("arguments.sql", "arguments.rows");
    }

    @Test
    void withoutTheKeyNothingIsRead() throws IOException {
        var test = new TestLog(root);
        try (var log = test.openWithBodies()) {
            run(log, 0, 2);
        }
        var record = AuditReader.open(test.directory()).get(0).orElseThrow();

        assertThat(BodyReader.of(test.directory(), Optional.empty()).open(record))
                .isInstanceOf(Opened.Encrypted.class);
        assertThat(BodyReader.of(test.directory(), Optional.of(root.resolve("none"))).open(record))
                .isInstanceOf(Opened.KeyMissing.class);
        var stored = Files.readString(file(test), StandardCharsets.ISO_8859_1);
        assertThat(stored).doesNotContain("select").doesNotContain("77123");
    }

    @Test
    void aLogWithoutBodiesKeepsNone() throws IOException {
        var test = new TestLog(root);
        try (var log = test.open()) {
            run(log, 0, 2);
        }

        var record = AuditReader.open(test.directory()).get(0).orElseThrow();
        assertThat(record.blob()).isEmpty();
        assertThat(record.record().commitments()).isEmpty();
        assertThat(BodyFiles.directory(test.directory())).doesNotExist();
        assertThat(test.bodyKeys()).doesNotExist();
    }

    private TestLog three() {
        var test = new TestLog(root);
        try (var log = test.openWithBodies()) {
            run(log, 0, 3);
        }
        return test;
    }

    private static void assertFound(TestLog test, Kind kind, long index) {
        assertThat(test.verify())
                .isInstanceOfSatisfying(
                        Tampered.class,
                        tampered -> {
                            assertThat(tampered.kind()).isEqualTo(kind);
                            assertThat(tampered.index()).hasValue(index);
                        });
        assertThat(
                        AuditVerifier.verify(
                                test.directory(),
                                Optional.empty(),
                                Optional.empty(),
                                AuditVerifier.BodyScope.NONE,
                                ProgressListener.NONE))
                .isInstanceOfSatisfying(
                        Sound.class,
                        sound ->
                                assertThat(sound.notes())
                                        .containsExactly("bodies were not looked at"));
    }

    @Test
    void everyChangedByteOfABodyIsFound() throws IOException {
        var test = three();
        var file = file(test);
        var bytes = Files.readAllBytes(file);

        for (int i = 0; i < bytes.length; i++) {
            var changed = bytes.clone();
            changed[i] ^= (byte) (1 << (i % 8));
            Files.write(file, changed);

            assertFound(test, Kind.BODY_CHANGED, i / (bytes.length / 3) * 2L);
        }
        Files.write(file, bytes);
        assertThat(test.verify()).isInstanceOf(Sound.class);
    }

    @Test
    void aBodyThatIsCutOffOrGoneIsFound() throws IOException {
        var test = three();
        var file = file(test);
        var bytes = Files.readAllBytes(file);
        int frame = bytes.length / 3;

        for (int length = bytes.length - 1; length >= 0; length -= 7) {
            Files.write(file, java.util.Arrays.copyOf(bytes, length));
            assertFound(test, Kind.BODY_MISSING, length / frame * 2L);
        }
        Files.delete(file);
        assertFound(test, Kind.BODY_MISSING, 0);
        assertThat(open(test, 0)).isInstanceOf(Opened.Missing.class);
        Files.createSymbolicLink(file, Files.write(root.resolve("elsewhere"), bytes));
        assertFound(test, Kind.BODY_MISSING, 0);
    }

    @Test
    void swappedBodiesAreFoundAndDoNotOpen() throws IOException {
        var test = three();
        var file = file(test);
        var bytes = Files.readAllBytes(file);
        int frame = bytes.length / 3;
        var swapped = bytes.clone();
        System.arraycopy(bytes, 0, swapped, frame, frame);
        System.arraycopy(bytes, frame, swapped, 0, frame);
        Files.write(file, swapped);

        assertFound(test, Kind.BODY_CHANGED, 0);
        assertThat(open(test, 0)).isInstanceOf(Opened.Changed.class);
    }

    @Test
    void aBodyOpensForItsOwnRecordAlone() throws IOException {
        var test = three();
        var keys = new BodyKeys(test.bodyKeys(), TestLog.ORIGIN, new DiskStorage());
        var id = keys.there().getFirst();
        var key = keys.find(id).orElseThrow();
        var frame =
                java.util.Arrays.copyOf(
                        Files.readAllBytes(file(test)), (int) Files.size(file(test)) / 3);
        var record = TestLog.call(Stage.INTENT, "c-0");

        assertThat(BodyFrame.open(frame, key, id, TestLog.ORIGIN, record)).isPresent();
        assertThat(BodyFrame.open(frame, key, id, "other", record)).isEmpty();
        assertThat(BodyFrame.open(frame, key, new BodyKeyId(id.month(), 2), TestLog.ORIGIN, record))
                .isEmpty();
        for (var other :
                List.of(TestLog.call(Stage.INTENT, "c-1"), TestLog.call(Stage.HELD, "c-0"))) {
            assertThat(BodyFrame.open(frame, key, id, TestLog.ORIGIN, other)).isEmpty();
        }
    }

    @Test
    void bodiesThatWentBackInTimeAreNotWrittenOver() throws IOException {
        var test = three();
        var file = file(test);
        var bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 3));

        assertThatThrownBy(test::openWithBodies)
                .isInstanceOfSatisfying(
                        AuditOpenException.class,
                        e -> assertThat(e.kind()).isEqualTo(AuditOpenException.Kind.DAMAGED))
                .hasMessageContaining("ends before the body of record 2");
    }

    @Test
    void whatACrashLeftBehindTheLastBodyIsPassedOver() throws IOException {
        var test = three();
        Files.write(
                file(test),
                "half a frame".getBytes(StandardCharsets.UTF_8),
                java.nio.file.StandardOpenOption.APPEND);

        try (var log = test.openWithBodies()) {
            run(log, 3, 2);
        }

        assertThat(test.verify()).isInstanceOf(Sound.class);
        assertThat(open(test, 8)).isInstanceOf(Opened.Body.class);
    }
}
