package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Analysis.Origin;
import dev.sallyport.tools.database.Analysis.Output;
import dev.sallyport.tools.database.Analysis.Use;
import dev.sallyport.tools.database.Catalogue.Column;
import dev.sallyport.tools.database.Catalogue.Table;
import dev.sallyport.tools.database.Catalogue.TableId;
import dev.sallyport.tools.database.Grammar.Feature;
import dev.sallyport.tools.database.Scope.Ctes;
import dev.sallyport.tools.database.Scope.Part;
import dev.sallyport.tools.database.Scope.Relation;
import dev.sallyport.tools.database.Syntax.Alias;
import dev.sallyport.tools.database.Syntax.Body;
import dev.sallyport.tools.database.Syntax.CallRef;
import dev.sallyport.tools.database.Syntax.ColumnRef;
import dev.sallyport.tools.database.Syntax.Cte;
import dev.sallyport.tools.database.Syntax.Expression;
import dev.sallyport.tools.database.Syntax.From;
import dev.sallyport.tools.database.Syntax.Joined;
import dev.sallyport.tools.database.Syntax.JsonTable;
import dev.sallyport.tools.database.Syntax.Nested;
import dev.sallyport.tools.database.Syntax.Query;
import dev.sallyport.tools.database.Syntax.Rows;
import dev.sallyport.tools.database.Syntax.Select;
import dev.sallyport.tools.database.Syntax.SetOperation;
import dev.sallyport.tools.database.Syntax.Span;
import dev.sallyport.tools.database.Syntax.SubqueryRef;
import dev.sallyport.tools.database.Syntax.TableRef;
import dev.sallyport.tools.database.Syntax.WholeTable;
import dev.sallyport.tools.database.Syntax.With;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Finds out what every name in a query means, scope by scope, as the database would, and from which columns
/// every output is made.
final class Resolver {

    /// A recursive query's origins only grow, and each round adds at least one.
    private static final int ROUNDS_MAX = 20;

    private final Dialect dialect;
    private final AllowList allowed;
    private final Catalogue catalogue;
    private final Findings findings;
    private final ExpressionResolver expressions;
    private final Function<Table, Optional<Analysis>> views;

    /// @param views understands a view by its definition; empty when it cannot
    Resolver(
            Dialect dialect,
            AllowList allowed,
            Catalogue catalogue,
            Findings findings,
            Function<Table, Optional<Analysis>> views) {
        this.dialect = dialect;
        this.allowed = allowed;
        this.catalogue = catalogue;
        this.findings = findings;
        this.expressions = new ExpressionResolver(dialect, allowed, catalogue, findings, this);
        this.views = views;
    }

    ExpressionResolver expressions() {
        return expressions;
    }

    List<Output> query(Query query, Scope outer, Ctes outerCtes) {
        var ctes = with(query.with(), outer, outerCtes);
        var outputs = body(query.body(), outer, ctes, query.order());
        expressions.origins(query.limits(), outer, ctes);
        return outputs;
    }

    Ctes with(With with, Scope outer, Ctes outerCtes) {
        var ctes = outerCtes;
        if (with.recursive()) {
            // Names of later queries are in sight already; using one before its own is read is
            // refused.
            var all = new HashMap<String, Optional<List<Output>>>();
            with.ctes().forEach(cte -> all.put(cte.name(), Optional.empty()));
            ctes = new Ctes(ctes, Map.copyOf(all));
        }
        for (var cte : with.ctes()) {
            var outputs =
                    with.recursive()
                            ? recursive(cte, outer, ctes)
                            : renamed(query(cte.query(), outer, ctes), cte.columns());
            expressions.origins(cte.marks(), outer, ctes);
            ctes = new Ctes(ctes, Map.of(cte.name(), Optional.of(extended(outputs, cte))));
            dialect.withName(cte.name())
                    .ifPresent(name -> findings.edit(cte.place(), dialect.lexOwn(name)));
        }
        return ctes;
    }

