package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Grammar.Feature;
import dev.sallyport.tools.database.SqlToken.Kind;
import dev.sallyport.tools.database.Syntax.Body;
import dev.sallyport.tools.database.Syntax.ColumnRef;
import dev.sallyport.tools.database.Syntax.Cte;
import dev.sallyport.tools.database.Syntax.Expression;
import dev.sallyport.tools.database.Syntax.From;
import dev.sallyport.tools.database.Syntax.Group;
import dev.sallyport.tools.database.Syntax.Item;
import dev.sallyport.tools.database.Syntax.Nested;
import dev.sallyport.tools.database.Syntax.Query;
import dev.sallyport.tools.database.Syntax.Rows;
import dev.sallyport.tools.database.Syntax.Select;
import dev.sallyport.tools.database.Syntax.SetOperation;
import dev.sallyport.tools.database.Syntax.Span;
import dev.sallyport.tools.database.Syntax.WholeTable;
import dev.sallyport.tools.database.Syntax.With;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads queries: `WITH`, set operations, selects, values, and what they select from.
final class QueryParser {

    private final TokenCursor cursor;
    private final ExpressionParser expressions;
    private final FromParser from;

    QueryParser(TokenCursor cursor) {
        this.cursor = cursor;
        this.expressions = new ExpressionParser(cursor, this);
        this.from = new FromParser(cursor, this, expressions);
    }

    FromParser from() {
        return from;
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
        var limits = limits(!order.isEmpty());
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
            int start = cursor.at();
            var name = cursor.name("a name");
            var place = new Span(start, cursor.at());
            if (name.startsWith("pg_")) {
                // Were it ever out of sight, the name would mean a table of the catalogue.
                throw new NotUnderstood(SqlRefusals.catalogue(name));
            }
            var columns = cursor.atSymbol("(") ? cursor.names() : List.<String>of();
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
            var query = query();
            cursor.expectSymbol(")");
            var recursion = new RecursionParser(cursor, expressions);
            if (recursive) {
                recursion.read();
            }
            ctes.add(new Cte(name, place, columns, query, recursion.added(), recursion.marks()));
        } while (cursor.acceptSymbol(","));
        return new With(recursive, ctes);
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
        if (cursor.grammar().has(Feature.WHOLE_TABLES) && cursor.atWord("table")) {
            return wholeTable();
        }
        throw cursor.unexpected("`SELECT`");
    }

    private WholeTable wholeTable() {
        var word = new Span(cursor.at(), cursor.at() + 1);
        cursor.take();
        cursor.countTerm();
        var all = new Item(new ColumnRef(List.of(), true, word), Optional.empty(), word);
        return new WholeTable(
                word,
                new Select(
                        List.of(all),
                        List.of(from.name()),
                        List.of(),
                        List.of(),
                        OptionalInt.empty(),
                        List.of()));
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
        boolean distinct = cursor.accept("distinct");
        if (distinct) {
            if (cursor.grammar().has(Feature.DISTINCT_ON) && cursor.accept("on")) {
                cursor.expectSymbol("(");
                inner.addAll(expressions.list());
                cursor.expectSymbol(")");
            }
        } else {
            cursor.accept("all");
        }
        var items = items();
        if (distinct && items.isEmpty()) {
            throw cursor.unexpected("a column");
        }
        if (cursor.atWord("into")) {
            throw new NotUnderstood(
                    SqlRefusals.statement(
                            "`SELECT … INTO` writes a table", "Leave the `INTO` out."));
        }
        var sources = cursor.accept("from") ? from.list() : List.<From>of();
        if (cursor.accept("where")) {
            inner.add(expressions.expression());
        }
        int start = cursor.at();
        var group = cursor.atWord("group") ? groupBy() : List.<Expression>of();
        var groupEnd =
                group.isEmpty() || hasGroupingSets(start)
                        ? OptionalInt.empty()
                        : OptionalInt.of(cursor.at());
        var having =
                cursor.accept("having") ? List.of(expressions.expression()) : List.<Expression>of();
        if (cursor.accept("window")) {
            windows(inner);
        }
        return new Select(items, sources, inner, group, groupEnd, having);
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
        var elements = groupElements();
        if (cursor.grammar().has(Feature.WITH_ROLLUP) && cursor.atWords("with", "rollup")) {
            cursor.take();
            cursor.take();
        }
        return elements;
    }

    private boolean hasGroupingSets(int start) {
        for (int i = start; i < cursor.at(); i++) {
            var token = cursor.get(i);
            if (token.isWord("sets") || token.isWord("rollup") || token.isWord("cube")) {
                return true;
            }
        }
        return false;
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
            } else if (cursor.atSymbol("(") && cursor.peek(1).isSymbol(")")) {
                // The one group of everything.
                cursor.take();
                cursor.take();
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
                var span = new Span(start, start + 1);
                items.add(new Item(new ColumnRef(List.of(), true, span), Optional.empty(), span));
            } else {
                int start = cursor.at();
                var expression = expressions.expression();
                var span = new Span(start, cursor.at());
                items.add(new Item(expression, label(), span));
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
                || (token.kind() == Kind.WORD && cursor.grammar().canBeBareLabel(token.text()))) {
            cursor.take();
            return Optional.of(token.text());
        }
        return Optional.empty();
    }

    private List<Expression> limits(boolean ordered) {
        var limits = new ArrayList<Expression>();
        while (true) {
            if (cursor.accept("limit")) {
                if (!cursor.accept("all")) {
                    limits.add(expressions.expression());
                    if (cursor.grammar().has(Feature.LIMIT_PAIR) && cursor.acceptSymbol(",")) {
                        limits.add(expressions.expression());
                    }
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
                if (ordered && cursor.accept("with")) {
                    cursor.expect("ties");
                } else {
                    cursor.expect("only");
                }
            } else {
                return limits;
            }
        }
    }
}
