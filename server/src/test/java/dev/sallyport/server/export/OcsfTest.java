package dev.sallyport.server.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.server.config.ExportFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class OcsfTest {

    private static final Path DIRECTORY = Path.of("src/test/resources/ocsf");
    private static final Schema SCHEMA = schema();

    @TempDir private Path directory;

    private static Schema schema() {
        try {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(
                            Files.readString(DIRECTORY.resolve("ocsf-1.8.0.schema.json")),
                            InputFormat.JSON);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private LoggedRecord logged(AuditRecord record) throws IOException {
        return record.stage() == Stage.KEY_ROTATED ? rotated(record) : appended(record);
    }

    private LoggedRecord appended(AuditRecord record) throws IOException {
        try (var log = new ExportedLog(directory)) {
            return log.append(record).get(0);
        }
    }

    /// No log that is open takes this one: the record of another stage, with this one's name.
    private LoggedRecord rotated(AuditRecord record) throws IOException {
        var other = AuditRecord.of(Stage.LOG_ADOPTED);
        record.details().forEach(other::detail);
        var logged = appended(other.build());
        return new LoggedRecord(
                logged.index(),
                logged.origin(),
                logged.time(),
                record,
                Optional.empty(),
                logged.json().replace(Stage.LOG_ADOPTED.text(), record.stage().text()));
    }

    private static List<String> problems(ObjectNode event) {
        return SCHEMA.validate(event).stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void anEventOfEachStageIsAsAgreed(Stage stage) throws IOException {
        var event = Ocsf.event(logged(SampleRecords.of(stage)));
        // They change with the record's version, and say nothing of the stage.
        event.remove(List.of("raw_data_hash", "raw_data_size"));
        ((ObjectNode) event.path("metadata")).remove("log_version");
        var text =
                JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(event)
                        + "\n";
        var file = DIRECTORY.resolve("golden").resolve(stage.text() + ".json");
        if ("rewrite".equals(System.getProperty("sallyport.golden"))) {
            Files.writeString(file, text);
        }

        assertThat(text).isEqualTo(Files.readString(file));
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void anEventOfEachStageFitsThePublicSchema(Stage stage) throws IOException {
        assertThat(problems(Ocsf.event(logged(SampleRecords.of(stage))))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = Stage.class, mode = EnumSource.Mode.EXCLUDE, names = "INTENT")
    void aRecordThatSaysNothingElseFitsThePublicSchemaToo(Stage stage) throws IOException {
        assertThat(problems(Ocsf.event(logged(AuditRecord.of(stage).build())))).isEmpty();
    }

    @Test
    void theSchemaRefusesWhatItDoesNotKnow() throws IOException {
        var event = Ocsf.event(logged(SampleRecords.of(Stage.OUTCOME)));

        assertThat(problems(event.deepCopy().put("stage", "outcome"))).isNotEmpty();
        assertThat(problems(event.deepCopy().put("time", "now"))).isNotEmpty();
        assertThat(problems(event.deepCopy().put("activity_id", 77))).isNotEmpty();
        var nameless = event.deepCopy();
        ((ObjectNode) nameless.path("src_endpoint")).remove("svc_name");
        assertThat(problems(nameless)).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void nothingOfARecordIsLost(Stage stage) throws IOException {
        var logged = logged(SampleRecords.of(stage));
        var event = texts(Ocsf.event(logged));

        assertThat(event).containsAll(texts(JsonMapper.shared().readTree(logged.json())));
    }

    private static Set<String> texts(JsonNode json) {
        var all = new TreeSet<String>();
        var open = new ArrayList<>(List.of(json));
        while (!open.isEmpty()) {
            var node = open.removeLast();
            if (node.isValueNode()) {
                all.add(node.asString());
            }
            node.forEach(open::add);
        }
        return all;
    }

    @Test
    void whatALaterVersionAddsIsUnmapped() throws IOException {
        var logged = logged(SampleRecords.of(Stage.OUTCOME));
        var later =
                new LoggedRecord(
                        logged.index(),
                        logged.origin(),
                        logged.time(),
                        logged.record(),
                        Optional.empty(),
                        logged.json().replaceFirst("\\{", "{\"added\":{\"size\":7},"));

        assertThat(Ocsf.event(later).path("unmapped").path("added").path("size").intValue())
                .isEqualTo(7);
    }

    @Test
    void theHashIsThatOfTheRecordsOwnBytes() throws Exception {
        var logged = logged(SampleRecords.of(Stage.OUTCOME));
        var digest = java.security.MessageDigest.getInstance("SHA-256");

        assertThat(Ocsf.event(logged).path("raw_data_hash").path("value").stringValue())
                .isEqualTo(
                        HexFormat.of()
                                .formatHex(
                                        digest.digest(
                                                logged.json().getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void hostileTextsStayTextsOnOneLine() throws IOException {
        var hostile = "a\nb\r\n\u0000\u001b[31m\u2028\u202e\"}{\"class_uid\":1,";
        var logged =
                logged(
                        SampleRecords.call(Stage.DENIED)
                                .tool(hostile)
                                .target(hostile)
                                .decision("deny", List.of(hostile), hostile)
                                .detail(hostile, hostile)
                                .build());
        for (var format : ExportFormat.values()) {
            var line = Lines.of(logged, format);

            assertThat(line).doesNotContain("\n", "\r", "\u0000", "\u001b");
            assertThat(texts(JsonMapper.shared().readTree(line))).contains(hostile);
        }
        assertThat(problems(Ocsf.event(logged))).isEmpty();
        assertThat(Ocsf.event(logged).path("class_uid").intValue()).isEqualTo(6003);
    }

    @Test
    void aLogFromElsewhereCannotBreakLines() throws IOException {
        var logged = logged(SampleRecords.of(Stage.OUTCOME));
        var broken =
                new LoggedRecord(
                        logged.index(),
                        logged.origin(),
                        logged.time(),
                        logged.record(),
                        Optional.empty(),
                        logged.json().replaceFirst("\\{", "{\n\r"));

        assertThat(Lines.of(broken, ExportFormat.JSON)).isEqualTo(logged.json());
    }
}
