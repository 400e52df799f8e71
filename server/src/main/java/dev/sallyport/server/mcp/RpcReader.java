package dev.sallyport.server.mcp;

import dev.sallyport.server.mcp.RpcMessage.Malformed;
import dev.sallyport.server.mcp.RpcMessage.Notification;
import dev.sallyport.server.mcp.RpcMessage.Request;
import dev.sallyport.server.mcp.RpcMessage.Response;
import dev.sallyport.tools.WholeText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads one message. Strict, so that nobody between the client and us can understand it differently: UTF-8
/// alone, no key twice, nothing after the value, bounded depth. Never throws. Safe from many threads.
///
/// @see <a href="https://www.jsonrpc.org/specification">JSON-RPC 2.0</a>
final class RpcReader {

    /// Deeper than any manifest, far from what a stack minds.
    private static final int DEPTH_MAX = 100;

    private static final int NUMBER_CHARS_MAX = 100;

    private static final int NAME_CHARS_MAX = 10_000;

    /// Longer ids would let a client make us repeat its text at length.
    private static final int ID_CHARS_MAX = 256;

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEPTH_MAX)
                                                    .maxNumberLength(NUMBER_CHARS_MAX)
                                                    .maxNameLength(NAME_CHARS_MAX)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    private RpcReader() {}

    /// @param bytes the whole message, already bounded by the wire
    static RpcMessage read(byte[] bytes) {
        JsonNode node;
        try {
            var text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            node = MAPPER.readTree(text);
        } catch (CharacterCodingException e) {
            return new Malformed(Optional.empty(), RpcError.parse("the message is not UTF-8"));
        } catch (JacksonException e) {
            return new Malformed(
                    Optional.empty(),
                    RpcError.parse(
                            "the message is not valid JSON (a key twice, text after the value and nesting beyond "
                                    + DEPTH_MAX
                                    + " levels are refused too)"));
        }
        return switch (node) {
            case null -> new Malformed(Optional.empty(), RpcError.parse("the message is empty"));
            case ObjectNode object -> message(object);
            case JsonNode array when array.isArray() ->
                    malformed(null, "batches are not supported; send each message by itself");
            case JsonNode missing when missing.isMissingNode() ->
                    new Malformed(Optional.empty(), RpcError.parse("the message is empty"));
            case JsonNode _ -> malformed(null, "the message must be an object");
        };
    }

    private static RpcMessage message(ObjectNode object) {
        var id = object.get("id");
        var usableId = id != null && usable(id) ? id : null;
        if (!object.path("jsonrpc").isString()
                || !object.path("jsonrpc").stringValue().equals("2.0")) {
            return malformed(usableId, "`jsonrpc` must be \"2.0\"");
        }
        if (id != null && usableId == null) {
            return malformed(
                    null,
                    "`id` must be an integer or a text of at most " + ID_CHARS_MAX + " characters");
        }
        if (!WholeText.in(object)) {
            return malformed(
                    usableId,
                    "the message holds half a character (a surrogate without its other half)");
        }
        if (!object.has("method")) {
            return response(object, usableId);
        }
        if (!object.path("method").isString()) {
            return malformed(usableId, "`method` must be a text");
        }
        if (object.has("result") || object.has("error")) {
            return malformed(usableId, "a message with `method` has no `result` or `error`");
        }
        var method = object.path("method").stringValue();
        var params = object.get("params");
        if (params != null && !params.isObject()) {
            return malformed(usableId, "`params` must be an object");
        }
        var given = params instanceof ObjectNode map ? map : JsonNodeFactory.instance.objectNode();
        return usableId == null
                ? new Notification(method, given)
                : new Request(usableId, method, given);
    }

    private static RpcMessage response(ObjectNode object, @Nullable JsonNode id) {
        if (id != null && object.has("result") != object.has("error")) {
            return new Response(id, object);
        }
        return malformed(id, "`method` is missing");
    }

    private static boolean usable(JsonNode id) {
        return id.isIntegralNumber()
                ? id.canConvertToLong()
                : id.isString() && id.stringValue().length() <= ID_CHARS_MAX;
    }

    private static Malformed malformed(@Nullable JsonNode id, String message) {
        return new Malformed(Optional.ofNullable(id), RpcError.invalidRequest(message));
    }
}
