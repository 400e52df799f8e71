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

/// Reads what PostgreSQL's catalogue says about the tables of a schema. One use on one thread.
final class PostgreSqlNotes {

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
    private final String schema;

    private PostgreSqlNotes(Connection connection, String schema) {
        this.connection = connection;
        this.schema = schema;
    }

    /// Three texts about a table: its name and two more.
    private record Fact(String table, String first, String second) {}

    static SchemaNotes read(Connection connection, String schema) throws SQLException {
        return new PostgreSqlNotes(connection, schema).read();
    }

    private SchemaNotes read() throws SQLException {
        var comments = new HashMap<String, String>();
        for (var note : facts(NOTES)) {
            comments.put(SchemaNotes.column(note.table(), note.first()), note.second());
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
                    .add(new ForeignKey(fact.first(), fact.second()));
        }
        return new SchemaNotes(comments, required, estimates, primary, foreign);
    }

    private List<Fact> facts(String sql) throws SQLException {
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
