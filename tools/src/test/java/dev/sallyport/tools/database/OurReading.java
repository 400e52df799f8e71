package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Syntax.Body;
import dev.sallyport.tools.database.Syntax.Expression;
import dev.sallyport.tools.database.Syntax.From;
import dev.sallyport.tools.database.Syntax.Query;
import dev.sallyport.tools.database.Syntax.Statement;
import dev.sallyport.tools.database.Syntax.With;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What [StatementParser] makes of one statement, in the words of `reading.mjs`, which says the same for
/// PostgreSQL's own parser: a unit for each select, with the tables, columns, calls, types and names in it.
final class OurReading {

    /// Names for one type, as PostgreSQL's grammar translates them; lengths and time zones are left out.
    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("int", "int4"),
                    Map.entry("integer", "int4"),
                    Map.entry("smallint", "int2"),
                    Map.entry("bigint", "int8"),
                    Map.entry("real", "float"),
                    Map.entry("float4", "float"),
                    Map.entry("float8", "float"),
                    Map.entry("double", "float"),
                    Map.entry("decimal", "numeric"),
                    Map.entry("dec", "numeric"),
                    Map.entry("boolean", "bool"),
                    Map.entry("character", "char"),
                    Map.entry("nchar", "char"),
                    Map.entry("national", "char"),
                    Map.entry("bpchar", "char"),
                    Map.entry("varchar", "char"),
                    Map.entry("varbit", "bit"),
                    Map.entry("timetz", "time"),
                    Map.entry("timestamptz", "timestamp"));

    private final List<Unit> units = new ArrayList<>();

    private record Unit(String kind, List<String> atoms) {
        void add(String atom) {
            atoms.add(atom);
        }

        @Override
        public String toString() {
            Collections.sort(atoms);
            return kind + ": " + String.join(", ", atoms);
        }
    }

    private OurReading() {}

    static List<String> of(Statement statement) {
        var reading = new OurReading();
        var unit = reading.unit("statement");
        switch (statement) {
            case Syntax.Read read -> reading.query(read.query());
            case Syntax.Insert insert -> {
                reading.target(insert.target(), insert.with(), unit);
                insert.columns().forEach(column -> unit.add("label " + column));
                insert.source().ifPresent(reading::query);
                insert.conflict()
                        .ifPresent(conflict -> {
                            reading.all(conflict.columns(), unit);
                            reading.assignments(conflict.assignments(), unit);
                            conflict.where().ifPresent(where -> reading.expression(where, unit));
                        });
            }
            case Syntax.Update update -> {
                reading.target(update.target(), update.with(), unit);
                reading.assignments(update.assignments(), unit);
                update.from().forEach(item -> reading.from(item, unit));
                update.where().ifPresent(where -> reading.expression(where, unit));
            }
            case Syntax.Delete delete -> {
                reading.target(delete.target(), delete.with(), unit);
                delete.using().forEach(item -> reading.from(item, unit));
                delete.where().ifPresent(where -> reading.expression(where, unit));
            }
            case Syntax.Merge merge -> {
                reading.target(merge.target(), merge.with(), unit);
                reading.from(merge.source(), unit);
                reading.expression(merge.on(), unit);
                merge.whens().forEach(when -> reading.when(when, unit));
            }
            // `reading.mjs` knows no definitions; DifferentialMain compares their kinds.
            case Syntax.Define _ -> {}
        }
        return reading.units.stream().map(Unit::toString).toList();
    }

    private void when(Syntax.When when, Unit unit) {
        when.condition().ifPresent(condition -> expression(condition, unit));
        switch (when) {
            case Syntax.MergeUpdate update -> assignments(update.assignments(), unit);
            case Syntax.MergeInsert insert -> {
                insert.columns().forEach(column -> unit.add("label " + column));
                all(insert.row(), unit);
            }
            case Syntax.MergeDelete _, Syntax.MergeNothing _ -> {}
        }
    }

    /// The same units in an order of their own, with each type and function under one name.
    static List<String> comparable(List<String> units) {
        var same = new ArrayList<String>();
        for (var unit : units) {
            int colon = unit.indexOf(": ");
            var atoms = new ArrayList<String>();
            for (var atom : unit.substring(colon + 2).split(", ", -1)) {
                if (!atom.startsWith("type ")) {
                    // The grammar knows this one as a keyword and names its schema.
                    atoms.add(atom.replace("call pg_catalog.json_object", "call json_object"));
                    continue;
                }
                var name = atom.substring(5).replaceFirst("^pg_catalog\\.", "");
                // An interval's literal has a type of its own in one of the two trees alone.
                if (!name.equals("interval")) {
                    atoms.add("type " + TYPES.getOrDefault(name, name));
                }
            }
            Collections.sort(atoms);
            var kind = unit.substring(0, colon);
            var joined = String.join(", ", atoms);
            if (!joined.isEmpty() || kind.equals("select")) {
                same.add(kind + ": " + joined);
            }
        }
        Collections.sort(same);
        return same;
    }

    /// How often each occurs.
    static Map<String, Integer> counted(List<String> texts) {
        var counts = new TreeMap<String, Integer>();
        texts.forEach(text -> counts.merge(text, 1, Integer::sum));
        return counts;
    }

    private Unit unit(String kind) {
        var unit = new Unit(kind, new ArrayList<>());
        units.add(unit);
        return unit;
    }

    private void target(Syntax.Target target, With with, Unit unit) {
        with(with);
        unit.add("table " + named(target.schema(), target.table()));
        target.alias().ifPresent(alias -> unit.add("alias " + alias + "()"));
    }

    private void assignments(List<Syntax.Assignment> assignments, Unit unit) {
        for (var assignment : assignments) {
            assignment.columns().forEach(column -> unit.add("label " + column));
            expression(assignment.value(), unit);
        }
    }

    private void query(Query query) {
        with(query.with());
        body(query.body());
        all(query.order(), unit("order"));
        all(query.limits(), unit("limit"));
    }

    private void with(With with) {
        for (var cte : with.ctes()) {
            var unit = unit("with");
            unit.add("with " + cte.name() + "(" + String.join(" ", cte.columns()) + ")");
            cte.added().forEach(column -> unit.add("label " + column));
            all(cte.marks(), unit);
            query(cte.query());
        }
    }

    private void body(Body body) {
        switch (body) {
            case Syntax.Select select -> {
                var unit = unit("select");
                for (var item : select.items()) {
                    expression(item.expression(), unit);
                    item.label().ifPresent(label -> unit.add("label " + label));
                }
                select.from().forEach(item -> from(item, unit));
                all(select.inner(), unit);
                all(select.group(), unit);
                all(select.having(), unit);
            }
            case Syntax.SetOperation set -> {
                set.branches().forEach(this::body);
                for (int i = 1; i < set.branches().size(); i++) {
                    unit("set").add("set");
                }
            }
            case Syntax.Nested nested -> query(nested.query());
            case Syntax.WholeTable table -> body(table.select());
            case Syntax.Rows rows -> {
                var unit = unit("values");
                rows.rows().forEach(row -> all(row, unit));
            }
        }
    }

    private void from(From item, Unit unit) {
        switch (item) {
            case Syntax.TableRef table -> {
                unit.add("table " + named(table.schema(), table.table()));
                alias(table.alias(), unit);
            }
            case Syntax.SubqueryRef subquery -> {
                query(subquery.query());
                alias(subquery.alias(), unit);
            }
            case Syntax.CallRef call -> {
                call.calls().forEach(one -> expression(one, unit));
                alias(call.alias(), unit);
                for (var defined : call.defined()) {
                    unit.add("alias " + defined.name());
                    expression(defined.type(), unit);
                }
            }
            case Syntax.JsonTable table -> {
                expression(table.call(), unit);
                table.columns().forEach(column -> unit.add("alias " + column));
                alias(table.alias(), unit);
            }
            case Syntax.Joined join -> {
                from(join.left(), unit);
                from(join.right(), unit);
                if (join.natural()) {
                    unit.add("natural");
                }
                if (!join.using().isEmpty()) {
                    unit.add("using " + String.join(" ", join.using()));
                }
                join.merged().ifPresent(merged -> unit.add("alias " + merged + "()"));
                join.on().ifPresent(on -> expression(on, unit));
                alias(join.alias(), unit);
            }
        }
    }

    private static void alias(Optional<Syntax.Alias> alias, Unit unit) {
        alias.ifPresent(
                a -> unit.add("alias " + a.name() + "(" + String.join(" ", a.columns()) + ")"));
    }

    private static String named(Optional<String> schema, String name) {
        return schema.map(s -> s + ".").orElse("") + name;
    }

    private void all(List<Expression> expressions, Unit unit) {
        expressions.forEach(expression -> expression(expression, unit));
    }

    private void expression(Expression expression, Unit unit) {
        switch (expression) {
            case Syntax.ColumnRef column -> {
                var parts = new ArrayList<>(column.parts());
                if (column.star()) {
                    parts.add("*");
                }
                unit.add("column " + String.join(".", parts));
            }
            case Syntax.Call call -> {
                unit.add("call " + String.join(".", call.name()));
                all(call.arguments(), unit);
            }
            case Syntax.Subquery subquery -> query(subquery.query());
            case Syntax.Member member -> {
                unit.add("field " + (member.field().isEmpty() ? "*" : member.field()));
                expression(member.row(), unit);
            }
            case Syntax.TypeUse type -> unit.add("type " + String.join(".", type.parts()));
            case Syntax.Group group -> all(group.parts(), unit);
        }
    }
}
