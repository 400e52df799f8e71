package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Catalogue.Column;
import java.util.List;
import java.util.Optional;

/// The SQL of one product: how its text falls into tokens, which words and constructs it knows, what may be called in
/// it, and how a mask is written. Pure, immutable, safe from many threads.
///
/// What happens on a connection is the [Engine]'s.
interface Dialect {

    /// What people call the product: `PostgreSQL`.
    String product();

    Lexis lexis();

    Grammar grammar();

    AllowList allowed();

    /// Whether the name belongs to the product's own catalogue, which queries do not see.
    ///
    /// @param schema as it is written, empty where it is not
    boolean isSystem(Optional<String> schema, String table);

    /// What stands for a call of an allowed function, so that it can mean nothing else; empty where the name as it
    /// is written already means only that.
    Optional<List<SqlToken>> builtIn(String function);

    /// A mask over a column as an SQL expression that keeps the column's type and never fails.
    ///
    /// @param mask a name of `MaskColumn.STRICTEST_FIRST`; any other counts as `null`
    /// @return SQL over the column's quoted name, with `$1` and `$2` for the keys of [TokenKeys]
    String mask(Column column, String mask);

    /// What stands behind a filtered subquery so that no condition from outside is asked before the filter, with a
    /// space in front; empty where the product never moves one inside.
    String barrier();

    /// A query in `FROM` under a name, with names for its columns.
    default String named(String query, String name, String columns) {
        return "(" + query + ") AS " + name + " (" + columns + ")";
    }

    /// What holds where the row of the table that is written meets a condition over that table's columns.
    ///
    /// @param alias what the statement calls the table, quoted
    /// @param table the table's own name, quoted
    default String rowCondition(String alias, String table, String condition) {
        return "EXISTS (SELECT 1 FROM (SELECT "
                + alias
                + ".*) AS "
                + table
                + " WHERE "
                + condition
                + ")";
    }

    /// The tokens of an agent's or an admin's statement.
    ///
    /// @throws NotUnderstood when the text is no single statement that has one meaning
    default List<SqlToken> lex(String sql) {
        return SqlLexer.lex(sql, lexis());
    }

    /// The tokens of a text this package made, which may hold `$1` and be longer.
    default List<SqlToken> lexOwn(String sql) {
        return SqlLexer.lexOwn(sql, lexis());
    }

    /// The text of tokens; read again it gives the same tokens.
    default String sql(List<SqlToken> tokens) {
        return SqlToken.join(tokens, token -> token.sql(lexis()));
    }

    /// The text of tokens as the JDBC driver wants it.
    default String jdbc(List<SqlToken> tokens) {
        return SqlToken.join(tokens, token -> token.jdbc(lexis()));
    }

    default String quote(String name) {
        return lexis().quoteName(name);
    }

    /// A table's full name in quotes.
    default String quote(Catalogue.TableId table) {
        return quote(table.schema()) + "." + quote(table.name());
    }
}
