package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Catalogue.Column;
import java.util.Set;

/// Masks as expressions of SQLite, whose columns take any value whatever type they declare.
///
/// A column that keeps texts as texts (of text affinity, or declared without a type) is masked by a text; in any other
/// the stricter `NULL` stands, since a text there would sort and compute unlike the rest.
final class SqliteMasks {

    /// The function that [SqliteEngine] defines on each connection. It is on no list, so no statement calls it.
    static final String TOKEN = "sallyport_token";

    private static final int LAST4_LENGTH_MIN = 8;

    private static final String DIGIT = "[0-9]";

    /// Only what starts with a whole date is cut down to its year.
    private static final String DATE =
            DIGIT.repeat(4) + "-" + DIGIT.repeat(2) + "-" + DIGIT.repeat(2) + "*";

    private static final Set<String> TEXTS = Set.of("text", "any");

    private SqliteMasks() {}

    /// @param name of the column, quoted
    static String sql(String name, Column column, String mask) {
        boolean text = TEXTS.contains(column.base());
        var redacted = text ? "'" + PostgreSqlMasks.REDACTED + "'" : "NULL";
        return switch (mask) {
            case "redact" -> redacted;
            case "last4" -> text ? last4(name) : "NULL";
            case "token" -> text ? TOKEN + "(" + name + ", $1, $2)" : "NULL";
            case "year" -> year(name, redacted);
            default -> "NULL";
        };
    }

    private static String last4(String name) {
        var value = "CAST(" + name + " AS TEXT)";
        return "CASE WHEN length("
                + value
                + ") >= "
                + LAST4_LENGTH_MIN
                + " THEN '"
                + PostgreSqlMasks.PARTLY
                + "…' || substr("
                + value
                + ", -4) ELSE '"
                + PostgreSqlMasks.PARTLY
                + "' END";
    }

    private static String year(String name, String otherwise) {
        return "CASE WHEN typeof("
                + name
                + ") = 'text' AND "
                + name
                + " GLOB '"
                + DATE
                + "' THEN substr("
                + name
                + ", 1, 4) || '-01-01' ELSE "
                + otherwise
                + " END";
    }
}
