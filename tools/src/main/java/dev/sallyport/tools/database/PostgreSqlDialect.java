package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Catalogue.Column;
import dev.sallyport.tools.database.Grammar.Feature;
import dev.sallyport.tools.database.SqlToken.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// PostgreSQL's SQL.
///
/// @see <a href="https://www.postgresql.org/docs/18/sql-keywords-appendix.html">SQL Key Words</a>
final class PostgreSqlDialect implements Dialect {

    private static final Set<String> OPERATORS =
            words(
                    """
                    + - * / % ^ = <> != < > <= >= || ~ ~* !~ !~* ~~ ~~* !~~ !~~* & | # << >> -> ->> #>
                    #>> #- @> <@ ? ?| ?& && @@ @? -|- &< &> |/ ||/ @ ^@ => ~>=~ <->
                    !! ## &<| *< *<= *<> *= *> *>= <<= <<| <^ >>= >^ ?# ?- ?-| ?|| @-@ @@@ |&> |>> ~<=~ ~<~ ~= ~>~
                    """);

    private static final Grammar GRAMMAR =
            new Grammar(
                    words(
                            """
                            all analyse analyze and any array as asc asymmetric both case cast check collate
                            column constraint create current_catalog current_date current_role current_time
                            current_timestamp current_user default deferrable desc distinct do else end except
                            false fetch for foreign from grant group having in initially intersect into lateral
                            leading limit localtime localtimestamp not null offset on only or order placing
                            primary references returning select session_user some symmetric system_user table
                            then to trailing true union unique user using variadic when where window with
                            """),
                    words(
                            """
                            authorization binary collation concurrently cross current_schema freeze full ilike
                            inner is isnull join left like natural notnull outer overlaps right similar
                            tablesample verbose
                            """),
                    words(
                            """
                            char character day filter hour isnull minute month notnull over overlaps precision
                            second varying within without year
                            """),
                    words(
                            """
                            coalesce nullif greatest least grouping extract substring position overlay trim
                            normalize
                            """),
                    words(
                            """
                            current_date current_time current_timestamp localtime localtimestamp
                            """),
                    words(
                            """
                            current_user session_user system_user user current_role current_catalog
                            current_schema
                            """),
                    EnumSet.of(
                            Feature.CAST_OPERATOR,
                            Feature.ARRAYS,
                            Feature.WHOLE_ROWS,
                            Feature.LATERAL,
                            Feature.CALLS_IN_FROM,
                            Feature.VALUES_IN_FROM,
                            Feature.DISTINCT_ON,
                            Feature.ON_CONFLICT,
                            Feature.WHOLE_TABLES,
                            Feature.INHERITANCE,
                            Feature.JSON_SYNTAX,
                            Feature.MERGE,
                            Feature.WRITE_JOINS,
                            Feature.ADDING_DDL));

    private static final Lexis LEXIS =
            new Lexis(
                    false,
                    '"',
                    true,
                    true,
                    Set.of("e", "b", "x", "u&"),
                    true,
                    true,
                    OPERATORS,
                    true,
                    63);

    static final PostgreSqlDialect INSTANCE = new PostgreSqlDialect();

    private final AllowList allowed = AllowList.of("postgresql-allowed.txt");

    private PostgreSqlDialect() {}

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

    @Override
    public String product() {
        return "PostgreSQL";
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
        return table.startsWith("pg_")
                || schema.filter(s -> s.startsWith("pg_") || s.equals("information_schema"))
                        .isPresent();
    }

    @Override
    public boolean hasSchemasOfFunctions() {
        return true;
    }

    @Override
    public Optional<List<SqlToken>> builtIn(String function) {
        return Optional.of(
                List.of(
                        new SqlToken(Kind.QUOTED, "pg_catalog"),
                        new SqlToken(Kind.SYMBOL, "."),
                        new SqlToken(Kind.QUOTED, function)));
    }

    @Override
    public String mask(Column column, String mask) {
        return PostgreSqlMasks.sql(quote(column.name()), column, mask);
    }

    @Override
    public String typed(String expression, Column column) {
        return "(" + expression + ")::" + column.castable();
    }

    /// The planner does not push conditions through `OFFSET`.
    @Override
    public String barrier() {
        return " OFFSET 0";
    }
}
