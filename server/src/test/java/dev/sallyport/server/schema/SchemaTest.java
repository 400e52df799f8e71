package dev.sallyport.server.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sallyport.policy.TargetLabels;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.policy.yaml.YamlFile;
import dev.sallyport.server.ToolWords;
import dev.sallyport.server.cli.YamlJson;
import dev.sallyport.server.config.ConfigurationException;
import dev.sallyport.server.config.ConfigurationReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class SchemaTest {

    private static final Path ROOT = Path.of("..");

    private static final ObjectNode POLICY = PolicySchema.of(ToolWords.all());
    private static final ObjectNode CONFIG = ConfigurationSchema.of();

    private static List<String> problems(ObjectNode schema, String yaml) {
        var file = YamlFile.read("file.yaml", yaml);
        assertThat(file.problems()).isEmpty();
        Schema compiled =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(schema.toString(), InputFormat.JSON);
        return compiled.validate(YamlJson.object(file.root())).stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"policy.schema.json,policy", "sallyport.schema.json,config"})
    void theShippedSchemaIsWhatTheCodeGenerates(String name, String which) throws IOException {
        var file = ROOT.resolve("docs/schema").resolve(name);
        var generated =
                JsonMapper.shared()
                                .writerWithDefaultPrettyPrinter()
                                .writeValueAsString(which.equals("policy") ? POLICY : CONFIG)
                        + "\n";
        if ("rewrite".equals(System.getProperty("sallyport.golden"))) {
            Files.writeString(file, generated);
        }

        assertThat(Files.readString(file)).isEqualTo(generated);
    }

    static Stream<Path> policies() {
        return Stream.of(
                        "examples/policy/reference.yaml",
                        "examples/policy/suite/policy.yaml",
                        "examples/demo/src/main/resources/demo/policy.yaml")
                .map(ROOT::resolve);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void goodPoliciesFit(Path file) throws IOException {
        var text = Files.readString(file);

        assertThat(RoleMap.parse(file.toString(), text, ToolWords.all(), TargetLabels.NONE))
                .isInstanceOf(RoleMap.Parsed.Valid.class);
        assertThat(problems(POLICY, text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ role: {} }",
                "{ roles: { a: { permits: [] } } }",
                "{ roles: { a: { permit: [ { on: { database: shop } } ] } } }",
                "{ roles: { a: { permit: [ { tools: [query_databse] } ] } } }",
                "{ roles: { a: { permit: [ { tools: [push_branch], on: { database: shop } } ] } } }",
                "{ roles: { a: { permit: [ { tools: push_branch, rows: 5 } ] } } }",
                "{ roles: { a: { permit: [ { tools: [query_database], rows: many } ] } } }",
                "{ roles: { a: { permit: [ { tools: [query_database], rows: 0 } ] } } }",
                "{ roles: { a: { permit: [ { tools: [query_database], timeout: 10 } ] } } }",
                "{ roles: { a: { permit: [ { tools: [push_branch], file_bytes_over: 1KiB } ] } } }",
                "{ roles: { a: { forbid: [ { tools: [push_branch], file_bytes_max: 1KiB } ] } } }",
                "{ roles: { a: { forbid: [ { tools: [query_database], rows: 5 } ] } } }",
                "{ roles: { a: { hold: [ { tools: [push_branch] } ] } } }",
                "{ roles: { a: { hold: [ { tools: [push_branch], approvers: { role: a, quorum: 0 } } ] } } }",
                "{ roles: { a: { permit: [ { tools: [query_database], mask: [ { column: a, with: hide } ] } ] } } }",
                "{ roles: { a: { permit: [ { tools: [query_database], mask: [ { column: a } ] } ] } } }",
                "{ roles: { a: { permit: [ { tools: [apply_manifest], pod_security: lax } ] } } }",
                "{ roles: { a: { console: [rule] } } }",
                "{ roles: { a: { limits: { principal: { calls_per_minute: 0 } } } } }",
                "{ roles: { \"a b\": {} } }",
                "{ roles: { a: {} }, bindings: [ { role: a, to: [ana] } ] }",
                "{ roles: { a: {} }, bindings: [ { role: a } ] }",
                "{ roles: { a: {} }, bindings: [ { role: a, to: [\"user:a\"], when: { days: [monday] } } ] }",
                "{ roles: { a: {} }, separate: [ { roles: [a] } ] }"
            })
    void wrongPoliciesFitNeitherTheSchemaNorTheReader(String yaml) {
        assertThat(problems(POLICY, yaml)).isNotEmpty();
        assertThat(RoleMap.parse("policy.yaml", yaml, ToolWords.all(), TargetLabels.NONE))
                .isInstanceOf(RoleMap.Parsed.Invalid.class);
    }

    @Test
    void everyKeyOfAPolicyIsDescribed() {
        for (var effect : List.of("permit", "hold", "forbid")) {
            var properties = POLICY.path("$defs").path(effect).path("properties");
            assertThat(properties.size()).isGreaterThan(8);
            properties
                    .properties()
                    .forEach(entry ->
                            assertThat(entry.getValue().path("description").asString(""))
                                    .as(effect + "." + entry.getKey())
                                    .isNotBlank());
        }
    }

    @Test
    void theReferenceConfigurationFits() throws IOException {
        assertThat(
                        problems(
                                CONFIG,
                                Files.readString(ROOT.resolve("examples/policy/sallyport.yaml"))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{ policy: p, data: x }",
                "{ policy: p, server: { port: 1 } }",
                "{ policy: p, server: { tls: { certificate: a } } }",
                "{ policy: p, server: { tls: { certificate: a, key: b, client_certificates: always } } }",
                "{ policy: p, databases: { shop: { url: \"http://x\" } } }",
                "{ policy: p, databases: { shop: { url: \"jdbc:h2:x\", password: secret } } }",
                "{ policy: p, databases: { Shop: { url: \"jdbc:h2:x\" } } }",
                "{ policy: p, repositories: { shop: { url: \"file:///x\" } } }",
                "{ policy: p, clusters: { dev: {} } }",
                "{ policy: p, approvals: { pending_expires: soon } }",
                "{ policy: p, approvals: { notify: [ { events: requested } ] } }",
                "{ policy: p, approvals: { notify: [ { slack: \"https://hooks.slack.com/x\" } ] } }",
                "{ policy: p, approvals: { notify: [ { slack: \"${env:A}\", teams: \"${env:B}\" } ] } }",
                "{ policy: p, approvals: { notify: [ { slack: \"${env:A}\", events: [voted] } ] } }",
                "{ policy: p, approvals: { notify: [ { email: { smtp: \"h:25\", from: a@b } } ] } }",
                "{ policy: p, audit: { export: [ { format: ocsf } ] } }",
                "{ policy: p, audit: { export: [ { file: a, syslog: b } ] } }",
                "{ policy: p, audit: { export: [ { file: a, format: cef } ] } }",
                "{ policy: p, audit: { export: [ { otlp: \"https://a\", authorization: x } ] } }",
                "{ policy: p, state: { url: \"jdbc:mysql://x\" } }"
            })
    void wrongConfigurationsDoNotFit(String yaml) {
        assertThat(problems(CONFIG, yaml)).isNotEmpty();
    }

    /// The reader names the keys it takes where it meets one that it does not know.
    @Test
    void theSchemaHasTheKeysThatTheReaderTakes(@TempDir Path directory) throws IOException {
        var unknown = "qqqqqqqqqqqqqqq: 1";
        var file = directory.resolve("sallyport.yaml");
        Files.writeString(
                file,
                """
                %1$s
                server: { %1$s, tls: { %1$s } }
                databases: { x: { %1$s } }
                repositories: { x: { %1$s } }
                clusters: { x: { %1$s } }
                approvals: { %1$s, notify: [{ %1$s, email: { %1$s } }] }
                audit: { %1$s, export: [{ %1$s }] }
                state: { %1$s }
                identity:
                  issuers:
                    - { %1$s }
                  console: { %1$s }
                  certificates: { %1$s }
                """
                        .formatted(unknown));
        var taken = new TreeSet<String>();
        var sections =
                List.of(
                        "",
                        "server",
                        "server/tls",
                        "databases",
                        "repositories",
                        "clusters",
                        "approvals",
                        "approvals/notify",
                        "approvals/notify/email",
                        "audit",
                        "audit/export",
                        "state",
                        "identity/issuers",
                        "identity/console",
                        "identity/certificates");
        try {
            ConfigurationReader.read(file, Map.of());
        } catch (ConfigurationException e) {
            var lines =
                    String.valueOf(e.getMessage())
                            .lines()
                            .filter(l -> l.contains("`qqqqqqqqqqqqqqq`"))
                            .toList();
            assertThat(lines).hasSameSizeAs(sections);
            for (int i = 0; i < sections.size(); i++) {
                var section = sections.get(i);
                Pattern.compile("`([a-z_]+)`")
                        .matcher(lines.get(i).substring(lines.get(i).indexOf("allowed here")))
                        .results()
                        .forEach(key ->
                                taken.add((section.isEmpty() ? "" : section + ".") + key.group(1)));
            }
        }

        var known = new TreeSet<String>();
        for (var section : sections) {
            JsonNode properties = CONFIG.path("properties");
            if (!section.isEmpty()) {
                for (var key : List.of(section.split("/"))) {
                    properties = properties.path(key);
                    if (properties.has("items")) {
                        properties = properties.path("items");
                    }
                    if (!section.endsWith(key)) {
                        properties = properties.path("properties");
                    }
                }
                properties =
                        properties.has("additionalProperties")
                                        && properties.path("additionalProperties").isObject()
                                ? properties.path("additionalProperties").path("properties")
                                : properties.path("properties");
            }
            properties
                    .properties()
                    .forEach(entry ->
                            known.add((section.isEmpty() ? "" : section + ".") + entry.getKey()));
        }
        assertThat(known).isEqualTo(taken);
    }
}
