package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Catalogue.Column;
import java.util.Set;

/// Masks as expressions of PostgreSQL that keep the column's type.
///
/// A constant never looks at the value, so not even its absence shows. Where a mask has no meaning for a type, the
/// stricter `null` stands in for it.
final class PostgreSqlMasks {

    static final String REDACTED = "⟦masked:redact⟧";
    static final String PARTLY = "⟦masked⟧";

    /// The detectors pass over this form and no other: the letters `g` to `v`, one a hexadecimal digit, and a closing
    /// bracket follow. No number and no key can be written in these letters.
    private static final String TOKEN_OPENS = "⟦masked:token:";

    /// Shorter values would be all but shown by their last four characters.
    private static final int LAST4_LENGTH_MIN = 8;

    private static final Set<String> TEXTS = Set.of("text", "varchar", "bpchar");
    private static final Set<String> DATES = Set.of("date", "timestamp", "timestamptz");

    private PostgreSqlMasks() {}

    /// @param name of the column, quoted
    /// @param mask a name of `MaskColumn.STRICTEST_FIRST`; any other counts as `null`
    /// @return SQL over the column's quoted name, with `$1` and `$2` for the keys of [TokenKeys]
    static String sql(String name, Column column, String mask) {
        boolean text = TEXTS.contains(column.base());
        return switch (mask) {
            case "redact" -> text ? "'" + REDACTED + "'::" + column.castable() : nothing(column);
            case "last4" -> text ? last4(name) + "::" + column.castable() : nothing(column);
            case "token" -> {
                if (text) {
                    yield "('"
                            + TOKEN_OPENS
                            + "' || pg_catalog.translate(pg_catalog.substr(pg_catalog.encode("
                            + hmac(name)
                            + ", 'hex'), 1, 24), '0123456789abcdef', 'ghijklmnopqrstuv') || '⟧')::"
                            + column.castable();
                }
                yield column.base().equals("uuid")
                        ? "pg_catalog.substr(pg_catalog.encode("
                                + hmac(name)
                                + ", 'hex'), 1, 32)::uuid"
                        : nothing(column);
            }
            case "year" ->
                    DATES.contains(column.base())
                            ? "pg_catalog.date_trunc('year', " + name + ")::" + column.castable()
                            : text ? "'" + REDACTED + "'::" + column.castable() : nothing(column);
            default -> nothing(column);
        };
    }

    private static String nothing(Column column) {
        return "NULL::" + column.castable();
    }

    private static String last4(String name) {
        return "(CASE WHEN pg_catalog.length("
                + name
                + "::text) >= "
                + LAST4_LENGTH_MIN
                + " THEN '"
                + PARTLY
                + "…' || pg_catalog.right("
                + name
                + "::text, 4) ELSE '"
                + PARTLY
                + "' END)";
    }

    /// HMAC-SHA-256 by its definition (RFC 2104), its two keyed blocks as parameters, so that no key stands in
    /// the statement's text.
    private static String hmac(String name) {
        return "pg_catalog.sha256($2::bytea || pg_catalog.sha256($1::bytea || pg_catalog.convert_to("
                + name
                + "::text, 'UTF8')))";
    }
}
