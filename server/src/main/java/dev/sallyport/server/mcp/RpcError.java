package dev.sallyport.server.mcp;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A JSON-RPC error, written by us from end to end: no exception's text ever becomes its message.
///
/// @param message starts in lower case, input quoted in backticks through [Quote]
/// @param data what the code's definition asks for
record RpcError(int code, String message, Optional<ObjectNode> data) {

    static final int PARSE = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int METHOD_NOT_FOUND = -32601;
    static final int INVALID_PARAMS = -32602;
    static final int INTERNAL = -32603;
    static final int HEADER_MISMATCH = -32020;
    static final int MISSING_CAPABILITY = -32021;
    static final int UNSUPPORTED_VERSION = -32022;

    /// Ours: too many calls at once. Outside the range that JSON-RPC and MCP keep for themselves.
    static final int BUSY = -31429;

    static RpcError of(int code, String message) {
        return new RpcError(code, message, Optional.empty());
    }

    static RpcError parse(String message) {
        return of(PARSE, message);
    }

    static RpcError invalidRequest(String message) {
        return of(INVALID_REQUEST, message);
    }

    static RpcError invalidParams(String message) {
        return of(INVALID_PARAMS, message);
    }

    static RpcError methodNotFound(String method) {
        return of(METHOD_NOT_FOUND, "unknown method " + Quote.of(method));
    }

    static RpcError unknownTool(String name) {
        return invalidParams("unknown tool " + Quote.of(name));
    }

    static RpcError internal() {
        return of(INTERNAL, "the server failed to answer; its log says why");
    }

    static RpcError busy() {
        return of(BUSY, "too many calls at once; wait for some to end and try again");
    }

    static RpcError headerMismatch(String message) {
        return of(HEADER_MISMATCH, message);
    }

    /// @param required the capabilities the request lacks, shaped as `ClientCapabilities`
    static RpcError missingCapability(String message, ObjectNode required) {
        var data = JsonNodeFactory.instance.objectNode();
        data.set("requiredCapabilities", required);
        return new RpcError(MISSING_CAPABILITY, message, Optional.of(data));
    }

    static RpcError unsupportedVersion(String requested, List<String> supported) {
        var data = JsonNodeFactory.instance.objectNode();
        supported.forEach(data.putArray("supported")::add);
        data.put("requested", Quote.cut(requested));
        return new RpcError(
                UNSUPPORTED_VERSION,
                "protocol version " + Quote.of(requested) + " is not supported",
                Optional.of(data));
    }
}
