package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Catalogue.Column;
import dev.sallyport.tools.database.Catalogue.Kind;
import dev.sallyport.tools.database.Catalogue.Table;
import dev.sallyport.tools.database.Catalogue.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Reads the [Catalogue] of a PostgreSQL database. The connection's search path must be the login's own when
/// it starts; it is left at `pg_catalog` until the transaction ends.
final class PostgreSqlCatalogue {

    /// More tables than this and the database is refused rather than the gate's memory filled.
    private static final int COLUMNS_MAX = 500_000;

    /// Sums of hashes over everything that is read below, so that any change of the schema changes it. Temporary
    /// tables of other sessions are left out: they come and go and nobody else can name them.
    private static final String FINGERPRINT =
            """
            select
              (select count(*) || ':' || coalesce(sum(pg_catalog.hashtextextended(
                        c.relname || '/' || c.relkind::text || '/' || c.relnamespace::text, c.oid::bigint)), 0)
               from pg_catalog.pg_class c
               where c.oid >= 16384 and c.relpersistence <> 't' and c.relkind in ('r', 'p', 'v', 'm', 'f'))
              || '/' ||
              (select count(*) || ':' || coalesce(sum(pg_catalog.hashtextextended(
                        a.attname || '/' || a.atttypid::text || '/' || a.attnum::text || '/' || a.attisdropped::text, c.oid::bigint)), 0)
               from pg_catalog.pg_attribute a
               join pg_catalog.pg_class c on c.oid = a.attrelid
               where a.attnum > 0 and c.oid >= 16384 and c.relpersistence <> 't'
                 and c.relkind in ('r', 'p', 'v', 'm', 'f'))
              || '/' ||
              (select coalesce(sum(pg_catalog.hashtextextended(d.xmin::text || '/' || d.adnum::text, d.adrelid::bigint)), 0)
               from pg_catalog.pg_attrdef d
               join pg_catalog.pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
               where a.attgenerated <> '')
              || '/' ||
              (select coalesce(sum(pg_catalog.hashtextextended(inhparent::text, inhrelid::bigint)), 0)
               from pg_catalog.pg_inherits)
              || '/' ||
              (select coalesce(sum(pg_catalog.hashtextextended(xmin::text, oid::bigint)), 0)
               from pg_catalog.pg_rewrite where oid >= 16384)
              || '/' ||
              (select coalesce(sum(pg_catalog.hashtextextended(
                        typname || '/' || typnamespace::text || '/' || typbasetype::text, oid::bigint)), 0)
               from pg_catalog.pg_type where oid >= 16384 and typtype in ('e', 'd'))
              || '/' ||
              (select coalesce(sum(pg_catalog.hashtextextended(
                        nspname, oid::bigint)), 0)
               from pg_catalog.pg_namespace where nspname !~ '^pg_')
            """;

    /// The snapshot names every transaction whose changes are to be seen, so while it is the same, so is the schema, and no
    /// snapshot ever comes back. Not so for a transaction's own changes, nor on a standby, whose snapshots name no running
    /// transactions. The time of the start tells servers apart behind one address. After a crash, numbers of transactions that
    /// were not written down are given out again while that time stands, so the time from which statistics are counted goes
    /// along: they are lost in a crash.
    private static final String MOMENT =
            """
            select case when pg_catalog.txid_current_if_assigned() is null and not pg_catalog.pg_is_in_recovery()
              then pg_catalog.txid_current_snapshot()::pg_catalog.text || '/' || pg_catalog.current_database() || '/'
                || extract(epoch from pg_catalog.pg_postmaster_start_time())::pg_catalog.text || '/'
                || extract(epoch from pg_catalog.pg_stat_get_bgwriter_stat_reset_time())::pg_catalog.text end
            """;

    private static final String RELATIONS =
            """
            select c.oid::bigint, n.nspname, c.relname, c.relkind::text,
                   case when c.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(c.oid) end
            from pg_catalog.pg_class c
            join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p', 'v', 'm', 'f')
              and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
            """;

