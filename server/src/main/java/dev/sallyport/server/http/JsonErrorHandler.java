package dev.sallyport.server.http;

import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// What the server says when no servlet does: an unknown path, a request that is not HTTP, a defect. The
/// status and a fixed sentence, never an exception's text.
final class JsonErrorHandler extends ErrorHandler {

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        if (cause != null) {
            // Jetty closes the connection behind an answer to a failure, and says so not always: a
            // client that kept
            // it would lose its next request (https://github.com/jetty/jetty.project/issues/14327).
            response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
        }
        Content.Sink.write(
                response, true, new String(body(code), StandardCharsets.UTF_8), callback);
    }

    private static byte[] body(int status) {
        return switch (status) {
            case 404 -> JsonReplies.body("not_found", "there is nothing at this path");
            case 405 ->
                    JsonReplies.body("method_not_allowed", "this path does not take that method");
            case 413 ->
                    JsonReplies.body("too_large", "the request is larger than this server takes");
            case 414, 431 ->
                    JsonReplies.body("headers_too_large", "the address or headers are too long");
            case 503 -> JsonReplies.body("unavailable", "the server is stopping or too busy");
            default ->
                    status >= 500
                            ? JsonReplies.body("internal", "the server failed; its log says why")
                            : JsonReplies.body("bad_request", "the request is not valid HTTP");
        };
    }
}
