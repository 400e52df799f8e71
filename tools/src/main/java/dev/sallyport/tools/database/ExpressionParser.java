package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Grammar.Feature;
import dev.sallyport.tools.database.SqlToken.Kind;
import dev.sallyport.tools.database.Syntax.Call;
import dev.sallyport.tools.database.Syntax.ColumnRef;
import dev.sallyport.tools.database.Syntax.Expression;
import dev.sallyport.tools.database.Syntax.Group;
import dev.sallyport.tools.database.Syntax.Member;
import dev.sallyport.tools.database.Syntax.Span;
import dev.sallyport.tools.database.Syntax.Subquery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads expressions: operands with operators between them, in no precedence (see [Syntax]).
final class ExpressionParser {

    private static final Set<String> QUERY_STARTS = Set.of("select", "with", "values", "table");
    private static final Set<String> QUERY_GOES_ON =
            Set.of("union", "intersect", "except", "order", "limit", "offset", "fetch");
    private static final Set<String> PREFIX_OPERATORS =
            Set.of("+", "-", "~", "@", "|/", "||/", "@-@", "@@", "#", "!!", "?-", "?|");

    /// Calls whose grammar is not read, since nothing of XML is available.
    private static final Set<String> XML_CALLS =
            Set.of(
                    "xmlconcat",
                    "xmlelement",
                    "xmlexists",
                    "xmlforest",
                    "xmlparse",
                    "xmlpi",
                    "xmlroot",
                    "xmlserialize",
                    "xmltable");

    private final TokenCursor cursor;
    private final QueryParser queries;
    private final CallParser calls;
    private final TypeParser types;
    private final JsonParser json;
    private final MySqlForms forms;

    ExpressionParser(TokenCursor cursor, QueryParser queries) {
        this.cursor = cursor;
        this.queries = queries;
        this.calls = new CallParser(cursor, this);
        this.types = new TypeParser(cursor);
        this.json = new JsonParser(cursor, queries, this, calls);
        this.forms = new MySqlForms(cursor, this);
    }

    JsonParser json() {
        return json;
    }

    TypeParser types() {
        return types;
    }

    Expression expression() {
        cursor.enter();
        var parts = new ArrayList<Expression>();
        parts.add(operand());
        boolean plain = true;
        while (binary(parts)) {
            // Each round took one operator, and its right side where it has one.
            plain = false;
        }
        cursor.leave();
        return plain ? parts.getFirst() : new Group(parts, Syntax.NAMELESS);
    }

    /// What `POSITION` searches for: an expression that ends in front of `IN`.
    Expression beforeIn() {
        cursor.enter();
        var parts = new ArrayList<Expression>();
        parts.add(operand());
        while (!cursor.atWord("in") && binary(parts)) {
            // As in expression().
        }
        cursor.leave();
        return new Group(parts, Syntax.NAMELESS);
    }

    List<Expression> list() {
        var list = new ArrayList<Expression>();
        do {
            list.add(expression());
        } while (cursor.acceptSymbol(","));
        return list;
    }

    List<Expression> orderBy() {
        var list = new ArrayList<Expression>();
        do {
            list.add(expression());
            if (cursor.accept("using")) {
                if (!acceptOperator()) {
                    throw cursor.unexpected("an operator");
                }
            } else if (!cursor.accept("asc")) {
                cursor.accept("desc");
            }
            if (cursor.accept("nulls") && !cursor.accept("first")) {
                cursor.expect("last");
            }
        } while (cursor.acceptSymbol(","));
        return list;
    }

    /// Whether the bracket at `index` holds a query, alone or as the first branch of a set operation.
    boolean holdsQuery(int index) {
        var inside = cursor.get(index + 1);
        if (inside.kind() == Kind.WORD && QUERY_STARTS.contains(inside.text())) {
            return true;
        }
        if (!inside.isSymbol("(") || !holdsQuery(index + 1)) {
            return false;
        }
        var after = cursor.get(cursor.closing(index + 1) + 1);
        return after.isSymbol(")")
                || (after.kind() == Kind.WORD && QUERY_GOES_ON.contains(after.text()));
    }

