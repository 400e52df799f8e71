package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Analysis.Edit;
import java.util.List;

/// Reads a rendering again, as text, and requires it to be the canonical tokens with exactly the edits applied.
///
/// This is the last line before the database: a defect in rendering ends the call instead of running something
/// that was not understood.
final class RenderingCheck {

    private RenderingCheck() {}

    /// @throws IllegalStateException when the rendering is anything else
    static void check(
            Dialect dialect, List<SqlToken> canonical, List<Edit> edits, List<SqlToken> rendering) {
        var again = dialect.lexOwn(dialect.sql(rendering)).iterator();
        int at = 0;
        for (var edit : edits) {
            while (at < edit.span().from()) {
                expect(canonical.get(at++), again.hasNext() ? again.next() : SqlToken.END);
            }
            if (edit.span().from() < at) {
                throw new IllegalStateException("two edits overlap");
            }
            for (var token : edit.replacement()) {
                expect(token, again.hasNext() ? again.next() : SqlToken.END);
            }
            at = edit.span().to();
        }
        while (at < canonical.size()) {
            expect(canonical.get(at++), again.hasNext() ? again.next() : SqlToken.END);
        }
        if (again.hasNext()) {
            throw new IllegalStateException("the rendering has more tokens than the statement");
        }
    }

    private static void expect(SqlToken expected, SqlToken found) {
        if (!expected.equals(found)) {
            throw new IllegalStateException("the rendering differs from the statement");
        }
    }
}
