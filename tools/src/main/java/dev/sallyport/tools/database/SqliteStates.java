package dev.sallyport.tools.database;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteException;

/// SQLSTATEs for SQLite, which has none: its result codes, and for the one code that means anything, the fixed part of
/// its message. Of the message nothing but this leaves here.
///
/// @see <a href="https://sqlite.org/rescode.html">Result and Error Codes</a>
final class SqliteStates {

    /// How messages begin behind the driver's own words; the first that fits counts.
    private static final List<Map.Entry<String, String>> MESSAGES =
            List.of(
                    Map.entry("no such column", "42703"),
                    Map.entry("ambiguous column name", "42702"),
                    Map.entry("no such table", "42P01"),
                    Map.entry("no such function", "42883"),
                    Map.entry("wrong number of arguments", "42883"),
                    Map.entry("misuse of", "42803"),
                    Map.entry("incomplete input", "42601"),
                    Map.entry("near ", "42601"),
                    Map.entry("integer overflow", "22003"),
                    Map.entry("malformed JSON", "22032"),
                    Map.entry("JSON ", "22032"),
                    Map.entry("bad JSON", "22032"),
                    Map.entry("LIKE or GLOB pattern too complex", "54000"),
                    Map.entry("Expression tree is too large", "54000"),
                    Map.entry("too many", "54000"));

    private SqliteStates() {}

    static String of(SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException exception) {
                return of(exception);
            }
        }
        return SqlStates.checked(failure.getSQLState());
    }

    private static String of(SQLiteException failure) {
        var code = failure.getResultCode();
        return switch (code) {
            case SQLITE_INTERRUPT -> "57014";
            case SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID ->
                    "23505";
            case SQLITE_CONSTRAINT_NOTNULL -> "23502";
            case SQLITE_CONSTRAINT_FOREIGNKEY -> "23503";
            case SQLITE_CONSTRAINT_CHECK -> "23514";
            case SQLITE_TOOBIG -> "54000";
            case SQLITE_NOMEM -> "53200";
            case SQLITE_FULL -> "53100";
            case SQLITE_AUTH, SQLITE_PERM -> "42501";
            case SQLITE_MISMATCH -> "42804";
            case SQLITE_SCHEMA -> "40001";
            case SQLITE_ERROR -> ofMessage(String.valueOf(failure.getMessage()));
            default -> ofFamily(code.name());
        };
    }

    private static String ofMessage(String message) {
        var own = message.substring(message.indexOf('(') + 1);
        return MESSAGES.stream()
                .filter(entry -> own.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("42000");
    }

    private static String ofFamily(String code) {
        if (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED")) {
            return "55P03";
        }
        if (code.startsWith("SQLITE_CONSTRAINT")) {
            return "23000";
        }
        if (code.startsWith("SQLITE_READONLY")) {
            return "25006";
        }
        return "08006";
    }
}
