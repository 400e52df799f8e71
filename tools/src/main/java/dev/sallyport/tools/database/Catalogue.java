package dev.sallyport.tools.database;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What one database holds, as the gate's login sees it at one moment. Immutable.
///
/// @param names how names are compared
/// @param tables by schema and name, folded; the system's own schemas are left out, and so are tables whose names differ
///     only in what is folded
/// @param searchPath the schemas in which the login looks for a name without one, in order
/// @param enumerations the names of user-defined enumeration types
/// @param fingerprint changes whenever anything above does
record Catalogue(
        Lexis names,
        Map<String, Map<String, Table>> tables,
        List<String> searchPath,
        List<TableId> enumerations,
        String fingerprint) {

    /// A schema and a name in it.
    record TableId(String schema, String name) {
        @Override
        public String toString() {
            return schema + "." + name;
        }
    }

    enum Kind {
        TABLE,
        /// A table whose changes cannot be rolled back, so that none is measured or undone.
        NON_TRANSACTIONAL,
        PARTITIONED,
        VIEW,
        MATERIALIZED_VIEW,
        FOREIGN
    }

    /// @param definition the query behind a view
    /// @param primaryKey the columns of the primary key, none where there is none
    /// @param relatives the partitions and inheritance children of the table, and what it is one of, at
    ///     any distance: they share rows with it
    record Table(
            TableId id,
            Kind kind,
            List<Column> columns,
            Optional<String> definition,
            List<String> primaryKey,
            List<TableId> relatives) {

        boolean isView() {
            return kind == Kind.VIEW || kind == Kind.MATERIALIZED_VIEW;
        }
    }

    /// @param type how the product writes the type, with its schema where it is not built in
    /// @param base the name of the built-in type, or of the one under a domain
    /// @param castable how to write that base type in a cast
    /// @param opaque whether the type is neither built in nor an enumeration, so that its operators depend on
    ///     the search path
    /// @param generatedFrom the columns of its table that the database itself computes it from; [#ANY] alone where
    ///     which they are is not read
    record Column(
            String name,
            String type,
            String base,
            String castable,
            boolean opaque,
            List<String> generatedFrom) {

        /// Stands for all columns of the table, and is the name of none.
        static final List<String> ANY = List.of("");

        Column {
            generatedFrom = List.copyOf(generatedFrom);
        }

        Column(String name, String type, String base, String castable, boolean opaque) {
            this(name, type, base, castable, opaque, List.of());
        }
    }

    Optional<Table> find(String schema, String name) {
        return Optional.ofNullable(tablesOf(schema).get(names.fold(name)));
    }

    /// The tables of one schema, by folded name; none where there is no such schema.
    Map<String, Table> tablesOf(String schema) {
        return tables.getOrDefault(names.fold(schema), Map.of());
    }

    Optional<Table> find(TableId id) {
        return find(id.schema(), id.name());
    }

    /// The table that a name without a schema means.
    Optional<Table> find(String name) {
        return searchPath.stream().flatMap(schema -> find(schema, name).stream()).findFirst();
    }

    /// Where a name without a schema would be looked for first.
    String defaultSchema() {
        return searchPath.isEmpty() ? "public" : searchPath.getFirst();
    }

    Optional<TableId> findEnumeration(List<String> parts) {
        if (parts.size() == 2) {
            var id = new TableId(parts.getFirst(), parts.getLast());
            return enumerations.contains(id) ? Optional.of(id) : Optional.empty();
        }
        return searchPath.stream()
                .map(schema -> new TableId(schema, parts.getFirst()))
                .filter(enumerations::contains)
                .findFirst();
    }
}
