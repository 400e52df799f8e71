package dev.sallyport.tools.database;

import java.sql.SQLException;
import java.util.Map;

/// SQLSTATEs in PostgreSQL's sense for H2's, some of which are its own.
///
/// @see <a href="https://h2database.com/javadoc/org/h2/api/ErrorCode.html">ErrorCode</a>
final class H2States {

    private static final Map<String, String> STATES =
            Map.ofEntries(
                    Map.entry("HYT00", "55P03"),
                    Map.entry("42000", "42601"),
                    Map.entry("42001", "42601"),
                    Map.entry("42S02", "42P01"),
                    Map.entry("42S03", "42P01"),
                    Map.entry("42S04", "42P01"),
                    Map.entry("42S22", "42703"),
                    Map.entry("22018", "22P02"),
                    Map.entry("22025", "22025"),
                    Map.entry("23506", "23503"),
                    Map.entry("23507", "23502"),
                    Map.entry("23513", "23514"),
                    Map.entry("23514", "23514"),
                    Map.entry("90016", "42803"),
                    Map.entry("90022", "42883"),
                    Map.entry("90053", "21000"),
                    Map.entry("90059", "42702"),
                    Map.entry("90068", "42P10"),
                    Map.entry("90096", "42501"),
                    Map.entry("90097", "25006"),
                    Map.entry("90108", "53200"),
                    Map.entry("90131", "40001"),
                    Map.entry("90013", "3D000"),
                    Map.entry("90146", "3D000"),
                    Map.entry("90149", "3D000"),
                    Map.entry("90020", "08001"),
                    Map.entry("90067", "08006"),
                    Map.entry("90098", "08006"),
                    Map.entry("90121", "08006"));

    private H2States() {}

    static String of(SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException exception && exception.getSQLState() != null) {
                var state = SqlStates.checked(exception.getSQLState());
                // The product's own codes say that the statement does not fit, in one way or
                // another.
                return STATES.getOrDefault(
                        state, state.startsWith("90") || state.startsWith("HY") ? "42000" : state);
            }
        }
        return "unknown";
    }
}
