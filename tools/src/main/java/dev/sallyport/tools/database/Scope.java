package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Analysis.Output;
import dev.sallyport.tools.database.Catalogue.Table;
import dev.sallyport.tools.database.Catalogue.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The names one place in a statement can see, innermost query first. Immutable.
///
/// @param outer what encloses the query
/// @param parts what the query selects from
record Scope(@Nullable Scope outer, List<Part> parts) {

    static final Scope EMPTY = new Scope(null, List.of());

    Scope {
        parts = List.copyOf(parts);
    }

    /// One item of a `FROM`.
    ///
    /// @param relations what qualified names can mean
    /// @param visible what unqualified names and `*` can mean, joined columns once
    record Part(List<Relation> relations, List<Output> visible) {

        static Part of(Relation relation) {
            return new Part(List.of(relation), relation.columns());
        }

        boolean unknown() {
            return relations.stream().anyMatch(Relation::unknown);
        }
    }

    /// @param table the table it is, while it goes by its own name
    /// @param base the table behind it, under whatever name
    /// @param unknown whether it does not exist, so that nothing can be said about its columns
    record Relation(
            String name,
            Optional<TableId> table,
            List<Output> columns,
            boolean unknown,
            Optional<Table> base) {

        Relation(String name, Optional<TableId> table, List<Output> columns, boolean unknown) {
            this(name, table, columns, unknown, Optional.empty());
        }

        Optional<Output> find(String column) {
            for (var output : columns) {
                if (output.name().equals(column)) {
                    return Optional.of(output);
                }
            }
            return Optional.empty();
        }
    }

    /// Names of `WITH` queries.
    record Ctes(@Nullable Ctes outer, Map<String, Optional<List<Output>>> known) {

        static final Ctes NONE = new Ctes(null, Map.of());

        boolean has(String name) {
            return known.containsKey(name) || (outer != null && outer.has(name));
        }

        /// Empty for a name whose query has not been read yet.
        Optional<List<Output>> find(String name) {
            var found = known.get(name);
            if (found != null) {
                return found;
            }
            return outer == null ? Optional.empty() : outer.find(name);
        }
    }

    Scope with(Part part) {
        var all = new ArrayList<>(parts);
        all.add(part);
        return new Scope(outer, all);
    }

    /// A scope inside this one that selects from the parts.
    Scope inner(List<Part> inner) {
        return new Scope(this, inner);
    }

    /// This scope with the outputs of its own query behind its tables, before what encloses it.
    Scope before(List<Output> outputs) {
        var named = new Relation("", Optional.empty(), outputs, false);
        return new Scope(new Scope(outer, List.of(Part.of(named))), parts);
    }

    /// What one unqualified name can mean in the innermost scope that knows it.
    List<Output> visible(String name) {
        for (var scope = this; scope != null; scope = scope.outer) {
            var found = new ArrayList<Output>();
            for (var part : scope.parts) {
                for (var output : part.visible()) {
                    if (output.name().equals(name)) {
                        found.add(output);
                    }
                }
            }
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    /// What a name that is found could mean besides: to the database, where it calls that column otherwise, the name is one
    /// of a column further out, or of a whole row. None where it is a table's own column in the innermost scope that knows
    /// it, since what those are called is certain.
    List<Output> instead(String name) {
        var found = new ArrayList<Output>();
        boolean inner = true;
        for (var scope = this; scope != null; scope = scope.outer) {
            boolean here = false;
            for (var part : scope.parts) {
                for (var output : part.visible()) {
                    if (output.name().equals(name)) {
                        here = true;
                        if (!inner) {
                            found.add(output);
                        }
                    }
                }
                for (var relation : part.relations()) {
                    if (inner && relation.base().isPresent() && relation.find(name).isPresent()) {
                        return List.of();
                    }
                    if (relation.name().equals(name)) {
                        found.addAll(relation.columns());
                    }
                }
            }
            inner &= !here;
        }
        return found;
    }

    Optional<Relation> relation(String name) {
        for (var scope = this; scope != null; scope = scope.outer) {
            for (var part : scope.parts) {
                for (var relation : part.relations()) {
                    if (relation.name().equals(name)) {
                        return Optional.of(relation);
                    }
                }
            }
        }
        return Optional.empty();
    }

    Optional<Relation> relation(String schema, String table) {
        for (var scope = this; scope != null; scope = scope.outer) {
            for (var part : scope.parts) {
                for (var relation : part.relations()) {
                    if (relation.table().equals(Optional.of(new TableId(schema, table)))) {
                        return Optional.of(relation);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /// Whether some table in sight does not exist, so that any name could have been one of its columns.
    boolean unknown() {
        for (var scope = this; scope != null; scope = scope.outer) {
            if (scope.parts.stream().anyMatch(Part::unknown)) {
                return true;
            }
        }
        return false;
    }
}