    /// Takes `+` or `OPERATOR(pg_catalog.+)`, which is the same: the search path ends at the built-in ones. False
    /// where neither stands.
    private boolean acceptOperator() {
        boolean qualified =
                cursor.atWord("operator")
                        && cursor.peek(1).isSymbol("(")
                        && cursor.peek(2).isName()
                        && cursor.peek(2).text().equals("pg_catalog")
                        && cursor.peek(3).isSymbol(".")
                        && cursor.peek(5).isSymbol(")");
        var operator = cursor.peek(qualified ? 4 : 0);
        if (operator.kind() != Kind.OPERATOR || operator.text().equals("=>")) {
            return false;
        }
        for (int i = 0; i < (qualified ? 6 : 1); i++) {
            cursor.take();
        }
        return true;
    }

    /// Takes one infix or postfix operator with what belongs to it; false where the expression ends.
    private boolean binary(List<Expression> parts) {
        if (acceptOperator()) {
            if (cursor.atWord("any") || cursor.atWord("some") || cursor.atWord("all")) {
                cursor.take();
                parts.add(bracketed());
            } else {
                parts.add(operand());
            }
            return true;
        }
        var token = cursor.peek();
        if (token.kind() != Kind.WORD) {
            return false;
        }
        if (isProductsOperator(token)) {
            cursor.take();
            parts.add(operand());
            return true;
        }
        return switch (token.text()) {
            case "and", "or", "like", "ilike", "escape", "overlaps" -> {
                cursor.take();
                if (cursor.atWord("any") || cursor.atWord("some") || cursor.atWord("all")) {
                    cursor.take();
                    parts.add(bracketed());
                } else {
                    parts.add(operand());
                }
                yield true;
            }
            case "between" -> {
                cursor.take();
                if (!cursor.accept("symmetric")) {
                    cursor.accept("asymmetric");
                }
                parts.add(operand());
                yield true;
            }
            case "similar" -> {
                // Without TO it is the SIMILAR of SUBSTRING(a SIMILAR b ESCAPE c), which CallParser
                // takes.
                if (!cursor.peek(1).isWord("to")) {
                    yield false;
                }
                cursor.take();
                cursor.take();
                parts.add(operand());
                yield true;
            }
            case "in" -> {
                // Without a bracket it is the IN of AGAINST (a IN BOOLEAN MODE), which MySqlForms
                // takes.
                if (!cursor.peek(1).isSymbol("(")) {
                    yield false;
                }
                cursor.take();
                parts.add(bracketed());
                yield true;
            }
            case "not" -> {
                var next = cursor.peek(1);
                if (next.isWord("in")
                        || next.isWord("like")
                        || next.isWord("ilike")
                        || next.isWord("between")
                        || next.isWord("similar")
                        || next.isWord("glob")
                        || isProductsOperator(next)) {
                    cursor.take();
                    yield binary(parts);
                }
                if (next.isWord("null") && cursor.grammar().has(Feature.IS_ANY)) {
                    cursor.take();
                    cursor.take();
                    yield true;
                }
                yield false;
            }
            case "is" -> {
                cursor.take();
                is(parts);
                yield true;
            }
            case "glob" -> {
                if (!cursor.grammar().has(Feature.GLOB)) {
                    yield false;
                }
                cursor.take();
                parts.add(operand());
                yield true;
            }
            case "isnull", "notnull" -> {
                cursor.take();
                yield true;
            }
            case "at" -> {
                if (cursor.peek(1).isWord("time") && cursor.peek(2).isWord("zone")) {
                    cursor.take();
                    cursor.take();
                    cursor.take();
                    parts.add(operand());
                    yield true;
                }
                if (cursor.peek(1).isWord("local")) {
                    cursor.take();
                    cursor.take();
                    yield true;
                }
                yield false;
            }
            default -> false;
        };
    }

    private boolean isProductsOperator(SqlToken token) {
        return cursor.grammar().has(Feature.MYSQL_FORMS) && MySqlForms.isOperator(token);
    }

    private void is(List<Expression> parts) {
        cursor.accept("not");
        if (cursor.accept("distinct")) {
            cursor.expect("from");
            parts.add(operand());
        } else if (cursor.grammar().has(Feature.IS_ANY)) {
            parts.add(operand());
        } else if (!cursor.accept("null")
                && !cursor.accept("true")
                && !cursor.accept("false")
                && !cursor.accept("unknown")
                && !isOfForm()) {
            throw cursor.unexpected("`NULL`, `TRUE`, `FALSE`, `UNKNOWN` or `DISTINCT FROM`");
        }
    }

    private boolean isOfForm() {
        return cursor.grammar().has(Feature.JSON_SYNTAX)
                && (cursor.accept("document") || isJson() || isNormalized());
    }

