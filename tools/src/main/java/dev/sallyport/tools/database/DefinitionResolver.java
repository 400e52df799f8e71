package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Analysis.Origin;
import dev.sallyport.tools.database.Analysis.Output;
import dev.sallyport.tools.database.Catalogue.Column;
import dev.sallyport.tools.database.Catalogue.Kind;
import dev.sallyport.tools.database.Catalogue.Table;
import dev.sallyport.tools.database.Catalogue.TableId;
import dev.sallyport.tools.database.Scope.Ctes;
import dev.sallyport.tools.database.Scope.Part;
import dev.sallyport.tools.database.Scope.Relation;
import dev.sallyport.tools.database.Syntax.AddColumn;
import dev.sallyport.tools.database.Syntax.Call;
import dev.sallyport.tools.database.Syntax.ColumnRef;
import dev.sallyport.tools.database.Syntax.CreateIndex;
import dev.sallyport.tools.database.Syntax.CreateTable;
import dev.sallyport.tools.database.Syntax.Define;
import dev.sallyport.tools.database.Syntax.Expression;
import dev.sallyport.tools.database.Syntax.Group;
import dev.sallyport.tools.database.Syntax.Member;
import dev.sallyport.tools.database.Syntax.NewColumn;
import dev.sallyport.tools.database.Syntax.Reference;
import dev.sallyport.tools.database.Syntax.Span;
import dev.sallyport.tools.database.Syntax.Subquery;
import dev.sallyport.tools.database.Syntax.Target;
import dev.sallyport.tools.database.Syntax.TypeUse;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds out what the names in a statement that adds to the schema mean, and that what it adds is new.
///
/// Every column that a key, a condition or an index looks at counts as referenced, be it one of the new table itself.
final class DefinitionResolver {

    private final Dialect dialect;
    private final Catalogue catalogue;
    private final Resolver resolver;
    private final WriteResolver writes;
    private final Findings findings;

    DefinitionResolver(
            Dialect dialect,
            Catalogue catalogue,
            Resolver resolver,
            WriteResolver writes,
            Findings findings) {
        this.dialect = dialect;
        this.catalogue = catalogue;
        this.resolver = resolver;
        this.writes = writes;
        this.findings = findings;
    }

    void define(Define definition) {
        switch (definition) {
            case CreateTable create -> table(create);
            case AddColumn add -> column(add);
            case CreateIndex create -> index(create);
        }
    }

    private void table(CreateTable create) {
        var id = newId(create.target());
        if (id.isEmpty()) {
            return;
        }
        var table =
                new Table(
                        id.get(),
                        Kind.TABLE,
                        create.columns().stream().map(DefinitionResolver::column).toList(),
                        Optional.empty(),
                        List.of(),
                        List.of());
        findings.target(table);
        findings.edit(create.target().name(), dialect.lexOwn(dialect.quote(table.id())));
        var names = new HashSet<String>();
        for (var column : create.columns()) {
            if (!names.add(column.name())) {
                findings.problem(SqlRefusals.taken("column", column.name()));
            }
            added(column);
        }
        var outputs =
                table.columns().stream()
                        .map(column ->
                                new Output(
                                        column.name(),
                                        Set.of(new Origin(table.id(), column.name())),
                                        false))
                        .toList();
        create.keys().forEach(key -> columns(key, outputs));
        create.checks().forEach(check -> condition(check, table, outputs));
        create.references()
                .forEach(reference -> reference(reference, create.target(), table, outputs));
    }

    private static Column column(NewColumn column) {
        var type = column.type().parts().getLast();
        return new Column(column.name(), type, type, type, false);
    }

    /// Where the table will be, when nothing is there and it would hide nothing.
    private Optional<TableId> newId(Target target) {
        if (target.schema().isEmpty() && catalogue.searchPath().isEmpty()) {
            findings.problem(
                    SqlRefusals.statement(
                            "there is no schema that a new table would go to by itself",
                            "Write its name with a schema."));
            return Optional.empty();
        }
        var id = new TableId(target.schema().orElse(catalogue.defaultSchema()), target.table());
        findings.touch(id);
        if (dialect.isSystem(Optional.of(id.schema()), id.name())) {
            findings.problem(SqlRefusals.catalogue(id.toString()));
            return Optional.empty();
        }
        var same = catalogue.find(id).or(() -> catalogue.find(id.name()));
        if (same.isPresent()) {
            findings.touch(same.get().id());
            findings.problem(SqlRefusals.taken("table", id.name()));
        } else if (catalogue.enumerations().contains(id)
                || catalogue.findEnumeration(List.of(id.name())).isPresent()) {
            findings.problem(SqlRefusals.taken("type", id.name()));
        }
        return Optional.of(id);
    }

    private void column(AddColumn add) {
        added(add.column());
        var target = writes.target(add.target());
        if (target.isEmpty()) {
            return;
        }
        var tables = target.get().relatives().stream().flatMap(id -> catalogue.find(id).stream());
        if (resolver.find(target.get(), add.column().name()).isPresent()
                || tables.anyMatch(
                        table -> resolver.find(table, add.column().name()).isPresent())) {
            findings.problem(SqlRefusals.taken("column", add.column().name()));
        }
        target.get().relatives().forEach(findings::touch);
    }

