package dev.sallyport.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.server.config.Configuration.CheckpointPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationReaderTest {

    @TempDir private Path directory;

    @BeforeEach
    void aRoleMapAndASecret() throws IOException {
        Files.writeString(directory.resolve("policy.yaml"), "");
        Files.writeString(directory.resolve("secret"), "s3cret\n");
        Files.writeString(directory.resolve("kubeconfig"), "{}");
    }

    private Configuration read(String yaml) throws IOException {
        var file = directory.resolve("sallyport.yaml");
        Files.writeString(file, yaml);
        return ConfigurationReader.read(file, Map.of("SHOP_PASSWORD", "from-environment"));
    }

    @Test
    void everyKeyOfTheDocumentedExampleIsUnderstood() throws IOException {
        var configuration =
                read(
                        """
                        server: { listen: "127.0.0.1:9000", public_url: "https://sallyport.example.com" }
                        databases:
                          shop: { url: "jdbc:postgresql://127.0.0.1:5432/shop", username: gate, password: "${file:secret}", functions: [soundex, shop.doubled] }
                          other: { url: "jdbc:postgresql://127.0.0.1:5432/o", username: gate, password: "${env:SHOP_PASSWORD}" }
                        repositories:
                          shop: { url: "https://git.example.com/shop.git", username: gate, password: "${file:secret}" }
                        clusters:
                          dev: { kubeconfig: kubeconfig, context: dev }
                        services: {}
                        mcp_servers: {}
                        policy: policy.yaml
                        approvals: { pending_expires: 2h, execution_expires: 5m, notify: [] }
                        audit: { directory: data/audit, checkpoint_every: 2s, bodies: none }
                        state: { url: "jdbc:sqlite:data/state.db" }
                        """);

        assertThat(configuration.server().port()).isEqualTo(9000);
        assertThat(configuration.databases())
                .extracting(database -> database.password().value())
                .containsExactly("s3cret", "from-environment");
        assertThat(configuration.approvals().pendingExpires()).isEqualTo(Duration.ofHours(2));
        assertThat(configuration.audit().directory())
                .isEqualTo(directory.toAbsolutePath().resolve("data/audit"));
        assertThat(configuration.audit().bodies()).isFalse();
        assertThat(configuration.clusters().getFirst().context()).contains("dev");
    }

    @Test
    void printsWithSecretsHidden() throws IOException {
        var configuration =
                read(
                        """
                        databases: { shop: { url: "jdbc:postgresql://h/shop", username: gate, password: "${file:secret}" } }
                        policy: policy.yaml
                        """);

        assertThat(configuration.toString()).contains("shop").doesNotContain("s3cret");
        assertThat(configuration.describe().lines())
                .contains(
                        "  server.listen: 127.0.0.1:8640",
                        "  databases.shop.url: jdbc:postgresql://h/shop",
                        "  databases.shop.username: gate",
                        "  databases.shop.password: ••••",
                        "  approvals.pending_expires: 1h",
                        "  approvals.execution_expires: 10m",
                        "  approvals.retention: 720h",
                        "  approvals.fresh_sign_in: 5m",
                        "  audit.checkpoint_every: 1s",
                        "  audit.checkpoint_store: file",
                        "  audit.bodies: encrypted")
                .noneMatch(line -> line.contains("s3cret") || line.contains("Optional"));
    }

    @Test
    void theSecondPlaceOfCheckpointsIsWhereTheStateIsNotAFile() throws IOException {
        var inServer = "policy: policy.yaml\nstate: { url: \"jdbc:postgresql://h/s\" }\n";

        assertThat(read("policy: policy.yaml").audit().checkpointStore())
                .isEqualTo(CheckpointPlace.FILE);
        assertThat(read(inServer).audit().checkpointStore()).isEqualTo(CheckpointPlace.STATE);
        assertThat(read(inServer + "audit: { checkpoint_store: file }").audit().checkpointStore())
                .isEqualTo(CheckpointPlace.FILE);
        assertThat(
                        read("policy: policy.yaml\naudit: { checkpoint_store: state }")
                                .audit()
                                .checkpointStore())
                .isEqualTo(CheckpointPlace.STATE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "policy: policy.yaml\\nserver: {lisen: \"127.0.0.1:1\"}|2|unknown key `lisen`|did you mean `listen`",
                "polcy: policy.yaml|1|unknown key `polcy`|did you mean `policy`",
                "server: {}|1|missing key `policy`|",
                "policy: gone.yaml|1|`gone.yaml`, which cannot be read|create the file",
                "policy: policy.yaml\\nserver: {listen: here}|2|must be an address and a port|write `127.0.0.1:8640`",
                "policy: policy.yaml\\nserver: {listen: \"h:99999\"}|2|must be an address and a port|write",
                "policy: policy.yaml\\nserver: {public_url: \"ftp://x\"}|2|must be an http or https URL|",
                "policy: policy.yaml\\ndatabases: {a: {url: \"jdbc:oracle:x\", username: u, password: \"${file:secret}\"}}|2|must start with one of `jdbc:postgresql:`|these products",
                "policy: policy.yaml\\ndatabases: {a: {url: \"jdbc:sqlite:shop.db\", username: u}}|2|has no use: SQLite has no logins|leave it out",
                "policy: policy.yaml\\ndatabases: {a: {url: \"jdbc:h2:/x;PASSWORD=p\", username: u, password: \"${file:secret}\"}}|2|holds credentials|",
                "policy: policy.yaml\\ndatabases: {a: {url: \"jdbc:postgresql://h/d\", username: u, password: hunter2}}|2|is written out|write a reference",
                "policy: policy.yaml\\ndatabases: {a: {url: \"jdbc:postgresql://h/d\", username: u, password: \"${env:NOT_SET}\"}}|2|`NOT_SET` is not set|set it",
                "policy: policy.yaml\\ndatabases: {a: {url: \"jdbc:postgresql://h/d\", username: u, password: \"${file:no}\"}}|2|`no` cannot be read|create it",
                "policy: policy.yaml\\ndatabases: {a: {url: \"jdbc:postgresql://h/d?user=x\", username: u, password: \"${file:secret}\"}}|2|holds credentials|",
                "policy: policy.yaml\\ndatabases: {a: {url: \"jdbc:postgresql://h/d\", username: u, password: \"${file:secret}\", functions: [soundex, pg_read_file]}}|2|cannot add the function `pg_read_file`|beyond its arguments",
                "policy: policy.yaml\\ndatabases: {a: {url: \"jdbc:sqlite:shop.db\", functions: [main.f]}}|2|cannot add the function `main.f`|bare name",
                "policy: policy.yaml\\ndatabases: {\"A B\": {}}|2|cannot name a target|",
                "policy: policy.yaml\\nrepositories: {a: {url: \"file:///x\"}}|2|must start with `https://` or `http://`|",
                "policy: policy.yaml\\nrepositories: {a: {url: \"https://h/x\", username: u}}|2|only one of `username` and `password`|both or neither",
                "policy: policy.yaml\\nclusters: {a: {kubeconfig: nowhere}}|2|cannot be read|correct the path",
                "policy: policy.yaml\\napprovals: {pending_expires: 5s}|2|must be from 1m to 7d|",
                "policy: policy.yaml\\napprovals: {pending_expires: soon}|2|must be a duration|",
                "policy: policy.yaml\\napprovals: {retention: 23h}|2|must be from 1d to 3650d|",
                "policy: policy.yaml\\napprovals: {fresh_sign_in: 59s}|2|must be from 1m to 1h|",
                "policy: policy.yaml\\napprovals: {fresh_sign_in: 61m}|2|must be from 1m to 1h|",
                "policy: policy.yaml\\napprovals: {fresh_sign_in: never}|2|must be a duration|",
                "policy: policy.yaml\\nmcp_servers: {a: {}}|2|`mcp_servers` is not served|",
                "policy: policy.yaml\\naudit: {directory: a, key: a/key}|2|lies inside|keep the signing key away",
                "policy: policy.yaml\\naudit: {bodies: plain}|2|`bodies` cannot be `plain`|write `encrypted`",
                "policy: policy.yaml\\naudit: {checkpoint_store: disk}|2|cannot be `disk`|write `file` or `state`",
                "policy: policy.yaml\\nstate: {url: \"jdbc:h2:x\"}|2|must start with `jdbc:sqlite:`|",
                "policy: policy.yaml\\npolicy: policy.yaml|2|policy|",
                "[1, 2]|1|must be a mapping|",
            })
    void eachMistakeIsNamedWithLineAndFix(String yaml, int line, String message, String fix) {
        assertThatThrownBy(() -> read(yaml.replace("\\n", "\n")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("sallyport.yaml:" + line + ":")
                .hasMessageContaining(message)
                .hasMessageContaining(fix == null ? "" : fix)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> ConfigurationReader.read(directory.resolve("none.yaml"), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("none.yaml")
                .hasMessageContaining("--config");
    }
}