    private boolean isJson() {
        if (!cursor.accept("json")) {
            return false;
        }
        if (!cursor.accept("value") && !cursor.accept("array") && !cursor.accept("object")) {
            cursor.accept("scalar");
        }
        json.uniqueKeys();
        return true;
    }

    private boolean isNormalized() {
        if (cursor.atAny(CallParser.NORMAL_FORMS) && cursor.peek(1).isWord("normalized")) {
            cursor.take();
        }
        return cursor.accept("normalized");
    }

    /// A list or query in brackets, behind `IN`, `ANY` and `ALL`.
    private Expression bracketed() {
        if (!cursor.atSymbol("(")) {
            throw cursor.unexpected("`(`");
        }
        return primary();
    }

    Expression operand() {
        cursor.enter();
        Expression operand;
        if (cursor.peek().kind() == Kind.OPERATOR
                && PREFIX_OPERATORS.contains(cursor.peek().text())) {
            cursor.take();
            operand = new Group(List.of(operand()), Syntax.NAMELESS);
        } else if (cursor.accept("not")) {
            operand = new Group(List.of(operand()), Syntax.NAMELESS);
        } else {
            int start = cursor.at();
            var primary = primary();
            boolean subscriptable = primary instanceof ColumnRef || cursor.get(start).isSymbol("(");
            operand = suffixes(primary, subscriptable);
        }
        cursor.leave();
        return operand;
    }

    /// @param subscriptable whether PostgreSQL reads a subscript here without brackets around the operand
    private Expression suffixes(Expression operand, boolean subscriptable) {
        var result = operand;
        boolean bare = subscriptable;
        for (int count = 0; ; count++) {
            if (count > 0) {
                cursor.countTerm();
            }
            if (cursor.acceptSymbol("::")) {
                bare = false;
                var type = types.type();
                result = new Group(List.of(result, type), Syntax.nameOfCast(result));
            } else if (bare && cursor.acceptSymbol("[")) {
                result = subscript(result);
            } else if (cursor.accept("collate")) {
                bare = false;
                cursor.name("a collation");
                if (cursor.acceptSymbol(".")) {
                    cursor.label("a collation");
                }
            } else {
                return result;
            }
        }
    }

    private Expression subscript(Expression array) {
        var parts = new ArrayList<Expression>();
        parts.add(array);
        if (!cursor.atSymbol(":")) {
            parts.add(expression());
        }
        if (cursor.acceptSymbol(":") && !cursor.atSymbol("]")) {
            parts.add(expression());
        }
        cursor.expectSymbol("]");
        return new Group(parts, Syntax.nameOf(array));
    }

    private Expression primary() {
        cursor.countTerm();
        var token = cursor.peek();
        return switch (token.kind()) {
            case NUMBER, STRING, BITS -> {
                cursor.take();
                yield new Group(List.of(), Syntax.NAMELESS);
            }
            case QUOTED -> name();
            case WORD -> word(token.text());
            case SYMBOL -> {
                if (token.isSymbol(":")) {
                    throw SqlLexer.refused("parameters such as `:name` are not available");
                }
                if (!token.isSymbol("(")) {
                    throw cursor.unexpected("a value");
                }
                yield bracket();
            }
            case OPERATOR, PARAMETER, END -> throw cursor.unexpected("a value");
        };
    }

    private Expression bracket() {
        if (holdsQuery(cursor.at())) {
            return new Subquery(inBrackets(), Optional.empty());
        }
        cursor.take();
        var parts = list();
        cursor.expectSymbol(")");
        if (parts.size() > 1) {
            return new Group(parts, "row");
        }
        var only = parts.getFirst();
        if (only instanceof ColumnRef column && column.star()) {
            // A single one for most of an expression, and all columns where it is the whole of it.
            throw cursor.unexpected("`t.*` without brackets, or `t` for the whole row");
        }
        if (cursor.grammar().has(Feature.WHOLE_ROWS) && cursor.acceptSymbol(".")) {
            if (cursor.acceptOperator("*")) {
                return new Member(only, "");
            }
            var field = cursor.label("a field");
            if (cursor.atSymbol("(") || cursor.atSymbol(".")) {
                throw cursor.unexpected("a field and nothing behind it");
            }
            return new Member(only, field);
        }
        return new Group(parts, Syntax.nameOf(only));
    }

    private Syntax.Query inBrackets() {
        cursor.expectSymbol("(");
        var query = queries.query();
        cursor.expectSymbol(")");
        return query;
    }

