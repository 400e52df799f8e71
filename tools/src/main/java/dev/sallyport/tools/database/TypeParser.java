package dev.sallyport.tools.database;

import dev.sallyport.tools.database.SqlToken.Kind;
import dev.sallyport.tools.database.Syntax.Span;
import dev.sallyport.tools.database.Syntax.TypeUse;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;

/// Reads the names of types, with their modifiers and array marks.
final class TypeParser {

    private static final Set<String> INTERVAL_FIELDS =
            Set.of("year", "month", "day", "hour", "minute", "second");

    /// The fields an interval may reach to, by the one it begins with.
    private static final Map<String, Set<String>> INTERVAL_ENDS =
            Map.of(
                    "year", Set.of("month"),
                    "day", Set.of("hour", "minute", "second"),
                    "hour", Set.of("minute", "second"),
                    "minute", Set.of("second"));

    private final TokenCursor cursor;

    TypeParser(TokenCursor cursor) {
        this.cursor = cursor;
    }

    /// Whether a value with its type in front stands here: `date '2024-01-31'`, `timestamp with time zone '…'`, `numeric(5,2) '1'`.
    boolean startLiteral() {
        if (cursor.atAny(cursor.grammar().reserved())) {
            return false;
        }
        int index = cursor.at();
        if (cursor.get(index + 1).isSymbol("(")) {
            index = cursor.closing(index + 1);
        }
        int words = 0;
        while (cursor.get(index + 1).kind() == Kind.WORD
                && words < 3
                && Set.of("with", "without", "time", "zone", "precision", "varying")
                        .contains(cursor.get(index + 1).text())) {
            index++;
            words++;
        }
        return cursor.get(index + 1).kind() == Kind.STRING;
    }

    void intervalFields() {
        if (cursor.atAny(INTERVAL_FIELDS)
                // A label after AS-less interval would be ambiguous; PostgreSQL reads a field.
                && !cursor.peek(1).isSymbol(".")) {
            var first = cursor.take().text();
            if (cursor.accept("to")) {
                if (!cursor.atAny(INTERVAL_ENDS.getOrDefault(first, Set.of()))) {
                    throw cursor.unexpected("a field of an interval");
                }
                cursor.take();
            }
            modifiers();
        }
    }

    /// A type's name with its modifiers and array marks.
    TypeUse type() {
        int start = cursor.at();
        var parts = new ArrayList<String>();
        if (cursor.atAny(cursor.grammar().reserved())) {
            throw cursor.unexpected("a type");
        }
        parts.add(cursor.label("a type"));
        while (cursor.acceptSymbol(".")) {
            parts.add(cursor.label("a type"));
        }
        int end = cursor.at();
        if (parts.size() == 1) {
            longName(parts.getFirst());
        }
        modifiers();
        boolean zoned = parts.getFirst().equals("time") || parts.getFirst().equals("timestamp");
        if (zoned && (cursor.atWords("with", "time") || cursor.atWords("without", "time"))) {
            cursor.take();
            cursor.take();
            cursor.expect("zone");
        }
        while (cursor.atSymbol("[") || cursor.atWord("array")) {
            cursor.accept("array");
            if (cursor.acceptSymbol("[")) {
                if (cursor.peek().kind() == Kind.NUMBER) {
                    cursor.take();
                }
                cursor.expectSymbol("]");
            }
        }
        return new TypeUse(parts, new Span(start, end));
    }

    private void longName(String first) {
        switch (first) {
            case "double" -> cursor.expect("precision");
            case "character", "char", "bit" -> cursor.accept("varying");
            case "interval" -> intervalFields();
            default -> {}
        }
    }

    private void modifiers() {
        if (cursor.atSymbol("(")) {
            cursor.take();
            do {
                cursor.acceptOperator("-");
                if (cursor.peek().kind() != Kind.NUMBER) {
                    throw cursor.unexpected("a number");
                }
                cursor.take();
            } while (cursor.acceptSymbol(","));
            cursor.expectSymbol(")");
        }
    }
}
