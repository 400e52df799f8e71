package dev.sallyport.tools.database;

import dev.sallyport.tools.database.SqlToken.Kind;
import dev.sallyport.tools.database.Syntax.Alias;
import dev.sallyport.tools.database.Syntax.Body;
import dev.sallyport.tools.database.Syntax.Call;
import dev.sallyport.tools.database.Syntax.CallRef;
import dev.sallyport.tools.database.Syntax.ColumnRef;
import dev.sallyport.tools.database.Syntax.Cte;
import dev.sallyport.tools.database.Syntax.Definition;
import dev.sallyport.tools.database.Syntax.Expression;
import dev.sallyport.tools.database.Syntax.From;
import dev.sallyport.tools.database.Syntax.Group;
import dev.sallyport.tools.database.Syntax.Item;
import dev.sallyport.tools.database.Syntax.Joined;
import dev.sallyport.tools.database.Syntax.Nested;
import dev.sallyport.tools.database.Syntax.Query;
import dev.sallyport.tools.database.Syntax.Rows;
import dev.sallyport.tools.database.Syntax.Select;
import dev.sallyport.tools.database.Syntax.SetOperation;
import dev.sallyport.tools.database.Syntax.Span;
import dev.sallyport.tools.database.Syntax.SubqueryRef;
import dev.sallyport.tools.database.Syntax.TableRef;
import dev.sallyport.tools.database.Syntax.With;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads queries: `WITH`, set operations, selects, values, and what they select from.
final class QueryParser {

    private final TokenCursor cursor;
    private final ExpressionParser expressions;

    QueryParser(TokenCursor cursor) {
        this.cursor = cursor;
        this.expressions = new ExpressionParser(cursor, this);
    }

    ExpressionParser expressions() {
        return expressions;
    }

    Query query() {
        cursor.enter();
        var with = with();
        var body = bodies();
        var order = new ArrayList<Expression>();
        if (cursor.accept("order")) {
            cursor.expect("by");
            order.addAll(expressions.orderBy());
        }
        var limits = limits();
        if (cursor.atWord("for")) {
            throw new NotUnderstood(
                    SqlRefusals.statement(
                            "row locks are not available", "Leave `FOR UPDATE` and its like out."));
        }
        cursor.leave();
        return new Query(with, body, order, limits);
    }

    With with() {
        if (!cursor.accept("with")) {
            return With.NONE;
        }
        boolean recursive = cursor.accept("recursive");
        var ctes = new ArrayList<Cte>();
        do {
            var name = cursor.name("a name");
            var columns = cursor.atSymbol("(") ? names() : List.<String>of();
            cursor.expect("as");
            if (cursor.accept("not")) {
                cursor.expect("materialized");
            } else {
                cursor.accept("materialized");
            }
            cursor.expectSymbol("(");
            if (cursor.atWord("insert")
                    || cursor.atWord("update")
                    || cursor.atWord("delete")
                    || cursor.atWord("merge")) {
                throw new NotUnderstood(
                        SqlRefusals.statement(
                                "a query that writes inside `WITH` is not available",
                                "Write with modify_database, in a statement of its own."));
            }
            ctes.add(new Cte(name, columns, query()));
            cursor.expectSymbol(")");
        } while (cursor.acceptSymbol(","));
        return new With(recursive, ctes);
    }

    private List<String> names() {
        var names = new ArrayList<String>();
        cursor.expectSymbol("(");
        do {
            names.add(cursor.name("a name"));
        } while (cursor.acceptSymbol(","));
        cursor.expectSymbol(")");
        return names;
    }

    private Body bodies() {
        var branches = new ArrayList<Body>();
        branches.add(branch());
        while (cursor.accept("union") || cursor.accept("intersect") || cursor.accept("except")) {
            if (!cursor.accept("all")) {
                cursor.accept("distinct");
            }
            branches.add(branch());
        }
        return branches.size() == 1 ? branches.getFirst() : new SetOperation(branches);
    }

    private Body branch() {
        if (cursor.atSymbol("(")) {
            cursor.take();
            var query = query();
            cursor.expectSymbol(")");
            return new Nested(query);
        }
        if (cursor.accept("values")) {
            var rows = new ArrayList<List<Expression>>();
            do {
                cursor.expectSymbol("(");
                rows.add(values());
                cursor.expectSymbol(")");
            } while (cursor.acceptSymbol(","));
            return new Rows(rows);
        }
        if (cursor.atWord("select")) {
            return select();
        }
        throw cursor.unexpected("`SELECT`");
    }

    private List<Expression> values() {
        var row = new ArrayList<Expression>();
        do {
            // Only an INSERT may say DEFAULT; elsewhere the database refuses it.
            row.add(
                    cursor.accept("default")
                            ? new Group(List.of(), Syntax.NAMELESS)
                            : expressions.expression());
        } while (cursor.acceptSymbol(","));
        return row;
    }

