package dev.sallyport.server.mcp;

import dev.sallyport.masking.Masker;
import dev.sallyport.masking.MaskingFailedException;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.identity.CredentialBounds;
import dev.sallyport.tools.WholeText;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Who sends a request, and what is known of its client.
///
/// @param bounds what the credential of this very request sets beside naming the principal
/// @param session the MCP session, or one made up for a stateless request
/// @param door as in [dev.sallyport.server.call.Caller]
/// @param client the client's own name and version; a claim
/// @param capabilities the client's `ClientCapabilities`
/// @param questions how to ask the client something
record Speaker(
        Principal principal,
        CredentialBounds bounds,
        String session,
        String door,
        Revision revision,
        String client,
        ObjectNode capabilities,
        Questions questions) {

    private static final int CLIENT_CHARS_MAX = 200;

    private static final Masker MASKER = new Masker();

    /// A client that did not say its name.
    static final String UNNAMED = "unnamed client";

    /// Requests from the server to the client, which only revisions with a handshake know.
    interface Questions {

        /// Sends the request and waits for its answer.
        ///
        /// @return the whole response, or empty when none came in time
        Optional<ObjectNode> ask(McpCall call, String method, ObjectNode params, Duration wait);

        Questions NONE = (_, _, _, _) -> Optional.empty();
    }

    /// Without what the detectors know.
    ///
    /// @param info `clientInfo`, or anything in its place
    static String clientName(tools.jackson.databind.JsonNode info) {
        if (!info.path("name").isString()) {
            return UNNAMED;
        }
        var name = info.path("name").stringValue();
        if (info.path("version").isString()) {
            name = name + " " + info.path("version").stringValue();
        }
        try {
            // Before it is cut: the detectors do not know what is left of a secret.
            return WholeText.start(MASKER.mask(name).value(), CLIENT_CHARS_MAX);
        } catch (MaskingFailedException e) {
            return UNNAMED;
        }
    }

    /// The same client, with the principal as a later request proved it.
    Speaker as(Principal now, CredentialBounds nowBounds) {
        return new Speaker(
                now, nowBounds, session, door, revision, client, capabilities, questions);
    }

    /// The settings of an extension the client declared.
    Optional<ObjectNode> extension(String name) {
        return capabilities.path("extensions").path(name) instanceof ObjectNode settings
                ? Optional.of(settings)
                : Optional.empty();
    }

    static ObjectNode requiresExtension(String name) {
        var required = JsonNodeFactory.instance.objectNode();
        required.putObject("extensions").putObject(name);
        return required;
    }
}
