package dev.sallyport.server.console;

import dev.sallyport.server.console.SignIn.Visitor;
import dev.sallyport.server.http.BoundedBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What a form sent in its body, and never in the URL. Immutable.
///
/// @param body as it was sent; empty when it was no form, or too long
record Form(String body) {

    private static final int BODY_BYTES_MAX = 16 * 1024;

    /// @throws IOException when the client goes away before the end
    static Form read(HttpServletRequest request) throws IOException {
        return read(request, BODY_BYTES_MAX).orElse(new Form(""));
    }

    /// As above, for forms that may hold more.
    ///
    /// @return empty when it is longer
    static Optional<Form> read(HttpServletRequest request, int bytesMax) throws IOException {
        var type = String.valueOf(request.getContentType()).split(";", -1)[0].strip();
        return type.equalsIgnoreCase("application/x-www-form-urlencoded")
                ? BoundedBody.read(request, bytesMax)
                        .map(bytes -> new Form(new String(bytes, StandardCharsets.UTF_8)))
                : Optional.of(new Form(""));
    }

    /// @return empty also for a field that is empty, or there twice
    Optional<String> field(String name) {
        Optional<String> found = Optional.empty();
        for (var pair : body.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                if (found.isPresent()) {
                    return Optional.empty();
                }
                found = decoded(pair.substring(name.length() + 1));
            }
        }
        return found.filter(value -> !value.isEmpty());
    }

    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Whether it comes from a page that this session was shown. The filter has refused those of other sites; every
    /// browser names its own page in a form's request.
    boolean isOwn(HttpServletRequest request, Visitor.SignedIn reader) {
        return request.getHeader("Origin") != null
                && field("csrf").map(reader.secret()::isCsrfToken).orElse(false);
    }

    /// Keeps what was sent out of logs.
    @Override
    public String toString() {
        return "Form[" + body.length() + " characters]";
    }
}
