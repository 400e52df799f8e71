package dev.sallyport.server.cli;

import static dev.sallyport.server.cli.Ran.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditOptions;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.FileCheckpointStore;
import dev.sallyport.audit.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CliTest {

    @TempDir private Path directory;

    /// What one command line came to.
    @BeforeEach
    void configure() throws IOException {
        Files.writeString(directory.resolve("policy.yaml"), "");
        configure("127.0.0.1:0");
    }

    private void configure(String listen) throws IOException {
        Files.writeString(
                directory.resolve("sallyport.yaml"),
                """
                server: { listen: "%s" }
                policy: policy.yaml
                audit: { directory: audit, key: keys/audit-key }
                state: { url: "jdbc:sqlite:state.db" }
                """
                        .formatted(listen));
    }

    private String config() {
        return directory.resolve("sallyport.yaml").toString();
    }

    static List<List<String>> everyCommand() {
        var found = new ArrayList<List<String>>();
        collect(Cli.commandLine(), List.of(), found);
        return found;
    }

    private static void collect(CommandLine command, List<String> names, List<List<String>> found) {
        found.add(names);
        command.getSubcommands()
                .forEach((name, sub) ->
                        collect(
                                sub,
                                Stream.concat(names.stream(), Stream.of(name)).toList(),
                                found));
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyCommandExplainsItself(List<String> names) {
        var ran = run(Stream.concat(names.stream(), Stream.of("--help")).toArray(String[]::new));

        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).startsWith("Usage: sallyport" + suffix(names)).contains("--verbose");
        assertThat(ran.err()).isEmpty();
    }

    private static String suffix(List<String> names) {
        return names.isEmpty() ? "" : " " + String.join(" ", names);
    }

    @Test
    void theCommandsOfTheContractAreThere() {
        assertThat(everyCommand())
                .contains(
                        List.of("serve"),
                        List.of("stdio"),
                        List.of("doctor"),
                        List.of("policy", "check"),
                        List.of("approvals", "review"),
                        List.of("approvals", "list"),
                        List.of("approvals", "show"),
                        List.of("approvals", "approve"),
                        List.of("approvals", "reject"),
                        List.of("approvals", "grant"),
                        List.of("approvals", "break-glass"),
                        List.of("approvals", "reviews"),
                        List.of("approvals", "delegate"),
                        List.of("approvals", "delegations"),
                        List.of("audit", "verify"),
                        List.of("audit", "list"),
                        List.of("audit", "show"),
                        List.of("audit", "proof"),
                        List.of("audit", "proof", "check"),
                        List.of("audit", "keys", "list"),
                        List.of("audit", "keys", "rotate"),
                        List.of("audit", "adopt"),
                        List.of("key", "create"),
                        List.of("key", "list"),
                        List.of("key", "rotate"),
                        List.of("key", "revoke"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense|nonsense",
                "serve|--config",
                "serve --config|--config",
                "serve --config none.yaml --more|--more",
                "policy|check",
                "policy check|--config",
                "approvals show|ID",
                "audit|verify",
                "audit verify|--dir",
                "key|create",
                "key create --config none.yaml|NAME",
                "key create bot --config none.yaml --expires soon|soon",
                "key rotate --config none.yaml|NAME",
                "key rotate bot --config none.yaml --overlap soon|soon",
                "key rotate bot --config none.yaml --expires 0s|0s",
            })
    void badUsageIsOneSentenceAndExitTwo(String arguments, String named) {
        var ran = run(arguments.split(" ", -1));

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("sallyport: ").contains(named).doesNotContain("\tat ");
        assertThat(ran.err().lines().count()).isLessThanOrEqualTo(2);
    }

    @Test
    void aMissingConfigurationIsNamed() {
        for (var command : List.of("serve", "doctor", "key list")) {
            var ran = run((command + " --config " + directory.resolve("none.yaml")).split(" ", -1));

            assertThat(ran.exit()).as(command).isEqualTo(2);
            assertThat(ran.err()).contains("none.yaml").doesNotContain("\tat ");
        }
    }

    @Test
    void verboseShowsWhatLiesBehind() {
        var ran = run("serve", "--config", directory.resolve("none.yaml").toString(), "--verbose");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("\tat ");
    }

    @Test
    void aConfigurationWithAMistakeIsNamedWithItsLine() throws IOException {
        Files.writeString(
                directory.resolve("sallyport.yaml"), "policy: policy.yaml\nserver: {lisen: x}\n");

        var ran = run("serve", "--config", config());

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("sallyport.yaml:2:").contains("lisen").contains("listen");
    }

    @Test
    void servingOnAPortInUseSaysSo() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            configure("127.0.0.1:" + taken.getLocalPort());

            var ran = run("serve", "--config", config());

            assertThat(ran.exit()).isEqualTo(2);
            assertThat(ran.err())
                    .contains("the port is in use")
                    .contains("server.listen")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void servingWithABadRoleMapNamesItsLine() throws IOException {
        Files.writeString(directory.resolve("policy.yaml"), "roles:\n  a: { permitt: [] }\n");

        var ran = run("serve", "--config", config());

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("policy.yaml:2:").contains("permitt");
    }

    @Test
    void aKeyIsCreatedListedAndRevoked() {
        var created =
                run(
                        "key",
                        "create",
                        "bot",
                        "--config",
                        config(),
                        "--group",
                        "ci",
                        "--group",
                        "agents",
                        "--expires",
                        "90d",
                        "--json");
        assertThat(created.exit()).isZero();
        assertThat(created.out().lines()).hasSize(1);
        assertThat(created.json().propertyNames()).containsExactly("token", "principal");
        assertThat(created.json().path("principal").asString("")).isEqualTo("client:bot");
        var token = created.json().path("token").asString("");
        assertThat(token).hasSizeGreaterThan(40);

        var listed = run("key", "list", "--config", config(), "--json");
        assertThat(listed.exit()).isZero();
        var key = listed.json().path(0);
        assertThat(key.propertyNames())
                .containsExactly("principal", "groups", "created", "expires", "state");
        assertThat(key.path("groups").toString()).isEqualTo("[\"agents\",\"ci\"]");
        assertThat(key.path("state").asString("")).isEqualTo("works");
        assertThat(listed.out()).doesNotContain(token);

        assertThat(run("key", "revoke", "bot", "--config", config()).exit()).isZero();
        assertThat(run("key", "list", "--config", config(), "--json").json().at("/0/state"))
                .hasToString("\"revoked\"");
        var again = run("key", "revoke", "bot", "--config", config());
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).isEqualTo("sallyport: no working key is named `bot`\n");
    }

    @Test
    void aKeyIsConfinedToRolesAndRotatedAndBothEndTogether() {
        var first = run("key", "create", "bot", "--role", "reader", "--config", config(), "--json");
        assertThat(first.exit()).isZero();

        var second = run("key", "rotate", "bot", "--overlap", "1h", "--config", config(), "--json");
        assertThat(second.exit()).isZero();
        assertThat(second.json().path("principal").asString("")).isEqualTo("client:bot");
        assertThat(second.json().path("token")).isNotEqualTo(first.json().path("token"));

        var listed = run("key", "list", "--config", config(), "--json").json();
        assertThat(listed.size()).isEqualTo(2);
        assertThat(listed.toString())
                .contains("\"state\":\"works\"", "\"state\":\"being replaced\"");
        listed.forEach(key -> assertThat(key.path("roles").toString()).isEqualTo("[\"reader\"]"));
        assertThat(run("key", "list", "--config", config()).out())
                .contains("roles [reader]", "last used never");

        assertThat(run("key", "revoke", "bot", "--config", config()).exit()).isZero();
        assertThat(run("key", "list", "--config", config(), "--json").out())
                .doesNotContain("works", "being replaced");
        var none = run("key", "rotate", "bot", "--config", config());
        assertThat(none.exit()).isEqualTo(1);
        assertThat(none.err()).isEqualTo("sallyport: no working key is named `bot`\n");
        assertThat(run("key", "create", "b", "--role", "a b", "--config", config()).exit())
                .isEqualTo(1);
    }

    @Test
    void aHumansKeyNamesAUserAndAPlainTokenStandsAlone() {
        var created = run("key", "create", "ana@example.com", "--human", "--config", config());

        assertThat(created.exit()).isZero();
        assertThat(created.out().lines()).hasSize(1);
        assertThat(created.err()).contains("user:ana@example.com").contains("this once");
    }

    @Test
    void aNameThatIsTakenOrNoneIsRefused() {
        assertThat(run("key", "create", "bot", "--config", config()).exit()).isZero();

        assertThat(run("key", "create", "bot", "--config", config()).exit()).isEqualTo(1);
        assertThat(run("key", "create", "A B", "--config", config()).exit()).isEqualTo(1);
    }

    @Test
    void aGoodRoleMapIsGood() throws IOException {
        var file = directory.resolve("good.yaml");
        Files.writeString(
                file,
                """
                roles: { a: { permit: [ { tools: [query_database], on: { database: shop } } ] } }
                bindings: [ { role: a, to: ["client:a"] } ]
                """);

        var plain = run("policy", "check", file.toString());
        var json = run("policy", "check", file.toString(), "--json");

        assertThat(plain.exit()).isZero();
        assertThat(plain.out()).contains("is good");
        assertThat(plain.err()).isEmpty();
        assertThat(json.json().path("warnings").isEmpty()).isTrue();
        assertThat(json.exit()).isZero();
        assertThat(json.json().path("valid").asBoolean(false)).isTrue();
        assertThat(run("policy", "check", "--config", config()).exit()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "roles: {}",
                "roles: { a: { permit: [ { tools: [query_database] } ] } }",
                "{ roles: { a: { console: [approve] } }, bindings: [ { role: a, to: [\"user:a\"] } ] }",
                "{ roles: { a: { forbid: [ { tools: [query_database] } ] } },"
                        + " bindings: [ { role: a, to: [\"user:a\"] } ] }"
            })
    void aRoleMapThatDeniesEverythingIsGoodWithAWarning(String roleMap) throws IOException {
        var file = directory.resolve("idle.yaml");
        Files.writeString(file, roleMap);

        var plain = run("policy", "check", file.toString());
        var json = run("policy", "check", file.toString(), "--json");

        assertThat(plain.exit()).isZero();
        assertThat(plain.out()).contains("is good");
        assertThat(plain.err()).contains("idle.yaml").contains("denies everything");
        assertThat(json.exit()).isZero();
        assertThat(json.json().path("warnings").get(0).asString())
                .startsWith("it denies everything");
        assertThat(json.err()).isEmpty();
    }

    @Test
    void aBadRoleMapIsNamedLineByLine() throws IOException {
        var file = directory.resolve("bad.yaml");
        Files.writeString(
                file, "roles:\n  a: { permit: [ { tools: [query_databse] } ] }\nbidings: []\n");

        var plain = run("policy", "check", file.toString());
        var json = run("policy", "check", file.toString(), "--json");

        assertThat(plain.exit()).isEqualTo(1);
        assertThat(plain.out()).isEmpty();
        assertThat(plain.err()).contains("bad.yaml:2:").contains("bad.yaml:3:");
        assertThat(json.exit()).isEqualTo(1);
        assertThat(json.json().path("valid").asBoolean(true)).isFalse();
        assertThat(json.json().path("problems").size()).isGreaterThanOrEqualTo(2);
        assertThat(run("policy", "check", directory.resolve("none.yaml").toString()).exit())
                .isEqualTo(1);
    }

    @Test
    void aSoundLogIsSoundAndAFlippedByteIsFound() throws IOException {
        var log = directory.resolve("log");
        write(log);

        assertThat(run("audit", "verify", "--dir", log.toString()).exit()).isZero();
        assertThat(run("audit", "list", "--dir", log.toString()).out()).contains("bot");
        assertThat(run("audit", "list", "--dir", log.toString(), "--json").exit()).isZero();

        flip(entries(log));
        var tampered = run("audit", "verify", "--dir", log.toString());
        assertThat(tampered.exit()).isEqualTo(1);
        assertThat(tampered.err()).startsWith("tampered: ");
        assertThat(run("audit", "verify", "--dir", log.toString(), "--json").exit()).isEqualTo(1);
    }

    @Test
    void whatIsNoLogIsUnreadable() {
        var ran = run("audit", "verify", "--dir", directory.resolve("nothing").toString());

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).doesNotContain("\tat ");
        assertThat(run("audit", "list", "--dir", directory.toString()).exit()).isEqualTo(2);
    }

    private void write(Path log) {
        var options =
                AuditOptions.of(
                        "test/cli",
                        directory.resolve("log-key"),
                        new FileCheckpointStore(directory.resolve("log-checkpoint")));
        try (var open = AuditLog.open(log, options)) {
            for (int i = 0; i < 5; i++) {
                var _ =
                        open.append(
                                AuditRecord.of(Stage.DENIED)
                                        .callId("call-" + i)
                                        .principal("client:bot", "agent")
                                        .build());
            }
        }
    }

    private static Path entries(Path log) throws IOException {
        try (var files = Files.walk(log.resolve("tile/entries"))) {
            return files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    private static void flip(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void approvalsNeedToKnowWhereAndWho() {
        // The tests run without these two in their environment.
        assertThat(System.getenv()).doesNotContainKeys("SALLYPORT_URL", "SALLYPORT_TOKEN");
        for (var command :
                List.of(
                        "list",
                        "show apr_x",
                        "approve apr_x",
                        "reject apr_x",
                        "list --grants",
                        "grant apr_x --for 2h",
                        "grant --revoke grt_x",
                        "grant apr_x",
                        "grant apr_x --for 2h --accept-hidden 1",
                        "grant apr_x --for 2h --accept-hidden some",
                        "grant --revoke grt_x --accept-hidden 1",
                        "grant --revoke grt_x --for 2h",
                        "break-glass apr_x --reason because",
                        "break-glass apr_x",
                        "break-glass --reason because",
                        "reviews",
                        "reviews apr_x",
                        "reviews --justified",
                        "reviews apr_x --justified --not-justified",
                        "reviews apr_x --justified --note fine",
                        "reviews --reviewed --json",
                        "delegate --to user:ben --until 2030-01-31T18:00Z --role dba",
                        "delegate --to user:ben",
                        "delegate --until 2030-01-31T18:00Z",
                        "delegations --json",
                        "delegations --end dlg_x")) {
            var ran = run(("approvals " + command).split(" ", -1));

            assertThat(ran.exit()).as(command).isEqualTo(2);
            assertThat(ran.err()).startsWith("sallyport: ").doesNotContain("\tat ");
        }
        assertThat(run("approvals", "list").err()).contains("SALLYPORT_URL");
    }

    @Test
    void stdioNeedsToKnowWho() {
        var ran = run("stdio", "--config", config());

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("SALLYPORT_TOKEN");
    }
}
