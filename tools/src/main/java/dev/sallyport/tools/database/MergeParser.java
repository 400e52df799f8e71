package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Syntax.Assignment;
import dev.sallyport.tools.database.Syntax.Expression;
import dev.sallyport.tools.database.Syntax.Group;
import dev.sallyport.tools.database.Syntax.Merge;
import dev.sallyport.tools.database.Syntax.MergeDelete;
import dev.sallyport.tools.database.Syntax.MergeInsert;
import dev.sallyport.tools.database.Syntax.MergeNothing;
import dev.sallyport.tools.database.Syntax.MergeUpdate;
import dev.sallyport.tools.database.Syntax.When;
import dev.sallyport.tools.database.Syntax.With;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads a `MERGE`, from behind its first word.
///
/// @see <a href="https://www.postgresql.org/docs/18/sql-merge.html">PostgreSQL, MERGE</a>
final class MergeParser {

    private final TokenCursor cursor;
    private final QueryParser queries;
    private final StatementParser statements;

    MergeParser(TokenCursor cursor, QueryParser queries, StatementParser statements) {
        this.cursor = cursor;
        this.queries = queries;
        this.statements = statements;
    }

    Merge merge(With with) {
        cursor.expect("into");
        var target = statements.target(true);
        cursor.expect("using");
        var source = queries.from().item();
        cursor.expect("on");
        var on = queries.expressions().expression();
        var whens = new ArrayList<When>();
        do {
            whens.add(when());
        } while (cursor.atWord("when"));
        return new Merge(with, target, source, on, whens);
    }

    private When when() {
        cursor.expect("when");
        boolean inserts = cursor.accept("not");
        cursor.expect("matched");
        if (cursor.accept("by")) {
            if (cursor.accept("source")) {
                inserts = false;
            } else {
                cursor.expect("target");
            }
        }
        Optional<Expression> condition =
                cursor.accept("and")
                        ? Optional.of(queries.expressions().expression())
                        : Optional.empty();
        cursor.expect("then");
        if (cursor.accept("do")) {
            cursor.expect("nothing");
            return new MergeNothing(condition);
        }
        if (inserts) {
            return insert(condition);
        }
        if (cursor.accept("delete")) {
            return new MergeDelete(condition);
        }
        cursor.expect("update");
        cursor.expect("set");
        List<Assignment> assignments = statements.assignments();
        return new MergeUpdate(condition, assignments);
    }

    private When insert(Optional<Expression> condition) {
        cursor.expect("insert");
        var columns = cursor.atSymbol("(") ? cursor.names() : List.<String>of();
        if (cursor.accept("default")) {
            cursor.expect("values");
            return new MergeInsert(condition, columns, List.of());
        }
        cursor.expect("values");
        cursor.expectSymbol("(");
        var row = new ArrayList<Expression>();
        do {
            row.add(
                    cursor.accept("default")
                            ? new Group(List.of(), Syntax.NAMELESS)
                            : queries.expressions().expression());
        } while (cursor.acceptSymbol(","));
        cursor.expectSymbol(")");
        return new MergeInsert(condition, columns, row);
    }
}
