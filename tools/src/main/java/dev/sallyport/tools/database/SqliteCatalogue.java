package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Catalogue.Column;
import dev.sallyport.tools.database.Catalogue.Kind;
import dev.sallyport.tools.database.Catalogue.Table;
import dev.sallyport.tools.database.Catalogue.TableId;
import dev.sallyport.tools.database.Engine.ForeignKey;
import dev.sallyport.tools.database.Engine.SchemaNotes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Reads the [Catalogue] of a SQLite database file.
///
/// Left out, and so out of reach: virtual tables and what they store their data in, since their columns are code of an
/// extension; views that SQLite itself cannot read; and tables with a column called `true` or `false`, since it would
/// take the place of those values.
final class SqliteCatalogue {

    private static final int COLUMNS_MAX = 100_000;

    private static final Set<String> VALUE_NAMES = Set.of("true", "false");

    private static final String TABLES =
            """
            select l.name, l.type, s.sql
            from pragma_table_list l
            join main.sqlite_schema s on s.name = l.name and s.type in ('table', 'view')
            where l.schema = 'main' and l.type in ('table', 'view') and l.name not like 'sqlite\\_%' escape '\\'
            """;

    private static final String NAMES =
            "select name from main.sqlite_schema where type in ('table', 'view')";

    private static final String COLUMNS =
            "select name, type, \"notnull\", pk, hidden from pragma_table_xinfo(?) order by cid";

    private static final String FOREIGN_KEYS =
            "select id, \"table\", \"from\", \"to\" from pragma_foreign_key_list(?) order by id, seq";

    private SqliteCatalogue() {}

    /// SQLite counts every change of the schema.
    ///
    /// @see <a href="https://sqlite.org/pragma.html#pragma_schema_version">PRAGMA schema_version</a>
    static String fingerprint(Connection connection) throws SQLException {
        return PostgreSqlCatalogue.texts(connection, "pragma main.schema_version").getFirst();
    }

    static Catalogue read(Connection connection) throws SQLException {
        checkNames(connection);
        var fingerprint = fingerprint(connection);
        var lexis = SqliteDialect.INSTANCE.lexis();
        var tables = new TreeMap<String, Table>();
        int count = 0;
        for (var found : tables(connection)) {
            var columns = columns(connection, found.name());
            count += columns.size();
            if (count > COLUMNS_MAX) {
                throw new SQLException("too many columns", "54000");
            }
            if (columns.isEmpty() || !readable(columns)) {
                continue;
            }
            boolean view = found.type().equals("view");
            tables.put(
                    lexis.fold(found.name()),
                    new Table(
                            new TableId(SqliteDialect.SCHEMA, found.name()),
                            view ? Kind.VIEW : Kind.TABLE,
                            columns.stream()
                                    .map(column ->
                                            new Column(
                                                    column.name(),
                                                    column.type(),
                                                    affinity(column.type()),
                                                    "",
                                                    false,
                                                    column.generated() ? Column.ANY : List.of()))
                                    .toList(),
                            view
                                    ? ViewText.query(SqliteDialect.INSTANCE, found.sql())
                                    : Optional.empty(),
                            List.of(),
                            List.of()));
        }
        return new Catalogue(
                lexis,
                Map.of(SqliteDialect.SCHEMA, tables),
                List.of(SqliteDialect.SCHEMA),
                List.of(),
                fingerprint);
    }

    /// A table of such a name would be read in the place of the function.
    private static void checkNames(Connection connection) throws SQLException {
        for (var name : PostgreSqlCatalogue.texts(connection, NAMES)) {
            if (!SqliteDialect.INSTANCE
                    .allowed()
                    .columnsOf(SqliteDialect.INSTANCE.lexis().fold(name))
                    .isEmpty()) {
                throw new SQLException("a table bears the name of a built-in function", "08004");
            }
        }
    }

    private static boolean readable(List<Row> columns) {
        return columns.stream()
                .noneMatch(column ->
                        column.hidden()
                                || VALUE_NAMES.contains(column.name().toLowerCase(Locale.ROOT)));
    }

    private record Found(String name, String type, String sql) {}

