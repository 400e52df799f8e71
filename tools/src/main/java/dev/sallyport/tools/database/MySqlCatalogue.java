package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Catalogue.Column;
import dev.sallyport.tools.database.Catalogue.Kind;
import dev.sallyport.tools.database.Catalogue.Table;
import dev.sallyport.tools.database.Catalogue.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Reads the [Catalogue] of a MySQL or MariaDB server, as far as the gate's login may see it. A schema is a database.
final class MySqlCatalogue {

    /// More columns than this and the database is refused rather than the gate's memory filled.
    private static final int COLUMNS_MAX = 500_000;

    /// The engines that can undo a change.
    private static final Set<String> TRANSACTIONAL =
            Set.of("innodb", "ndbcluster", "rocksdb", "tokudb");

    /// Engines whose tables hold rows of other servers or of files.
    private static final Set<String> FOREIGN = Set.of("federated", "connect", "spider", "s3");

    private static final String OTHERS =
            "('information_schema', 'mysql', 'performance_schema', 'sys')";

    /// Counts and exclusive ors of hashes over everything that is read below, so that any change of the schema
    /// changes it. MySQL has no MD5() since 9.6 unless a component brings it.
    private static final String FINGERPRINT =
            """
            select concat_ws('/',
              (select concat(count(*), ':', coalesce(bit_xor(cast(conv(left(sha2(concat_ws('\\n', table_schema,
                        table_name, table_type, engine), 256), 16), 16, 10) as unsigned)), 0))
               from information_schema.tables where lower(table_schema) not in %1$s),
              (select concat(count(*), ':', coalesce(bit_xor(cast(conv(left(sha2(concat_ws('\\n', table_schema,
                        table_name, column_name, ordinal_position, column_type, collation_name, column_key,
                        extra), 256), 16), 16, 10) as unsigned)), 0))
               from information_schema.columns where lower(table_schema) not in %1$s),
              (select concat(count(*), ':', coalesce(bit_xor(cast(conv(left(sha2(concat_ws('\\n', table_schema,
                        table_name, view_definition), 256), 16), 16, 10) as unsigned)), 0))
               from information_schema.views where lower(table_schema) not in %1$s))
            """
                    .formatted(OTHERS);

    private static final String TABLES =
            """
            select t.table_schema, t.table_name, t.table_type, t.engine, v.view_definition
            from information_schema.tables t
            left join information_schema.views v
              on v.table_schema = t.table_schema and v.table_name = t.table_name
            where lower(t.table_schema) not in %s
            """
                    .formatted(OTHERS);

    /// A column that `*` does not show is none that a statement can name.
    private static final String COLUMNS =
            """
            select table_schema, table_name, column_name, column_type, data_type, character_set_name,
                   collation_name, numeric_precision, numeric_scale, column_key,
                   coalesce(generation_expression, '') <> ''
            from information_schema.columns
            where lower(table_schema) not in %s and coalesce(extra, '') not like '%%INVISIBLE%%'
            order by table_schema, table_name, ordinal_position
            """
                    .formatted(OTHERS);

    private MySqlCatalogue() {}

    static String fingerprint(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(FINGERPRINT)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private record Columns(List<Column> all, List<String> primaryKey) {}

    static Catalogue read(Connection connection, List<String> searchPath) throws SQLException {
        var fingerprint = fingerprint(connection);
        var columns = columns(connection);
        var names = MySqlDialect.INSTANCE.lexis();
        var found = new LinkedHashMap<TableId, List<Table>>();
        var spellings = new HashMap<String, Set<String>>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(TABLES)) {
            while (rows.next()) {
                var id = new TableId(rows.getString(1), rows.getString(2));
                spellings
                        .computeIfAbsent(names.fold(id.schema()), s -> new HashSet<>())
                        .add(id.schema());
                var kind = kind(rows.getString(3), text(rows, 4));
                var of = columns.getOrDefault(id, new Columns(List.of(), List.of()));
                found.computeIfAbsent(names.fold(id), i -> new ArrayList<>())
                        .add(
                                new Table(
                                        id,
                                        kind.orElse(Kind.FOREIGN),
                                        // Without columns nothing of the table can be asked.
                                        kind.isEmpty() ? List.of() : of.all(),
                                        Optional.ofNullable(rows.getString(5))
                                                .filter(definition -> !definition.isBlank()),
                                        of.primaryKey(),
                                        List.of()));
            }
        }
        var tables = new TreeMap<String, Map<String, Table>>();
        found.forEach((folded, alike) -> {
            boolean one =
                    alike.size() == 1
                            && spellings.getOrDefault(folded.schema(), Set.of()).size() == 1;
            if (one && !alike.getFirst().columns().isEmpty()) {
                tables.computeIfAbsent(folded.schema(), schema -> new TreeMap<>())
                        .put(folded.name(), alike.getFirst());
            }
        });
        return new Catalogue(names, tables, searchPath, List.of(), fingerprint);
    }

    /// Empty for what is no table, or shows the rows of another under its own name.
    private static Optional<Kind> kind(String type, String engine) {
        return switch (type) {
            case "VIEW" -> Optional.of(Kind.VIEW);
            case "BASE TABLE", "SYSTEM VERSIONED" -> {
                if (engine.equals("mrg_myisam")) {
                    yield Optional.empty();
                }
                if (FOREIGN.contains(engine)) {
                    yield Optional.of(Kind.FOREIGN);
                }
                yield Optional.of(
                        TRANSACTIONAL.contains(engine) ? Kind.TABLE : Kind.NON_TRANSACTIONAL);
            }
            default -> Optional.empty();
        };
    }

    private static Map<TableId, Columns> columns(Connection connection) throws SQLException {
        var columns = new HashMap<TableId, Columns>();
        int count = 0;
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(COLUMNS)) {
            while (rows.next()) {
                if (++count > COLUMNS_MAX) {
                    throw new SQLException("too many columns", "54000");
                }
                var of =
                        columns.computeIfAbsent(
                                new TableId(rows.getString(1), rows.getString(2)),
                                id -> new Columns(new ArrayList<>(), new ArrayList<>()));
                var name = rows.getString(3);
                var base = text(rows, 5);
                of.all()
                        .add(
                                new Column(
                                        name,
                                        rows.getString(4),
                                        base,
                                        castable(rows, base),
                                        false,
                                        rows.getBoolean(11) ? Column.ANY : List.of()));
                if (rows.getString(10).equals("PRI")) {
                    of.primaryKey().add(name);
                }
            }
        }
        return columns;
    }

    /// How to write the type in a cast; of a text its collation, see [MySqlMasks].
    private static String castable(ResultSet rows, String base) throws SQLException {
        if (MySqlMasks.isText(base)) {
            return text(rows, 6).equals("utf8mb4") ? text(rows, 7) : "";
        }
        return switch (base) {
            case "tinyint", "smallint", "mediumint", "int", "bigint" ->
                    text(rows, 4).contains("unsigned") ? "unsigned" : "signed";
            case "bit", "year" -> "unsigned";
            case "decimal" -> "decimal(" + rows.getInt(8) + ", " + rows.getInt(9) + ")";
            case "float", "double" -> "double";
            case "date" -> "date";
            case "datetime", "timestamp" -> "datetime";
            case "time" -> "time";
            case "json", "uuid", "inet4", "inet6" -> base;
            case "enum", "set" -> "char";
            default -> "binary";
        };
    }

    private static String text(ResultSet rows, int column) throws SQLException {
        var text = rows.getString(column);
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }
}
