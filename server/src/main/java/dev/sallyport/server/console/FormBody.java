package dev.sallyport.server.console;

import dev.sallyport.server.http.BoundedBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;

/// The fields of a form that was posted. What is there twice, or cannot be decoded, is not there.
///
/// @param fields by name
record FormBody(Map<String, String> fields) {

    private static final int BYTES_MAX = 16 * 1024;

    FormBody {
        fields = Map.copyOf(fields);
    }

    /// Nothing of it remains when it is of another type, or longer than 16 KiB.
    static FormBody read(HttpServletRequest request) throws IOException {
        var type = String.valueOf(request.getContentType()).split(";", -1)[0].strip();
        if (!type.equalsIgnoreCase("application/x-www-form-urlencoded")) {
            return new FormBody(Map.of());
        }
        var body = BoundedBody.read(request, BYTES_MAX);
        return body.map(bytes -> parse(new String(bytes, StandardCharsets.UTF_8)))
                .orElseGet(() -> new FormBody(Map.of()));
    }

    private static FormBody parse(String text) {
        var fields = new HashMap<String, String>();
        var twice = new HashSet<String>();
        for (var pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            var name = equals < 0 ? pair : pair.substring(0, equals);
            var value = decoded(equals < 0 ? "" : pair.substring(equals + 1));
            if (fields.containsKey(name)) {
                twice.add(name);
            }
            value.ifPresent(known -> fields.put(name, known));
        }
        fields.keySet().removeAll(twice);
        return new FormBody(fields);
    }

    /// @return empty also for an empty one
    Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> !value.isEmpty());
    }

    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