    private void index(CreateIndex create) {
        var target = writes.target(create.target());
        if (target.isEmpty() || target.get().isView()) {
            return;
        }
        var table = target.get();
        var outputs = resolver.columnsOf(table);
        var origins = new HashSet<>(columns(create.columns(), outputs));
        create.where().ifPresent(where -> origins.addAll(condition(where, table, outputs)));
        origins.forEach(origin -> findings.written(origin.column()));
        table.relatives().forEach(findings::touch);
    }

    private void added(NewColumn column) {
        findings.written(column.name());
        if (Set.of("serial", "serial2", "serial4", "serial8", "smallserial", "bigserial")
                .contains(column.type().parts().getLast())) {
            findings.problem(
                    SqlRefusals.statement(
                            "a column that makes a sequence is not available",
                            "Use uuid with DEFAULT gen_random_uuid(), or bigint and give each row its number."));
        } else {
            resolver.expressions().type(column.type());
        }
        column.value()
                .ifPresent(value -> {
                    withoutQuery(value, "a default");
                    if (names(value)) {
                        findings.problem(
                                SqlRefusals.statement(
                                        "a default names no columns",
                                        "Use constants and built-in functions."));
                    } else {
                        resolver.expressions().origins(value, Scope.EMPTY, Ctes.NONE);
                    }
                });
    }

    private void reference(Reference reference, Target own, Table table, List<Output> outputs) {
        columns(reference.columns(), outputs);
        if (isOwn(reference.table(), own, table.id())) {
            findings.edit(reference.table().name(), dialect.lexOwn(dialect.quote(table.id())));
            columns(reference.referred(), outputs);
            return;
        }
        var found = resolver.lookUp(reference.table().schema(), reference.table().table());
        if (found.isEmpty()) {
            return;
        }
        var referred = found.get();
        if (referred.kind() != Kind.TABLE && referred.kind() != Kind.PARTITIONED) {
            findings.problem(
                    SqlRefusals.statement(
                            SqlRefusals.quote(referred.id().toString()) + " is not a table",
                            "Refer to the tables themselves."));
            return;
        }
        findings.edit(reference.table().name(), dialect.lexOwn(dialect.quote(referred.id())));
        var columns = reference.referred().isEmpty() ? referred.primaryKey() : reference.referred();
        if (columns.isEmpty()) {
            findings.problem(
                    SqlRefusals.statement(
                            SqlRefusals.quote(referred.id().toString()) + " has no primary key",
                            "Name the columns behind REFERENCES."));
        }
        columns(columns, resolver.columnsOf(referred));
    }

    /// Whether a reference means the table that is being made.
    private boolean isOwn(Target referred, Target own, TableId id) {
        return referred.table().equals(id.name())
                && (referred.schema().isPresent()
                        ? referred.schema().get().equals(id.schema())
                        : own.schema().isEmpty() || catalogue.searchPath().contains(id.schema()));
    }

    /// Columns by their plain names.
    private Set<Origin> columns(List<String> names, List<Output> outputs) {
        // Not under the table's name, which would stand for a whole row.
        var scope = scope("", outputs);
        var origins = new HashSet<Origin>();
        for (var name : names) {
            findings.steps(outputs.size() / 8);
            origins.addAll(
                    resolver.expressions()
                            .origins(
                                    new ColumnRef(List.of(name), false, new Span(0, 0)),
                                    scope,
                                    Ctes.NONE));
        }
        return origins;
    }

    private Set<Origin> condition(Expression condition, Table table, List<Output> outputs) {
        withoutQuery(condition, "a condition of a table or an index");
        return resolver.expressions().origins(condition, scope(table, outputs), Ctes.NONE);
    }

    private Scope scope(Table table, List<Output> outputs) {
        return Scope.EMPTY.inner(
                List.of(
                        Part.of(
                                new Relation(
                                        table.id().name(),
                                        Optional.of(dialect.lexis().fold(table.id())),
                                        outputs,
                                        false))));
    }

    private static Scope scope(String name, List<Output> outputs) {
        return Scope.EMPTY.inner(
                List.of(Part.of(new Relation(name, Optional.empty(), outputs, false))));
    }

    private void withoutQuery(Expression expression, String what) {
        if (holdsQuery(expression)) {
            findings.problem(
                    SqlRefusals.statement(
                            what + " holds no query",
                            "Write it without SELECT, EXISTS and ARRAY(…)."));
        }
    }

    private static boolean holdsQuery(Expression expression) {
        return switch (expression) {
            case Subquery _ -> true;
            case Call call -> call.arguments().stream().anyMatch(DefinitionResolver::holdsQuery);
            case Member member -> holdsQuery(member.row());
            case Group group -> group.parts().stream().anyMatch(DefinitionResolver::holdsQuery);
            case ColumnRef _, TypeUse _ -> false;
        };
    }

    /// Whether a column or row is named outside of a query.
    private static boolean names(Expression expression) {
        return switch (expression) {
            case ColumnRef _, Member _ -> true;
            case Call call -> call.arguments().stream().anyMatch(DefinitionResolver::names);
            case Group group -> group.parts().stream().anyMatch(DefinitionResolver::names);
            case Subquery _, TypeUse _ -> false;
        };
    }
}
