package dev.sallyport.tools.database;

import java.util.Optional;

/// The query in the text that made a view.
final class ViewText {

    private ViewText() {}

    /// What stands behind `CREATE VIEW name (columns) AS`; empty where the text is not understood.
    static Optional<String> query(Dialect dialect, String sql) {
        try {
            var tokens = dialect.lexOwn(sql);
            var cursor = new TokenCursor(tokens, dialect.grammar());
            cursor.expect("create");
            if (!cursor.accept("temp")) {
                cursor.accept("temporary");
            }
            cursor.expect("view");
            if (cursor.accept("if")) {
                cursor.expect("not");
                cursor.expect("exists");
            }
            cursor.label("a name");
            if (cursor.acceptSymbol(".")) {
                cursor.label("a name");
            }
            if (cursor.atSymbol("(")) {
                cursor.names();
            }
            cursor.expect("as");
            return Optional.of(dialect.sql(tokens.subList(cursor.at(), tokens.size())));
        } catch (NotUnderstood e) {
            return Optional.empty();
        }
    }
}