    private static final String COLUMNS =
            """
            select a.attrelid::bigint, a.attname, pg_catalog.format_type(a.atttypid, null), b.typname,
                   case b.typname when 'bpchar' then 'pg_catalog.bpchar' else pg_catalog.format_type(b.oid, null) end,
                   b.typtype = 'd' or (bn.nspname <> 'pg_catalog' and b.typtype <> 'e')
                     or (b.typelem <> 0 and en.nspname <> 'pg_catalog')
            from pg_catalog.pg_attribute a
            join pg_catalog.pg_class c on c.oid = a.attrelid
            join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            join pg_catalog.pg_type t on t.oid = a.atttypid
            join pg_catalog.pg_type b on b.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end
            join pg_catalog.pg_namespace bn on bn.oid = b.typnamespace
            left join pg_catalog.pg_type e on e.oid = b.typelem
            left join pg_catalog.pg_namespace en on en.oid = e.typnamespace
            where a.attnum > 0 and not a.attisdropped
              and c.relkind in ('r', 'p', 'v', 'm', 'f')
              and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
            order by a.attrelid, a.attnum
            """;

    /// Each generated column with one column that its expression names. Releases before 15 note it at the column,
    /// later ones at its expression.
    private static final String GENERATED =
            """
            select a.attrelid::bigint, a.attname, s.attname
            from pg_catalog.pg_attribute a
            join pg_catalog.pg_attrdef e on e.adrelid = a.attrelid and e.adnum = a.attnum
            join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
              and d.refobjid = a.attrelid
              and (d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass and d.objid = e.oid
                or d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                  and d.objid = a.attrelid and d.objsubid = a.attnum)
            join pg_catalog.pg_attribute s on s.attrelid = d.refobjid and s.attnum = d.refobjsubid
            where a.attgenerated <> '' and not a.attisdropped and s.attnum <> a.attnum
            """;

    private PostgreSqlCatalogue() {}

    static String fingerprint(Connection connection) throws SQLException {
        return texts(connection, FINGERPRINT).getFirst();
    }

