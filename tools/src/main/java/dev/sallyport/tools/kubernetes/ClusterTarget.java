package dev.sallyport.tools.kubernetes;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// One configured cluster.
///
/// @param name as agents and rules call it
/// @param access how the gate gets in
public record ClusterTarget(String name, Access access) {

    public ClusterTarget {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a cluster needs a name");
        }
    }

    /// How the gate gets in.
    public sealed interface Access {}

    /// By a kubeconfig; its `exec` plugins, if any, run with the gate's rights.
    ///
    /// @param context empty for the file's current context
    public record Kubeconfig(Path file, Optional<String> context) implements Access {}

    /// By a bearer token.
    ///
    /// @param caCertificate PEM; empty for the platform's trust
    public record Token(URI url, String token, Optional<String> caCertificate) implements Access {
        /// Without the token.
        @Override
        public String toString() {
            return "Token[url=" + url + "]";
        }
    }

    public static ClusterTarget ofKubeconfig(String name, Path file, Optional<String> context) {
        return new ClusterTarget(name, new Kubeconfig(file, context));
    }

    public static ClusterTarget ofToken(
            String name, URI url, String token, Optional<String> caCertificate) {
        return new ClusterTarget(name, new Token(url, token, caCertificate));
    }
}
