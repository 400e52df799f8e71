package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Syntax.Expression;
import java.util.ArrayList;
import java.util.List;

/// Reads the `SEARCH` and `CYCLE` behind a recursive query, which add columns to it.
///
/// @see <a href="https://www.postgresql.org/docs/18/queries-with.html#QUERIES-WITH-RECURSIVE">Recursive Queries</a>
final class RecursionParser {

    private final TokenCursor cursor;
    private final ExpressionParser expressions;
    private final List<String> added = new ArrayList<>();
    private final List<Expression> marks = new ArrayList<>();

    RecursionParser(TokenCursor cursor, ExpressionParser expressions) {
        this.cursor = cursor;
        this.expressions = expressions;
    }

    /// What the added columns are called, in their order.
    List<String> added() {
        return List.copyOf(added);
    }

    /// The values that mark a cycle.
    List<Expression> marks() {
        return List.copyOf(marks);
    }

    void read() {
        if (cursor.atWords("search", "depth") || cursor.atWords("search", "breadth")) {
            cursor.take();
            cursor.take();
            cursor.expect("first");
            cursor.expect("by");
            columns();
            cursor.expect("set");
            added.add(cursor.name("a column"));
        }
        if (cursor.accept("cycle")) {
            columns();
            cursor.expect("set");
            added.add(cursor.name("a column"));
            if (cursor.accept("to")) {
                marks.add(expressions.expression());
                cursor.expect("default");
                marks.add(expressions.expression());
            }
            cursor.expect("using");
            added.add(cursor.name("a column"));
        }
    }

    /// Columns of the query itself, so no other table can be meant.
    private void columns() {
        do {
            cursor.name("a column");
        } while (cursor.acceptSymbol(","));
    }
}