    private Select select() {
        cursor.expect("select");
        var inner = new ArrayList<Expression>();
        if (cursor.accept("distinct")) {
            if (cursor.accept("on")) {
                cursor.expectSymbol("(");
                inner.addAll(expressions.list());
                cursor.expectSymbol(")");
            }
        } else {
            cursor.accept("all");
        }
        var items = items();
        if (cursor.atWord("into")) {
            throw new NotUnderstood(
                    SqlRefusals.statement(
                            "`SELECT … INTO` writes a table", "Leave the `INTO` out."));
        }
        var from = cursor.accept("from") ? fromList() : List.<From>of();
        if (cursor.accept("where")) {
            inner.add(expressions.expression());
        }
        var group = cursor.atWord("group") ? groupBy() : List.<Expression>of();
        if (cursor.accept("having")) {
            inner.add(expressions.expression());
        }
        if (cursor.accept("window")) {
            windows(inner);
        }
        return new Select(items, from, inner, group);
    }

    private void windows(List<Expression> inner) {
        var calls = new CallParser(cursor, expressions);
        do {
            cursor.name("a window");
            cursor.expect("as");
            inner.addAll(calls.window());
        } while (cursor.acceptSymbol(","));
    }

    private List<Expression> groupBy() {
        cursor.expect("group");
        cursor.expect("by");
        if (!cursor.accept("distinct")) {
            cursor.accept("all");
        }
        return groupElements();
    }

    private List<Expression> groupElements() {
        var list = new ArrayList<Expression>();
        do {
            if (cursor.atWords("grouping", "sets")) {
                cursor.take();
                cursor.take();
                cursor.expectSymbol("(");
                cursor.enter();
                list.addAll(groupElements());
                cursor.leave();
                cursor.expectSymbol(")");
            } else if ((cursor.atWord("rollup") || cursor.atWord("cube"))
                    && cursor.peek(1).isSymbol("(")) {
                cursor.take();
                cursor.take();
                list.addAll(expressions.list());
                cursor.expectSymbol(")");
            } else {
                list.add(expressions.expression());
            }
        } while (cursor.acceptSymbol(","));
        return list;
    }

    private List<Item> items() {
        if (cursor.atWord("from") || cursor.peek().kind() == Kind.END || cursor.atSymbol(")")) {
            return List.of();
        }
        var items = new ArrayList<Item>();
        do {
            if (cursor.atOperator("*")) {
                int start = cursor.at();
                cursor.take();
                items.add(
                        new Item(
                                new ColumnRef(List.of(), true, new Span(start, start + 1)),
                                Optional.empty()));
            } else {
                var expression = expressions.expression();
                items.add(new Item(expression, label()));
            }
        } while (cursor.acceptSymbol(","));
        return items;
    }

    private Optional<String> label() {
        if (cursor.accept("as")) {
            return Optional.of(cursor.label("a label"));
        }
        var token = cursor.peek();
        if (token.kind() == Kind.QUOTED
                || (token.kind() == Kind.WORD
                        && !Keywords.NO_BARE_LABEL.contains(token.text())
                        && !Keywords.RESERVED.contains(token.text()))) {
            cursor.take();
            return Optional.of(token.text());
        }
        return Optional.empty();
    }

    private List<Expression> limits() {
        var limits = new ArrayList<Expression>();
        while (true) {
            if (cursor.accept("limit")) {
                if (!cursor.accept("all")) {
                    limits.add(expressions.expression());
                }
            } else if (cursor.accept("offset")) {
                limits.add(expressions.expression());
                if (!cursor.accept("row")) {
                    cursor.accept("rows");
                }
            } else if (cursor.accept("fetch")) {
                if (!cursor.accept("first")) {
                    cursor.expect("next");
                }
                if (!cursor.atWord("row") && !cursor.atWord("rows")) {
                    limits.add(expressions.expression());
                }
                if (!cursor.accept("row")) {
                    cursor.expect("rows");
                }
                if (cursor.accept("with")) {
                    cursor.expect("ties");
                } else {
                    cursor.expect("only");
                }
            } else {
                return limits;
            }
        }
    }

    List<From> fromList() {
        var list = new ArrayList<From>();
        do {
            list.add(joins());
        } while (cursor.acceptSymbol(","));
        return list;
    }

    private From joins() {
        cursor.enter();
        var left = fromItem();
        while (true) {
            boolean natural = cursor.accept("natural");
            boolean cross = !natural && cursor.accept("cross");
            boolean typed = false;
            if (!cross) {
                if (cursor.accept("left") || cursor.accept("right") || cursor.accept("full")) {
                    cursor.accept("outer");
                    typed = true;
                } else {
                    typed = cursor.accept("inner");
                }
            }
            if (!cursor.accept("join")) {
                if (natural || cross || typed) {
                    throw cursor.unexpected("`JOIN`");
                }
                cursor.leave();
                return left;
            }
            left = join(left, natural, cross);
        }
    }

