package dev.sallyport.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.server.witness.CosigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WitnessingReaderTest {

    private static final CosigningKey ONE = CosigningKey.create("w.example/one");
    private static final CosigningKey TWO = CosigningKey.create("w.example/two");
    private static final String LOG_KEY =
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    @TempDir private Path directory;

    /// @param audit with `ONE`, `TWO`, `ALIAS` and `LOG` in place of keys
    private Configuration read(String audit) throws IOException {
        Files.writeString(directory.resolve("policy.yaml"), "");
        var file = directory.resolve("sallyport.yaml");
        var text =
                audit.replace("ONE", ONE.key().toString())
                        .replace("TWO", TWO.key().toString())
                        .replace("ALIAS", ONE.named("w.example/alias").key().toString())
                        .replace("LOG", LOG_KEY);
        Files.writeString(file, "policy: policy.yaml\naudit: { " + text + " }\n");
        return ConfigurationReader.read(file, Map.of());
    }

    @Test
    void witnessesAndTheirQuorumAreUnderstood() throws IOException {
        var configuration =
                read(
                        "witnesses: [{ url: 'https://w.example/a/', key: 'ONE', ca: ca.pem },"
                                + " { url: 'http://127.0.0.1:99', key: 'TWO' }], witness_quorum: 2,"
                                + " witness_every: 30s, witness_stale_after: 2h");

        var witnessing = configuration.audit().witnessing();
        assertThat(witnessing.least()).isEqualTo(2);
        assertThat(witnessing.every()).isEqualTo(Duration.ofSeconds(30));
        assertThat(witnessing.staleAfter()).isEqualTo(Duration.ofHours(2));
        assertThat(witnessing.witnesses().getFirst().url()).hasToString("https://w.example/a");
        assertThat(witnessing.witnesses().getFirst().ca()).contains(directory.resolve("ca.pem"));
        assertThat(witnessing.witnesses().getLast().key()).isEqualTo(TWO.key());
        assertThat(configuration.describe())
                .contains("audit.witnesses.w.example/one.url: https://w.example/a")
                .contains("audit.witness_quorum: 2");
    }

    @Test
    void withoutWitnessesThereIsNoQuorum() throws IOException {
        assertThat(read("witnesses: []").audit().witnessing().quorum()).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "witnesses: [{ url: 'https://a', key: 'ONE' }] | needs `witness_quorum`",
                "witness_quorum: 1 | `witness_quorum` goes with `witnesses`",
                "witness_every: 1m | `witness_every` goes with `witnesses`",
                "witnesses: [{ url: 'https://a', key: 'ONE' }], witness_quorum: 0 | witness_quorum",
                "witnesses: [{ url: 'https://a', key: 'ONE' }], witness_quorum: 2 | witness_quorum",
                "witnesses: [{ url: 'https://a', key: 'ONE' }, { url: 'https://b', key: 'ONE' }], witness_quorum: 2 | has the public key of another",
                "witnesses: [{ url: 'https://a', key: 'ONE' }, { url: 'https://b', key: 'ALIAS' }], witness_quorum: 2 | has the public key of another",
                "witnesses: [{ url: 'https://a', key: 'ONE' }, { url: 'https://a/', key: 'TWO' }], witness_quorum: 2 | has the url of another",
                "witnesses: [{ url: 'http://a', key: 'ONE' }], witness_quorum: 1 | is not an https URL without credentials",
                "witnesses: [{ url: 'https://u:p@a', key: 'ONE' }], witness_quorum: 1 | is not an https URL without credentials",
                "witnesses: [{ url: 'https://a?b', key: 'ONE' }], witness_quorum: 1 | is not an https URL without credentials",
                "witnesses: [{ url: 'https://a', key: 'LOG' }], witness_quorum: 1 | the key of a log (type 1)",
                "witnesses: [{ url: 'https://a', key: 'x' }], witness_quorum: 1 | `key` is no public key of a witness",
                "witnesses: [{ url: 'https://a' }], witness_quorum: 1 | key",
                "witnesses: [{ url: 'https://a', key: 'ONE', name: x }], witness_quorum: 1 | unknown key `name`",
                "witnesses: [{ url: 'https://a', key: 'ONE' }], witness_quorum: 1, witness_every: 1s | `witness_every` must be from",
                "witnesses: [{ url: 'https://a', key: 'ONE' }], witness_quorum: 1, witness_stale_after: 2m, witness_every: 5m | is shorter than"
            })
    void whatIsWrongIsSaid(String audit, String problem) {
        assertThatThrownBy(() -> read(audit))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(problem);
    }
}
