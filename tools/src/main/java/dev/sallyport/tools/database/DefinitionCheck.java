package dev.sallyport.tools.database;

import dev.sallyport.tools.Refusal;
import dev.sallyport.tools.database.Analysis.Origin;
import dev.sallyport.tools.database.Catalogue.Column;
import dev.sallyport.tools.database.Catalogue.Table;
import dev.sallyport.tools.database.Catalogue.TableId;
import dev.sallyport.tools.database.Syntax.Define;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What must hold of a definition beyond its being understood: before it runs, that it tells nothing hidden and takes
/// no name that means something; afterwards, that the schema is the one that was understood with that definition and
/// nothing else.
///
/// A definition looks at all rows and stops at some values: a unique index at equal ones, a required column at any row, an
/// index at a value that is too long for it. So none is run on a table with a row filter or with a reference to one, and
/// none may look at a masked column. A masked column may be added, since it is set and nothing else.
final class DefinitionCheck {

    private final Analysis analysis;
    private final Define definition;
    private final Table target;
    private final Analyst analyst;

    DefinitionCheck(Analysis analysis, Define definition, Table target, Analyst analyst) {
        this.analysis = analysis;
        this.definition = definition;
        this.target = target;
        this.analyst = analyst;
    }

    static Optional<DefinitionCheck> of(Analysis analysis, Analyst analyst) {
        return analysis.statement() instanceof Define definition
                ? analysis.target()
                        .map(target -> new DefinitionCheck(analysis, definition, target, analyst))
                : Optional.empty();
    }

    /// @throws NotUnderstood when the definition could tell of something hidden
    void hidden(Protection protection) {
        filtered(target, protection);
        for (var id : analysis.touched()) {
            analyst.catalogue().find(id).ifPresent(table -> filtered(table, protection));
        }
        for (var origin : analysis.referenced()) {
            if (masks(origin, protection)) {
                throw new NotUnderstood(
                        Refusal.denied(
                                "DENIED_MASKED_COLUMN",
                                "column "
                                        + SqlRefusals.quote(origin.table() + "." + origin.column())
                                        + " is masked for you and can be part of no key, reference, condition or index",
                                "Leave the column out of them."));
            }
        }
    }

    private boolean masks(Origin origin, Protection protection) {
        return origin.table().equals(target.id())
                ? protection.mask(target, origin.column()).isPresent()
                : protection.masks(origin, analyst.catalogue());
    }

    private static void filtered(Table table, Protection protection) {
        if (!protection.filters(table).isEmpty()) {
            throw new NotUnderstood(
                    Refusal.denied(
                            "DENIED_SQL_FILTER",
                            "rows of "
                                    + SqlRefusals.quote(table.id().toString())
                                    + " are filtered for you, so its definition is not yours to change or refer to",
                            "Ask somebody who may see the whole table."));
        }
    }

    /// @throws NotUnderstood when a name is taken by something that the catalogue does not list, such as a sequence
    void unused(Engine engine, Connection connection) throws SQLException {
        var taken =
                switch (definition) {
                    case Syntax.CreateTable create ->
                            relation(engine, connection, target.id().name());
                    case Syntax.CreateIndex create ->
                            create.name().isPresent()
                                    ? relation(engine, connection, create.name().get())
                                    : Optional.<Refusal>empty();
                    case Syntax.AddColumn add ->
                            engine.isComputed(connection, target.id(), add.column().name())
                                    ? Optional.of(
                                            SqlRefusals.taken(
                                                    "function of the table's rows",
                                                    add.column().name()))
                                    : Optional.<Refusal>empty();
                };
        if (taken.isPresent()) {
            throw new NotUnderstood(taken.get());
        }
    }

    private Optional<Refusal> relation(Engine engine, Connection connection, String name)
            throws SQLException {
        var schemas = new HashSet<>(analyst.catalogue().searchPath());
        schemas.add(target.id().schema());
        return engine.isTaken(connection, List.copyOf(schemas), name)
                ? Optional.of(SqlRefusals.taken("relation or type", name))
                : Optional.empty();
    }

