package dev.sallyport.tools.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.examples.kubernetes.KubernetesStandin;
import dev.sallyport.examples.kubernetes.StandinOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterConnectionTest {

    @Test
    void anAnswerLongerThanTheBoundIsCutThere() {
        try (var standin = KubernetesStandin.start(StandinOptions.defaults());
                var connection = open(standin.url(), standin.token())) {
            var whole = connection.get("/api/v1").text();

            var cut = connection.getCut("/api/v1", 100);

            assertThat(cut.text()).isEqualTo(whole.substring(0, 100));
            assertThat(cut.status()).isEqualTo(200);
        }
    }

    @Test
    void aClusterThatTakesTheConnectionAndSaysNothingIsGivenUp() throws IOException {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var connection =
                        open(URI.create("http://127.0.0.1:" + silent.getLocalPort()), "token")) {
            assertThatThrownBy(() -> connection.get("/api"))
                    .isInstanceOfSatisfying(
                            ClusterUnavailableException.class,
                            e -> assertThat(e.mayHaveArrived()).isTrue());
        }
    }

    @Test
    void aRefusedConnectionCannotHaveArrived() throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        try (var connection = open(URI.create("http://127.0.0.1:" + port), "token")) {
            assertThatThrownBy(() -> connection.get("/api"))
                    .isInstanceOfSatisfying(
                            ClusterUnavailableException.class,
                            e -> assertThat(e.mayHaveArrived()).isFalse());
        }
    }

    @Test
    void aKubeconfigIsTakenAtItsContextAndAMissingOneNamed(@TempDir Path directory)
            throws IOException {
        try (var standin = KubernetesStandin.start(StandinOptions.defaults())) {
            var file = directory.resolve("kubeconfig");
            standin.writeKubeconfig(file);
            var target = ClusterTarget.ofKubeconfig("dev", file, Optional.of("standin"));

            try (var connection = ClusterConnection.open(target)) {
                assertThat(connection.get("/api/v1").status()).isEqualTo(200);
            }
        }
        for (var file :
                new Path[] {
                    directory.resolve("none"), Files.writeString(directory.resolve("bad"), "{")
                }) {
            var target = ClusterTarget.ofKubeconfig("dev", file, Optional.empty());
            assertThatThrownBy(() -> ClusterConnection.open(target))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cluster `dev`");
        }
    }

    @Test
    void aContextThatIsNotThereIsNoOtherContext(@TempDir Path directory) {
        try (var standin = KubernetesStandin.start(StandinOptions.defaults())) {
            var file = directory.resolve("kubeconfig");
            standin.writeKubeconfig(file);
            var target = ClusterTarget.ofKubeconfig("dev", file, Optional.of("prod"));

            assertThatThrownBy(() -> ClusterConnection.open(target))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aContextWhoseClusterIsNotInTheFileIsNotUsed(@TempDir Path directory) throws IOException {
        var file =
                Files.writeString(
                        directory.resolve("kubeconfig"),
                        """
                        apiVersion: v1
                        kind: Config
                        current-context: lost
                        contexts:
                        - {name: lost, context: {cluster: none, user: none}}
                        """);
        var target = ClusterTarget.ofKubeconfig("dev", file, Optional.empty());

        assertThatThrownBy(() -> ClusterConnection.open(target))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static ClusterConnection open(URI url, String token) {
        return ClusterConnection.open(
                ClusterTarget.ofToken("dev", url, token, Optional.empty()), Duration.ofSeconds(1));
    }
}
