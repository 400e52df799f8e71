package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Catalogue.Column;
import dev.sallyport.tools.database.Catalogue.Table;
import dev.sallyport.tools.database.Syntax.Expression;
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

    /// Whether a function can be called by its schema and name, which then mean no other.
    default boolean hasSchemasOfFunctions() {
        return false;
    }

    /// What stands for a call of an allowed function, so that it can mean nothing else; empty where the name as it
    /// is written already means only that.
    Optional<List<SqlToken>> builtIn(String function);

    /// A mask over a column as an SQL expression that keeps the column's type and never fails.
    ///
    /// @param mask a name of `MaskColumn.STRICTEST_FIRST`; any other counts as `null`
    /// @return SQL over the column's quoted name, with `$1` and `$2` for the keys of [TokenKeys]
    String mask(Column column, String mask);

    /// An expression that stands for a column, of the column's type.
    ///
    /// @param expression as SQL
    String typed(String expression, Column column);

    /// What stands behind a filtered subquery so that no condition from outside is asked before the filter, with a
    /// space in front; empty where the product never moves one inside.
    String barrier();

    /// What an output without a label can be called from outside; [Syntax#NAMELESS] where that is not certain.
    default String nameOf(Expression expression) {
        return Syntax.nameOf(expression);
    }

    /// What to call an output that neither has a label nor is a column, where the product calls it by a text that
    /// could show how a statement was changed; empty where the product's own name can stay.
    ///
    /// @param item its canonical tokens; none where they are not known
    /// @param given what the product calls it
    default Optional<String> label(List<SqlToken> item, String given) {
        return Optional.empty();
    }

    /// What the columns of `VALUES` are called, counted from 1.
    default String valuesColumn(int position) {
        return "column" + position;
    }

    /// A name in `WITH` that stands for the one in the statement, so that it can mean no table whatever the product
    /// holds to be in sight; empty where the product sees exactly what [Resolver] does.
    default Optional<String> withName(String name) {
        return Optional.empty();
    }

    /// A query in `FROM` under a name, with names for its columns.
    ///
    /// @param query as SQL
    /// @param name of the whole, quoted
    /// @param columns quoted, with commas between them
    default String named(String query, String name, String columns) {
        return "(" + query + ") AS " + name + " (" + columns + ")";
    }

    /// A row filter in the condition of a statement that writes, where the table may go by another name.
    ///
    /// @param alias what the statement calls the table
    /// @param where the filter, over the table's own name
    default String rowCondition(Table table, String alias, String where) {
        return "EXISTS (SELECT 1 FROM (SELECT "
                + quote(alias)
                + ".*) AS "
                + quote(table.id().name())
                + " WHERE "
                + where
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
