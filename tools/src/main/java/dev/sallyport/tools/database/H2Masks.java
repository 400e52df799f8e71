package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Catalogue.Column;
import java.util.Set;

/// Masks as expressions of H2 that keep the column's type, but for the length of texts.
///
/// Where a mask has no meaning for a type, the stricter `null` stands in for it.
final class H2Masks {

    /// What the masks call; an alias of such a name would be called in its place.
    static final Set<String> FUNCTIONS =
            Set.of(
                    "char_length",
                    "right",
                    "translate",
                    "substring",
                    "lower",
                    "rawtohex",
                    "hash",
                    "stringtoutf8",
                    "date_trunc");

    private static final int LAST4_LENGTH_MIN = 8;

    private static final Set<String> TEXTS =
            Set.of(
                    "CHARACTER VARYING",
                    "CHARACTER",
                    "CHARACTER LARGE OBJECT",
                    "VARCHAR_IGNORECASE");

    private static final Set<String> DATES =
            Set.of("DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE");

    private H2Masks() {}

    /// @param name of the column, quoted
    static String sql(String name, Column column, String mask) {
        boolean text = TEXTS.contains(column.base());
        // Types that are not named in one word lose nothing but their name.
        var nothing =
                column.castable().isEmpty() ? "NULL" : "CAST(NULL AS " + column.castable() + ")";
        var redacted =
                text ? "CAST('" + PostgreSqlMasks.REDACTED + "' AS CHARACTER VARYING)" : nothing;
        return switch (mask) {
            case "redact" -> redacted;
            case "last4" -> text ? last4(text(name)) : nothing;
            case "token" ->
                    text
                            ? "'⟦masked:token:' || TRANSLATE(SUBSTRING("
                                    + hmac(name)
                                    + ", 1, 24), '0123456789abcdef', 'ghijklmnopqrstuv') || '⟧'"
                            : column.base().equals("UUID")
                                    ? "CAST(SUBSTRING(" + hmac(name) + ", 1, 32) AS UUID)"
                                    : nothing;
            case "year" ->
                    DATES.contains(column.base())
                            ? "CAST(DATE_TRUNC('YEAR', " + name + ") AS " + column.castable() + ")"
                            : redacted;
            default -> nothing;
        };
    }

    private static String text(String name) {
        return "CAST(" + name + " AS CHARACTER VARYING)";
    }

    private static String last4(String value) {
        return "CASE WHEN CHAR_LENGTH("
                + value
                + ") >= "
                + LAST4_LENGTH_MIN
                + " THEN '"
                + PostgreSqlMasks.PARTLY
                + "…' || RIGHT("
                + value
                + ", 4) ELSE '"
                + PostgreSqlMasks.PARTLY
                + "' END";
    }

    /// HMAC-SHA-256 by its definition (RFC 2104), its two keyed blocks as parameters, so that no key stands in
    /// the statement's text.
    private static String hmac(String name) {
        return "LOWER(RAWTOHEX(HASH('SHA-256', CAST($2 AS BINARY VARYING) || HASH('SHA-256',"
                + " CAST($1 AS BINARY VARYING) || STRINGTOUTF8("
                + text(name)
                + ")))))";
    }
}
