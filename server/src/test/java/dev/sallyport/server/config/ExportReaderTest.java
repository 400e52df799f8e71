package dev.sallyport.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.server.config.Export.LogFile;
import dev.sallyport.server.config.Export.Otlp;
import dev.sallyport.server.config.Export.Syslog;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportReaderTest {

    @TempDir private Path directory;

    private Configuration read(String export) throws IOException {
        Files.writeString(directory.resolve("policy.yaml"), "");
        var file = directory.resolve("sallyport.yaml");
        Files.writeString(file, "policy: policy.yaml\naudit:\n  export:\n" + export);
        return ConfigurationReader.read(
                file, Map.of("KEY", "Bearer s3cret", "WRAPPED", "Bearer\n s3cret"));
    }

    @Test
    void everyPlaceIsUnderstoodAndNoSecretPrinted() throws IOException {
        var configuration =
                read(
                        """
                            - { file: copies/ocsf.jsonl }
                            - { syslog: "siem.example.com", ca: siem.pem, format: json }
                            - { syslog: "[::1]:7000" }
                            - { otlp: "https://collector.example.com:4318", authorization: "${env:KEY}" }
                            - { otlp: "http://127.0.0.1:4318/logs" }
                        """);

        assertThat(configuration.audit().exports())
                .containsExactly(
                        new Export(
                                new LogFile(directory.resolve("copies/ocsf.jsonl")),
                                ExportFormat.OCSF),
                        new Export(
                                new Syslog(
                                        "siem.example.com",
                                        6514,
                                        Optional.of(directory.resolve("siem.pem"))),
                                ExportFormat.JSON),
                        new Export(new Syslog("::1", 7000, Optional.empty()), ExportFormat.OCSF),
                        new Export(
                                new Otlp(
                                        URI.create("https://collector.example.com:4318/v1/logs"),
                                        Optional.empty(),
                                        Optional.of(new Secret("Bearer s3cret"))),
                                ExportFormat.OCSF),
                        new Export(
                                new Otlp(
                                        URI.create("http://127.0.0.1:4318/logs"),
                                        Optional.empty(),
                                        Optional.empty()),
                                ExportFormat.OCSF));
        assertThat(configuration.describe())
                .contains("audit.export.syslog:siem.example.com:6514: json")
                .contains("audit.export.otlp:https://collector.example.com:4318/v1/logs: ocsf")
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ format: ocsf } | has exactly one of `file`, `syslog` and `otlp`",
                "{ file: a, syslog: b } | has exactly one of",
                "{ file: a, path: b } | unknown key `path`",
                "{ file: a, format: cef } | `format` must be `ocsf` or `json`",
                "{ file: a, ca: b } | a file has none",
                "{ file: a, authorization: '${env:KEY}' } | goes with `otlp`",
                "{ file: data/audit/copy } | lies inside `audit.directory`",
                "{ syslog: 'a:b' } | must be a host and a port",
                "{ syslog: 'a:0' } | must be a host and a port",
                "{ syslog: 'a:99999' } | must be a host and a port",
                "{ syslog: 'a/b' } | must be a host and a port",
                "{ syslog: 'u@a' } | must be a host and a port",
                "{ otlp: 'http://a' } | is not an https URL without credentials",
                "{ otlp: 'https://u:s3cret@a' } | is not an https URL without credentials",
                "{ otlp: 'https://a/?key=s3cret' } | is not an https URL without credentials",
                "{ otlp: 'https://a', authorization: s3cret } | `authorization`",
                "{ otlp: 'https://a', authorization: '${env:WRAPPED}' } | has characters that no header can have"
            })
    void whatIsWrongIsSaidWithoutSecrets(String entry, String problem) {
        assertThatThrownBy(() -> read("    - " + entry + "\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(problem)
                .message()
                .doesNotContain("s3cret");
    }

    @Test
    void onePlaceHasOneEntryAndThereAreNotTooMany() {
        assertThatThrownBy(() -> read("    - { file: a }\n    - { file: ./a, format: json }\n"))
                .hasMessageContaining("leads where another entry of `export` leads");
        var many = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            many.append("    - { file: f").append(i).append(" }\n");
        }
        assertThatThrownBy(() -> read(many.toString())).hasMessageContaining("more than 8 entries");
    }
}
