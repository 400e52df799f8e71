package dev.sallyport.tools.database;

import dev.sallyport.tools.database.SqlToken.Kind;
import dev.sallyport.tools.database.Syntax.Call;
import dev.sallyport.tools.database.Syntax.ColumnRef;
import dev.sallyport.tools.database.Syntax.Expression;
import dev.sallyport.tools.database.Syntax.Group;
import dev.sallyport.tools.database.Syntax.Span;
import dev.sallyport.tools.database.Syntax.TypeUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads the expressions that MySQL has beyond the common ground: those whose arguments are parted by words, and those
/// that start with one.
final class MySqlForms {

    private static final Set<String> OPERATORS = Set.of("div", "mod", "xor", "rlike", "regexp");
    private static final Set<String> LITERALS = Set.of("date", "time", "timestamp");
    private static final Set<String> UNITS =
            Set.of(
                    "microsecond",
                    "second",
                    "minute",
                    "hour",
                    "day",
                    "week",
                    "month",
                    "quarter",
                    "year",
                    "second_microsecond",
                    "minute_microsecond",
                    "minute_second",
                    "hour_microsecond",
                    "hour_second",
                    "hour_minute",
                    "day_microsecond",
                    "day_second",
                    "day_minute",
                    "day_hour",
                    "year_month");

    private final TokenCursor cursor;
    private final ExpressionParser expressions;

    MySqlForms(TokenCursor cursor, ExpressionParser expressions) {
        this.cursor = cursor;
        this.expressions = expressions;
    }

    static boolean isOperator(SqlToken token) {
        return token.kind() == Kind.WORD && OPERATORS.contains(token.text());
    }

    /// The expression that the next word starts, where it is one of these.
    Optional<Expression> read(String word) {
        if (cursor.grammar().nowWords().contains(word)) {
            return Optional.of(now(word));
        }
        if (LITERALS.contains(word) && cursor.peek(1).kind() == Kind.STRING) {
            cursor.take();
            cursor.take();
            return Optional.of(new Group(List.of(), Syntax.NAMELESS));
        }
        if (word.equals("binary")) {
            cursor.take();
            return Optional.of(new Group(List.of(expressions.operand()), Syntax.NAMELESS));
        }
        if (word.equals("interval")) {
            cursor.take();
            var amount = expressions.expression();
            unit();
            return Optional.of(new Group(List.of(amount), Syntax.NAMELESS));
        }
        if (!cursor.peek(1).isSymbol("(")) {
            return Optional.empty();
        }
        return switch (word) {
            case "cast" -> Optional.of(cast());
            case "convert" -> Optional.of(convert());
            case "match" -> Optional.of(match());
            case "values" -> Optional.of(inserted());
            case "group_concat" -> Optional.of(groupConcat());
            case "timestampdiff", "timestampadd" -> Optional.of(withUnit(word));
            default -> Optional.empty();
        };
    }

    private Expression now(String word) {
        cursor.take();
        if (cursor.acceptSymbol("(")) {
            if (cursor.peek().kind() == Kind.NUMBER) {
                cursor.take();
            }
            cursor.expectSymbol(")");
        }
        return new Group(List.of(), word);
    }

    private void unit() {
        if (!cursor.atAny(UNITS)) {
            throw cursor.unexpected("a unit of time");
        }
        cursor.take();
    }

    private Expression cast() {
        cursor.take();
        cursor.expectSymbol("(");
        var value = expressions.expression();
        cursor.expect("as");
        var type = type();
        cursor.expectSymbol(")");
        return new Group(List.of(value, type), Syntax.NAMELESS);
    }

    /// `CONVERT(value, type)` and `CONVERT(value USING charset)`.
    private Expression convert() {
        cursor.take();
        cursor.expectSymbol("(");
        var parts = new ArrayList<Expression>();
        parts.add(expressions.expression());
        if (cursor.accept("using")) {
            cursor.label("a character set");
        } else {
            cursor.expectSymbol(",");
            parts.add(type());
        }
        cursor.expectSymbol(")");
        return new Group(parts, Syntax.NAMELESS);
    }

    private TypeUse type() {
        int start = cursor.at();
        var name = cursor.label("a type");
        var span = new Span(start, cursor.at());
        switch (name) {
            case "signed", "unsigned" -> {
                if (!cursor.accept("integer")) {
                    cursor.accept("int");
                }
            }
            case "double" -> cursor.accept("precision");
            default -> {}
        }
        if (cursor.acceptSymbol("(")) {
            do {
                if (cursor.peek().kind() != Kind.NUMBER) {
                    throw cursor.unexpected("a number");
                }
                cursor.take();
            } while (cursor.acceptSymbol(","));
            cursor.expectSymbol(")");
        }
        boolean charset = cursor.accept("charset");
        if (!charset && cursor.accept("character")) {
            cursor.expect("set");
            charset = true;
        }
        if (charset) {
            cursor.label("a character set");
        }
        return new TypeUse(List.of(name), span);
    }

    private Expression match() {
        cursor.take();
        cursor.expectSymbol("(");
        var parts = new ArrayList<Expression>(expressions.list());
        cursor.expectSymbol(")");
        cursor.expect("against");
        cursor.expectSymbol("(");
        parts.add(expressions.expression());
        if (cursor.accept("in")) {
            if (cursor.accept("boolean")) {
                cursor.expect("mode");
            } else {
                cursor.expect("natural");
                cursor.expect("language");
                cursor.expect("mode");
            }
        }
        if (cursor.accept("with")) {
            cursor.expect("query");
            cursor.expect("expansion");
        }
        cursor.expectSymbol(")");
        return new Group(parts, Syntax.NAMELESS);
    }

    /// `VALUES(column)`: the value that was to be inserted where the row is updated instead.
    private Expression inserted() {
        cursor.take();
        cursor.expectSymbol("(");
        int start = cursor.at();
        var column = cursor.name("a column");
        var span = new Span(start, cursor.at());
        cursor.expectSymbol(")");
        return new Group(List.of(new ColumnRef(List.of(column), false, span)), Syntax.NAMELESS);
    }

    private Expression groupConcat() {
        var span = new Span(cursor.at(), cursor.at() + 1);
        cursor.take();
        cursor.expectSymbol("(");
        cursor.accept("distinct");
        var parts = new ArrayList<Expression>(expressions.list());
        if (cursor.accept("order")) {
            cursor.expect("by");
            parts.addAll(expressions.orderBy());
        }
        if (cursor.accept("separator")) {
            if (cursor.peek().kind() != Kind.STRING) {
                throw cursor.unexpected("a string");
            }
            cursor.take();
        }
        cursor.expectSymbol(")");
        return new Call(List.of("group_concat"), span, true, parts);
    }

    private Expression withUnit(String name) {
        var span = new Span(cursor.at(), cursor.at() + 1);
        cursor.take();
        cursor.expectSymbol("(");
        unit();
        cursor.expectSymbol(",");
        var parts = expressions.list();
        cursor.expectSymbol(")");
        return new Call(List.of(name), span, true, parts);
    }
}
