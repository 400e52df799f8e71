package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Grammar.Feature;
import dev.sallyport.tools.database.SqlToken.Kind;
import dev.sallyport.tools.database.Syntax.Alias;
import dev.sallyport.tools.database.Syntax.Call;
import dev.sallyport.tools.database.Syntax.CallRef;
import dev.sallyport.tools.database.Syntax.Definition;
import dev.sallyport.tools.database.Syntax.From;
import dev.sallyport.tools.database.Syntax.Joined;
import dev.sallyport.tools.database.Syntax.JsonTable;
import dev.sallyport.tools.database.Syntax.Span;
import dev.sallyport.tools.database.Syntax.SubqueryRef;
import dev.sallyport.tools.database.Syntax.TableRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads what a query selects from: tables, queries, functions and their joins.
final class FromParser {

    private final TokenCursor cursor;
    private final QueryParser queries;
    private final ExpressionParser expressions;

    FromParser(TokenCursor cursor, QueryParser queries, ExpressionParser expressions) {
        this.cursor = cursor;
        this.queries = queries;
        this.expressions = expressions;
    }

    List<From> list() {
        var list = new ArrayList<From>();
        do {
            list.add(joins());
        } while (cursor.acceptSymbol(","));
        return list;
    }

    private From joins() {
        cursor.enter();
        var left = joinsBehind(fromItem());
        cursor.leave();
        return left;
    }

    private From joinsBehind(From first) {
        var left = first;
        // Each join lies within the next, so a long chain is as deep as so many brackets.
        for (int depth = 0; ; depth++) {
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
            if (!natural
                    && !cross
                    && !typed
                    && cursor.grammar().has(Feature.JOIN_WITHOUT_CONDITION)
                    && cursor.accept("straight_join")) {
                left = join(left, false, false);
                continue;
            }
            if (!cursor.accept("join")) {
                if (natural || cross || typed) {
                    throw cursor.unexpected("`JOIN`");
                }
                for (int i = 0; i < depth; i++) {
                    cursor.leave();
                }
                return left;
            }
            cursor.enter();
            left = join(left, natural, cross);
        }
    }