    private Expression word(String word) {
        if (cursor.grammar().identityWords().contains(word)) {
            throw new NotUnderstood(SqlRefusals.function(word));
        }
        if (cursor.grammar().has(Feature.MYSQL_FORMS)) {
            var form = forms.read(word);
            if (form.isPresent()) {
                return form.get();
            }
        }
        if (cursor.grammar().nowWords().contains(word)) {
            cursor.take();
            if (cursor.acceptSymbol("(")) {
                cursor.take();
                cursor.expectSymbol(")");
            }
            return new Group(List.of(), word);
        }
        boolean call = cursor.peek(1).isSymbol("(");
        switch (word) {
            case "true", "false" -> {
                cursor.take();
                return new Group(List.of(), Syntax.UNCERTAIN);
            }
            case "null" -> {
                cursor.take();
                return new Group(List.of(), Syntax.NAMELESS);
            }
            case "case" -> {
                return calls.caseWhen();
            }
            case "exists" -> {
                cursor.take();
                if (!cursor.atSymbol("(") || !holdsQuery(cursor.at())) {
                    throw cursor.unexpected("a query in brackets");
                }
                return new Subquery(inBrackets(), Optional.of("exists"));
            }
            case "array" -> {
                if (cursor.grammar().has(Feature.ARRAYS)) {
                    return array();
                }
            }
            case "interval" -> {
                if (cursor.peek(1).kind() == Kind.STRING) {
                    cursor.take();
                    cursor.take();
                    types.intervalFields();
                    return new Group(List.of(), "interval");
                }
            }
            case "cast", "row" -> {
                if (call) {
                    return word.equals("cast") ? calls.cast() : calls.row();
                }
            }
            default -> {}
        }
        if (call && (XML_CALLS.contains(word) || word.equals("json_table"))) {
            throw new NotUnderstood(SqlRefusals.function(word));
        }
        if (cursor.grammar().has(Feature.JSON_SYNTAX) && json.startsCall()) {
            return json.call();
        }
        if (call && cursor.grammar().specialCalls().contains(word)) {
            return calls.special(word);
        }
        if (cursor.grammar().has(Feature.CAST_OPERATOR) && types.startLiteral()) {
            var type = types.type();
            if (cursor.take().kind() != Kind.STRING) {
                throw cursor.unexpected("a value behind its type");
            }
            return new Group(List.of(type), Syntax.nameOf(type));
        }
        if (cursor.grammar().reserved().contains(word)
                || (cursor.grammar().functionOnly().contains(word) && !call)) {
            throw cursor.unexpected("a value");
        }
        return name();
    }

    private Expression array() {
        cursor.take();
        if (cursor.atSymbol("(")) {
            if (!holdsQuery(cursor.at())) {
                throw cursor.unexpected("a query in brackets");
            }
            return new Subquery(inBrackets(), Optional.of("array"));
        }
        return arrayItems();
    }

    private Expression arrayItems() {
        cursor.enter();
        cursor.expectSymbol("[");
        var parts = new ArrayList<Expression>();
        if (!cursor.atSymbol("]")) {
            do {
                parts.add(cursor.atSymbol("[") ? arrayItems() : expression());
            } while (cursor.acceptSymbol(","));
        }
        cursor.expectSymbol("]");
        cursor.leave();
        return new Group(parts, "array");
    }

    /// A column, a whole row or a call, by name.
    private Expression name() {
        int start = cursor.at();
        var parts = new ArrayList<String>();
        parts.add(cursor.take().text());
        while (cursor.acceptSymbol(".")) {
            if (cursor.acceptOperator("*")) {
                return new ColumnRef(parts, true, new Span(start, cursor.at()));
            }
            parts.add(cursor.label("a name"));
        }
        var span = new Span(start, cursor.at());
        if (cursor.atSymbol("(")) {
            return calls.call(parts, span);
        }
        if (parts.size() > 3) {
            throw new NotUnderstood(SqlRefusals.column(String.join(".", parts)));
        }
        return new ColumnRef(parts, false, span);
    }

    /// A call in a `FROM`, where nothing but its arguments can follow.
    Call call() {
        cursor.countTerm();
        if (!cursor.peek().isName() || cursor.atAny(cursor.grammar().reserved())) {
            throw cursor.unexpected("a function");
        }
        var called = name();
        if (!(called instanceof Call call) || cursor.closing(call.span().to()) + 1 != cursor.at()) {
            throw cursor.unexpected("a function's arguments");
        }
        return call;
    }
}
