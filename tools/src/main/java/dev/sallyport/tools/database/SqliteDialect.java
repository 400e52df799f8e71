package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Catalogue.Column;
import dev.sallyport.tools.database.Catalogue.Table;
import dev.sallyport.tools.database.Grammar.Feature;
import dev.sallyport.tools.database.Syntax.ColumnRef;
import dev.sallyport.tools.database.Syntax.Expression;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// SQLite's SQL.
///
/// SQLite reads much that it could refuse: `"x"` is a string where no column is called so, `'x'` is a name where a
/// string cannot stand, `IN customers` reads a table, a `WITH` query is in sight of itself and of its neighbours
/// whether or not `RECURSIVE` is written. None of it is read here: quoted names must be found, strings name nothing,
/// and the names of `WITH` queries are changed to ones that no table bears.
///
/// @see <a href="https://sqlite.org/lang_keywords.html">SQLite Keywords</a>
/// @see <a href="https://sqlite.org/quirks.html">Quirks, Caveats, and Gotchas In SQLite</a>
final class SqliteDialect implements Dialect {

    /// The only schema: nothing can be attached, and temporary tables are never made.
    static final String SCHEMA = "main";

    private static final Set<String> OPERATORS =
            words("+ - * / % = == <> != < > <= >= || & | << >> ~ -> ->>");

    /// All keywords but those that SQLite itself takes for names wherever they stand, and that mean nothing in any
    /// place where this grammar expects a name.
    private static final Set<String> RESERVED =
            words(
                    """
                    add all alter analyze and as asc autoincrement between by case cast check collate commit
                    constraint create cross current_date current_time current_timestamp default deferrable delete
                    desc distinct do drop else end escape except exists following for foreign from full
                    generated group groups having in index indexed inner insert instead intersect into is isnull
                    join left limit match materialized natural no not nothing notnull null nulls of offset on or
                    order others outer over partition pragma preceding primary raise range recursive references
                    regexp reindex release rename restrict returning right rollback row rows savepoint select
                    set table then ties to transaction trigger unbounded union unique update using vacuum values
                    view virtual when where window with within without
                    """);

    private static final Grammar GRAMMAR =
            new Grammar(
                    RESERVED,
                    words("glob if like replace"),
                    words("filter"),
                    Set.of(),
                    words("current_date current_time current_timestamp"),
                    Set.of(),
                    EnumSet.of(
                            Feature.CALLS_IN_FROM,
                            Feature.ON_CONFLICT,
                            Feature.WRITE_JOINS,
                            Feature.LIMIT_PAIR,
                            Feature.IS_ANY,
                            Feature.GLOB,
                            Feature.USING_IN_PLACE,
                            Feature.JOIN_WITHOUT_CONDITION));

    private static final Lexis LEXIS =
            new Lexis(true, '"', false, false, Set.of("x"), false, false, OPERATORS, false, 255);

    static final SqliteDialect INSTANCE = new SqliteDialect();

    private final AllowList allowed = AllowList.of("sqlite-allowed.txt");

    private SqliteDialect() {}

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

    @Override
    public String product() {
        return "SQLite";
    }

    @Override
    public Lexis lexis() {
        return LEXIS;
    }

    @Override
    public Grammar grammar() {
        return GRAMMAR;
    }

    @Override
    public AllowList allowed() {
        return allowed;
    }

    @Override
    public boolean isSystem(Optional<String> schema, String table) {
        var name = table.toLowerCase(Locale.ROOT);
        return name.startsWith("sqlite_")
                || name.startsWith("pragma_")
                || name.equals("dbstat")
                || schema.filter(s -> s.equalsIgnoreCase("temp")).isPresent();
    }

    /// A database cannot define functions, and the gate defines none that bears a built-in name.
    @Override
    public Optional<List<SqlToken>> builtIn(String function) {
        return Optional.empty();
    }

    @Override
    public String mask(Column column, String mask) {
        return SqliteMasks.sql(quote(column.name()), column, mask);
    }

    /// Values have types there, and columns none.
    @Override
    public String typed(String expression, Column column) {
        return "(" + expression + ")";
    }

    /// SQLite moves no condition into a subquery with a `LIMIT`, nor the subquery into a query with a condition.
    ///
    /// @see <a href="https://sqlite.org/optoverview.html#subquery_flattening">Subquery flattening</a>
    @Override
    public String barrier() {
        return " LIMIT -1 OFFSET 0";
    }

    /// SQLite calls the others by their text.
    @Override
    public String nameOf(Expression expression) {
        return expression instanceof ColumnRef ? Syntax.nameOf(expression) : Syntax.NAMELESS;
    }

    /// Otherwise the label would be the text that runs, with what stands for hidden tables.
    @Override
    public Optional<String> label(List<SqlToken> item, String given) {
        return Optional.of(Labels.text(this, item));
    }

    @Override
    public Optional<String> withName(String name) {
        return Optional.of(quote("with " + name));
    }

    /// Aliases of subqueries have no columns in SQLite, but `WITH` queries do.
    @Override
    public String named(String query, String name, String columns) {
        var inner = quote("view " + name);
        return "(WITH "
                + inner
                + " ("
                + columns
                + ") AS ("
                + query
                + ") SELECT * FROM "
                + inner
                + ") AS "
                + name;
    }

    @Override
    public String rowCondition(Table table, String alias, String where) {
        return FilteredRow.exists(this, table, alias, where);
    }
}
