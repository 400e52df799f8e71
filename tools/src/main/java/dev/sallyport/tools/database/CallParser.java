package dev.sallyport.tools.database;

import dev.sallyport.tools.database.SqlToken.Kind;
import dev.sallyport.tools.database.Syntax.Call;
import dev.sallyport.tools.database.Syntax.Expression;
import dev.sallyport.tools.database.Syntax.Group;
import dev.sallyport.tools.database.Syntax.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reads calls, with the words that may stand around their arguments, and the other constructs that look like one.
final class CallParser {

    /// What `NORMALIZE` may name behind the text, and `IS NORMALIZED` in front of itself.
    static final Set<String> NORMAL_FORMS = Set.of("nfc", "nfd", "nfkc", "nfkd");

    private static final Set<String> EXTRACT_FIELDS_STOP = Set.of("from");

    private final TokenCursor cursor;
    private final ExpressionParser expressions;

    CallParser(TokenCursor cursor, ExpressionParser expressions) {
        this.cursor = cursor;
        this.expressions = expressions;
    }

    /// From the opening bracket on.
    Call call(List<String> name, Span span) {
        var parts = new ArrayList<Expression>();
        cursor.expectSymbol("(");
        if (!cursor.atSymbol(")")) {
            if (cursor.atOperator("*") && cursor.peek(1).isSymbol(")")) {
                cursor.take();
            } else {
                arguments(parts);
            }
        }
        cursor.expectSymbol(")");
        return new Call(name, span, false, around(parts));
    }

    private void arguments(List<Expression> parts) {
        boolean plain = !cursor.accept("distinct");
        if (plain) {
            cursor.accept("all");
        }
        do {
            plain &= !cursor.accept("variadic");
            if (cursor.peek().isName()
                    && cursor.peek(1).kind() == Kind.OPERATOR
                    && cursor.peek(1).text().equals("=>")) {
                cursor.take();
                cursor.take();
            }
            parts.add(expressions.expression());
        } while (cursor.acceptSymbol(","));
        if (cursor.accept("order")) {
            plain = false;
            cursor.expect("by");
            parts.addAll(expressions.orderBy());
        }
        if (!plain && cursor.atSymbol(")") && cursor.peek(1).isWord("within")) {
            throw cursor.unexpected("plain arguments before `WITHIN GROUP`");
        }
    }

    /// What may stand behind the arguments: `WITHIN GROUP`, `FILTER` and `OVER`.
    List<Expression> around(List<Expression> parts) {
        if (cursor.atWords("within", "group")) {
            cursor.take();
            cursor.take();
            cursor.expectSymbol("(");
            cursor.expect("order");
            cursor.expect("by");
            parts.addAll(expressions.orderBy());
            cursor.expectSymbol(")");
        }
        if (cursor.atWord("filter") && cursor.peek(1).isSymbol("(")) {
            cursor.take();
            cursor.take();
            cursor.expect("where");
            parts.add(expressions.expression());
            cursor.expectSymbol(")");
        }
        if (cursor.atWord("over") && (cursor.peek(1).isSymbol("(") || cursor.peek(1).isName())) {
            cursor.take();
            if (cursor.atSymbol("(")) {
                parts.addAll(window());
            } else {
                cursor.name("a window");
            }
        }
        return parts;
    }

    /// A window's definition in its brackets.
    List<Expression> window() {
        var parts = new ArrayList<Expression>();
        cursor.expectSymbol("(");
        if (cursor.peek().isName()
                && !cursor.atWord("partition")
                && !cursor.atWord("order")
                && !cursor.atWord("rows")
                && !cursor.atWord("range")
                && !cursor.atWord("groups")) {
            cursor.name("a window");
        }
        if (cursor.accept("partition")) {
            cursor.expect("by");
            parts.addAll(expressions.list());
        }
        if (cursor.accept("order")) {
            cursor.expect("by");
            parts.addAll(expressions.orderBy());
        }
        if (cursor.accept("rows") || cursor.accept("range") || cursor.accept("groups")) {
            frame(parts);
        }
        cursor.expectSymbol(")");
        return parts;
    }

    private void frame(List<Expression> parts) {
        if (cursor.accept("between")) {
            bound(parts);
            cursor.expect("and");
        }
        bound(parts);
        if (cursor.accept("exclude")) {
            if (cursor.accept("current")) {
                cursor.expect("row");
            } else if (cursor.accept("no")) {
                cursor.expect("others");
            } else if (!cursor.accept("group")) {
                cursor.expect("ties");
            }
        }
    }

    private void bound(List<Expression> parts) {
        if (cursor.accept("current")) {
            cursor.expect("row");
            return;
        }
        if (!cursor.accept("unbounded")) {
            parts.add(expressions.expression());
        }
        if (!cursor.accept("preceding")) {
            cursor.expect("following");
        }
    }

    Expression caseWhen() {
        cursor.expect("case");
        var parts = new ArrayList<Expression>();
        var name = "case";
        if (!cursor.atWord("when")) {
            parts.add(expressions.expression());
        }
        do {
            cursor.expect("when");
            parts.add(expressions.expression());
            cursor.expect("then");
            parts.add(expressions.expression());
        } while (cursor.atWord("when"));
        if (cursor.accept("else")) {
            var otherwise = expressions.expression();
            parts.add(otherwise);
            name = Syntax.nameOfCase(otherwise);
        }
        cursor.expect("end");
        return new Group(parts, name);
    }

    Expression cast() {
        cursor.expect("cast");
        cursor.expectSymbol("(");
        var value = expressions.expression();
        cursor.expect("as");
        var type = expressions.types().type();
        cursor.expectSymbol(")");
        return new Group(List.of(value, type), Syntax.nameOfCast(value));
    }

    Expression row() {
        cursor.expect("row");
        cursor.expectSymbol("(");
        var parts = cursor.atSymbol(")") ? List.<Expression>of() : expressions.list();
        cursor.expectSymbol(")");
        return new Group(parts, "row");
    }

    /// Calls whose arguments are parted by words: `EXTRACT(year FROM d)`, `TRIM(BOTH 'x' FROM s)`.
    Call special(String name) {
        int start = cursor.at();
        cursor.take();
        var span = new Span(start, cursor.at());
        cursor.expectSymbol("(");
        var parts = new ArrayList<Expression>();
        if (name.equals("extract")) {
            if (!cursor.peek().isName() && cursor.peek().kind() != Kind.STRING) {
                throw cursor.unexpected("a field");
            }
            cursor.take();
            if (!cursor.atAny(EXTRACT_FIELDS_STOP)) {
                throw cursor.unexpected("`FROM`");
            }
        } else if (name.equals("trim") && !cursor.accept("both") && !cursor.accept("leading")) {
            cursor.accept("trailing");
        }
        boolean more = !cursor.atSymbol(")");
        if ((name.equals("trim") || name.equals("extract")) && cursor.accept("from")) {
            more = true;
        }
        while (more) {
            if (name.equals("normalize") && !parts.isEmpty() && cursor.atAny(NORMAL_FORMS)) {
                cursor.take();
                break;
            }
            boolean sought = name.equals("position") && parts.isEmpty();
            parts.add(sought ? expressions.beforeIn() : expressions.expression());
            if (sought) {
                cursor.expect("in");
                continue;
            }
            more =
                    cursor.acceptSymbol(",")
                            || cursor.accept("from")
                            || cursor.accept("for")
                            || cursor.accept("placing")
                            || (name.equals("substring") && cursor.accept("similar"));
        }
        cursor.expectSymbol(")");
        return new Call(List.of(name), span, true, around(parts));
    }
}