    /// With the columns of `SEARCH` and `CYCLE`, which hold values of any of the query's own.
    private static List<Output> extended(List<Output> outputs, Cte cte) {
        var extended = new ArrayList<>(outputs);
        var origins = new LinkedHashSet<Origin>();
        outputs.forEach(output -> origins.addAll(output.origins()));
        cte.added().forEach(name -> extended.add(new Output(name, origins, false)));
        return extended;
    }

    private List<Output> recursive(Cte cte, Scope outer, Ctes ctes) {
        if (!(cte.query().body() instanceof SetOperation set)) {
            return renamed(query(cte.query(), outer, ctes), cte.columns());
        }
        var within = with(cte.query().with(), outer, ctes);
        var outputs =
                renamed(body(set.branches().getFirst(), outer, within, List.of()), cte.columns());
        for (int round = 0; round < ROUNDS_MAX; round++) {
            var inSight = new Ctes(ctes, Map.of(cte.name(), Optional.of(outputs)));
            var next = renamed(query(cte.query(), outer, inSight), cte.columns());
            if (next.equals(outputs)) {
                return outputs;
            }
            outputs = next;
        }
        findings.problem(
                SqlRefusals.notUnderstood(
                        "the recursive query " + SqlRefusals.quote(cte.name()) + " is too involved",
                        "Use fewer columns in its recursion."));
        return outputs;
    }

    private List<Output> body(Body body, Scope outer, Ctes ctes, List<Expression> order) {
        return switch (body) {
            case Select select -> select(select, outer, ctes, order);
            case SetOperation set -> {
                List<Output> outputs = List.of();
                for (var branch : set.branches()) {
                    var next = body(branch, outer, ctes, List.of());
                    outputs = outputs.isEmpty() ? next : merged(outputs, next);
                }
                orderByOutputs(order, outputs, outer, ctes);
                yield outputs;
            }
            case Nested nested -> {
                var inner = nested.query();
                if (inner.order().isEmpty() && inner.with().ctes().isEmpty()) {
                    expressions.origins(inner.limits(), outer, ctes);
                    yield body(inner.body(), outer, ctes, order);
                }
                var outputs = query(inner, outer, ctes);
                orderByOutputs(order, outputs, outer, ctes);
                yield outputs;
            }
            case Rows rows -> {
                List<Output> outputs = List.of();
                for (var row : rows.rows()) {
                    var next = new ArrayList<Output>();
                    for (var value : row) {
                        // `t.*` is as many values as the table has columns.
                        for (var output :
                                expressions.outputs(
                                        new Syntax.Item(value, Optional.empty(), new Span(0, 0)),
                                        outer,
                                        ctes)) {
                            next.add(output.named(dialect.valuesColumn(next.size() + 1)));
                        }
                    }
                    outputs = outputs.isEmpty() ? next : merged(outputs, next);
                }
                orderByOutputs(order, outputs, outer, ctes);
                yield outputs;
            }
            case WholeTable table -> {
                // A subquery may stand in the table's place when the statement runs.
                findings.edit(
                        table.word(),
                        List.of(
                                new SqlToken(SqlToken.Kind.WORD, "select"),
                                new SqlToken(SqlToken.Kind.OPERATOR, "*"),
                                new SqlToken(SqlToken.Kind.WORD, "from")));
                yield select(table.select(), outer, ctes, order);
            }
        };
    }

    private List<Output> select(Select select, Scope outer, Ctes ctes, List<Expression> order) {
        var scope = from(select.from(), outer, ctes);
        var outputs = new ArrayList<Output>();
        for (var item : select.items()) {
            outputs.addAll(expressions.outputs(item, scope, ctes));
        }
        expressions.origins(select.inner(), scope, ctes);
        var behind = dialect.grammar().has(Feature.OUTPUT_NAMES) ? scope.before(outputs) : scope;
        expressions.origins(select.having(), behind, ctes);
        for (var expression : select.group()) {
            // In GROUP BY a column of the tables comes before an output's name.
            var name = loneName(expression);
            if (name.isEmpty()
                    || !scope.visible(name.get()).isEmpty()
                    || !names(outputs, name.get())) {
                expressions.origins(expression, behind, ctes);
            } else {
                scope.instead(name.get()).forEach(findings::reference);
            }
        }
        for (var expression : order) {
            // In ORDER BY an output's name comes before a column of the tables.
            var name = loneName(expression);
            if (name.isEmpty() || !names(outputs, name.get())) {
                expressions.origins(expression, behind, ctes);
            } else {
                scope.visible(name.get()).forEach(findings::reference);
                scope.instead(name.get()).forEach(findings::reference);
            }
        }
        if (select.groupEnd().isPresent()) {
            new Groupings(findings, scope).find(select.group(), select.groupEnd().getAsInt());
        }
        return outputs;
    }

