package dev.sallyport.tools.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/// Makes queries over the readers' schema from a grammar: mostly right ones, of any shape, that do all they can to
/// carry what is hidden to the outside. One seed, one query.
final class QueryGenerator {

    private static final int DEPTH_MAX = 4;

    enum Type {
        TEXT,
        INT,
        NUM,
        DATE,
        BOOL
    }

    private record Column(String name, Type type) {}

    private record Table(String name, List<Column> columns) {}

    /// What one name in a `FROM` offers.
    private record Source(String alias, List<Column> columns) {}

    private record Made(String sql, List<Type> types) {}

    private static final List<Table> TABLES =
            List.of(
                    table(
                            "shop.customers",
                            "id:INT name:TEXT email:TEXT ssn:TEXT card_number:TEXT birthday:DATE balance:NUM"
                                    + " region:TEXT notes:TEXT"),
                    table(
                            "shop.orders",
                            "id:INT customer_id:INT region:TEXT amount:NUM shipped_on:DATE remark:TEXT"),
                    table("shop.products", "id:INT title:TEXT price:NUM"),
                    table("shop.order_items", "order_id:INT product_id:INT quantity:INT"),
                    table("shop.visits", "customer_id:INT email:TEXT seen_at:DATE"),
                    table("shop.categories", "id:INT parent_id:INT label:TEXT"),
                    table("shop.contacts", "id:INT name:TEXT tax_number:TEXT mail:TEXT"),
                    table("shop.contacts_again", "t:TEXT mail:TEXT"),
                    table("shop.order_totals", "customer_id:INT name:TEXT orders:INT total:NUM"));

    private final Random random;
    private int names;

    private QueryGenerator(long seed) {
        this.random = new Random(seed);
    }

    static String query(long seed) {
        return new QueryGenerator(seed).query(0, List.of(), -1).sql();
    }

    private static Table table(String name, String columns) {
        var list = new ArrayList<Column>();
        for (var column : columns.split(" ")) {
            int colon = column.indexOf(':');
            list.add(
                    new Column(
                            column.substring(0, colon), Type.valueOf(column.substring(colon + 1))));
        }
        return new Table(name, list);
    }

