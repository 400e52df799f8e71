package dev.sallyport.tools.database;

import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.tools.database.Catalogue.Column;
import dev.sallyport.tools.database.Catalogue.Table;
import dev.sallyport.tools.database.Engine.SchemaNotes;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes down the structure of tables. One use on one thread.
final class SchemaDescriber {

    /// With more tables than this their columns are left out: nobody reads them all.
    private static final int TABLES_WITH_COLUMNS_MAX = 60;

    private static final int TABLES_MAX = 1000;

    private final String product;
    private final Catalogue catalogue;
    private final SchemaNotes notes;
    private final Protection protection;

    SchemaDescriber(String product, Catalogue catalogue, SchemaNotes notes, Protection protection) {
        this.product = product;
        this.catalogue = catalogue;
        this.notes = notes;
        this.protection = protection;
    }

    ObjectNode describe(String schema, Optional<String> only) {
        var names = catalogue.names();
        var all = List.copyOf(catalogue.tablesOf(schema).values());
        var tables =
                all.stream()
                        .filter(table ->
                                only.isEmpty()
                                        || names.fold(only.get())
                                                .equals(names.fold(table.id().name())))
                        .limit(TABLES_MAX)
                        .toList();
        boolean columns = tables.size() <= TABLES_WITH_COLUMNS_MAX;
        var result = JsonNodeFactory.instance.objectNode();
        result.put("product", product);
        result.put("schema", schema);
        var list = result.putArray("tables");
        for (var table : tables) {
            var name = table.id().name();
            var item = list.addObject();
            item.put("name", name);
            item.put("kind", kind(table));
            put(item, "comment", notes.comments().get(SchemaNotes.column(name, "")));
            var rows = notes.estimates().get(name);
            if (rows != null) {
                item.put("rows", rows);
            }
            var primary = notes.primaryKeys().get(name);
            if (primary != null) {
                primary.forEach(item.putArray("primary_key")::add);
            }
            // The other end of a foreign key is a table that a look at one table does not ask for.
            var foreign =
                    notes.foreignKeys().getOrDefault(name, List.of()).stream()
                            .filter(key -> only.isEmpty() || key.referred().equals(name))
                            .toList();
            if (!foreign.isEmpty()) {
                var keys = item.putArray("foreign_keys");
                foreign.forEach(key -> keys.add(key.text()));
            }
            if (columns) {
                columns(item, table);
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

    private void columns(ObjectNode item, Table table) {
        var name = table.id().name();
        var list = item.putArray("columns");
        for (Column column : table.columns()) {
            var entry = list.addObject();
            entry.put("name", column.name());
            entry.put("type", column.type());
            if (notes.required().contains(SchemaNotes.column(name, column.name()))) {
                entry.put("required", true);
            }
            put(entry, "comment", notes.comments().get(SchemaNotes.column(name, column.name())));
            // An expression is rule text, which is not the agent's to read.
            protection
                    .mask(table, column.name())
                    .map(mask -> MaskColumn.expression(mask).isPresent() ? "sql" : mask)
                    .ifPresent(mask -> entry.put("masked", mask));
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
            case TABLE, NON_TRANSACTIONAL, PARTITIONED -> "table";
            case VIEW -> "view";
            case MATERIALIZED_VIEW -> "materialized view";
            case FOREIGN -> "foreign table";
        };
    }
}
