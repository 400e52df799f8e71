package dev.sallyport.server.api;

import dev.sallyport.server.api.ApiError.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads what a request says in its path and query, strictly.
final class ApiQuery {
    private static final int LIMIT_DEFAULT = 100;

    private ApiQuery() {}

    static Map<String, String[]> of(HttpServletRequest request) throws Refusal {
        try {
            return request.getParameterMap();
        } catch (RuntimeException e) {
            throw ApiError.bad("INVALID_QUERY", "the query cannot be decoded").refusal();
        }
    }

    /// @param known every key that the query may have
    static Optional<String> one(Map<String, String[]> query, String name, Set<String> known)
            throws Refusal {
        if (!known.containsAll(query.keySet())
                || query.values().stream().anyMatch(v -> v.length != 1)) {
            throw ApiError.bad(
                            "INVALID_QUERY",
                            known.isEmpty()
                                    ? "this path takes no query"
                                    : "the query may have each of "
                                            + String.join(", ", known.stream().sorted().toList())
                                            + " once")
                    .refusal();
        }
        return Optional.ofNullable(query.get(name)).map(values -> values[0]);
    }

    /// @param max the largest limit
    static int limit(Optional<String> text, int max) throws Refusal {
        if (text.isEmpty()) {
            return LIMIT_DEFAULT;
        }
        try {
            int limit = Integer.parseInt(text.get());
            if (limit >= 1 && limit <= max) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Answered below, like a number out of range.
        }
        throw ApiError.bad("INVALID_LIMIT", "`limit` must be a number from 1 to " + max).refusal();
    }

    /// @param tail what follows a collection's path: empty, or `/{id}` and more
    /// @return the id in the path (empty where the tail has none), or nothing where it does not match
    static Optional<String> match(String tail, String path) {
        if (tail.isEmpty()) {
            return path.isEmpty() ? Optional.of("") : Optional.empty();
        }
        var after = tail.substring("/{id}".length());
        if (!path.startsWith("/") || !path.endsWith(after)) {
            return Optional.empty();
        }
        var id = path.substring(1, path.length() - after.length());
        return isId(id) ? Optional.of(id) : Optional.empty();
    }

    private static boolean isId(String id) {
        return !id.isEmpty()
                && id.length() <= 64
                && id.chars()
                        .allMatch(
                                c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
    }
}
