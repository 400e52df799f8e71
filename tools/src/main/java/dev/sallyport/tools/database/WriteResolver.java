package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Analysis.Output;
import dev.sallyport.tools.database.Catalogue.Kind;
import dev.sallyport.tools.database.Catalogue.Table;
import dev.sallyport.tools.database.Grammar.Feature;
import dev.sallyport.tools.database.Scope.Ctes;
import dev.sallyport.tools.database.Scope.Part;
import dev.sallyport.tools.database.Scope.Relation;
import dev.sallyport.tools.database.Syntax.Assignment;
import dev.sallyport.tools.database.Syntax.Delete;
import dev.sallyport.tools.database.Syntax.Expression;
import dev.sallyport.tools.database.Syntax.From;
import dev.sallyport.tools.database.Syntax.Insert;
import dev.sallyport.tools.database.Syntax.Merge;
import dev.sallyport.tools.database.Syntax.MergeDelete;
import dev.sallyport.tools.database.Syntax.MergeInsert;
import dev.sallyport.tools.database.Syntax.MergeNothing;
import dev.sallyport.tools.database.Syntax.MergeUpdate;
import dev.sallyport.tools.database.Syntax.Target;
import dev.sallyport.tools.database.Syntax.Update;
import java.util.List;
import java.util.Optional;

/// Finds out what the names in a statement that writes mean.
final class WriteResolver {

    private final Dialect dialect;
    private final Resolver resolver;
    private final Findings findings;

    WriteResolver(Dialect dialect, Resolver resolver, Findings findings) {
        this.dialect = dialect;
        this.resolver = resolver;
        this.findings = findings;
    }

    void insert(Insert insert) {
        var ctes = resolver.with(insert.with(), Scope.EMPTY, Ctes.NONE);
        var target = target(insert.target());
        insert.source().ifPresent(source -> resolver.query(source, Scope.EMPTY, ctes));
        if (target.isEmpty()) {
            return;
        }
        inserted(target.get(), insert.columns());
        insert.conflict()
                .ifPresent(conflict -> {
                    var scope = Scope.EMPTY.inner(List.of(part(insert.target(), target.get())));
                    resolver.expressions().origins(conflict.columns(), scope, ctes);
                    var both =
                            dialect.grammar().has(Feature.ON_CONFLICT)
                                    ? scope.with(part("excluded", target.get()))
                                    : scope;
                    assignments(conflict.assignments(), target.get(), both, ctes);
                    condition(conflict.where(), both, ctes);
                });
    }

    void update(Update update) {
        var ctes = resolver.with(update.with(), Scope.EMPTY, Ctes.NONE);
        var target = target(update.target());
        var scope = scope(update.target(), target, update.from(), ctes);
        target.ifPresent(table -> assignments(update.assignments(), table, scope, ctes));
        update.where()
                .map(condition -> resolver.expressions().origins(condition, scope, ctes))
                .ifPresent(findings::decisive);
    }

    void delete(Delete delete) {
        var ctes = resolver.with(delete.with(), Scope.EMPTY, Ctes.NONE);
        var target = target(delete.target());
        target.ifPresent(this::all);
        condition(delete.where(), scope(delete.target(), target, delete.using(), ctes), ctes);
    }

    void merge(Merge merge) {
        var ctes = resolver.with(merge.with(), Scope.EMPTY, Ctes.NONE);
        var target = target(merge.target());
        var both = scope(merge.target(), target, List.of(merge.source()), ctes);
        var source = resolver.from(List.of(merge.source()), Scope.EMPTY, ctes);
        resolver.expressions().origins(merge.on(), both, ctes);
        for (var when : merge.whens()) {
            condition(when.condition(), both, ctes);
            if (target.isEmpty()) {
                continue;
            }
            switch (when) {
                case MergeUpdate update ->
                        assignments(update.assignments(), target.get(), both, ctes);
                case MergeInsert insert -> {
                    inserted(target.get(), insert.columns());
                    resolver.expressions().origins(insert.row(), source, ctes);
                }
                case MergeDelete _ -> all(target.get());
                case MergeNothing _ -> {}
            }
        }
    }

    private void inserted(Table table, List<String> columns) {
        columns.forEach(column -> assigned(table, column));
        if (columns.isEmpty()) {
            all(table);
        }
    }

    private void all(Table table) {
        table.columns().forEach(column -> findings.written(column.name()));
    }

    private Scope scope(Target name, Optional<Table> table, List<From> from, Ctes ctes) {
        var start =
                Scope.EMPTY.inner(
                        List.of(
                                table.map(t -> part(name, t))
                                        .orElse(
                                                Part.of(
                                                        new Relation(
                                                                name.table(),
                                                                Optional.empty(),
                                                                List.of(),
                                                                true)))));
        return resolver.from(from, start, Scope.EMPTY, ctes);
    }

    private void condition(Optional<Expression> where, Scope scope, Ctes ctes) {
        where.ifPresent(condition -> resolver.expressions().origins(condition, scope, ctes));
    }

    private void assignments(List<Assignment> assignments, Table table, Scope scope, Ctes ctes) {
        for (var assignment : assignments) {
            assignment.columns().forEach(column -> assigned(table, column));
            resolver.expressions().origins(assignment.value(), scope, ctes);
        }
    }

    private void assigned(Table table, String column) {
        resolver.find(table, column)
                .ifPresentOrElse(
                        found -> findings.written(found.name()),
                        () -> findings.problem(SqlRefusals.column(column)));
    }

    Optional<Table> target(Target target) {
        var found = resolver.lookUp(target.schema(), target.table());
        if (found.isEmpty()) {
            return found;
        }
        var table = found.get();
        if (table.kind() == Kind.NON_TRANSACTIONAL) {
            findings.problem(
                    SqlRefusals.statement(
                            "changes of "
                                    + SqlRefusals.quote(table.id().toString())
                                    + " cannot be rolled back",
                            "Ask the operator of the database for a table with transactions."));
        } else if (table.kind() != Kind.TABLE && table.kind() != Kind.PARTITIONED) {
            findings.problem(
                    SqlRefusals.statement(
                            SqlRefusals.quote(table.id().toString()) + " is not a table",
                            "Write to the tables themselves."));
        }
        findings.target(table);
        findings.edit(target.name(), dialect.lexOwn(dialect.quote(table.id())));
        return found;
    }

    private Part part(Target target, Table table) {
        return Part.of(
                new Relation(
                        target.alias().orElse(target.table()),
                        target.alias().isPresent()
                                ? Optional.empty()
                                : Optional.of(dialect.lexis().fold(table.id())),
                        outputs(table),
                        false));
    }

    private Part part(String name, Table table) {
        return Part.of(new Relation(name, Optional.empty(), outputs(table), false));
    }

    private List<Output> outputs(Table table) {
        return table.isView() ? List.of() : resolver.columnsOf(table);
    }
}