    private void orderByOutputs(
            List<Expression> order, List<Output> outputs, Scope outer, Ctes ctes) {
        var scope =
                dialect.grammar().has(Feature.OUTPUT_NAMES)
                        ? outer.inner(List.of()).before(outputs)
                        : outer;
        for (var expression : order) {
            var name = loneName(expression);
            if (name.isEmpty() || !names(outputs, name.get())) {
                expressions.origins(expression, scope, ctes);
            }
        }
    }

    private static Optional<String> loneName(Expression expression) {
        return expression instanceof ColumnRef column
                        && column.parts().size() == 1
                        && !column.star()
                ? Optional.of(column.parts().getFirst())
                : Optional.empty();
    }

    private static boolean names(List<Output> outputs, String name) {
        return outputs.stream().anyMatch(output -> output.name().equals(name));
    }

    private static List<Output> merged(List<Output> first, List<Output> second) {
        var merged = new ArrayList<Output>();
        for (int i = 0; i < first.size(); i++) {
            var left = first.get(i);
            if (i < second.size()) {
                var origins = new LinkedHashSet<>(left.origins());
                origins.addAll(second.get(i).origins());
                merged.add(
                        new Output(left.name(), origins, left.opaque() || second.get(i).opaque()));
            } else {
                merged.add(left);
            }
        }
        return merged;
    }

    private static List<Output> renamed(List<Output> outputs, List<String> names) {
        if (names.isEmpty()) {
            return outputs;
        }
        var renamed = new ArrayList<>(outputs);
        for (int i = 0; i < Math.min(names.size(), outputs.size()); i++) {
            renamed.set(i, outputs.get(i).named(names.get(i)));
        }
        return renamed;
    }

    Scope from(List<From> items, Scope outer, Ctes ctes) {
        return from(items, outer.inner(List.of()), outer, ctes);
    }

    /// @param start what is in scope before the first item: nothing, or the table that is written
    Scope from(List<From> items, Scope start, Scope outer, Ctes ctes) {
        var scope = start;
        for (var item : items) {
            var part = item(item, scope, outer, ctes);
            // Every name that follows is looked for among these columns.
            findings.steps(4L * part.visible().size());
            scope = scope.with(part);
        }
        return scope;
    }

    /// @param beside the items to the left, which only `LATERAL` ones can see
    private Part item(From item, Scope beside, Scope outer, Ctes ctes) {
        return switch (item) {
            case TableRef table -> Part.of(table(table, ctes));
            case SubqueryRef subquery -> {
                var outputs = query(subquery.query(), subquery.lateral() ? beside : outer, ctes);
                yield Part.of(aliased(subquery.alias(), "", outputs));
            }
            case CallRef call -> Part.of(call(call, beside, ctes));
            case JsonTable table -> Part.of(jsonTable(table, beside, ctes));
            case Joined join -> join(join, beside, outer, ctes);
        };
    }

