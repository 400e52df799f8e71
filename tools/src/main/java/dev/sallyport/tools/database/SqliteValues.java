package dev.sallyport.tools.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Values of SQLite as JSON that loses nothing. The type is each value's own, whatever its column declares.
final class SqliteValues {

    private static final long SAFE_INTEGER_MAX = (1L << 53) - 1;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private SqliteValues() {}

    static JsonNode value(ResultSet rows, int column) throws SQLException {
        return switch (rows.getObject(column)) {
            case null -> JSON.nullNode();
            case Integer number -> JSON.numberNode(number.intValue());
            case Long number ->
                    Math.abs(number) <= SAFE_INTEGER_MAX && number != Long.MIN_VALUE
                            ? JSON.numberNode(number.longValue())
                            : JSON.stringNode(number.toString());
            case Double number ->
                    Double.isFinite(number)
                            ? JSON.numberNode(number.doubleValue())
                            : JSON.stringNode(number.toString());
            case byte[] bytes -> JSON.stringNode("\\x" + HexFormat.of().formatHex(bytes));
            case Object other -> JSON.stringNode(other.toString());
        };
    }
}
