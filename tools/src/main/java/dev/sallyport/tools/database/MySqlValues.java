package dev.sallyport.tools.database;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Values of MySQL and MariaDB as JSON that loses nothing: what JSON's numbers cannot hold exactly everywhere becomes
/// a text, and so do bytes, in hexadecimal.
final class MySqlValues {

    private static final BigDecimal SAFE_INTEGER_MAX = BigDecimal.valueOf((1L << 53) - 1);

    /// Every decimal of so many digits survives a binary double (IEEE 754).
    private static final int SAFE_DIGITS = 15;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private MySqlValues() {}

    /// @param type the driver's name of the column's type
    static JsonNode value(ResultSet rows, int column, String type) throws SQLException {
        // The driver adds UNSIGNED to the names of numbers.
        int space = type.indexOf(' ');
        return switch (space < 0 ? type : type.substring(0, space)) {
            case "BINARY",
                    "VARBINARY",
                    "BLOB",
                    "TINYBLOB",
                    "MEDIUMBLOB",
                    "LONGBLOB",
                    "GEOMETRY",
                    "BIT",
                    "VECTOR" ->
                    bytes(rows, column);
            case "TINYINT", "SMALLINT", "MEDIUMINT", "INT", "INTEGER", "BIGINT", "YEAR" ->
                    number(rows, column, true);
            case "DECIMAL", "NUMERIC", "FLOAT", "DOUBLE", "REAL" -> number(rows, column, false);
            case "DATETIME", "TIMESTAMP" -> moment(rows, column);
            default -> text(rows, column);
        };
    }

    private static JsonNode text(ResultSet rows, int column) throws SQLException {
        var text = rows.getString(column);
        return text == null ? JSON.nullNode() : JSON.stringNode(text);
    }

    private static JsonNode moment(ResultSet rows, int column) throws SQLException {
        var text = rows.getString(column);
        return text == null ? JSON.nullNode() : JSON.stringNode(text.replace(' ', 'T'));
    }

    private static JsonNode bytes(ResultSet rows, int column) throws SQLException {
        byte[] bytes = rows.getBytes(column);
        return bytes == null
                ? JSON.nullNode()
                : JSON.stringNode("0x" + HexFormat.of().formatHex(bytes));
    }

    private static JsonNode number(ResultSet rows, int column, boolean integer)
            throws SQLException {
        var text = rows.getString(column);
        if (text == null) {
            return JSON.nullNode();
        }
        var value = new BigDecimal(text);
        boolean safe =
                integer
                        ? value.abs().compareTo(SAFE_INTEGER_MAX) <= 0
                        : value.precision() <= SAFE_DIGITS
                                && Math.abs(value.scale()) <= SAFE_DIGITS;
        if (!safe) {
            return JSON.stringNode(text);
        }
        return integer ? JSON.numberNode(value.longValueExact()) : JSON.numberNode(value);
    }
}
