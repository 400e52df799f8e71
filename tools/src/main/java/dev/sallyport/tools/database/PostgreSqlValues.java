package dev.sallyport.tools.database;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Values of PostgreSQL as JSON that loses nothing: what JSON's numbers cannot hold exactly everywhere becomes a text.
final class PostgreSqlValues {

    private static final long SAFE_INTEGER_MAX = (1L << 53) - 1;

    /// Every decimal of so many digits survives a binary double (IEEE 754).
    private static final int SAFE_DIGITS = 15;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private PostgreSqlValues() {}

    /// The name of a type without the schema that the driver quotes in front of it: `"shop"."status"`.
    static String typeName(String driverName) {
        if (!driverName.endsWith("\"")) {
            return driverName;
        }
        int start = driverName.lastIndexOf("\".\"");
        return driverName.substring(start < 0 ? 1 : start + 3, driverName.length() - 1);
    }

    /// @param type the driver's name of the column's type
    static JsonNode value(ResultSet rows, int column, String type) throws SQLException {
        if (type.equals("bytea")) {
            byte[] bytes = rows.getBytes(column);
            return bytes == null
                    ? JSON.nullNode()
                    : JSON.stringNode("\\x" + HexFormat.of().formatHex(bytes));
        }
        var text = rows.getString(column);
        if (text == null) {
            return JSON.nullNode();
        }
        return switch (type) {
            case "bool" -> JSON.booleanNode(text.equals("t") || text.equals("true"));
            case "int2", "int4", "int8", "serial", "bigserial", "oid" -> integer(text);
            case "numeric", "float4", "float8" -> decimal(text);
            case "timestamp" -> JSON.stringNode(text.replace(' ', 'T'));
            case "timestamptz" -> JSON.stringNode(zoned(text));
            default -> JSON.stringNode(text);
        };
    }

    static JsonNode integer(String text) {
        long value = Long.parseLong(text);
        return Math.abs(value) <= SAFE_INTEGER_MAX ? JSON.numberNode(value) : JSON.stringNode(text);
    }

    static JsonNode decimal(String text) {
        if (text.equals("NaN") || text.endsWith("Infinity")) {
            return JSON.stringNode(text);
        }
        var value = new BigDecimal(text);
        return value.precision() <= SAFE_DIGITS && Math.abs(value.scale()) <= SAFE_DIGITS
                ? JSON.numberNode(value)
                : JSON.stringNode(text);
    }

    /// `2024-01-31 10:00:00+00` to `2024-01-31T10:00:00+00:00`; `infinity` and years before Christ stay.
    static String zoned(String text) {
        if (!text.contains(":") || text.endsWith("BC")) {
            return text;
        }
        var iso = text.replace(' ', 'T');
        char sign = iso.charAt(iso.length() - 3);
        return sign == '+' || sign == '-' ? iso + ":00" : iso;
    }
}
