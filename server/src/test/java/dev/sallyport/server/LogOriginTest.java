package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.server.config.Configuration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogOriginTest {

    @TempDir Path root;

    private String origin() {
        var audit =
                new Configuration.Audit(
                        root.resolve("log"),
                        root.resolve("keys/audit-key"),
                        Duration.ofSeconds(1),
                        Configuration.CheckpointPlace.FILE,
                        true,
                        List.of(),
                        dev.sallyport.server.config.Witnessing.NONE);
        return LogOrigin.of(audit, new SecureRandom());
    }

    @Test
    void isMadeOnceAndKept() throws IOException {
        var made = origin();

        assertThat(made).matches("sallyport/[0-9a-f]{16}");
        assertThat(origin()).isEqualTo(made);
        assertThat(root.resolve("keys/audit-key.origin")).hasContent(made);

        Files.delete(root.resolve("keys/audit-key.origin"));
        assertThat(origin()).isNotEqualTo(made);
    }

    @Test
    void anEmptyOneIsRefusedWithTheWayOut() throws IOException {
        Files.createDirectories(root.resolve("keys"));
        Files.createFile(root.resolve("keys/audit-key.origin"));

        assertThatThrownBy(this::origin)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("audit-key.origin")
                .hasMessageContaining("delete it if there is no signing key beside it yet");
    }
}
