package dev.sallyport.server.api;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Every way into a collection of the API; the OpenAPI document names the same. Immutable.
///
/// @param collection the path of the collection itself
/// @param ways one for each route, in the order of the routes
record ApiWays<R extends Enum<R>>(String collection, Map<R, ApiWays.Way> ways) {

    private static final String ID = "/{id}";

    /// @throws IllegalArgumentException when a route has no way
    ApiWays {
        var ordered = new EnumMap<R, Way>(ways);
        var routes = ordered.keySet().iterator().next().getDeclaringClass().getEnumConstants();
        if (!ordered.keySet().containsAll(Arrays.asList(routes))) {
            throw new IllegalArgumentException("a route of " + collection + " has no way");
        }
        ways = Collections.unmodifiableMap(ordered);
    }

    /// One method on one path.
    ///
    /// @param tail what follows the collection's path: empty, or `/{id}` and more
    record Way(String method, String tail) {

        static Way get(String tail) {
            return new Way("GET", tail);
        }

        static Way post(String tail) {
            return new Way("POST", tail);
        }

        static Way delete(String tail) {
            return new Way("DELETE", tail);
        }

        /// @return the id in the path (empty where the tail has none), or nothing where it does not match
        Optional<String> match(String path) {
            if (tail.isEmpty()) {
                return path.isEmpty() ? Optional.of("") : Optional.empty();
            }
            var after = tail.substring(ID.length());
            if (!path.startsWith("/") || !path.endsWith(after) || path.length() <= after.length()) {
                return Optional.empty();
            }
            var id = path.substring(1, path.length() - after.length());
            return isId(id) ? Optional.of(id) : Optional.empty();
        }

        private static boolean isId(String id) {
            return !id.isEmpty()
                    && id.length() <= 64
                    && id.chars()
                            .allMatch(c ->
                                    (c >= 'a' && c <= 'z')
                                            || (c >= 'A' && c <= 'Z')
                                            || (c >= '0' && c <= '9')
                                            || c == '_'
                                            || c == '-');
        }
    }

    /// As `post /api/grants/{id}/revoke`.
    Stream<String> named() {
        return ways.values().stream()
                .map(way -> way.method().toLowerCase(Locale.ROOT) + " " + collection + way.tail());
    }
}
