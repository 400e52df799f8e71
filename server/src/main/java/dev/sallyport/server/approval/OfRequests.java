package dev.sallyport.server.approval;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.statement.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/// What other tables have of some requests, by the request. What cannot be read there makes its own request
/// unbelievable, and no other.
final class OfRequests<T> {
    private static final Logger LOG = LoggerFactory.getLogger(OfRequests.class);

    private final Map<String, List<T>> read;
    private final Set<String> damaged;

    private OfRequests(Map<String, List<T>> read, Set<String> damaged) {
        this.read = read;
        this.damaged = damaged;
    }

    /// Reads one row.
    interface Reader<T> {
        /// @throws JacksonException when a column of the row is no JSON
        /// @throws IllegalArgumentException when the row is not what was written
        T read(ResultSet row) throws SQLException;
    }

    static <T> OfRequests<T> none() {
        return new OfRequests<>(Map.of(), Set.of());
    }

    /// @param query has a `request_id` in each row
    /// @param what is read, for the log: `vote`
    static <T> OfRequests<T> read(Query query, String what, Reader<T> reader) {
        var read = new HashMap<String, List<T>>();
        var damaged = new HashSet<String>();
        var _ =
                query.map(
                                (row, context) -> {
                                    var id = row.getString("request_id");
                                    try {
                                        read.computeIfAbsent(id, _ -> new ArrayList<>())
                                                .add(reader.read(row));
                                    } catch (JacksonException | IllegalArgumentException e) {
                                        LOG.error(
                                                "the stored {} of `{}` cannot be read",
                                                what,
                                                id,
                                                e);
                                        damaged.add(id);
                                    }
                                    return id;
                                })
                        .list();
        return new OfRequests<>(read, damaged);
    }

    /// The same with something done to each.
    OfRequests<T> each(UnaryOperator<T> change) {
        read.values().forEach(all -> all.replaceAll(change));
        return this;
    }

    /// In the order in which they were read.
    ///
    /// @throws TamperedException when one of them cannot be read
    List<T> of(String id) {
        if (damaged.contains(id)) {
            throw new TamperedException(id);
        }
        return read.getOrDefault(id, List.of());
    }
}
