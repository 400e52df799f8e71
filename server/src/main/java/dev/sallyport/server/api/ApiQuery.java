package dev.sallyport.server.api;

import dev.sallyport.server.api.ApiError.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What a request says in its query, read strictly: known keys, each once.
final class ApiQuery {
    private static final int LIMIT_DEFAULT = 100;

    private final Map<String, String[]> fields;

    private ApiQuery(Map<String, String[]> fields) {
        this.fields = fields;
    }

    /// @param known every key that the query may have
    static ApiQuery read(HttpServletRequest request, String... known) throws Refusal {
        var fields = decoded(request);
        if (!Set.of(known).containsAll(fields.keySet())
                || fields.values().stream().anyMatch(v -> v.length != 1)) {
            throw ApiError.bad(
                            "INVALID_QUERY",
                            known.length == 0
                                    ? "this path takes no query"
                                    : "the query may have each of "
                                            + String.join(", ", Stream.of(known).sorted().toList())
                                            + " once")
                    .refusal();
        }
        return new ApiQuery(fields);
    }

    private static Map<String, String[]> decoded(HttpServletRequest request) throws Refusal {
        try {
            return request.getParameterMap();
        } catch (RuntimeException e) {
            throw ApiError.bad("INVALID_QUERY", "the query cannot be decoded").refusal();
        }
    }

    Optional<String> one(String name) {
        return Optional.ofNullable(fields.get(name)).map(values -> values[0]);
    }

    /// Which of two words `state` is; the usual one where the query has none.
    boolean isState(String asked, String other, String usual) throws Refusal {
        var state = one("state").orElse(usual);
        if (!state.equals(asked) && !state.equals(other)) {
            throw ApiError.bad(
                            "UNKNOWN_STATE", "`state` must be `" + asked + "` or `" + other + "`")
                    .refusal();
        }
        return state.equals(asked);
    }

    /// The `limit`, or the usual one.
    ///
    /// @param max the largest
    int limit(int max) throws Refusal {
        var text = one("limit");
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
}