    private Joined join(From left, boolean natural, boolean cross) {
        var right = fromItem();
        if (natural || cross) {
            return new Joined(
                    left,
                    right,
                    natural,
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
        boolean open = cursor.grammar().has(Feature.JOIN_WITHOUT_CONDITION);
        if (!open && !cursor.atWord("on") && !cursor.atWord("using")) {
            // a JOIN b JOIN c ON … ON …: the inner join is the right side of this one.
            cursor.enter();
            right = joinsBehind(right);
            cursor.leave();
        }
        if (!cursor.atWord("on") && !cursor.atWord("using")) {
            if (open) {
                return new Joined(
                        left,
                        right,
                        false,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
            }
            throw cursor.unexpected("`ON` or `USING` behind each `JOIN`");
        }
        if (cursor.accept("on")) {
            return new Joined(
                    left,
                    right,
                    false,
                    List.of(),
                    Optional.empty(),
                    Optional.of(expressions.expression()),
                    Optional.empty());
        }
        cursor.expect("using");
        var columns = cursor.names();
        var merged =
                !cursor.grammar().has(Feature.USING_IN_PLACE) && cursor.accept("as")
                        ? Optional.of(cursor.name("an alias"))
                        : Optional.<String>empty();
        return new Joined(left, right, false, columns, merged, Optional.empty(), Optional.empty());
    }

    /// One table, query or function, with its alias.
    From item() {
        return fromItem();
    }

    private From fromItem() {
        cursor.countTerm();
        boolean lateral = cursor.grammar().has(Feature.LATERAL) && cursor.accept("lateral");
        if (cursor.atSymbol("(")) {
            if (expressions.holdsQuery(cursor.at())) {
                cursor.take();
                var query = queries.query();
                cursor.expectSymbol(")");
                return new SubqueryRef(query, lateral, alias());
            }
            if (lateral) {
                throw cursor.unexpected("a query");
            }
            return bracketedJoin();
        }
        boolean calls = cursor.grammar().has(Feature.CALLS_IN_FROM);
        if (calls && cursor.atWords("rows", "from") && cursor.peek(2).isSymbol("(")) {
            return rowsFrom();
        }
        if (cursor.grammar().has(Feature.JSON_SYNTAX) && expressions.json().startsTable()) {
            var table = expressions.json().table();
            return new JsonTable(table.call(), table.columns(), alias());
        }
        int index = 1;
        while (cursor.peek(index).isSymbol(".") && cursor.peek(index + 1).isName()) {
            index += 2;
        }
        boolean name = cursor.peek().isName() && !cursor.atAny(cursor.grammar().reserved());
        if (calls && name && cursor.peek(index).isSymbol("(")) {
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
                joined.merged(),
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
            return new CallRef(calls, ordinality, Optional.empty(), definitions(), here());
        }
        boolean as = cursor.accept("as");
        if (!as && !startsAlias()) {
            return new CallRef(calls, ordinality, Optional.empty(), List.of(), here());
        }
        var name = cursor.name("an alias");
        if (!cursor.atSymbol("(")) {
            return new CallRef(
                    calls, ordinality, Optional.of(new Alias(name, List.of())), List.of(), here());
        }
        boolean typed = cursor.peek(1).isName() && !isListEnd(cursor.peek(2));
        if (typed) {
            return new CallRef(
                    calls,
                    ordinality,
                    Optional.of(new Alias(name, List.of())),
                    definitions(),
                    here());
        }
        int start = cursor.at();
        var columns = cursor.names();
        return new CallRef(
                calls,
                ordinality,
                Optional.of(new Alias(name, columns)),
                List.of(),
                new Span(start, cursor.at()));
    }

    private Span here() {
        return new Span(cursor.at(), cursor.at());
    }

    private static boolean isListEnd(SqlToken token) {
        return token.isSymbol(",") || token.isSymbol(")");
    }

    /// `(a integer, b text)`.
    private List<Definition> definitions() {
        var columns = new ArrayList<Definition>();
        cursor.expectSymbol("(");
        do {
            columns.add(new Definition(cursor.name("a column"), expressions.types().type()));
        } while (cursor.acceptSymbol(","));
        cursor.expectSymbol(")");
        return columns;
    }

    private From table() {
        var table = name();
        var alias = alias();
        if (cursor.atWord("tablesample")) {
            throw cursor.unexpected("a table without `TABLESAMPLE`");
        }
        return new TableRef(table.schema(), table.table(), table.only(), table.name(), alias);
    }

    /// A table without an alias, with an `ONLY` before it or a `*` behind.
    TableRef name() {
        int start = cursor.at();
        boolean only = cursor.grammar().has(Feature.INHERITANCE) && cursor.accept("only");
        boolean bracket = only && cursor.acceptSymbol("(");
        var first = cursor.name("a table");
        Optional<String> schema = Optional.empty();
        var table = first;
        if (cursor.acceptSymbol(".")) {
            schema = Optional.of(first);
            table = cursor.label("a table");
        }
        if (bracket) {
            cursor.expectSymbol(")");
        } else if (!only) {
            // Says what is so without it: that the children's rows are wanted too.
            cursor.acceptOperator("*");
        }
        if (cursor.atSymbol(".") || cursor.atOperator("*")) {
            throw cursor.unexpected("a table as `schema.table`");
        }
        return new TableRef(schema, table, only, new Span(start, cursor.at()), Optional.empty());
    }

    private boolean startsAlias() {
        var token = cursor.peek();
        return token.kind() == Kind.QUOTED
                || (token.kind() == Kind.WORD && cursor.grammar().canNameColumn(token.text()));
    }

    private Optional<Alias> alias() {
        if (!cursor.accept("as") && !startsAlias()) {
            return Optional.empty();
        }
        var name = cursor.name("an alias");
        return Optional.of(new Alias(name, cursor.atSymbol("(") ? cursor.names() : List.of()));
    }
}