    static Optional<String> moment(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(MOMENT)) {
            rows.next();
            return Optional.ofNullable(rows.getString(1));
        }
    }

    static Catalogue read(Connection connection) throws SQLException {
        var searchPath =
                texts(
                        connection,
                        "select s from unnest(pg_catalog.current_schemas(false)) with ordinality u(s, n) order by n");
        try (var statement = connection.createStatement()) {
            statement.execute("set local search_path to pg_catalog, pg_temp");
        }
        var fingerprint = fingerprint(connection);
        var columns = columns(connection);
        var relations = new HashMap<Long, Relation>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(RELATIONS)) {
            while (rows.next()) {
                relations.put(
                        rows.getLong(1),
                        new Relation(
                                new TableId(rows.getString(2), rows.getString(3)),
                                kind(rows.getString(4)),
                                Optional.ofNullable(rows.getString(5))));
            }
        }
        var neighbours = neighbours(connection);
        var keys = primaryKeys(connection);
        var tables = new TreeMap<String, Map<String, Table>>();
        relations.forEach((oid, relation) ->
                tables.computeIfAbsent(relation.id().schema(), schema -> new TreeMap<>())
                        .put(
                                relation.id().name(),
                                new Table(
                                        relation.id(),
                                        relation.kind(),
                                        shared(oid, neighbours, columns),
                                        relation.definition(),
                                        keys.getOrDefault(oid, List.of()),
                                        relatives(oid, neighbours, relations))));
        return new Catalogue(
                PostgreSqlDialect.INSTANCE.lexis(),
                tables,
                searchPath,
                enumerations(connection),
                fingerprint);
    }

    private record Relation(TableId id, Kind kind, Optional<String> definition) {}

    private static Kind kind(String relkind) {
        return switch (relkind) {
            case "r" -> Kind.TABLE;
            case "p" -> Kind.PARTITIONED;
            case "v" -> Kind.VIEW;
            case "m" -> Kind.MATERIALIZED_VIEW;
            default -> Kind.FOREIGN;
        };
    }

    private static Map<Long, List<Column>> columns(Connection connection) throws SQLException {
        var generated = generated(connection);
        var columns = new HashMap<Long, List<Column>>();
        int count = 0;
        try (var statement = connection.createStatement()) {
            statement.setMaxRows(COLUMNS_MAX + 1);
            try (var rows = statement.executeQuery(COLUMNS)) {
                while (rows.next()) {
                    if (++count > COLUMNS_MAX) {
                        throw new SQLException("too many columns", "54000");
                    }
                    columns.computeIfAbsent(rows.getLong(1), oid -> new ArrayList<>())
                            .add(
                                    new Column(
                                            rows.getString(2),
                                            rows.getString(3),
                                            rows.getString(4),
                                            rows.getString(5),
                                            rows.getBoolean(6),
                                            generated
                                                    .getOrDefault(rows.getLong(1), Map.of())
                                                    .getOrDefault(rows.getString(2), List.of())));
                }
            }
        }
        return columns;
    }

    private static Map<Long, Map<String, List<String>>> generated(Connection connection)
            throws SQLException {
        var generated = new HashMap<Long, Map<String, List<String>>>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(GENERATED)) {
            while (rows.next()) {
                generated
                        .computeIfAbsent(rows.getLong(1), oid -> new HashMap<>())
                        .computeIfAbsent(rows.getString(2), column -> new ArrayList<>())
                        .add(rows.getString(3));
            }
        }
        return generated;
    }

    private static Map<Long, List<String>> primaryKeys(Connection connection) throws SQLException {
        var keys = new HashMap<Long, List<String>>();
        try (var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                "select k.conrelid::bigint, a.attname from pg_catalog.pg_constraint k"
                                        + " join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)"
                                        + " where k.contype = 'p' and not k.condeferrable")) {
            while (rows.next()) {
                keys.computeIfAbsent(rows.getLong(1), oid -> new ArrayList<>())
                        .add(rows.getString(2));
            }
        }
        return keys;
    }

    private static Map<Long, Set<Long>> neighbours(Connection connection) throws SQLException {
        var neighbours = new HashMap<Long, Set<Long>>();
        try (var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                "select inhrelid::bigint, inhparent::bigint from pg_catalog.pg_inherits")) {
            while (rows.next()) {
                neighbours
                        .computeIfAbsent(rows.getLong(1), oid -> new HashSet<>())
                        .add(rows.getLong(2));
                neighbours
                        .computeIfAbsent(rows.getLong(2), oid -> new HashSet<>())
                        .add(rows.getLong(1));
            }
        }
        return neighbours;
    }

    /// The columns of a table, each made from what it is made from in any of the tables that share rows with it: a
    /// partition may compute a column otherwise than the table it belongs to.
    private static List<Column> shared(
            long oid, Map<Long, Set<Long>> neighbours, Map<Long, List<Column>> columns) {
        var own = columns.getOrDefault(oid, List.of());
        if (!neighbours.containsKey(oid)) {
            return own;
        }
        var sources = new HashMap<String, Set<String>>();
        for (long member : family(oid, neighbours)) {
            for (var column : columns.getOrDefault(member, List.of())) {
                sources.computeIfAbsent(column.name(), name -> new TreeSet<>())
                        .addAll(column.generatedFrom());
            }
        }
        return own.stream()
                .map(column ->
                        new Column(
                                column.name(),
                                column.type(),
                                column.base(),
                                column.castable(),
                                column.opaque(),
                                List.copyOf(sources.getOrDefault(column.name(), Set.of()))))
                .toList();
    }

    /// Everything connected by inheritance. Siblings share no rows, but telling them apart gains nothing.
    private static List<TableId> relatives(
            long oid, Map<Long, Set<Long>> neighbours, Map<Long, Relation> relations) {
        return family(oid, neighbours).stream()
                .filter(member -> member != oid)
                .flatMap(member -> Optional.ofNullable(relations.get(member)).stream())
                .map(Relation::id)
                .toList();
    }

    private static Set<Long> family(long oid, Map<Long, Set<Long>> neighbours) {
        var seen = new LinkedHashSet<Long>(Set.of(oid));
        var open = new ArrayDeque<Long>(seen);
        while (!open.isEmpty()) {
            for (long next : neighbours.getOrDefault(open.pop(), Set.of())) {
                if (seen.add(next)) {
                    open.push(next);
                }
            }
        }
        return seen;
    }

    private static List<TableId> enumerations(Connection connection) throws SQLException {
        var list = new ArrayList<TableId>();
        try (var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                "select n.nspname, t.typname from pg_catalog.pg_type t"
                                        + " join pg_catalog.pg_namespace n on n.oid = t.typnamespace"
                                        + " where t.typtype = 'e' and n.nspname !~ '^pg_'")) {
            while (rows.next()) {
                list.add(new TableId(rows.getString(1), rows.getString(2)));
            }
        }
        return List.copyOf(list);
    }

    static List<String> texts(Connection connection, String sql) throws SQLException {
        var list = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                list.add(rows.getString(1));
            }
        }
        return List.copyOf(list);
    }
}