    private Relation call(CallRef ref, Scope beside, Ctes ctes) {
        var origins = new LinkedHashSet<Origin>();
        for (var call : ref.calls()) {
            origins.addAll(expressions.origins(call, beside, ctes));
            if (!dialect.grammar().has(Feature.VALUES_IN_FROM)
                    && allowed.columnsOf(call.name().getLast()).isEmpty()) {
                // The product could take the name for a table's.
                findings.problem(SqlRefusals.function(String.join(".", call.name())));
            }
        }
        ref.defined().forEach(definition -> expressions.type(definition.type()));
        var outputs = new ArrayList<Output>();
        for (var column : expressions.callColumns(ref)) {
            outputs.add(new Output(column.name(), origins, false));
        }
        int own = outputs.size();
        if (ref.ordinality()) {
            outputs.add(new Output("ordinality", Set.of(), false));
        }
        var relation = aliased(ref.alias(), ref.calls().getFirst().name().getLast(), outputs);
        if (dialect.grammar().has(Feature.VALUES_IN_FROM) && ref.defined().isEmpty()) {
            int listed = ref.alias().map(alias -> alias.columns().size()).orElse(0);
            named(ref, relation, Math.max(own, listed));
        }
        return relation;
    }

    /// Writes out what the columns of a call are called. A function may return a row of columns that nobody declared; then
    /// the one that stands here for all would be no column at all, and its name that of one around.
    private void named(CallRef ref, Relation relation, int count) {
        var names =
                relation.columns().stream()
                        .limit(count)
                        .map(output -> dialect.quote(output.name()))
                        .collect(Collectors.joining(", ", "(", ")"));
        var alias = ref.alias().isPresent() ? "" : "AS " + dialect.quote(relation.name()) + " ";
        findings.edit(ref.names(), dialect.lexOwn(alias + names));
    }

    private Relation jsonTable(JsonTable table, Scope beside, Ctes ctes) {
        var origins = expressions.origins(table.call(), beside, ctes);
        var outputs =
                table.columns().stream().map(name -> new Output(name, origins, false)).toList();
        return aliased(table.alias(), "json_table", outputs);
    }

    private static Relation aliased(Optional<Alias> alias, String name, List<Output> outputs) {
        return new Relation(
                alias.map(Alias::name).orElse(name),
                Optional.empty(),
                renamed(outputs, alias.map(Alias::columns).orElse(List.of())),
                false);
    }

    private Part join(Joined join, Scope beside, Scope outer, Ctes ctes) {
        var left = item(join.left(), beside, outer, ctes);
        var right = item(join.right(), beside.with(left), outer, ctes);
        long columns = (long) left.visible().size() + right.visible().size();
        findings.steps(columns);
        var names = join.using();
        if (join.natural()) {
            findings.steps(columns * columns / 8);
            names =
                    left.visible().stream()
                            .map(Output::name)
                            .filter(name ->
                                    !name.equals(Syntax.UNCERTAIN) && names(right.visible(), name))
                            .toList();
        }
        var visible = new ArrayList<Output>();
        for (var name : names) {
            var both = List.of(only(left, name), only(right, name));
            var origins = new LinkedHashSet<Origin>();
            both.forEach(side -> side.ifPresent(output -> origins.addAll(output.origins())));
            both.forEach(side -> side.ifPresent(findings::reference));
            if (both.stream().flatMap(Optional::stream).anyMatch(Output::opaque)) {
                findings.problem(SqlRefusals.ambiguous(name));
            }
            visible.add(new Output(name, origins, false));
        }
        if (dialect.grammar().has(Feature.USING_IN_PLACE)) {
            var merged = List.copyOf(visible);
            visible.clear();
            for (var output : left.visible()) {
                visible.add(
                        merged.stream()
                                .filter(both -> both.name().equals(output.name()))
                                .findFirst()
                                .orElse(output));
            }
        } else {
            addOthers(left, names, visible);
        }
        addOthers(right, names, visible);
        var relations = new ArrayList<>(left.relations());
        relations.addAll(right.relations());
        join.merged()
                .ifPresent(alias ->
                        relations.add(
                                new Relation(
                                        alias,
                                        Optional.empty(),
                                        List.copyOf(visible.subList(0, join.using().size())),
                                        false)));
        var part = new Part(relations, visible);
        join.on().ifPresent(on -> expressions.origins(on, outer.inner(List.of(left, right)), ctes));
        if (join.alias().isPresent()) {
            var unknown = part.unknown();
            var relation = aliased(join.alias(), "", visible);
            return Part.of(
                    new Relation(relation.name(), Optional.empty(), relation.columns(), unknown));
        }
        return part;
    }

