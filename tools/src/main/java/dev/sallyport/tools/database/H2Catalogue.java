package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Catalogue.Column;
import dev.sallyport.tools.database.Catalogue.Kind;
import dev.sallyport.tools.database.Catalogue.Table;
import dev.sallyport.tools.database.Catalogue.TableId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Reads the [Catalogue] of an H2 database.
///
/// Left out, and so out of reach: tables and views with a small letter in their own name, their schema's or a column's
/// (see [H2Dialect]), or whose names differ from another's in that alone; linked, external and temporary tables; synonyms; and columns that `*` does not show, with their
/// tables.
final class H2Catalogue {

    private static final int COLUMNS_MAX = 100_000;

    /// What must hold for names and words to mean what [H2Dialect] takes them for.
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "MODE", "REGULAR",
                    "DATABASE_TO_UPPER", "TRUE",
                    "DATABASE_TO_LOWER", "FALSE",
                    "CASE_INSENSITIVE_IDENTIFIERS", "FALSE",
                    "VARIABLE_BINARY", "FALSE",
                    "NON_KEYWORDS", "");

    private static final String READ_SETTINGS =
            "SELECT SETTING_NAME, UPPER(SETTING_VALUE), '', '', '', '' FROM INFORMATION_SCHEMA.SETTINGS"
                    + " WHERE SETTING_NAME IN ('MODE', 'DATABASE_TO_UPPER', 'DATABASE_TO_LOWER',"
                    + " 'CASE_INSENSITIVE_IDENTIFIERS', 'VARIABLE_BINARY', 'NON_KEYWORDS') ORDER BY 1";

    private static final String ROUTINES =
            "SELECT ROUTINE_NAME, ROUTINE_SCHEMA, '', '', '', '' FROM INFORMATION_SCHEMA.ROUTINES ORDER BY 1, 2";

    private static final String TABLES =
            """
            SELECT T.TABLE_SCHEMA, T.TABLE_NAME, T.TABLE_TYPE, T.TABLE_CLASS, V.VIEW_DEFINITION, ''
            FROM INFORMATION_SCHEMA.TABLES T
            LEFT JOIN INFORMATION_SCHEMA.VIEWS V
              ON V.TABLE_SCHEMA = T.TABLE_SCHEMA AND V.TABLE_NAME = T.TABLE_NAME
            WHERE T.TABLE_SCHEMA <> 'INFORMATION_SCHEMA'
            ORDER BY 1, 2
            """;

    private static final String COLUMNS =
            """
            SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, DATA_TYPE, DOMAIN_NAME, IS_VISIBLE, IS_GENERATED
            FROM INFORMATION_SCHEMA.COLUMNS
            WHERE TABLE_SCHEMA <> 'INFORMATION_SCHEMA'
            ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION
            """;

    /// Types that cannot be written down by their name alone.
    private static final List<String> COMPOUND =
            List.of("ARRAY", "ENUM", "ROW", "INTERVAL", "GEOMETRY", "JAVA_OBJECT", "OTHER");

    private H2Catalogue() {}

    /// One row of texts.
    private record Facts(List<String> texts) {
        String get(int index) {
            return texts.get(index);
        }

        TableId table() {
            return new TableId(get(0), get(1));
        }
    }

    /// A hash over everything that is read below: H2 shows no count of its schema's changes.
    static String fingerprint(Connection connection) throws SQLException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        for (var query : List.of(READ_SETTINGS, ROUTINES, TABLES, COLUMNS)) {
            for (var facts : facts(connection, query)) {
                digest.update(
                        (String.join("\0", facts.texts()) + "\0\0")
                                .getBytes(StandardCharsets.UTF_8));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static Catalogue read(Connection connection) throws SQLException {
        checkSettings(connection);
        checkRoutines(connection);
        var fingerprint = fingerprint(connection);
        var columns = columns(connection);
        var lexis = H2Dialect.INSTANCE.lexis();
        var tables = new TreeMap<String, Map<String, Table>>();
        var relations = facts(connection, TABLES);
        var alike = relations.stream().map(facts -> lexis.fold(facts.table())).toList();
        for (var facts : relations) {
            var id = facts.table();
            if (Collections.frequency(alike, lexis.fold(id)) > 1) {
                continue;
            }
            boolean view = facts.get(2).equals("VIEW");
            if ((!view && !(facts.get(2).equals("BASE TABLE") && facts.get(3).endsWith(".MVTable")))
                    || !isCapital(id.schema())
                    || !isCapital(id.name())) {
                continue;
            }
            var found = columns.getOrDefault(id, List.of());
            if (found.isEmpty()
                    || !found.stream()
                            .allMatch(row ->
                                    isCapital(row.get(2)) && row.get(5).equalsIgnoreCase("TRUE"))) {
                continue;
            }
            tables.computeIfAbsent(lexis.fold(id.schema()), schema -> new TreeMap<>())
                    .put(
                            lexis.fold(id.name()),
                            new Table(
                                    id,
                                    view ? Kind.VIEW : Kind.TABLE,
                                    found.stream().map(H2Catalogue::column).toList(),
                                    view ? definition(facts.get(4), alike) : Optional.empty(),
                                    List.of(),
                                    List.of()));
        }
        return new Catalogue(
                lexis,
                tables,
                PostgreSqlCatalogue.texts(connection, "SELECT SCHEMA()"),
                List.of(),
                fingerprint);
    }

    private static Column column(Facts row) {
        var type = row.get(3);
        return new Column(
                row.get(2),
                row.get(4).isEmpty() ? type : row.get(4),
                type,
                COMPOUND.stream().anyMatch(type::startsWith) ? "" : type,
                false,
                row.get(6).equals("ALWAYS") ? Column.ANY : List.of());
    }

    private static boolean isCapital(String name) {
        return H2Dialect.capitals(name).equals(name);
    }

    /// H2 writes a view down with every name quoted as it is, so that a small letter shows a table out of reach. A
    /// view whose `WITH` query bears a table's name is not understood, since H2 takes the table once it reads the
    /// view again.
    ///
    /// @param tables all that there are, folded
    private static Optional<String> definition(String text, List<TableId> tables) {
        try {
            var tokens = H2Dialect.INSTANCE.lexOwn(text);
            boolean capital =
                    tokens.stream()
                            .allMatch(token ->
                                    token.kind() != SqlToken.Kind.QUOTED
                                            || isCapital(token.spelling()));
            var names = tables.stream().map(TableId::name).collect(Collectors.toSet());
            return capital && !text.isBlank() && !namesQuery(tokens, names)
                    ? Optional.of(text)
                    : Optional.empty();
        } catch (NotUnderstood e) {
            return Optional.empty();
        }
    }

    /// Whether `name AS (` or `name (columns) AS (` stands anywhere for one of the names.
    private static boolean namesQuery(List<SqlToken> tokens, Set<String> names) {
        var cursor = new TokenCursor(tokens, H2Dialect.INSTANCE.grammar());
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).isName() && names.contains(tokens.get(i).text())) {
                int as = cursor.get(i + 1).isSymbol("(") ? cursor.closing(i + 1) + 1 : i + 1;
                if (cursor.get(as).isWord("as") && cursor.get(as + 1).isSymbol("(")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Map<TableId, List<Facts>> columns(Connection connection) throws SQLException {
        var columns = new HashMap<TableId, List<Facts>>();
        for (var facts : facts(connection, COLUMNS)) {
            columns.computeIfAbsent(facts.table(), table -> new ArrayList<>()).add(facts);
        }
        return columns;
    }

    private static void checkSettings(Connection connection) throws SQLException {
        for (var facts : facts(connection, READ_SETTINGS)) {
            if (!facts.get(1).equals(SETTINGS.get(facts.get(0)))) {
                throw new SQLException(
                        "the database's setting " + facts.get(0) + " is not served", "08004");
            }
        }
    }

    /// H2 lets an alias take a built-in function's name only while `BUILTIN_ALIAS_OVERRIDE` is on, which it does not
    /// show; the alias it shows.
    private static void checkRoutines(Connection connection) throws SQLException {
        var lexis = H2Dialect.INSTANCE.lexis();
        for (var facts : facts(connection, ROUTINES)) {
            var name = lexis.fold(facts.get(0));
            if (H2Dialect.INSTANCE.allowed().allowsFunction(name)
                    || H2Masks.FUNCTIONS.contains(name)
                    || H2Dialect.INSTANCE.grammar().specialCalls().contains(name)) {
                throw new SQLException("an alias bears the name of a built-in function", "08004");
            }
        }
    }

    private static List<Facts> facts(Connection connection, String sql) throws SQLException {
        var list = new ArrayList<Facts>();
        try (var statement = connection.createStatement()) {
            statement.setMaxRows(COLUMNS_MAX + 1);
            try (var rows = statement.executeQuery(sql)) {
                int count = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    var texts = new ArrayList<String>();
                    for (int i = 1; i <= count; i++) {
                        var text = rows.getString(i);
                        texts.add(text == null ? "" : text);
                    }
                    list.add(new Facts(List.copyOf(texts)));
                }
            }
        }
        if (list.size() > COLUMNS_MAX) {
            throw new SQLException("too many columns", "54000");
        }
        return list;
    }
}