    /// @throws NotUnderstood when the schema, as the transaction now sees it, is another than the definition makes it
    void done(Database database, Connection connection) throws SQLException {
        if (definition instanceof Syntax.CreateIndex) {
            // No index is part of the catalogue.
            database.unchanged(connection, analyst);
            return;
        }
        var before = tables(analyst.catalogue());
        var after = database.engine().catalogue(connection);
        var rest = tables(after);
        boolean expected =
                Set.copyOf(after.enumerations())
                        .equals(Set.copyOf(analyst.catalogue().enumerations()));
        for (var id : tablesOfTarget()) {
            expected &=
                    came(
                            id,
                            Optional.ofNullable(before.remove(id)),
                            Optional.ofNullable(rest.remove(id)));
        }
        if (!expected || !before.equals(rest)) {
            throw new NotUnderstood(SqlRefusals.stateChanged());
        }
    }

    private List<TableId> tablesOfTarget() {
        return Stream.concat(Stream.of(target.id()), target.relatives().stream()).toList();
    }

    /// Whether a table became what the definition makes of it.
    private boolean came(TableId id, Optional<Table> before, Optional<Table> after) {
        if (after.isEmpty()) {
            return false;
        }
        return switch (definition) {
            case Syntax.CreateTable _ ->
                    before.isEmpty()
                            && after.get().kind() == target.kind()
                            && after.get().relatives().isEmpty()
                            && names(after.get()).equals(names(target));
            case Syntax.AddColumn add ->
                    before.isPresent()
                            && (extended(before.get(), after.get(), add.column().name())
                                    || (!id.equals(target.id()) && before.equals(after)));
            case Syntax.CreateIndex _ -> before.equals(after);
        };
    }

    private static boolean extended(Table before, Table after, String column) {
        int count = before.columns().size();
        return after.columns().size() == count + 1
                && after.columns().get(count).name().equals(column)
                && before.equals(with(after, after.columns().subList(0, count)));
    }

    private static List<String> names(Table table) {
        return table.columns().stream().map(Column::name).toList();
    }

    /// All tables by name, with everything in order that comes in none.
    private static Map<TableId, Table> tables(Catalogue catalogue) {
        var tables = new HashMap<TableId, Table>();
        catalogue
                .tables()
                .values()
                .forEach(schema ->
                        schema.values()
                                .forEach(table ->
                                        tables.put(table.id(), with(table, table.columns()))));
        return tables;
    }

    private static Table with(Table table, List<Column> columns) {
        return new Table(
                table.id(),
                table.kind(),
                columns.stream()
                        .map(column ->
                                new Column(
                                        column.name(),
                                        column.type(),
                                        column.base(),
                                        column.castable(),
                                        column.opaque(),
                                        column.generatedFrom().stream().sorted().toList()))
                        .toList(),
                table.definition(),
                table.primaryKey().stream().sorted().toList(),
                table.relatives().stream()
                        .sorted(Comparator.comparing(TableId::toString))
                        .toList());
    }

    /// What it does, for a reviewer.
    ///
    /// @param rows of the table, by the database's own estimate
    String effect(Optional<Long> rows) {
        var table = target.id().toString();
        var size = rows.map(count -> " (" + count + " rows by estimate)").orElse("");
        var what =
                switch (definition) {
                    case Syntax.CreateTable create ->
                            "creates table "
                                    + table
                                    + " with "
                                    + create.columns().size()
                                    + (create.columns().size() == 1 ? " column" : " columns")
                                    + referred();
                    case Syntax.AddColumn add ->
                            "adds column "
                                    + add.column().name()
                                    + " to "
                                    + table
                                    + size
                                    + add.column()
                                            .value()
                                            .map(value ->
                                                    "; rows that are there get its default, and are rewritten where that"
                                                            + " differs from row to row")
                                            .orElse("; rows that are there are not rewritten");
                    case Syntax.CreateIndex create ->
                            "creates "
                                    + (create.unique() ? "a unique index" : "an index")
                                    + " on "
                                    + table
                                    + size
                                    + " over "
                                    + String.join(", ", create.columns());
                };
        return what + "; tried in a transaction that was rolled back";
    }

    private String referred() {
        var others =
                analysis.touched().stream()
                        .filter(id -> !id.equals(target.id()))
                        .map(TableId::toString)
                        .sorted()
                        .toList();
        return others.isEmpty() ? "" : ", which refers to " + String.join(", ", others);
    }

    /// By the database's own estimate; empty where it has none, or the table is yet to be.
    Optional<Long> rows(Engine engine, Connection connection) throws SQLException {
        return definition instanceof Syntax.CreateTable
                ? Optional.empty()
                : Optional.ofNullable(
                        engine.notes(connection, target.id().schema())
                                .estimates()
                                .get(target.id().name()));
    }
}
