package dev.sallyport.tools.kubernetes;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Single objects, read from a cluster.
final class LiveObjects {

    private LiveObjects() {}

    /// The object, or empty where there is none.
    ///
    /// @throws RefusedException when the cluster will not tell
    /// @throws ClusterUnavailableException when it does not answer
    static Optional<ObjectNode> find(ClusterConnection connection, String path, String title) {
        var answer = connection.get(path);
        if (answer.status() == 404) {
            return Optional.empty();
        }
        if (!answer.successful()) {
            throw new RefusedException(ApiFailures.refusal(connection.name(), title, answer));
        }
        return Optional.of(requireObject(connection, title, answer));
    }

    static ObjectNode requireObject(
            ClusterConnection connection, String title, ClusterConnection.Answer answer) {
        if (answer.body() instanceof ObjectNode object) {
            return object;
        }
        throw RefusedException.failed(
                "TARGET_FAILED",
                "cluster `%s` answered something else than an object for %s"
                        .formatted(Words.shown(connection.name()), title),
                "Tell an operator if it lasts.");
    }

    static String version(Optional<ObjectNode> live) {
        return live.map(object -> Json.text(object, "metadata", "resourceVersion")).orElse("");
    }

    static String uid(Optional<ObjectNode> live) {
        return live.map(object -> Json.text(object, "metadata", "uid")).orElse("");
    }
}
