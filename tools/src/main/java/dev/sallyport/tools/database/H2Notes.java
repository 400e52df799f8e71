package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Engine.ForeignKey;
import dev.sallyport.tools.database.Engine.SchemaNotes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads what H2's catalogue says about the tables of a schema.
final class H2Notes {

    private static final String TABLES =
            "SELECT TABLE_NAME, COALESCE(LEFT(REMARKS, 500), ''), CAST(ROW_COUNT_ESTIMATE AS CHARACTER VARYING),"
                    + " TABLE_TYPE FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = ?";

    private static final String COLUMNS =
            "SELECT TABLE_NAME, COLUMN_NAME, COALESCE(LEFT(REMARKS, 500), ''), IS_NULLABLE"
                    + " FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = ?";

    private static final String PRIMARY_KEYS =
            """
            SELECT U.TABLE_NAME, U.COLUMN_NAME, '', ''
            FROM INFORMATION_SCHEMA.TABLE_CONSTRAINTS C
            JOIN INFORMATION_SCHEMA.KEY_COLUMN_USAGE U
              ON U.CONSTRAINT_SCHEMA = C.CONSTRAINT_SCHEMA AND U.CONSTRAINT_NAME = C.CONSTRAINT_NAME
            WHERE C.CONSTRAINT_TYPE = 'PRIMARY KEY' AND C.TABLE_SCHEMA = ?
            ORDER BY U.TABLE_NAME, U.ORDINAL_POSITION
            """;

    private static final String FOREIGN_KEYS =
            """
            SELECT F.CONSTRAINT_NAME, F.TABLE_NAME, F.COLUMN_NAME, K.TABLE_NAME || '.' || K.COLUMN_NAME
            FROM INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS R
            JOIN INFORMATION_SCHEMA.KEY_COLUMN_USAGE F
              ON F.CONSTRAINT_SCHEMA = R.CONSTRAINT_SCHEMA AND F.CONSTRAINT_NAME = R.CONSTRAINT_NAME
            JOIN INFORMATION_SCHEMA.KEY_COLUMN_USAGE K
              ON K.CONSTRAINT_SCHEMA = R.UNIQUE_CONSTRAINT_SCHEMA
              AND K.CONSTRAINT_NAME = R.UNIQUE_CONSTRAINT_NAME
              AND K.ORDINAL_POSITION = F.POSITION_IN_UNIQUE_CONSTRAINT
            WHERE F.TABLE_SCHEMA = ? AND K.TABLE_SCHEMA = F.TABLE_SCHEMA
            ORDER BY F.TABLE_NAME, F.CONSTRAINT_NAME, F.ORDINAL_POSITION
            """;

    private H2Notes() {}

    static SchemaNotes read(Connection connection, String schema) throws SQLException {
        var comments = new HashMap<String, String>();
        var estimates = new HashMap<String, Long>();
        for (var fact : facts(connection, TABLES, schema)) {
            comment(comments, SchemaNotes.column(fact.get(0), ""), fact.get(1));
            if (fact.get(3).equals("BASE TABLE")) {
                estimates.put(fact.get(0), Long.parseLong(fact.get(2)));
            }
        }
        var required = new HashSet<String>();
        for (var fact : facts(connection, COLUMNS, schema)) {
            var column = SchemaNotes.column(fact.get(0), fact.get(1));
            comment(comments, column, fact.get(2));
            if (fact.get(3).equals("NO")) {
                required.add(column);
            }
        }
        var primary = new LinkedHashMap<String, List<String>>();
        for (var fact : facts(connection, PRIMARY_KEYS, schema)) {
            primary.computeIfAbsent(fact.get(0), table -> new ArrayList<>()).add(fact.get(1));
        }
        return new SchemaNotes(
                comments, required, estimates, primary, foreignKeys(connection, schema));
    }

    private static void comment(Map<String, String> comments, String key, String text) {
        if (!text.isEmpty()) {
            comments.put(key, text);
        }
    }

    private static Map<String, List<ForeignKey>> foreignKeys(Connection connection, String schema)
            throws SQLException {
        var constraints = new LinkedHashMap<String, List<List<String>>>();
        for (var fact : facts(connection, FOREIGN_KEYS, schema)) {
            constraints.computeIfAbsent(fact.get(0), name -> new ArrayList<>()).add(fact);
        }
        var keys = new LinkedHashMap<String, List<ForeignKey>>();
        for (var columns : constraints.values()) {
            var first = columns.getFirst();
            var referred = first.get(3).substring(0, first.get(3).indexOf('.'));
            keys.computeIfAbsent(first.get(1), table -> new ArrayList<>())
                    .add(
                            new ForeignKey(
                                    String.join(", ", columns.stream().map(c -> c.get(2)).toList())
                                            + " -> "
                                            + referred
                                            + "("
                                            + String.join(
                                                    ", ",
                                                    columns.stream()
                                                            .map(c ->
                                                                    c.get(3)
                                                                            .substring(
                                                                                    referred
                                                                                                    .length()
                                                                                            + 1))
                                                            .toList())
                                            + ")",
                                    referred));
        }
        return keys;
    }

    /// Rows of four texts.
    private static List<List<String>> facts(Connection connection, String sql, String schema)
            throws SQLException {
        var facts = new ArrayList<List<String>>();
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, schema);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var texts = new ArrayList<String>();
                    for (int i = 1; i <= 4; i++) {
                        var text = rows.getString(i);
                        texts.add(text == null ? "" : text);
                    }
                    facts.add(texts);
                }
            }
        }
        return facts;
    }
}
