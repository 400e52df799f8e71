package dev.sallyport.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditOptions;
import dev.sallyport.audit.AuditReader;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.FileCheckpointStore;
import dev.sallyport.audit.Stage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class AuditBundleCommandTest {

    @TempDir private Path root;

    private static Ran run(Object... arguments) {
        return Ran.run(Stream.concat(Stream.of("audit", "bundle"), Stream.of(arguments)).toArray());
    }

    private Path file(String name) {
        return root.resolve(name);
    }

    private Path key() {
        return file("log/vkey");
    }

    private Ran check(Path bundle) {
        return run("check", bundle, "--key", key());
    }

    @BeforeEach
    void write() throws IOException {
        append("log", 2);
        Files.copy(file("log/checkpoint"), file("older"));
        append("log", 6);
        Files.copy(file("log/checkpoint"), file("newer"));
    }

    private void append(String name, int calls) {
        var options =
                AuditOptions.of(
                        "test/bundles",
                        file(name + "-key"),
                        new FileCheckpointStore(file(name + "-checkpoint")));
        try (var log = AuditLog.open(file(name), options)) {
            for (int i = 0; i < calls; i++) {
                var intent = AuditRecord.of(Stage.INTENT).callId("c-" + log.size()).build();
                var _ = log.append(intent);
                var _ = log.append(intent.next(Stage.OUTCOME).build());
            }
        }
    }

    private Path range(int from, int to) {
        var bundle = file(from + "-" + to + ".zip");
        assertThat(run("--from", from, "--to", to, "--dir", file("log"), "--out", bundle).exit())
                .isZero();
        return bundle;
    }

    private static Map<String, byte[]> parts(Path bundle) throws IOException {
        var parts = new LinkedHashMap<String, byte[]>();
        try (var zip = new ZipFile(bundle.toFile())) {
            for (var entries = zip.entries(); entries.hasMoreElements(); ) {
                var entry = entries.nextElement();
                parts.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        return parts;
    }

    private Path packed(Map<String, byte[]> parts) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue());
                zip.closeEntry();
            }
        }
        return Files.write(file("changed.zip"), bytes.toByteArray());
    }

    private static byte[] part(Map<String, byte[]> parts, String name) {
        return Objects.requireNonNull(parts.get(name), name);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aBundleHasTheRecordsByteForByteAndIsProven() throws IOException {
        var bundle = range(3, 9);

        var parts = parts(bundle);
        for (int i = 3; i <= 9; i++) {
            assertThat(new String(part(parts, "records/" + i + ".json"), StandardCharsets.UTF_8))
                    .isEqualTo(AuditReader.open(file("log")).get(i).orElseThrow().json());
            Files.write(file(i + ".proof"), part(parts, "proofs/" + i + ".tlog-proof"));
            Files.write(file(i + ".json"), part(parts, "records/" + i + ".json"));
        }
        assertThat(part(parts, "checkpoint")).isEqualTo(Files.readAllBytes(file("log/checkpoint")));
        assertThat(part(parts, "vkey")).isEqualTo(Files.readAllBytes(key()));
        assertThat(new String(part(parts, "README.md"), StandardCharsets.UTF_8))
                .contains("test/bundles", "over 16 records");

        var ran = check(bundle);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .startsWith("proven: 7 records of test/bundles, the first 3, the last 9\n");
        var json = run("check", bundle, "--key", key(), "--json");
        assertThat(JsonMapper.shared().readTree(json.out()).path("records").size()).isEqualTo(7);
    }

    @Test
    void aBundleOfCallsHasAllTheirRecords() throws IOException {
        var bundle = file("calls.zip");
        var ran = run("c-4", "c-0", "--dir", file("log"), "--out", bundle, "--json");

        assertThat(ran.exit()).isZero();
        assertThat(JsonMapper.shared().readTree(ran.out()).path("records").intValue()).isEqualTo(4);
        assertThat(parts(bundle).keySet())
                .contains("records/0.json", "records/1.json", "records/4.json", "records/5.json")
                .hasSize(12);
        assertThat(check(bundle).exit()).isZero();
    }

    @Test
    void theSameRecordsGiveTheSameBytes() throws IOException {
        var one = Files.readAllBytes(range(0, 15));
        Files.delete(file("0-15.zip"));

        assertThat(Files.readAllBytes(range(0, 15))).isEqualTo(one);
    }

    @Test
    void whatIsAskedForWronglyMakesNoFile() throws IOException {
        var out = file("none.zip");
        assertThat(run("--from", 0, "--to", 99, "--dir", file("log"), "--out", out).exit())
                .isEqualTo(2);
        assertThat(run("--from", 3, "--to", 1, "--dir", file("log"), "--out", out).exit())
                .isEqualTo(2);
        assertThat(run("--from", 0, "--to", 10_000, "--dir", file("log"), "--out", out).err())
                .contains("10000 records at most");
        assertThat(run("--from", 0, "--dir", file("log"), "--out", out).exit()).isEqualTo(2);
        assertThat(run("c-0", "--from", 0, "--dir", file("log"), "--out", out).exit()).isEqualTo(2);
        assertThat(run("nobody", "--dir", file("log"), "--out", out).exit()).isEqualTo(1);
        assertThat(run("c-0", "--dir", file("nowhere"), "--out", out).exit()).isEqualTo(2);
        assertThat(out).doesNotExist();
        Files.writeString(out, "kept");
        assertThat(run("c-0", "--dir", file("log"), "--out", out).err()).contains("exists already");
        assertThat(out).hasContent("kept");
    }

    @Test
    void anotherKeyProvesNothing() {
        append("other", 1);

        var ran = run("check", range(0, 3), "--key", file("other/vkey"));

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).startsWith("not proven: ");
    }

    @Test
    void aCheckpointThatWasKeptIsCompared() {
        var bundle = range(0, 3);

        assertThat(run("check", bundle, "--key", key(), "--checkpoint", file("newer")).exit())
                .isZero();
        assertThat(run("check", bundle, "--key", key(), "--checkpoint", file("older")).exit())
                .isEqualTo(2);
    }

    @Test
    void everyPartCounts() throws IOException {
        var bundle = range(0, 2);
        var parts = parts(bundle);
        for (var name : parts.keySet()) {
            assertThat(changed(bundle, copy -> copy.remove(name)).exit()).as(name).isEqualTo(1);
            assertThat(
                            changed(
                                            bundle,
                                            copy ->
                                                    copy.replaceAll((part, bytes) ->
                                                            part.equals(name)
                                                                    ? flipped(bytes)
                                                                    : bytes))
                                    .exit())
                    .as(name)
                    .isBetween(1, 2);
        }
        assertThat(
                        changed(
                                bundle,
                                copy -> copy.put("records/1.json", part(parts, "records/2.json"))))
                .extracting(Ran::exit)
                .isEqualTo(1);
        assertThat(
                        changed(
                                        bundle,
                                        copy ->
                                                copy.put(
                                                        "proofs/1.tlog-proof",
                                                        part(parts, "proofs/2.tlog-proof")))
                                .err())
                .contains("is the proof of something else");
    }

    private static byte[] flipped(byte[] bytes) {
        var flipped = bytes.clone();
        flipped[bytes.length / 2] ^= 1;
        return flipped;
    }

    private Ran changed(Path bundle, Consumer<Map<String, byte[]>> change) throws IOException {
        var copy = parts(bundle);
        change.accept(copy);
        return check(packed(copy));
    }

    @Test
    void nothingElseMayBeInIt() throws IOException {
        var bundle = range(0, 1);
        for (var name :
                new String[] {
                    "../../etc/passwd", "/etc/passwd", "records/2.json", "more", "records/", "a\\b"
                }) {
            assertThat(changed(bundle, copy -> copy.put(name, bytes("x"))).exit())
                    .as(name)
                    .isEqualTo(1);
        }
    }

    @Test
    void whatIsTooLongIsNotRead() throws IOException {
        var bundle = range(0, 1);
        var bomb = new byte[64 << 20];

        for (var name : parts(bundle).keySet()) {
            var ran = changed(bundle, copy -> copy.put(name, bomb));
            assertThat(ran.exit()).as(name).isEqualTo(1);
            assertThat(ran.err()).contains("is longer than");
        }
    }

    @Test
    void aFlippedBitIsNoticedOrChangesNothingThatIsInIt() throws IOException {
        var bundle = range(0, 0);
        var parts = texts(bundle);
        var whole = Files.readAllBytes(bundle);
        int exempt = 0;
        for (int at = 0; at < whole.length; at++) {
            var bytes = whole.clone();
            bytes[at] ^= (byte) (1 << at % 8);
            var flipped = Files.write(file("flipped.zip"), bytes);
            if (check(flipped).exit() == 0) {
                exempt++;
                assertThat(unpacked(flipped)).as("byte %s", at).isIn(parts, Map.of());
            }
        }
        // Versions, times and attributes in the headers, and what stands there before the sizes are
        // known.
        assertThat(exempt).isLessThan(60 * parts.size());
    }

    private static Map<String, String> texts(Path bundle) throws IOException {
        var texts = new LinkedHashMap<String, String>();
        parts(bundle)
                .forEach((name, part) -> texts.put(name, new String(part, StandardCharsets.UTF_8)));
        return texts;
    }

    /// As another program finds it; nothing where that refuses the file.
    private static Map<String, String> unpacked(Path bundle) {
        try {
            return texts(bundle);
        } catch (IOException e) {
            return Map.of();
        }
    }

    @Test
    void aCutOrPaddedFileIsNone() throws IOException {
        var whole = Files.readAllBytes(range(0, 0));
        for (int length = 0; length < whole.length; length += 7) {
            assertThat(check(Files.write(file("cut.zip"), Arrays.copyOf(whole, length))).exit())
                    .as("cut at %s", length)
                    .isEqualTo(2);
        }
        assertThat(check(Files.write(file("long.zip"), Arrays.copyOf(whole, whole.length + 1))))
                .extracting(Ran::exit)
                .isEqualTo(2);
        var before = new ByteArrayOutputStream();
        before.writeBytes(bytes("#!/bin/sh\n"));
        before.writeBytes(whole);
        assertThat(check(Files.write(file("before.zip"), before.toByteArray())).exit())
                .isBetween(1, 2);
        assertThat(check(file("absent.zip")).exit()).isEqualTo(2);
    }

    @Test
    void aNameTwiceIsRefused() throws IOException {
        var bytes = Files.readAllBytes(range(0, 1));
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        var twice =
                text.replace("records/1.json", "records/0.json")
                        .replace("proofs/1.tlog-proof", "proofs/0.tlog-proof")
                        .getBytes(StandardCharsets.ISO_8859_1);

        var ran = check(Files.write(file("twice.zip"), twice));

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).contains("not in their order");
    }

    @Test
    void aLinkIsRefused() throws IOException {
        var bytes = Files.readAllBytes(range(0, 0));
        int entry = last(bytes, "PK\u0001\u0002");
        bytes[entry + 5] = 3;
        bytes[entry + 41] = (byte) 0xA1;

        var ran = check(Files.write(file("link.zip"), bytes));

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).contains("a link");
    }

    private static int last(byte[] bytes, String mark) {
        return new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf(mark);
    }

    @Test
    void theTwoListsOfAZipFileMustAgree() throws IOException {
        var bytes = Files.readAllBytes(range(0, 0));
        int entry = last(bytes, "PK\u0001\u0002");
        bytes[entry + 42] ^= 1;
        assertThat(check(Files.write(file("moved.zip"), bytes)).err())
                .contains("does not fit what it holds");

        var renamed = Files.readAllBytes(file("0-0.zip"));
        renamed[last(renamed, "manifest.json")] = 'M';
        assertThat(check(Files.write(file("renamed.zip"), renamed)).exit()).isEqualTo(1);
    }

    @Test
    void aDirectoryThatPromisesTooMuchIsNotRead() throws IOException {
        var bytes = Files.readAllBytes(range(0, 0));
        int end = bytes.length - 22;
        for (int at : new int[] {8, 10}) {
            bytes[end + at] = (byte) 0xFF;
            bytes[end + at + 1] = (byte) 0xFF;
        }

        assertThat(check(Files.write(file("many.zip"), bytes)).err())
                .contains("more in it than a bundle can have");
    }
}
