package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// How values stand in columns: texts, lists and principals as JSON, times as milliseconds since 1970. Reading throws
/// [tools.jackson.core.JacksonException] or [IllegalArgumentException] for what was not written here.
final class Columns {

    /// Reads whatever was written, however long a text or a name in it is: what is asked was bounded at the door.
    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNameLength(Integer.MAX_VALUE)
                                                    .maxStringLength(Integer.MAX_VALUE)
                                                    .build())
                                    .build())
                    .build();

    private Columns() {}

    static String write(JsonNode json) {
        return JSON.writeValueAsString(json);
    }

    static String write(String text) {
        return JSON.writeValueAsString(text);
    }

    static String write(Principal principal) {
        return write(RequestContent.principal(principal));
    }

    static String write(Collection<String> texts) {
        var array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return write(array);
    }

    static JsonNode json(String column) {
        return JSON.readTree(column);
    }

    /// @return empty where the column has no text
    static String text(String column) {
        return json(column).stringValue("");
    }

    static Principal principal(String column) {
        return RequestContent.principal(json(column));
    }

    static SortedSet<String> texts(String column) {
        return new TreeSet<>(RequestContent.texts(json(column)));
    }

    /// A time that is always there.
    static Instant time(ResultSet row, String column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }

    static Optional<Instant> perhapsTime(ResultSet row, String column) throws SQLException {
        var time = time(row, column);
        return row.wasNull() ? Optional.empty() : Optional.of(time);
    }
}