    private static List<Found> tables(Connection connection) throws SQLException {
        var list = new ArrayList<Found>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(TABLES)) {
            while (rows.next()) {
                list.add(new Found(rows.getString(1), rows.getString(2), rows.getString(3)));
            }
        }
        return list;
    }

    /// @param key its place in the primary key, from 1; 0 where it is none
    /// @param hidden whether `*` leaves it out
    /// @param generated whether SQLite computes it from others
    private record Row(
            String name,
            String type,
            boolean required,
            int key,
            boolean hidden,
            boolean generated) {}

    /// None for a view that cannot be read.
    private static List<Row> columns(Connection connection, String table) throws SQLException {
        var list = new ArrayList<Row>();
        try (var statement = connection.prepareStatement(COLUMNS)) {
            statement.setString(1, table);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    list.add(
                            new Row(
                                    rows.getString(1),
                                    rows.getString(2) == null ? "" : rows.getString(2),
                                    rows.getInt(3) != 0,
                                    rows.getInt(4),
                                    rows.getInt(5) == 1,
                                    rows.getInt(5) > 1));
                }
            }
        } catch (SQLException e) {
            if (SqliteStates.of(e).startsWith("42")) {
                return List.of();
            }
            throw e;
        }
        return list;
    }

    /// The affinity that a declared type gives its column; `any` where none is declared.
    ///
    /// @see <a href="https://sqlite.org/datatype3.html#determination_of_column_affinity">Determination of Column
    ///     Affinity</a>
    static String affinity(String type) {
        var upper = type.toUpperCase(Locale.ROOT);
        if (upper.isBlank() || upper.equals("ANY")) {
            return "any";
        }
        if (upper.contains("INT")) {
            return "integer";
        }
        if (upper.contains("CHAR") || upper.contains("CLOB") || upper.contains("TEXT")) {
            return "text";
        }
        if (upper.contains("BLOB")) {
            return "blob";
        }
        return upper.contains("REAL") || upper.contains("FLOA") || upper.contains("DOUB")
                ? "real"
                : "numeric";
    }

    static SchemaNotes notes(Connection connection) throws SQLException {
        var required = new HashSet<String>();
        var primary = new LinkedHashMap<String, List<String>>();
        var foreign = new LinkedHashMap<String, List<ForeignKey>>();
        for (var table : tables(connection)) {
            var columns = columns(connection, table.name());
            var key =
                    columns.stream()
                            .filter(column -> column.key() > 0)
                            .sorted(java.util.Comparator.comparingInt(Row::key))
                            .map(Row::name)
                            .toList();
            if (!key.isEmpty()) {
                primary.put(table.name(), key);
            }
            for (var column : columns) {
                if (column.required()) {
                    required.add(SchemaNotes.column(table.name(), column.name()));
                }
            }
            var keys = foreignKeys(connection, table.name());
            if (!keys.isEmpty()) {
                foreign.put(table.name(), keys);
            }
        }
        return new SchemaNotes(Map.of(), required, Map.of(), primary, foreign);
    }

    private static List<ForeignKey> foreignKeys(Connection connection, String table)
            throws SQLException {
        var referred = new LinkedHashMap<Integer, String>();
        var from = new LinkedHashMap<Integer, List<String>>();
        var to = new LinkedHashMap<Integer, List<String>>();
        try (var statement = connection.prepareStatement(FOREIGN_KEYS)) {
            statement.setString(1, table);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    int id = rows.getInt(1);
                    referred.put(id, rows.getString(2));
                    from.computeIfAbsent(id, i -> new ArrayList<>()).add(rows.getString(3));
                    var column = rows.getString(4);
                    // Without a name it is the other table's primary key.
                    to.computeIfAbsent(id, i -> new ArrayList<>())
                            .add(column == null ? "primary key" : column);
                }
            }
        }
        return referred.entrySet().stream()
                .map(key ->
                        new ForeignKey(
                                String.join(", ", from.getOrDefault(key.getKey(), List.of()))
                                        + " -> "
                                        + key.getValue()
                                        + "("
                                        + String.join(
                                                ", ", to.getOrDefault(key.getKey(), List.of()))
                                        + ")",
                                key.getValue()))
                .toList();
    }
}
