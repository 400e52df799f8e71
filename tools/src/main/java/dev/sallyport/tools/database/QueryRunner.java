package dev.sallyport.tools.database;

import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.database.SqlToken.Kind;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Runs a rendering and turns its rows into the result's JSON, within bounds on rows and bytes.
final class QueryRunner {

    /// What a model can usefully read, and far below what a client accepts.
    static final long BYTES_MAX = 1 << 20;

    /// Nobody reads a longer plan.
    private static final int EXPLAINED_LINES_MAX = 100;

    private final Connection connection;
    private final Engine engine;
    private final TokenKeys keys;

    QueryRunner(Connection connection, Database database) {
        this.connection = connection;
        this.engine = database.engine();
        this.keys = database.tokenKeys();
    }

    /// @param masked for each output column whether a mask touches it
    /// @param rowsMax rows beyond it are left out and noted as `truncated`
    /// @throws NotUnderstood when the database's columns are not the ones that were understood
    ObjectNode run(
            List<SqlToken> rendering, List<Boolean> masked, long rowsMax, CallControl control)
            throws SQLException {
        try (var statement = prepare(rendering);
                var _ = Database.cancelling(control, statement)) {
            statement.setFetchSize(engine.fetchSize());
            statement.setMaxRows((int) Math.min(Integer.MAX_VALUE, rowsMax + 1));
            try (var rows = statement.executeQuery()) {
                var meta = rows.getMetaData();
                if (meta.getColumnCount() != masked.size()) {
                    throw new NotUnderstood(SqlRefusals.stateChanged());
                }
                var result = JsonNodeFactory.instance.objectNode();
                var types = new String[masked.size()];
                var columns = result.putArray("columns");
                for (int i = 0; i < types.length; i++) {
                    types[i] = meta.getColumnTypeName(i + 1);
                    columns.addObject()
                            .put("name", meta.getColumnLabel(i + 1))
                            .put("type", engine.typeName(types[i]))
                            .put("masked", masked.get(i).booleanValue());
                }
                var list = result.putArray("rows");
                long bytes = 0;
                boolean truncated = false;
                while (rows.next()) {
                    var row = row(rows, types);
                    bytes += row.toString().getBytes(StandardCharsets.UTF_8).length;
                    if (list.size() >= rowsMax || bytes > BYTES_MAX) {
                        truncated = true;
                        break;
                    }
                    list.add(row);
                }
                result.put("row_count", list.size());
                result.put("truncated", truncated);
                return result;
            }
        }
    }

    private ArrayNode row(java.sql.ResultSet rows, String[] types) throws SQLException {
        var row = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < types.length; i++) {
            row.add(engine.value(rows, i + 1, types[i]));
        }
        return row;
    }

    /// Runs a statement that writes.
    ///
    /// @return how many rows it touched
    long update(List<SqlToken> rendering, CallControl control) throws SQLException {
        try (var statement = prepare(rendering);
                var _ = Database.cancelling(control, statement)) {
            return statement.executeLargeUpdate();
        }
    }

    /// The database's own plan for a statement, as it prints it; empty where it has none to give. A rendering with
    /// keys in it is not explained, since a plan shows its values.
    String explain(List<SqlToken> rendering) throws SQLException {
        var prefix = engine.explanation();
        if (prefix.isEmpty()
                || rendering.stream().anyMatch(token -> token.kind() == Kind.PARAMETER)) {
            return "";
        }
        var lines = new ArrayList<String>();
        try (var statement = prepare(prefix.get(), rendering);
                var rows = statement.executeQuery()) {
            while (rows.next() && lines.size() < EXPLAINED_LINES_MAX) {
                lines.add(rows.getString(1));
            }
        }
        return String.join("\n", lines);
    }

    private PreparedStatement prepare(List<SqlToken> rendering) throws SQLException {
        return prepare("", rendering);
    }

    private PreparedStatement prepare(String prefix, List<SqlToken> rendering) throws SQLException {
        var statement = connection.prepareStatement(prefix + engine.dialect().jdbc(rendering));
        statement.setEscapeProcessing(false);
        engine.bound(statement);
        int index = 0;
        for (var token : rendering) {
            if (token.kind() == Kind.PARAMETER) {
                statement.setBytes(++index, keys.value(token));
            }
        }
        return statement;
    }
}
