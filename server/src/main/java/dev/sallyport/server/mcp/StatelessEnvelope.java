package dev.sallyport.server.mcp;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.identity.CredentialBounds;
import dev.sallyport.server.mcp.RpcMessage.Request;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a request of the stateless revision says about itself in `_meta`.
///
/// @see <a href="https://modelcontextprotocol.io/specification/2026-07-28/basic/index">MCP 2026-07-28, _meta</a>
final class StatelessEnvelope {

    static final String VERSION = "io.modelcontextprotocol/protocolVersion";
    static final String CLIENT = "io.modelcontextprotocol/clientInfo";
    static final String CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";

    private StatelessEnvelope() {}

    /// The answer of [#read].
    sealed interface Envelope {
        record Good(Speaker speaker) implements Envelope {}

        record Bad(RpcError error) implements Envelope {}
    }

    /// Whether the request belongs to the stateless era, good or bad.
    static boolean marks(Request request) {
        return request.method().equals("server/discover") || version(request).isPresent();
    }

    /// The version the request names, as text.
    static Optional<String> version(Request request) {
        var version = request.params().path("_meta").path(VERSION);
        if (version.isMissingNode()) {
            return Optional.empty();
        }
        return Optional.of(version.isString() ? version.stringValue() : version.toString());
    }

    /// @param session made up for this request
    static Envelope read(
            Request request,
            Principal principal,
            CredentialBounds bounds,
            String session,
            String door) {
        JsonNode meta = request.params().path("_meta");
        if (!meta.isObject()) {
            return bad(
                    "`_meta` is missing; it must carry `"
                            + VERSION
                            + "` and `"
                            + CAPABILITIES
                            + "`");
        }
        if (!meta.path(VERSION).isString()) {
            return bad("`_meta` must carry `" + VERSION + "`, a text");
        }
        var date = meta.path(VERSION).stringValue();
        var revision = Revision.of(date).filter(Revision::stateless);
        if (revision.isEmpty()) {
            return new Envelope.Bad(RpcError.unsupportedVersion(date, Revision.statelessDates()));
        }
        if (!(meta.path(CAPABILITIES) instanceof ObjectNode capabilities)) {
            return bad("`_meta` must carry `" + CAPABILITIES + "`, an object");
        }
        var client = meta.get(CLIENT);
        if (client != null && !client.isObject()) {
            return bad("`" + CLIENT + "` must be an object");
        }
        return new Envelope.Good(
                new Speaker(
                        principal,
                        bounds,
                        session,
                        door,
                        revision.get(),
                        client == null ? Speaker.UNNAMED : Speaker.clientName(client),
                        capabilities,
                        Speaker.Questions.NONE));
    }

    private static Envelope bad(String message) {
        return new Envelope.Bad(RpcError.invalidParams(message));
    }
}
