package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Analysis.Origin;
import dev.sallyport.tools.database.Analysis.Output;
import dev.sallyport.tools.database.Catalogue.TableId;
import dev.sallyport.tools.database.Grammar.Feature;
import dev.sallyport.tools.database.Scope.Ctes;
import dev.sallyport.tools.database.Scope.Relation;
import dev.sallyport.tools.database.SqlToken.Kind;
import dev.sallyport.tools.database.Syntax.Call;
import dev.sallyport.tools.database.Syntax.ColumnRef;
import dev.sallyport.tools.database.Syntax.Expression;
import dev.sallyport.tools.database.Syntax.Group;
import dev.sallyport.tools.database.Syntax.Member;
import dev.sallyport.tools.database.Syntax.Span;
import dev.sallyport.tools.database.Syntax.Subquery;
import dev.sallyport.tools.database.Syntax.TypeUse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds out which columns an expression is made from, and that every function and type in it may be named.
final class ExpressionResolver {

    private static final Set<String> SYSTEM_COLUMNS =
            Set.of("ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "oid");

    private final Dialect dialect;
    private final Catalogue catalogue;
    private final AllowList allowed;
    private final Findings findings;
    private final Resolver queries;

    ExpressionResolver(
            Dialect dialect,
            AllowList allowed,
            Catalogue catalogue,
            Findings findings,
            Resolver queries) {
        this.dialect = dialect;
        this.allowed = allowed;
        this.catalogue = catalogue;
        this.findings = findings;
        this.queries = queries;
    }

    Set<Origin> origins(List<Expression> expressions, Scope scope, Ctes ctes) {
        var origins = new LinkedHashSet<Origin>();
        for (var expression : expressions) {
            origins.addAll(origins(expression, scope, ctes));
        }
        return origins;
    }

    Set<Origin> origins(Expression expression, Scope scope, Ctes ctes) {
        findings.step();
        return switch (expression) {
            case ColumnRef column -> {
                var origins = new LinkedHashSet<Origin>();
                for (var output : columns(column, scope)) {
                    if (output.opaque()) {
                        findings.problem(
                                SqlRefusals.notUnderstood(
                                        "column "
                                                + SqlRefusals.quote(output.name())
                                                + " has a type that can only be selected as it is",
                                        "Leave it out of conditions, functions and casts."));
                    }
                    origins.addAll(output.origins());
                }
                yield origins;
            }
            case Call call -> {
                function(call);
                yield origins(call.arguments(), scope, ctes);
            }
            case Subquery subquery -> {
                var origins = new LinkedHashSet<Origin>();
                queries.query(subquery.query(), scope, ctes)
                        .forEach(output -> origins.addAll(output.origins()));
                yield origins;
            }
            case Member member -> {
                var origins = new LinkedHashSet<Origin>();
                members(member, scope, ctes).forEach(output -> origins.addAll(output.origins()));
                yield origins;
            }
            case TypeUse type -> {
                type(type);
                yield Set.of();
            }
            case Group group -> origins(group.parts(), scope, ctes);
        };
    }

    /// What one item of a select list puts out.
    List<Output> outputs(Syntax.Item item, Scope scope, Ctes ctes) {
        var expression = item.expression();
        if (expression instanceof ColumnRef column) {
            var columns = columns(column, scope);
            if (column.star()) {
                return columns;
            }
            var name = item.label().orElse(dialect.nameOf(expression));
            if (columns.size() == 1) {
                return List.of(columns.getFirst().named(name));
            }
            var origins = new LinkedHashSet<Origin>();
            columns.forEach(output -> origins.addAll(output.origins()));
            return List.of(new Output(name, origins, false));
        }
        if (expression instanceof Member member && member.field().isEmpty()) {
            return members(member, scope, ctes);
        }
        return List.of(
                new Output(
                        item.label().orElse(dialect.nameOf(expression)),
                        origins(expression, scope, ctes),
                        false));
    }

    /// The columns a name stands for: one, or for a whole row or star all of them.
    private List<Output> columns(ColumnRef column, Scope scope) {
        var found = column.star() ? star(column, scope) : named(column, scope);
        findings.steps(found.size());
        found.forEach(findings::reference);
        return found;
    }

    private List<Output> star(ColumnRef column, Scope scope) {
        var parts = column.parts();
        if (parts.isEmpty()) {
            scope.parts().forEach(part -> findings.steps(part.visible().size()));
            return scope.parts().stream().flatMap(part -> part.visible().stream()).toList();
        }
        return relation(parts, column, scope).map(Relation::columns).orElse(List.of());
    }

    private List<Output> named(ColumnRef column, Scope scope) {
        var parts = column.parts();
        var last = parts.getLast();
        if (parts.size() > 1) {
            var relation = relation(parts.subList(0, parts.size() - 1), column, scope);
            if (relation.isEmpty() || relation.get().unknown()) {
                return List.of();
            }
            var found = relation.get().find(last);
            if (found.isEmpty()) {
                unknownColumn(last, String.join(".", parts));
            }
            return found.stream().toList();
        }
        var visible = scope.visible(last);
        if (visible.size() > 1) {
            findings.problem(SqlRefusals.ambiguous(last));
        }
        if (!visible.isEmpty()) {
            var instead = scope.instead(last);
            findings.steps(instead.size());
            instead.forEach(findings::reference);
            return visible;
        }
        var row = scope.relation(last);
        if (row.isPresent() && dialect.grammar().has(Feature.WHOLE_ROWS)) {
            return row.get().columns().stream()
                    .map(output -> new Output(output.name(), output.origins(), false))
                    .toList();
        }
        if (!scope.unknown()) {
            unknownColumn(last, last);
        }
        return List.of();
    }

    private void unknownColumn(String last, String shown) {
        findings.problem(
                SYSTEM_COLUMNS.contains(last)
                        ? SqlRefusals.systemColumn(last)
                        : SqlRefusals.column(shown));
    }

    /// The table that qualifies a name. A schema in front of it is cut from the text, since the table may
    /// stand there under an alias of the same name when the statement runs.
    private Optional<Relation> relation(List<String> parts, ColumnRef column, Scope scope) {
        var found =
                parts.size() == 1
                        ? scope.relation(parts.getFirst())
                        : scope.relation(parts.getFirst(), parts.getLast());
        if (found.isEmpty()) {
            findings.problem(SqlRefusals.column(String.join(".", column.parts())));
        } else if (parts.size() == 2) {
            // The name alone must mean the same table.
            if (!scope.relation(parts.getLast()).equals(found)) {
                findings.problem(SqlRefusals.ambiguous(String.join(".", parts)));
            }
            int from = column.span().from();
            findings.edit(new Span(from, from + 2), List.of());
        }
        return found;
    }

    private List<Output> members(Member member, Scope scope, Ctes ctes) {
        if (member.row() instanceof ColumnRef row
                && row.parts().size() == 1
                && !row.star()
                && scope.visible(row.parts().getFirst()).isEmpty()) {
            var relation = scope.relation(row.parts().getFirst());
            if (relation.isPresent()) {
                if (member.field().isEmpty()) {
                    relation.get().columns().forEach(findings::reference);
                    return relation.get().columns();
                }
                var found = relation.get().find(member.field());
                if (found.isPresent()) {
                    findings.reference(found.get());
                    return List.of(found.get());
                }
                if (relation.get().unknown()) {
                    return List.of();
                }
            }
        }
        if (member.row() instanceof Call call) {
            var fields = allowed.columnsOf(call.name().getLast());
            if (member.field().isEmpty() ? !fields.isEmpty() : fields.contains(member.field())) {
                var origins = origins(call, scope, ctes);
                return (member.field().isEmpty() ? fields : List.of(member.field()))
                        .stream().map(name -> new Output(name, origins, false)).toList();
            }
        }
        findings.problem(
                SqlRefusals.notUnderstood(
                        "a field is taken from something else than a table's row",
                        "Write the column as `table.column`."));
        return List.of();
    }

    private void function(Call call) {
        var name = call.name();
        var last = name.getLast();
        if (call.special()) {
            return;
        }
        if (name.size() == 2 && allowed.allowsOwn(name.getFirst(), last)) {
            findings.edit(
                    call.span(),
                    dialect.lexOwn(dialect.quote(name.getFirst()) + "." + dialect.quote(last)));
            return;
        }
        boolean builtIn =
                name.size() == 1 || (name.size() == 2 && name.getFirst().equals("pg_catalog"));
        if (!builtIn || !allowed.allowsFunction(last)) {
            findings.problem(SqlRefusals.function(String.join(".", name)));
            return;
        }
        if (last.equals("unnest")
                && call.arguments().size() > 1
                && dialect.builtIn(last).isPresent()) {
            // Of several arrays it is syntax, which the database knows by the bare name alone.
            findings.edit(call.span(), List.of(new SqlToken(Kind.QUOTED, last)));
            return;
        }
        dialect.builtIn(last).ifPresent(tokens -> findings.edit(call.span(), tokens));
    }

    void type(TypeUse type) {
        var parts = type.parts();
        if (parts.size() == 1 && allowed.allowsType(parts.getFirst())) {
            return;
        }
        if (parts.size() == 2
                && parts.getFirst().equals("pg_catalog")
                && allowed.allowsType(parts.getLast())) {
            return;
        }
        var enumeration =
                parts.size() <= 2 ? catalogue.findEnumeration(parts) : Optional.<TableId>empty();
        if (enumeration.isPresent()) {
            findings.edit(type.span(), dialect.lexOwn(dialect.quote(enumeration.get())));
        } else {
            findings.problem(SqlRefusals.type(String.join(".", parts)));
        }
    }

    List<Output> callColumns(Syntax.CallRef ref) {
        var columns = new ArrayList<Output>();
        for (var call : ref.calls()) {
            var declared = allowed.columnsOf(call.name().getLast());
            if (!ref.defined().isEmpty()) {
                ref.defined().forEach(d -> columns.add(new Output(d.name(), Set.of(), false)));
            } else if (!declared.isEmpty()) {
                declared.forEach(name -> columns.add(new Output(name, Set.of(), false)));
            } else {
                boolean many = call.name().getLast().equals("unnest");
                int count = many ? Math.max(1, call.arguments().size()) : 1;
                var name =
                        ref.calls().size() == 1 && count == 1 && ref.alias().isPresent()
                                ? ref.alias().get().name()
                                : call.name().getLast();
                for (int i = 0; i < count; i++) {
                    columns.add(new Output(name, Set.of(), false));
                }
            }
        }
        return columns;
    }
}
