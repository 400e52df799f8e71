package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Catalogue.Column;
import dev.sallyport.tools.database.Catalogue.Table;
import dev.sallyport.tools.database.Grammar.Feature;
import dev.sallyport.tools.database.SqlToken.Kind;
import dev.sallyport.tools.database.Syntax.ColumnRef;
import dev.sallyport.tools.database.Syntax.Expression;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// H2's SQL in its regular mode.
///
/// H2 reads an unquoted name in capitals and a quoted one as it is, so that `x`, `"X"` and `"x"` are two names of
/// three spellings. Here they are one: every quoted name is written in capitals before it reaches H2, and the catalogue
/// holds no table or column whose name has small letters. What H2 takes a name for is then what was understood.
///
/// Where a `WITH` query and a table have one name, H2 takes the table. Here it is the query, as in other products: it
/// gets another name before it reaches H2.
///
/// @see <a href="https://h2database.com/html/advanced.html#keywords">Keywords / Reserved Words</a>
final class H2Dialect implements Dialect {

    private static final Set<String> OPERATORS = words("+ - * / % = <> != < > <= >= ||");

    private static final Grammar GRAMMAR =
            new Grammar(
                    words(
                            """
                            all and any array as asymmetric authorization between both case cast check constraint
                            cross current_catalog current_date current_path current_role current_schema
                            current_time current_timestamp current_user default distinct else end except exists
                            false fetch for foreign from full group groups having if ilike in inner intersect
                            intersects interval is join key leading like limit localtime localtimestamp minus
                            natural not null offset on or order outer over partition primary qualify range
                            regexp returning row rownum rows select session_user set similar some symmetric
                            system_user table tablesample to top trailing true uescape union unique unknown user
                            using value values when where window with _rowid_
                            """),
                    words("day hour left minute month right second year"),
                    words("filter within"),
                    words("extract substring position trim"),
                    words("current_date current_time current_timestamp localtime localtimestamp"),
                    words(
                            """
                            current_user session_user system_user user current_role current_catalog current_schema
                            current_path
                            """),
                    EnumSet.of(
                            Feature.CAST_OPERATOR,
                            Feature.ARRAYS,
                            Feature.CALLS_IN_FROM,
                            Feature.DISTINCT_ON));

    private static final Lexis LEXIS =
            new Lexis(true, '"', false, false, Set.of("x"), true, true, OPERATORS, false, 255);

    static final H2Dialect INSTANCE = new H2Dialect();

    private final AllowList allowed = AllowList.of("h2-allowed.txt");

    private H2Dialect() {}

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

    /// ASCII letters in capitals, as H2 reads an unquoted name.
    static String capitals(String name) {
        var capitals = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            capitals.append(c >= 'a' && c <= 'z' ? (char) (c - ('a' - 'A')) : c);
        }
        return capitals.toString();
    }

    @Override
    public String product() {
        return "H2";
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

    /// One spelling for each name: unquoted in small letters, which H2 reads in capitals, and quoted in capitals.
    @Override
    public List<SqlToken> lex(String sql) {
        return SqlLexer.lex(sql, LEXIS).stream()
                .map(token ->
                        switch (token.kind()) {
                            case WORD -> new SqlToken(Kind.WORD, token.text());
                            case QUOTED ->
                                    new SqlToken(Kind.QUOTED, token.text(), capitals(token.text()));
                            case STRING, BITS, NUMBER, OPERATOR, SYMBOL, PARAMETER, END -> token;
                        })
                .toList();
    }

    @Override
    public String quote(String name) {
        return LEXIS.quoteName(capitals(name));
    }

    @Override
    public boolean isSystem(Optional<String> schema, String table) {
        return schema.filter(s -> LEXIS.fold(s).equals("information_schema")).isPresent();
    }

    /// A name of H2's own means nothing else, unless a setting lets aliases take its place; [H2Catalogue] serves no
    /// database that holds such an alias.
    @Override
    public Optional<List<SqlToken>> builtIn(String function) {
        return Optional.empty();
    }

    @Override
    public String mask(Column column, String mask) {
        return H2Masks.sql(quote(column.name()), column, mask);
    }

    /// Types that are not named in one word lose nothing but their name, and a bare `NUMERIC` would lose all decimals.
    @Override
    public String typed(String expression, Column column) {
        return column.castable().isEmpty() || column.castable().equals("NUMERIC")
                ? "(" + expression + ")"
                : "CAST((" + expression + ") AS " + column.castable() + ")";
    }

    /// H2 moves no condition into a query with an offset.
    @Override
    public String barrier() {
        return " OFFSET 0 ROWS";
    }

    /// H2 calls the others by their text.
    @Override
    public String nameOf(Expression expression) {
        return expression instanceof ColumnRef ? Syntax.nameOf(expression) : Syntax.NAMELESS;
    }

    /// A text without a query in it holds nothing that was changed.
    @Override
    public Optional<String> label(List<SqlToken> item, String given) {
        boolean plain =
                !item.isEmpty()
                        && item.stream()
                                .noneMatch(
                                        token -> token.isWord("select") || token.isWord("values"));
        return plain ? Optional.empty() : Optional.of(capitals(Labels.text(this, item)));
    }

    @Override
    public String valuesColumn(int position) {
        return "c" + position;
    }

    @Override
    public Optional<String> withName(String name) {
        return Optional.of(quote("with " + name));
    }

    /// A query in `FROM` sees nothing outside itself in H2, so the filter stands where it is asked. H2 changes one
    /// table at a time, so a name in it without a table's can only mean that table's column. A filter that names its
    /// table fails where the statement calls the table otherwise.
    @Override
    public String rowCondition(Table table, String alias, String where) {
        return "(" + where + ")";
    }
}
