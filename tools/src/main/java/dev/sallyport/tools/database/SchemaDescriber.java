package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Catalogue.Column;
import dev.sallyport.tools.database.Catalogue.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes down the structure of tables. One use on one thread.
final class SchemaDescriber {

    /// With more tables than this their columns are left out: nobody reads them all.
    private static final int TABLES_WITH_COLUMNS_MAX = 60;

    private static final int TABLES_MAX = 1000;

    private static final String NOTES =
            """
            select c.relname, coalesce(a.attname, ''), pg_catalog.left(d.description, 500)
            from pg_catalog.pg_description d
            join pg_catalog.pg_class c on c.oid = d.objoid
            join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = d.objsubid and d.objsubid > 0
            where d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and n.nspname = ?
            """;

    private static final String REQUIRED =
            """
            select c.relname, a.attname, ''
            from pg_catalog.pg_attribute a
            join pg_catalog.pg_class c on c.oid = a.attrelid
            join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            where a.attnotnull and a.attnum > 0 and not a.attisdropped and n.nspname = ?
            """;

    private static final String ESTIMATES =
            """
            select c.relname, c.reltuples::bigint::text, ''
            from pg_catalog.pg_class c
            join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'm', 'p') and c.reltuples >= 0 and n.nspname = ?
            """;

    private static final String PRIMARY_KEYS =
            """
            select c.relname, a.attname, ''
            from pg_catalog.pg_constraint k
            join pg_catalog.pg_class c on c.oid = k.conrelid
            join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            cross join lateral pg_catalog.unnest(k.conkey) with ordinality u(attnum, position)
            join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = u.attnum
            where k.contype = 'p' and n.nspname = ?
            order by c.relname, u.position
            """;

    private static final String FOREIGN_KEYS =
            """
            select c.relname,
                   (select pg_catalog.string_agg(a.attname, ', ' order by u.position)
                    from pg_catalog.unnest(k.conkey) with ordinality u(attnum, position)
                    join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.attnum)
                   || ' -> ' || f.relname || '(' ||
                   (select pg_catalog.string_agg(a.attname, ', ' order by u.position)
                    from pg_catalog.unnest(k.confkey) with ordinality u(attnum, position)
                    join pg_catalog.pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.attnum)
                   || ')',
                   f.relname
            from pg_catalog.pg_constraint k
            join pg_catalog.pg_class c on c.oid = k.conrelid
            join pg_catalog.pg_class f on f.oid = k.confrelid
            join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.oid = f.relnamespace
            where k.contype = 'f' and k.conparentid = 0 and n.nspname = ?
            order by c.relname, k.conname
            """;

    private final Connection connection;
    private final Catalogue catalogue;
    private final Protection protection;

    SchemaDescriber(Connection connection, Catalogue catalogue, Protection protection) {
        this.connection = connection;
        this.catalogue = catalogue;
        this.protection = protection;
    }

    /// Three texts about a table: its name and two more.
    private record Fact(String table, String first, String second) {}

    ObjectNode describe(String schema, Optional<String> only) throws SQLException {
        var all = List.copyOf(catalogue.tables().getOrDefault(schema, Map.of()).values());
        var tables =
                all.stream()
                        .filter(table -> only.isEmpty() || only.get().equals(table.id().name()))
                        .limit(TABLES_MAX)
                        .toList();
        boolean columns = tables.size() <= TABLES_WITH_COLUMNS_MAX;
        var comments = new HashMap<String, String>();
        for (var note : facts(NOTES, schema)) {
            comments.put(note.table() + "\0" + note.first(), note.second());
        }
        var required =
                facts(REQUIRED, schema).stream()
                        .map(fact -> fact.table() + "\0" + fact.first())
                        .collect(Collectors.toSet());
        var estimates = byTable(facts(ESTIMATES, schema));
        var primary = byTable(facts(PRIMARY_KEYS, schema));
        // The other end of a foreign key is a table that a look at one table does not ask for.
        var foreign =
                byTable(
                        facts(FOREIGN_KEYS, schema).stream()
                                .filter(fact ->
                                        only.isEmpty() || fact.table().equals(fact.second()))
                                .toList());
        var result = JsonNodeFactory.instance.objectNode();
        result.put("schema", schema);
        var list = result.putArray("tables");
        for (var table : tables) {
            var name = table.id().name();
            var item = list.addObject();
            item.put("name", name);
            item.put("kind", kind(table));
            put(item, "comment", comments.get(name + "\0"));
            if (estimates.containsKey(name)) {
                item.put("rows", Long.parseLong(estimates.get(name).getFirst()));
            }
            if (primary.containsKey(name)) {
                primary.get(name).forEach(item.putArray("primary_key")::add);
            }
            if (foreign.containsKey(name)) {
                foreign.get(name).forEach(item.putArray("foreign_keys")::add);
            }
            if (columns) {
                columns(item, table, comments, required);
            }
        }
        if (!columns) {
            result.put(
                    "note",
                    "columns are left out of so many tables; name one table to see them"
                            + (all.size() > TABLES_MAX
                                    ? "; only the first tables are listed"
                                    : ""));
        }
        return result;
    }

    private void columns(
            ObjectNode item, Table table, Map<String, String> comments, Set<String> required) {
        var name = table.id().name();
        var list = item.putArray("columns");
        for (Column column : table.columns()) {
            var entry = list.addObject();
            entry.put("name", column.name());
            entry.put("type", column.type());
            if (required.contains(name + "\0" + column.name())) {
                entry.put("required", true);
            }
            put(entry, "comment", comments.get(name + "\0" + column.name()));
            protection.mask(table, column.name()).ifPresent(mask -> entry.put("masked", mask));
        }
    }

    private static void put(
            ObjectNode node, String key, @org.jspecify.annotations.Nullable String value) {
        if (value != null) {
            node.put(key, value);
        }
    }

    private static String kind(Table table) {
        return switch (table.kind()) {
            case TABLE, PARTITIONED -> "table";
            case VIEW -> "view";
            case MATERIALIZED_VIEW -> "materialized view";
            case FOREIGN -> "foreign table";
        };
    }

    private static Map<String, List<String>> byTable(List<Fact> facts) {
        return facts.stream()
                .collect(
                        Collectors.groupingBy(
                                Fact::table, Collectors.mapping(Fact::first, Collectors.toList())));
    }

    private List<Fact> facts(String sql, String schema) throws SQLException {
        var facts = new ArrayList<Fact>();
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, schema);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    facts.add(new Fact(rows.getString(1), rows.getString(2), rows.getString(3)));
                }
            }
        }
        return facts;
    }
}
