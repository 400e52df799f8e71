package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Catalogue.Column;
import java.util.Set;

/// Masks as expressions of MySQL and MariaDB that keep the column's type; see [PostgreSqlMasks] for what they show.
final class MySqlMasks {

    private static final String TOKEN_OPENS = "⟦masked:token:";

    /// Shorter values would be all but shown by their last four characters.
    private static final int LAST4_LENGTH_MIN = 8;

    private static final Set<String> TEXTS =
            Set.of("char", "varchar", "tinytext", "text", "mediumtext", "longtext");

    private MySqlMasks() {}

    static boolean isText(String base) {
        return TEXTS.contains(base);
    }

    /// @param name of the column, quoted
    /// @param mask a name of `MaskColumn.STRICTEST_FIRST`; any other counts as `null`
    /// @return SQL over the column's quoted name, with `$1` and `$2` for the keys of [TokenKeys]
    static String sql(String name, Column column, String mask) {
        boolean text = isText(column.base());
        return switch (mask) {
            case "redact" -> text ? redacted(column) : nothing(column);
            case "last4" -> text ? collated(last4(name), column) : nothing(column);
            case "token" -> {
                if (text) {
                    yield collated(token(name), column);
                }
                yield column.base().equals("uuid")
                        ? "CAST(SUBSTR(" + hmac(name) + ", 1, 32) AS uuid)"
                        : nothing(column);
            }
            case "year" ->
                    switch (column.base()) {
                        case "date" -> "MAKEDATE(YEAR(" + name + "), 1)";
                        case "datetime", "timestamp" ->
                                "CAST(MAKEDATE(YEAR(" + name + "), 1) AS datetime)";
                        default -> text ? redacted(column) : nothing(column);
                    };
            default -> nothing(column);
        };
    }

    static String typed(String expression, Column column) {
        return isText(column.base())
                ? collated("CONVERT((" + expression + ") USING utf8mb4)", column)
                : "CAST((" + expression + ") AS " + column.castable() + ")";
    }

    private static String redacted(Column column) {
        return collated("'" + PostgreSqlMasks.REDACTED + "'", column);
    }

    private static String nothing(Column column) {
        return isText(column.base())
                ? collated("CAST(NULL AS char)", column)
                : "CAST(NULL AS " + column.castable() + ")";
    }

    /// Of a text column `castable` is the collation, where it is one of the connection's character set.
    private static String collated(String expression, Column column) {
        return column.castable().isEmpty()
                ? expression
                : "(" + expression + " COLLATE " + column.castable() + ")";
    }

    private static String last4(String name) {
        return "(CASE WHEN CHAR_LENGTH("
                + name
                + ") >= "
                + LAST4_LENGTH_MIN
                + " THEN CONCAT('"
                + PostgreSqlMasks.PARTLY
                + "…', CONVERT(RIGHT("
                + name
                + ", 4) USING utf8mb4)) ELSE '"
                + PostgreSqlMasks.PARTLY
                + "' END)";
    }

    /// The digits of the code in letters `g` to `v`, one after the other, for want of a function that does all.
    private static String token(String name) {
        var digits = "SUBSTR(" + hmac(name) + ", 1, 24)";
        for (int i = 0; i < 16; i++) {
            digits =
                    "REPLACE("
                            + digits
                            + ", '"
                            + Integer.toHexString(i)
                            + "', '"
                            + (char) ('g' + i)
                            + "')";
        }
        return "CONCAT('" + TOKEN_OPENS + "', " + digits + ", '⟧')";
    }

    /// HMAC-SHA-256 by its definition (RFC 2104), its two keyed blocks as parameters, so that no key stands in
    /// the statement's text.
    private static String hmac(String name) {
        return "SHA2(CONCAT($2, UNHEX(SHA2(CONCAT($1, CAST(CONVERT("
                + name
                + " USING utf8mb4) AS binary)), 256))), 256)";
    }
}
