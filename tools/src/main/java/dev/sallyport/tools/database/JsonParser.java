package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Syntax.Call;
import dev.sallyport.tools.database.Syntax.Expression;
import dev.sallyport.tools.database.Syntax.JsonTable;
import dev.sallyport.tools.database.Syntax.Span;
import dev.sallyport.tools.database.Syntax.Subquery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads what the SQL standard says about JSON: constructors, queries by path, aggregates and `JSON_TABLE`.
///
/// Their names are keywords, so no schema can have functions of these names; paths compute from their document
/// and the values passed to them alone.
///
/// @see <a href="https://www.postgresql.org/docs/18/functions-json.html">JSON Functions and Operators</a>
final class JsonParser {

    private static final Set<String> CALLS =
            Set.of(
                    "json",
                    "json_array",
                    "json_arrayagg",
                    "json_exists",
                    "json_object",
                    "json_objectagg",
                    "json_query",
                    "json_scalar",
                    "json_serialize",
                    "json_value");

    private static final Set<String> ENCODINGS = Set.of("utf8", "utf16", "utf32");

    private final TokenCursor cursor;
    private final QueryParser queries;
    private final ExpressionParser expressions;
    private final CallParser calls;

    JsonParser(
            TokenCursor cursor,
            QueryParser queries,
            ExpressionParser expressions,
            CallParser calls) {
        this.cursor = cursor;
        this.queries = queries;
        this.expressions = expressions;
        this.calls = calls;
    }

    boolean startsCall() {
        return cursor.atAny(CALLS) && cursor.peek(1).isSymbol("(");
    }

    Call call() {
        int start = cursor.at();
        var name = cursor.take().text();
        var span = new Span(start, cursor.at());
        cursor.expectSymbol("(");
        var parts = new ArrayList<Expression>();
        boolean plain = false;
        switch (name) {
            case "json_object" -> plain = object(parts);
            case "json_objectagg" -> {
                if (!member(parts)) {
                    throw cursor.unexpected("`VALUE` or `:`");
                }
                constructed(parts);
            }
            case "json_array" -> array(parts);
            case "json_arrayagg" -> {
                value(parts);
                if (cursor.accept("order")) {
                    cursor.expect("by");
                    parts.addAll(expressions.orderBy());
                }
                constructed(parts);
            }
            case "json_exists" -> {
                document(parts);
                parts.add(expressions.expression());
                passing(parts);
                behaviours(parts, false);
            }
            case "json_query", "json_value" -> query(parts);
            default -> {
                value(parts);
                constructed(parts);
            }
        }
        cursor.expectSymbol(")");
        return new Call(List.of(name), span, !plain, calls.around(parts));
    }

    /// @return whether it is the plain function of the same name
    private boolean object(List<Expression> parts) {
        if (cursor.atSymbol(")") || cursor.atWord("returning")) {
            constructed(parts);
            return false;
        }
        boolean plain = !member(parts);
        while (cursor.acceptSymbol(",")) {
            if (plain) {
                parts.add(expressions.expression());
            } else if (!member(parts)) {
                throw cursor.unexpected("`VALUE` or `:`");
            }
        }
        if (!plain) {
            constructed(parts);
        }
        return plain;
    }

    /// `key VALUE value` or `key : value`; false when it is a value alone.
    private boolean member(List<Expression> parts) {
        parts.add(expressions.expression());
        if (!cursor.accept("value") && !cursor.acceptSymbol(":")) {
            return false;
        }
        value(parts);
        return true;
    }

    private void array(List<Expression> parts) {
        if (expressions.holdsQuery(cursor.at() - 1)) {
            parts.add(new Subquery(queries.query(), Optional.empty()));
            format();
        } else if (!cursor.atSymbol(")") && !cursor.atWord("returning")) {
            do {
                value(parts);
            } while (cursor.acceptSymbol(","));
        }
        constructed(parts);
    }

    /// What a constructor says behind its values.
    private void constructed(List<Expression> parts) {
        if (cursor.accept("absent") || cursor.accept("null")) {
            cursor.expect("on");
            cursor.expect("null");
        }
        uniqueKeys();
        returning(parts);
    }

    void uniqueKeys() {
        if (cursor.atWords("with", "unique") || cursor.atWords("without", "unique")) {
            cursor.take();
            cursor.take();
            cursor.accept("keys");
        }
    }

    private void returning(List<Expression> parts) {
        if (cursor.accept("returning")) {
            parts.add(expressions.types().type());
            format();
        }
    }

    /// The document, the path and all that may follow.
    private void query(List<Expression> parts) {
        document(parts);
        parts.add(expressions.expression());
        passing(parts);
        returning(parts);
        wrapping();
        behaviours(parts, true);
    }

