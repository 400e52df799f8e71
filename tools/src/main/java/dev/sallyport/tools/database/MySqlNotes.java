package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Engine.ForeignKey;
import dev.sallyport.tools.database.Engine.SchemaNotes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Reads what the information schema says about the tables of one database. One use on one thread.
final class MySqlNotes {

    private static final String COMMENTS =
            """
            select table_name, '', left(table_comment, 500), '' from information_schema.tables
            where table_schema = ? and table_type <> 'VIEW' and table_comment <> ''
            """;

    private static final String COLUMN_COMMENTS =
            """
            select table_name, column_name, left(column_comment, 500), '' from information_schema.columns
            where table_schema = ? and column_comment <> ''
            """;

    private static final String REQUIRED =
            """
            select table_name, column_name, '', '' from information_schema.columns
            where table_schema = ? and is_nullable = 'NO'
            """;

    private static final String ESTIMATES =
            """
            select table_name, cast(table_rows as char), '', '' from information_schema.tables
            where table_schema = ? and table_rows is not null and table_type <> 'VIEW'
            """;

    private static final String PRIMARY_KEYS =
            """
            select table_name, column_name, '', '' from information_schema.statistics
            where table_schema = ? and index_name = 'PRIMARY' order by table_name, seq_in_index
            """;

    private static final String FOREIGN_KEYS =
            """
            select k.table_name, group_concat(k.column_name order by k.ordinal_position separator ', '),
                   k.referenced_table_name,
                   group_concat(k.referenced_column_name order by k.ordinal_position separator ', ')
            from information_schema.key_column_usage k
            where k.table_schema = ? and k.referenced_table_schema = k.table_schema
            group by k.table_name, k.constraint_name, k.referenced_table_name
            order by k.table_name, k.constraint_name
            """;

    private final Connection connection;
    private final String schema;

    private MySqlNotes(Connection connection, String schema) {
        this.connection = connection;
        this.schema = schema;
    }

    /// A table's name and three texts about it.
    private record Fact(String table, String first, String second, String third) {}

    static SchemaNotes read(Connection connection, String schema) throws SQLException {
        return new MySqlNotes(connection, schema).read();
    }

    private SchemaNotes read() throws SQLException {
        var comments = new HashMap<String, String>();
        for (var sql : List.of(COMMENTS, COLUMN_COMMENTS)) {
            for (var fact : facts(sql)) {
                comments.put(SchemaNotes.column(fact.table(), fact.first()), fact.second());
            }
        }
        var required =
                facts(REQUIRED).stream()
                        .map(fact -> SchemaNotes.column(fact.table(), fact.first()))
                        .collect(Collectors.toSet());
        var estimates = new HashMap<String, Long>();
        for (var fact : facts(ESTIMATES)) {
            estimates.put(fact.table(), Long.parseLong(fact.first()));
        }
        var primary = new LinkedHashMap<String, List<String>>();
        for (var fact : facts(PRIMARY_KEYS)) {
            primary.computeIfAbsent(fact.table(), table -> new ArrayList<>()).add(fact.first());
        }
        Map<String, List<ForeignKey>> foreign = new LinkedHashMap<>();
        for (var fact : facts(FOREIGN_KEYS)) {
            foreign.computeIfAbsent(fact.table(), table -> new ArrayList<>())
                    .add(
                            new ForeignKey(
                                    fact.first()
                                            + " -> "
                                            + fact.second()
                                            + "("
                                            + fact.third()
                                            + ")",
                                    fact.second()));
        }
        return new SchemaNotes(comments, required, estimates, primary, foreign);
    }

    private List<Fact> facts(String sql) throws SQLException {
        var facts = new ArrayList<Fact>();
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, schema);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    facts.add(
                            new Fact(
                                    rows.getString(1),
                                    rows.getString(2),
                                    rows.getString(3),
                                    rows.getString(4)));
                }
            }
        }
        return facts;
    }
}