    private boolean once(int in) {
        return random.nextInt(in) == 0;
    }

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String of(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private String fresh(String prefix) {
        return prefix + names++;
    }

    /// @param outer what a correlated query sees of the queries around it
    /// @param columns how many to put out; any number when negative
    private Made query(int depth, List<Source> outer, int columns) {
        int count = columns > 0 ? columns : 1 + random.nextInt(4);
        if (depth < DEPTH_MAX && once(6)) {
            return withQuery(depth, outer, count);
        }
        if (depth < DEPTH_MAX && once(7)) {
            return setOperation(depth, outer, count);
        }
        if (once(25)) {
            return new Made(
                    "select * from " + one(TABLES).name() + " order by 1 limit 3", List.of());
        }
        return select(depth, outer, types(count), List.of());
    }

    private List<Type> types(int count) {
        var types = new ArrayList<Type>();
        for (int i = 0; i < count; i++) {
            types.add(once(3) ? one(List.of(Type.values())) : Type.TEXT);
        }
        return types;
    }

    private Made withQuery(int depth, List<Source> outer, int count) {
        var name = of(fresh("w"), "customers", "orders", "contacts");
        var inner = select(depth + 1, List.of(), types(1 + random.nextInt(3)), List.of());
        var columns = new ArrayList<Column>();
        for (int i = 0; i < inner.types().size(); i++) {
            columns.add(new Column("k" + i, inner.types().get(i)));
        }
        var list = columns.stream().map(Column::name).collect(Collectors.joining(", "));
        var body =
                select(
                        depth + 1,
                        outer,
                        types(count),
                        List.of(new Table(name, List.copyOf(columns))));
        return new Made(
                "with "
                        + (once(4) ? "recursive " : "")
                        + name
                        + " ("
                        + list
                        + ") as "
                        + (once(4) ? "materialized " : "")
                        + "("
                        + inner.sql()
                        + ") "
                        + body.sql(),
                body.types());
    }

    private Made setOperation(int depth, List<Source> outer, int count) {
        var types = types(count);
        var left = select(depth + 1, outer, types, List.of());
        var right = select(depth + 1, outer, types, List.of());
        var sql =
                "("
                        + left.sql()
                        + ") "
                        + of("union", "union all", "intersect", "except", "except all")
                        + " ("
                        + right.sql()
                        + ")";
        return new Made(depth == 0 ? sql + " order by 1" : sql, types);
    }

    private Made select(int depth, List<Source> outer, List<Type> types, List<Table> extra) {
        var sources = new ArrayList<Source>();
        var from = from(depth, outer, sources, extra);
        var scope = new ArrayList<>(sources);
        scope.addAll(outer);
        boolean grouped = once(4);
        var keys = new ArrayList<String>();
        var items = new ArrayList<String>();
        for (var type : types) {
            String item;
            if (grouped && once(2)) {
                item = value(type, depth + 2, scope);
                keys.add(item);
            } else if (grouped) {
                item = aggregate(type, depth, scope);
            } else if (once(9) && depth < DEPTH_MAX) {
                item = window(type, depth, scope);
            } else {
                item = value(type, depth, scope);
            }
            items.add(item + (depth == 0 || once(2) ? " as " + fresh("c") : ""));
        }
        var sql = new StringBuilder("select ");
        if (!grouped && once(6)) {
            sql.append("distinct ");
        }
        sql.append(String.join(", ", items)).append(" from ").append(from);
        if (once(2)) {
            sql.append(" where ").append(value(Type.BOOL, depth + 1, scope));
        }
        if (!keys.isEmpty()) {
            sql.append(" group by ");
            sql.append(
                    once(6)
                            ? "grouping sets ((), (" + String.join(", ", keys) + "))"
                            : String.join(", ", keys));
        }
        if (grouped && once(4)) {
            sql.append(" having ").append(aggregate(Type.BOOL, depth + 1, scope));
        }
        if (depth == 0 || once(4)) {
            sql.append(" order by 1");
            for (int i = 2; i <= types.size(); i++) {
                sql.append(", ").append(i);
            }
            if (once(3)) {
                sql.append(" limit ").append(1 + random.nextInt(5));
            }
        }
        return new Made(sql.toString(), types);
    }

    private String from(int depth, List<Source> outer, List<Source> sources, List<Table> extra) {
        var sql = new StringBuilder(source(depth, sources, extra));
        int joins = random.nextInt(depth == 0 ? 3 : 2);
        for (int i = 0; i < joins; i++) {
            if (once(5)) {
                sql.append(" cross join ").append(source(depth, sources, extra));
            } else if (once(5) && depth < DEPTH_MAX) {
                var beside = new ArrayList<>(sources);
                beside.addAll(outer);
                sql.append(" cross join lateral ").append(subquery(depth, beside, sources));
            } else {
                sql.append(of(" join ", " left join ", " full join ", " right join "))
                        .append(source(depth, sources, List.of()))
                        .append(" on ");
                var left = sources.get(sources.size() - 2);
                var right = sources.getLast();
                sql.append(joint(left, right));
            }
        }
        return sql.toString();
    }

    private String joint(Source left, Source right) {
        for (int i = 0; i < 8; i++) {
            var a = one(left.columns());
            var b = one(right.columns());
            if (a.type() == b.type()) {
                return left.alias() + "." + a.name() + " = " + right.alias() + "." + b.name();
            }
        }
        return "true";
    }

    private String source(int depth, List<Source> sources, List<Table> extra) {
        if (depth < DEPTH_MAX && once(5)) {
            return subquery(depth, List.of(), sources);
        }
        var table = !extra.isEmpty() && !once(3) ? one(extra) : one(TABLES);
        var alias = fresh("t");
        sources.add(new Source(alias, table.columns()));
        return table.name() + (once(2) ? " as " : " ") + alias;
    }

    private String subquery(int depth, List<Source> beside, List<Source> sources) {
        var inner = select(depth + 1, beside, types(1 + random.nextInt(3)), List.of());
        var alias = fresh("s");
        var columns = new ArrayList<Column>();
        for (int i = 0; i < inner.types().size(); i++) {
            columns.add(new Column("k" + i, inner.types().get(i)));
        }
        sources.add(new Source(alias, List.copyOf(columns)));
        return "("
                + inner.sql()
                + ") as "
                + alias
                + " ("
                + columns.stream().map(Column::name).collect(Collectors.joining(", "))
                + ")";
    }

    private String value(Type type, int depth, List<Source> scope) {
        if (depth >= DEPTH_MAX || once(3)) {
            return column(type, scope);
        }
        if (once(14)) {
            return "(" + subselect(type, depth, scope) + ")";
        }
        if (once(9)) {
            return "case when "
                    + value(Type.BOOL, depth + 1, scope)
                    + " then "
                    + value(type, depth + 1, scope)
                    + " else "
                    + value(type, depth + 1, scope)
                    + " end";
        }
        if (once(9)) {
            return "coalesce("
                    + value(type, depth + 1, scope)
                    + ", "
                    + value(type, depth + 1, scope)
                    + ")";
        }
        return switch (type) {
            case TEXT -> text(depth + 1, scope);
            case INT -> integer(depth + 1, scope);
            case NUM -> number(depth + 1, scope);
            case DATE -> date(depth + 1, scope);
            case BOOL -> bool(depth + 1, scope);
        };
    }

    private String subselect(Type type, int depth, List<Source> scope) {
        var sources = new ArrayList<Source>();
        var from = from(depth + 1, scope, sources, List.of());
        var inner = new ArrayList<>(sources);
        inner.addAll(scope);
        return "select " + aggregate(type, depth + 1, inner) + " from " + from;
    }

    private String column(Type type, List<Source> scope) {
        for (int i = 0; i < 12 && !scope.isEmpty(); i++) {
            var source = one(scope);
            var column = one(source.columns());
            if (column.type() == type) {
                return source.alias() + "." + column.name();
            }
        }
        return literal(type);
    }

    private String literal(Type type) {
        return switch (type) {
            case TEXT -> "'" + of("EU", "Ada", "a", "-", "7731", "%a%", "") + "'";
            case INT -> Integer.toString(random.nextInt(12) - 1);
            case NUM -> random.nextInt(100) + ".5";
            case DATE -> "date '2024-0" + (1 + random.nextInt(9)) + "-15'";
            case BOOL -> of("true", "false", "null::boolean");
        };
    }

    private String text(int d, List<Source> s) {
        return switch (random.nextInt(17)) {
            case 0 ->
                    of("upper(", "lower(", "reverse(", "initcap(", "md5(", "btrim(")
                            + t(d, s)
                            + ")";
            case 1 -> "substr(" + t(d, s) + ", " + (1 + random.nextInt(5)) + ", 4)";
            case 2 -> t(d, s) + " || " + t(d, s);
            case 3 -> "replace(" + t(d, s) + ", 'a', " + t(d, s) + ")";
            case 4 -> "encode(convert_to(" + t(d, s) + ", 'UTF8'), '" + of("hex", "base64") + "')";
            case 5 -> "concat_ws('/', " + t(d, s) + ", " + n(d, s) + ")";
            case 6 -> n(d, s) + "::text";
            case 7 -> dt(d, s) + "::text";
            case 8 -> "left(" + t(d, s) + ", " + random.nextInt(8) + ")";
            case 9 -> "format('%s %s', " + t(d, s) + ", " + i(d, s) + ")";
            case 10 -> "translate(" + t(d, s) + ", 'abc', 'xyz')";
            case 11 -> "split_part(" + t(d, s) + ", '-', 2)";
            case 12 -> "regexp_replace(" + t(d, s) + ", '[aeiou]', '.', 'g')";
            case 13 -> "to_char(" + n(d, s) + ", 'FM999990.00')";
            case 14 -> wholeRow(s);
            case 15 -> "lpad(" + t(d, s) + ", 12, " + t(d, s) + ")";
            default -> "to_jsonb(" + t(d, s) + ")::text";
        };
    }

    private String wholeRow(List<Source> scope) {
        if (scope.isEmpty()) {
            return "'-'";
        }
        var alias = one(scope).alias();
        return of(
                "row_to_json(" + alias + ")::text",
                alias + "::text",
                "to_jsonb(" + alias + ")::text");
    }

    private String integer(int d, List<Source> s) {
        return switch (random.nextInt(8)) {
            case 0 -> "length(" + t(d, s) + ")";
            case 1 -> "ascii(" + t(d, s) + ")";
            case 2 -> i(d, s) + of(" + ", " - ", " * ") + i(d, s);
            case 3 -> "strpos(" + t(d, s) + ", " + t(d, s) + ")";
            case 4 -> "extract(year from " + dt(d, s) + ")::int";
            case 5 -> "nullif(" + i(d, s) + ", " + i(d, s) + ")";
            case 6 -> t(d, s) + "::int";
            default -> "greatest(" + i(d, s) + ", " + i(d, s) + ")";
        };
    }

    private String number(int d, List<Source> s) {
        return switch (random.nextInt(6)) {
            case 0 -> "round(" + n(d, s) + ", 1)";
            case 1 -> n(d, s) + of(" + ", " - ", " * ") + n(d, s);
            case 2 -> n(d, s) + " / nullif(" + n(d, s) + ", 0)";
            case 3 -> "abs(" + n(d, s) + ")";
            case 4 -> n(d, s) + " / " + n(d, s);
            default -> t(d, s) + "::numeric";
        };
    }

    private String date(int d, List<Source> s) {
        return switch (random.nextInt(4)) {
            case 0 -> "date_trunc('" + of("month", "day", "year") + "', " + dt(d, s) + ")";
            case 1 -> dt(d, s) + " + interval '" + random.nextInt(40) + " days'";
            case 2 -> "least(" + dt(d, s) + ", " + dt(d, s) + ")";
            default -> t(d, s) + "::date";
        };
    }

    private String bool(int d, List<Source> s) {
        return switch (random.nextInt(13)) {
            case 0 -> t(d, s) + of(" = ", " <> ", " < ", " > ") + t(d, s);
            case 1 -> n(d, s) + of(" = ", " < ", " >= ") + n(d, s);
            case 2 -> t(d, s) + of(" like ", " ilike ", " not like ", " ~ ") + t(d, s);
            case 3 -> t(d, s) + " is " + of("null", "not null", "distinct from 'x'");
            case 4 -> "not (" + b(d, s) + ")";
            case 5 -> "(" + b(d, s) + of(" and ", " or ") + b(d, s) + ")";
            case 6 -> i(d, s) + " in (1, " + i(d, s) + ", 3)";
            case 7 -> n(d, s) + " between " + n(d, s) + " and " + n(d, s);
            case 8 -> "exists (" + subselect(Type.INT, d, s) + ")";
            case 9 -> t(d, s) + " in (" + listed(d, s) + ")";
            case 10 -> t(d, s) + " = any (array[" + t(d, s) + ", " + t(d, s) + "])";
            case 11 -> "starts_with(" + t(d, s) + ", " + t(d, s) + ")";
            default -> "1 / nullif(length(" + t(d, s) + "), " + i(d, s) + ") > 0";
        };
    }

    private String listed(int depth, List<Source> scope) {
        return select(Math.min(depth + 1, DEPTH_MAX), scope, List.of(Type.TEXT), List.of()).sql();
    }

    private String aggregate(Type type, int depth, List<Source> scope) {
        int d = depth + 2;
        var filter = once(5) ? " filter (where " + value(Type.BOOL, d, scope) + ")" : "";
        return switch (type) {
            case TEXT ->
                    once(2)
                            ? of("min(", "max(") + value(Type.TEXT, d, scope) + ")" + filter
                            : "string_agg("
                                    + value(Type.TEXT, d, scope)
                                    + ", ',' order by "
                                    + column(Type.TEXT, scope)
                                    + ")"
                                    + filter;
            case INT -> "count(" + of("", "distinct ") + value(Type.TEXT, d, scope) + ")" + filter;
            case NUM -> of("sum(", "avg(", "max(") + value(Type.NUM, d, scope) + ")" + filter;
            case DATE -> of("min(", "max(") + value(Type.DATE, d, scope) + ")" + filter;
            case BOOL -> of("bool_and(", "bool_or(") + value(Type.BOOL, d, scope) + ")" + filter;
        };
    }

    private String window(Type type, int depth, List<Source> scope) {
        int d = depth + 2;
        var over =
                " over (partition by "
                        + column(Type.TEXT, scope)
                        + " order by "
                        + column(Type.INT, scope)
                        + ", "
                        + column(Type.TEXT, scope)
                        + (once(3) ? " rows between 1 preceding and current row" : "")
                        + ")";
        return switch (type) {
            case INT -> of("row_number()", "rank()", "dense_rank()", "ntile(2)") + over;
            case TEXT, NUM, DATE, BOOL ->
                    of("lag(", "lead(", "first_value(", "last_value(")
                            + value(type, d, scope)
                            + ")"
                            + over;
        };
    }

    private String t(int depth, List<Source> scope) {
        return value(Type.TEXT, depth, scope);
    }

    private String i(int depth, List<Source> scope) {
        return value(Type.INT, depth, scope);
    }

    private String n(int depth, List<Source> scope) {
        return value(Type.NUM, depth, scope);
    }

    private String dt(int depth, List<Source> scope) {
        return value(Type.DATE, depth, scope);
    }

    private String b(int depth, List<Source> scope) {
        return value(Type.BOOL, depth, scope);
    }
}