    private void document(List<Expression> parts) {
        value(parts);
        cursor.expectSymbol(",");
    }

    private void passing(List<Expression> parts) {
        if (cursor.accept("passing")) {
            do {
                value(parts);
                cursor.expect("as");
                cursor.label("a name");
            } while (cursor.acceptSymbol(","));
        }
    }

    private void value(List<Expression> parts) {
        parts.add(expressions.expression());
        format();
    }

    private void format() {
        if (cursor.atWords("format", "json")) {
            cursor.take();
            cursor.take();
            if (cursor.accept("encoding")) {
                if (!cursor.atAny(ENCODINGS)) {
                    throw cursor.unexpected("`UTF8`, `UTF16` or `UTF32`");
                }
                cursor.take();
            }
        }
    }

    private void wrapping() {
        if (cursor.accept("with") || cursor.accept("without")) {
            if (!cursor.accept("conditional")) {
                cursor.accept("unconditional");
            }
            cursor.accept("array");
            cursor.expect("wrapper");
        }
        if (cursor.accept("keep") || cursor.accept("omit")) {
            cursor.expect("quotes");
            if (cursor.atWords("on", "scalar")) {
                cursor.take();
                cursor.take();
                cursor.expect("string");
            }
        }
    }

    /// `ERROR ON EMPTY`, `DEFAULT value ON ERROR` and their like.
    ///
    /// @param emptiness whether it may be said what to do when nothing is found
    private void behaviours(List<Expression> parts, boolean emptiness) {
        boolean error = false;
        boolean empty = !emptiness;
        while (!error && !cursor.atSymbol(")") && !cursor.atSymbol(",")) {
            if (cursor.accept("default")) {
                parts.add(expressions.expression());
            } else if (cursor.accept("empty")) {
                if (!cursor.accept("array")) {
                    cursor.accept("object");
                }
            } else if (!cursor.accept("error")
                    && !cursor.accept("null")
                    && !cursor.accept("true")
                    && !cursor.accept("false")
                    && !cursor.accept("unknown")) {
                throw cursor.unexpected("what to do `ON EMPTY` or `ON ERROR`");
            }
            cursor.expect("on");
            if (!empty && cursor.accept("empty")) {
                empty = true;
            } else {
                cursor.expect("error");
                error = true;
            }
        }
    }

    boolean startsTable() {
        return cursor.atWord("json_table") && cursor.peek(1).isSymbol("(");
    }

    /// Without the alias behind it.
    JsonTable table() {
        int start = cursor.at();
        cursor.take();
        var span = new Span(start, cursor.at());
        cursor.countTerm();
        cursor.expectSymbol("(");
        var parts = new ArrayList<Expression>();
        document(parts);
        string();
        if (cursor.accept("as")) {
            cursor.name("a path's name");
        }
        passing(parts);
        var columns = columns(parts);
        behaviours(parts, false);
        cursor.expectSymbol(")");
        return new JsonTable(
                new Call(List.of("json_table"), span, true, parts), columns, Optional.empty());
    }

    /// The columns' names: those of nested paths stand behind all others of their level.
    private List<String> columns(List<Expression> parts) {
        cursor.expect("columns");
        cursor.expectSymbol("(");
        cursor.enter();
        var columns = new ArrayList<String>();
        var nested = new ArrayList<String>();
        do {
            cursor.countTerm();
            if (cursor.atWord("nested") && isPath(cursor.peek(1))) {
                cursor.take();
                cursor.accept("path");
                string();
                if (cursor.accept("as")) {
                    cursor.name("a path's name");
                }
                nested.addAll(columns(parts));
            } else {
                columns.add(cursor.name("a column"));
                column(parts);
            }
        } while (cursor.acceptSymbol(","));
        cursor.leave();
        cursor.expectSymbol(")");
        columns.addAll(nested);
        return columns;
    }

    private static boolean isPath(SqlToken token) {
        return token.isWord("path") || token.kind() == SqlToken.Kind.STRING;
    }

    private void column(List<Expression> parts) {
        if (cursor.accept("for")) {
            cursor.expect("ordinality");
            return;
        }
        parts.add(expressions.types().type());
        format();
        boolean exists = cursor.accept("exists");
        if (cursor.accept("path")) {
            string();
        }
        if (!exists) {
            wrapping();
        }
        behaviours(parts, !exists);
    }

    private void string() {
        if (cursor.peek().kind() != SqlToken.Kind.STRING) {
            throw cursor.unexpected("a path as a string");
        }
        cursor.take();
    }
}