    private static void addOthers(Part part, List<String> joined, List<Output> visible) {
        for (var output : part.visible()) {
            if (!joined.contains(output.name())) {
                visible.add(output);
            }
        }
    }

    private Optional<Output> only(Part part, String name) {
        var found = part.visible().stream().filter(o -> o.name().equals(name)).toList();
        if (found.size() > 1) {
            findings.problem(SqlRefusals.ambiguous(name));
        } else if (found.isEmpty() && !part.unknown()) {
            findings.problem(SqlRefusals.column(name));
        }
        return found.stream().findFirst();
    }

    private Relation table(TableRef ref, Ctes ctes) {
        if (ref.schema().isEmpty() && ctes.has(ref.table())) {
            var outputs = ctes.find(ref.table());
            if (outputs.isEmpty()) {
                findings.problem(
                        SqlRefusals.notUnderstood(
                                "the `WITH` query "
                                        + SqlRefusals.quote(ref.table())
                                        + " is used before it is defined",
                                "Put it before the query that uses it."));
            }
            dialect.withName(ref.table())
                    .ifPresent(name ->
                            findings.edit(
                                    ref.name(),
                                    dialect.lexOwn(
                                            ref.alias().isPresent()
                                                    ? name
                                                    : name + " AS " + dialect.quote(ref.table()))));
            return aliased(ref.alias(), ref.table(), outputs.orElse(List.of()));
        }
        var found = lookUp(ref.schema(), ref.table());
        var name = ref.alias().map(Alias::name).orElse(ref.table());
        if (found.isEmpty()) {
            return new Relation(name, Optional.empty(), List.of(), true);
        }
        var table = found.get();
        findings.use(new Use(table, ref.name(), ref.only(), ref.alias().isPresent()));
        var outputs = columnsOf(table);
        return new Relation(
                name,
                ref.alias().isPresent()
                        ? Optional.empty()
                        : Optional.of(dialect.lexis().fold(table.id())),
                renamed(outputs, ref.alias().map(Alias::columns).orElse(List.of())),
                false,
                Optional.of(table));
    }

    /// Finds a table by the name the statement gives it, and notes that it is touched.
    Optional<Table> lookUp(Optional<String> schema, String name) {
        var shown = schema.map(s -> s + "." + name).orElse(name);
        if (dialect.isSystem(schema, name)) {
            findings.touch(new TableId(schema.orElse("the catalogue"), name));
            findings.problem(SqlRefusals.catalogue(shown));
            return Optional.empty();
        }
        var found = schema.map(s -> catalogue.find(s, name)).orElseGet(() -> catalogue.find(name));
        findings.touch(
                found.map(Table::id)
                        .orElse(new TableId(schema.orElse(catalogue.defaultSchema()), name)));
        if (found.isEmpty()) {
            findings.problem(SqlRefusals.table(shown));
        }
        return found;
    }

    /// The column that a name in the statement means.
    Optional<Column> find(Table table, String name) {
        var names = dialect.lexis();
        return table.columns().stream()
                .filter(column -> names.fold(column.name()).equals(names.fold(name)))
                .findFirst();
    }

    List<Output> columnsOf(Table table) {
        var outputs = new ArrayList<Output>();
        List<Output> behind = List.of();
        if (table.isView()) {
            var view = views.apply(table);
            if (view.isEmpty() || view.get().outputs().size() != table.columns().size()) {
                findings.problem(SqlRefusals.view(table.id().toString()));
            } else {
                findings.view(table.id(), view.get());
                behind = view.get().outputs();
            }
        }
        for (var column : table.columns()) {
            var origins = new LinkedHashSet<Origin>();
            origins.add(new Origin(table.id(), column.name()));
            if (!behind.isEmpty()) {
                origins.addAll(behind.get(outputs.size()).origins());
            }
            outputs.add(new Output(dialect.lexis().fold(column.name()), origins, column.opaque()));
        }
        return outputs;
    }
}
