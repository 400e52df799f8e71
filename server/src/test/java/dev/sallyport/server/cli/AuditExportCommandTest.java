package dev.sallyport.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditOptions;
import dev.sallyport.audit.AuditReader;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.FileCheckpointStore;
import dev.sallyport.audit.Stage;
import dev.sallyport.server.notify.Receiver;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class AuditExportCommandTest {

    private static final String HOSTILE = "\u001b[31mü\u202e\n";

    @TempDir private Path root;

    private record Ran(int exit, String out, String err) {}

    private Ran run(PrintWriter to, StringWriter out, Object... arguments) {
        var err = new StringWriter();
        int exit =
                Cli.commandLine()
                        .setOut(to)
                        .setErr(new PrintWriter(err, true))
                        .execute(
                                Stream.concat(
                                                Stream.of("audit", "export", "--dir", log()),
                                                Stream.of(arguments))
                                        .map(String::valueOf)
                                        .toArray(String[]::new));
        assertThat(err.toString()).doesNotContain("unexpectedly").doesNotContain("\tat ");
        return new Ran(exit, out.toString(), err.toString());
    }

    private Ran run(Object... arguments) {
        var out = new StringWriter();
        return run(new PrintWriter(out, true), out, arguments);
    }

    private Path log() {
        return root.resolve("log");
    }

    private Path file(String name) {
        return root.resolve(name);
    }

    @BeforeEach
    void write() {
        append(3);
    }

    private void append(int records) {
        var options =
                AuditOptions.of(
                        "test/export", file("key"), new FileCheckpointStore(file("checkpoint")));
        try (var log = AuditLog.open(log(), options)) {
            for (int i = 0; i < records; i++) {
                var _ =
                        log.append(
                                AuditRecord.of(Stage.DENIED)
                                        .callId("call-" + i)
                                        .principal("client:bot", "agent")
                                        .detail("message", HOSTILE)
                                        .build());
            }
        }
    }

    @Test
    void standardOutputHasEventsInVisibleAscii() {
        var ran = run();

        assertThat(ran.exit()).isZero();
        assertThat(ran.err()).isEqualTo("3 records copied; the next is 3\n");
        assertThat(ran.out().lines()).hasSize(3);
        assertThat(ran.out().chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7F))).isTrue();
        for (var line : ran.out().lines().toList()) {
            var event = JsonMapper.shared().readTree(line);
            assertThat(event.path("class_uid").intValue()).isEqualTo(6003);
            assertThat(event.path("status_detail").stringValue()).isEqualTo(HOSTILE);
        }
    }

    @Test
    void aFileHasTheRecordsByteForByte() throws IOException {
        var ran = run("--format", "json", "--out", file("out"));

        assertThat(ran.exit()).isZero();
        var reader = AuditReader.open(log());
        var lines = Files.readAllLines(file("out"));
        for (int i = 0; i < 3; i++) {
            assertThat(lines.get(i)).isEqualTo(reader.get(i).orElseThrow().json());
        }
    }

    @Test
    void itGoesOnAtItsCursorOrWhereItIsTold() {
        assertThat(run("--cursor", file("cursor")).out().lines()).hasSize(3);
        append(2);

        var later = run("--cursor", file("cursor"));
        assertThat(later.out().lines()).hasSize(2);
        assertThat(later.out()).contains("\"sequence\":4");
        assertThat(run("--cursor", file("cursor")).out()).isEmpty();
        assertThat(run("--from", 4).out().lines()).hasSize(1);
        assertThat(run("--from", 9).exit()).isZero();
    }

    @Test
    void aFileWithACursorIsGoneOnWith() throws IOException {
        Object[] arguments = {"--cursor", file("cursor"), "--out", file("out")};
        assertThat(run(arguments).exit()).isZero();
        append(2);
        assertThat(run(arguments).exit()).isZero();

        assertThat(Files.readAllLines(file("out"))).hasSize(5);
    }

    @Test
    void anotherLogEndsWithAStatusOfItsOwn() throws IOException {
        var _ = run("--cursor", file("cursor"));
        Files.writeString(
                file("cursor"),
                Files.readString(file("cursor")).replace("\"index\":2", "\"index\":1"));
        var other = run("--cursor", file("cursor"));
        assertThat(other.exit()).isEqualTo(3);
        assertThat(other.err()).contains("is not the one that was copied before");
        assertThat(other.out()).isEmpty();

        Files.writeString(
                file("cursor"),
                Files.readString(file("cursor")).replace("\"index\":1", "\"index\":7"));
        var back = run("--cursor", file("cursor"));
        assertThat(back.exit()).isEqualTo(3);
        assertThat(back.err()).contains("went back in time");
    }

    @Test
    void aClosedPipeMovesNoCursor() {
        var closed =
                new PrintWriter(
                        new OutputStream() {
                            @Override
                            public void write(int b) throws IOException {
                                throw new IOException("Broken pipe");
                            }
                        },
                        true,
                        java.nio.charset.StandardCharsets.UTF_8);

        var ran = run(closed, new StringWriter(), "--cursor", file("cursor"));

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).contains("standard output is closed");
        assertThat(file("cursor")).doesNotExist();
    }

    @Test
    void wrongUsageSaysWhatIsWrong() throws IOException {
        assertThat(run("--format", "cef").err()).contains("--format is ocsf or json, not `cef`");
        assertThat(run("--from", "-1").exit()).isEqualTo(2);
        Files.writeString(file("out"), "kept");
        assertThat(run("--out", file("out")).err()).contains("exists already");
        assertThat(file("out")).hasContent("kept");
        var _ = run("--cursor", file("cursor"));
        assertThat(run("--cursor", file("cursor"), "--from", 1).err())
                .contains("tells where to go on");
        Files.writeString(file("cursor"), "{");
        var damaged = run("--cursor", file("cursor"));
        assertThat(damaged.exit()).isEqualTo(2);
        assertThat(damaged.err()).contains("cannot be read; take it away");
    }

    @Test
    void aCollectorGetsThemWithTheHeaderOfAFile() throws IOException {
        Files.writeString(file("header"), "Bearer t0ken\n");
        try (var receiver = new Receiver()) {
            var ran =
                    run(
                            "--otlp",
                            receiver.url(),
                            "--authorization",
                            file("header"),
                            "--cursor",
                            file("cursor"));

            assertThat(ran.exit()).isZero();
            var got = receiver.got.getFirst();
            assertThat(got.headers().firstValue("Authorization")).contains("Bearer t0ken");
            assertThat(got.body()).contains("sallyport.denied");
            assertThat(file("cursor")).exists();

            receiver.answer = Receiver.status(401);
            append(1);
            var refused = run("--otlp", receiver.url(), "--cursor", file("cursor"));
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err())
                    .contains("the records from 3 on were not taken: it answered with status 401");
        }
    }

    @Test
    void placesThatAreNoneAreRefusedBeforeAnythingIsSent() throws IOException {
        Files.writeString(file("empty.pem"), "");
        assertThat(run("--syslog", "siem:x").err()).contains("--syslog is a host and a port");
        assertThat(run("--otlp", "http://siem.example.com").err()).contains("an https URL");
        assertThat(run("--otlp", "https://u:p@siem.example.com").exit()).isEqualTo(2);
        assertThat(run("--syslog", "siem:1", "--out", file("out")).err()).contains("name one of");
        assertThat(run("--ca", file("empty.pem")).err()).contains("go with --syslog or --otlp");
        assertThat(run("--syslog", "siem:1", "--ca", file("empty.pem")).err())
                .contains("holds no certificate");
        assertThat(file("out")).doesNotExist();
    }
}
