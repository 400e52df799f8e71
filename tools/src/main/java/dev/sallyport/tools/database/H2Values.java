package dev.sallyport.tools.database;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Values of H2 as JSON that loses nothing, but for large objects, of which no more is read than an answer can hold.
final class H2Values {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private H2Values() {}

    /// @param type the driver's name of the column's type
    static JsonNode value(ResultSet rows, int column, String type) throws SQLException {
        return switch (type) {
            case "BINARY", "BINARY VARYING", "BINARY LARGE OBJECT", "JAVA_OBJECT" ->
                    binary(rows, column);
            case "CHARACTER LARGE OBJECT" -> large(rows, column);
            default -> text(rows.getString(column), type);
        };
    }

    private static JsonNode text(@org.jspecify.annotations.Nullable String text, String type) {
        if (text == null) {
            return JSON.nullNode();
        }
        return switch (type) {
            case "BOOLEAN" -> JSON.booleanNode(text.equals("TRUE"));
            case "TINYINT", "SMALLINT", "INTEGER", "BIGINT" -> PostgreSqlValues.integer(text);
            case "DECIMAL", "NUMERIC", "DECFLOAT", "REAL", "DOUBLE PRECISION", "FLOAT" ->
                    PostgreSqlValues.decimal(text);
            case "TIMESTAMP" -> JSON.stringNode(text.replace(' ', 'T'));
            case "TIMESTAMP WITH TIME ZONE" -> JSON.stringNode(PostgreSqlValues.zoned(text));
            default -> JSON.stringNode(text);
        };
    }

    private static JsonNode binary(ResultSet rows, int column) throws SQLException {
        try (var stream = rows.getBinaryStream(column)) {
            return stream == null
                    ? JSON.nullNode()
                    : JSON.stringNode(
                            "\\x"
                                    + HexFormat.of()
                                            .formatHex(
                                                    stream.readNBytes(
                                                            (int) QueryRunner.BYTES_MAX)));
        } catch (IOException e) {
            throw new SQLException("a large object could not be read", "58030", e);
        }
    }

    private static JsonNode large(ResultSet rows, int column) throws SQLException {
        try (var reader = rows.getCharacterStream(column)) {
            if (reader == null) {
                return JSON.nullNode();
            }
            var buffer = new char[(int) QueryRunner.BYTES_MAX];
            int length = 0;
            for (int read = 0; read >= 0 && length < buffer.length; length += Math.max(0, read)) {
                read = reader.read(buffer, length, buffer.length - length);
            }
            return JSON.stringNode(new String(buffer, 0, length));
        } catch (IOException e) {
            throw new SQLException("a large object could not be read", "58030", e);
        }
    }
}
