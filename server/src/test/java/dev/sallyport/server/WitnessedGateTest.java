package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.VerifierKey;
import dev.sallyport.server.cli.Ran;
import dev.sallyport.server.config.Configuration;
import dev.sallyport.server.config.ConfigurationReader;
import dev.sallyport.server.witness.CosigningKey;
import dev.sallyport.server.witness.StandInWitness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole gate whose log is cosigned.
class WitnessedGateTest {

    @TempDir private Path directory;

    private Configuration configuration(String witnesses) throws IOException {
        Files.writeString(directory.resolve("policy.yaml"), "");
        Files.writeString(
                file(),
                """
                policy: policy.yaml
                audit:
                  directory: log
                  key: keys/audit-key
                  checkpoint_every: 100ms
                %s
                state: { url: "jdbc:sqlite:state.db" }
                """
                        .formatted(witnesses));
        return ConfigurationReader.read(file(), Map.of());
    }

    private Path file() {
        return directory.resolve("sallyport.yaml");
    }

    private Ran verify(String... more) {
        var arguments = new java.util.ArrayList<>(java.util.List.of("audit", "verify"));
        arguments.addAll(java.util.List.of(more));
        return Ran.run(arguments.toArray(String[]::new));
    }

    @Test
    void theLogOfAGateIsCosignedAndAWitnessThatIsAwayHoldsUpNothing() throws Exception {
        Gate.open(configuration("")).close();
        var log = directory.resolve("log");
        var key = CosigningKey.create("w.example/one");
        var away = CosigningKey.create("w.example/away").key().toString();
        try (var standIn = new StandInWitness(key, VerifierKey.read(log.resolve("vkey")))) {
            var witnesses =
                    """
                      witness_quorum: 1
                      witnesses:
                        - { url: "%s", key: "%s" }
                        - { url: "http://127.0.0.1:1", key: "%s" }
                    """
                            .formatted(standIn.url(), key.key(), away);
            var configuration = configuration(witnesses);
            assertThat(verify("--config", file().toString()).exit()).as("unwitnessed").isEqualTo(2);
            try (var gate = Gate.open(configuration)) {
                long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
                while (gate.witnesses().standing().size().isEmpty()) {
                    assertThat(System.nanoTime()).isLessThan(end);
                    Thread.onSpinWait();
                }

                assertThat(gate.ready()).isTrue();
                assertThat(gate.witnesses().states().getLast().problem())
                        .contains("cannot be asked");
            }
            assertThat(Doctor.examine(configuration))
                    .anyMatch(found ->
                            found.healthy()
                                    && found.target()
                                            .startsWith("witness w.example/one (cosigned "))
                    .anyMatch(found ->
                            !found.healthy()
                                    && found.target().startsWith("witness w.example/away"));
        }
        var dir = log.toString();
        var one = key.key().toString();

        assertThat(verify("--config", file().toString()).exit()).isZero();
        var sound = verify("--dir", dir, "--witness", one, away, "--witness-quorum", "1");
        assertThat(sound.exit()).as(sound.err()).isZero();
        assertThat(sound.out()).contains("are cosigned by `w.example/one`");
        var missing = verify("--dir", dir, "--witness", one, away, "--witness-quorum", "2");
        assertThat(missing.exit()).isEqualTo(2);
        assertThat(missing.err()).startsWith("unwitnessed: ").contains("2 are wanted");
        assertThat(verify("--dir", dir, "--witness", one, one, "--witness-quorum", "2").err())
                .contains("two of the witnesses have the name");
        assertThat(verify("--dir", dir, "--witness", one).err()).contains("go together");
        assertThat(verify("--config", file().toString(), "--witness", one).exit()).isEqualTo(2);

        Files.writeString(
                log.resolve("witnessed"),
                Files.readString(log.resolve("witnessed")).replaceFirst("\n[0-9]+\n", "\n1\n"));
        assertThat(verify("--dir", dir).exit()).isEqualTo(1);
    }
}