    private Joined join(From left, boolean natural, boolean cross) {
        var right = fromItem();
        if (natural || cross) {
            return new Joined(left, right, natural, List.of(), Optional.empty(), Optional.empty());
        }
        if (!cursor.atWord("on") && !cursor.atWord("using")) {
            throw cursor.unexpected("`ON` or `USING` behind each `JOIN`");
        }
        if (cursor.accept("on")) {
            return new Joined(
                    left,
                    right,
                    false,
                    List.of(),
                    Optional.of(expressions.expression()),
                    Optional.empty());
        }
        cursor.expect("using");
        var columns = names();
        if (cursor.atWord("as")) {
            throw cursor.unexpected("no alias behind `USING`");
        }
        return new Joined(left, right, false, columns, Optional.empty(), Optional.empty());
    }

    private From fromItem() {
        if (cursor.atWord("only")) {
            throw cursor.unexpected("a table without `ONLY`");
        }
        boolean lateral = cursor.accept("lateral");
        if (cursor.atSymbol("(")) {
            if (expressions.holdsQuery(cursor.at())) {
                cursor.take();
                var query = query();
                cursor.expectSymbol(")");
                return new SubqueryRef(query, lateral, alias());
            }
            if (lateral) {
                throw cursor.unexpected("a query");
            }
            return bracketedJoin();
        }
        if (cursor.atWords("rows", "from") && cursor.peek(2).isSymbol("(")) {
            return rowsFrom();
        }
        int index = 1;
        while (cursor.peek(index).isSymbol(".") && cursor.peek(index + 1).isName()) {
            index += 2;
        }
        if (cursor.peek(index).isSymbol("(") && cursor.peek().isName()) {
            return calls(List.of(expressions.call()));
        }
        if (lateral) {
            throw cursor.unexpected("a query or function");
        }
        return table();
    }

    private From bracketedJoin() {
        cursor.expectSymbol("(");
        var inner = joins();
        cursor.expectSymbol(")");
        if (!(inner instanceof Joined joined)) {
            throw cursor.unexpected("a join in the brackets");
        }
        return new Joined(
                joined.left(),
                joined.right(),
                joined.natural(),
                joined.using(),
                joined.on(),
                alias());
    }

    private From rowsFrom() {
        cursor.take();
        cursor.take();
        cursor.expectSymbol("(");
        var list = new ArrayList<Call>();
        do {
            list.add(expressions.call());
        } while (cursor.acceptSymbol(","));
        cursor.expectSymbol(")");
        return calls(list);
    }

    private From calls(List<Call> calls) {
        boolean ordinality = false;
        if (cursor.atWords("with", "ordinality")) {
            cursor.take();
            cursor.take();
            ordinality = true;
        }
        if (cursor.atWord("as") && cursor.peek(1).isSymbol("(")) {
            cursor.take();
            return new CallRef(calls, ordinality, Optional.empty(), definitions());
        }
        boolean as = cursor.accept("as");
        if (!as && !startsAlias()) {
            return new CallRef(calls, ordinality, Optional.empty(), List.of());
        }
        var name = cursor.name("an alias");
        if (!cursor.atSymbol("(")) {
            return new CallRef(
                    calls, ordinality, Optional.of(new Alias(name, List.of())), List.of());
        }
        boolean typed = cursor.peek(1).isName() && !isListEnd(cursor.peek(2));
        if (typed) {
            return new CallRef(
                    calls, ordinality, Optional.of(new Alias(name, List.of())), definitions());
        }
        return new CallRef(calls, ordinality, Optional.of(new Alias(name, names())), List.of());
    }

    private static boolean isListEnd(SqlToken token) {
        return token.isSymbol(",") || token.isSymbol(")");
    }

    /// `(a integer, b text)`.
    private List<Definition> definitions() {
        var columns = new ArrayList<Definition>();
        cursor.expectSymbol("(");
        do {
            columns.add(new Definition(cursor.name("a column"), expressions.type()));
        } while (cursor.acceptSymbol(","));
        cursor.expectSymbol(")");
        return columns;
    }

    private From table() {
        int start = cursor.at();
        var first = cursor.name("a table");
        Optional<String> schema = Optional.empty();
        var table = first;
        if (cursor.acceptSymbol(".")) {
            schema = Optional.of(first);
            table = cursor.label("a table");
        }
        var span = new Span(start, cursor.at());
        if (cursor.atSymbol(".") || cursor.atOperator("*")) {
            throw cursor.unexpected("a table as `schema.table`");
        }
        var alias = alias();
        if (cursor.atWord("tablesample")) {
            throw cursor.unexpected("a table without `TABLESAMPLE`");
        }
        return new TableRef(schema, table, span, alias);
    }

    private boolean startsAlias() {
        var token = cursor.peek();
        return token.kind() == Kind.QUOTED
                || (token.kind() == Kind.WORD && Keywords.canNameColumn(token.text()));
    }

    private Optional<Alias> alias() {
        if (!cursor.accept("as") && !startsAlias()) {
            return Optional.empty();
        }
        var name = cursor.name("an alias");
        return Optional.of(new Alias(name, cursor.atSymbol("(") ? names() : List.of()));
    }
}
