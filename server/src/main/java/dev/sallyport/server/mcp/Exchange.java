package dev.sallyport.server.mcp;

import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What a method sees of the request it serves.
///
/// @param call hears of cancellation and carries progress
record Exchange(Speaker speaker, McpCall call) {

    /// Tells the client something about this request.
    void notify(String method, ObjectNode params) {
        call.notify(method, params);
    }

    /// Asks the client something about this request.
    ///
    /// @return the whole response, or empty when none came in time or the revision knows no such questions
    Optional<ObjectNode> ask(String method, ObjectNode params, Duration wait) {
        return speaker.questions().ask(call, method, params, wait);
    }
}
