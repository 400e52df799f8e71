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

/// The SQL of MySQL and MariaDB, as far as both mean the same by it; the rest is refused by us or by the server.
///
/// [MySqlEngine] pins what else its meaning would depend on, first of all `sql_mode`.
///
/// @see <a href="https://dev.mysql.com/doc/refman/9.4/en/keywords.html">MySQL, Keywords and Reserved Words</a>
/// @see <a href="https://mariadb.com/docs/server/reference/sql-structure/sql-language-structure/reserved-words">MariaDB,
///     Reserved Words</a>
final class MySqlDialect implements Dialect {

    private static final Set<String> NOW_WORDS =
            words(
                    """
                    current_date current_time current_timestamp localtime localtimestamp utc_date utc_time
                    utc_timestamp
                    """);

    private static final Set<String> IDENTITY_WORDS = Set.of("current_user", "current_role");

    /// Reserved in at least one of the products.
    private static final String RESERVED =
            """
            accessible add all alter analyze and as asc asensitive before between bigint binary blob both by
            call cascade case change character check collate column condition constraint continue convert
            create cross cube cursor database databases day_hour day_microsecond day_minute day_second dec
            decimal declare default delayed delete delete_domain_id desc describe deterministic distinct
            distinctrow div do_domain_ids double drop dual each else elseif empty enclosed escaped except
            exists exit explain external false fetch float float4 float8 for force foreign from fulltext
            function generated get grant group grouping groups having high_priority hour_microsecond
            hour_minute hour_second ignore ignore_domain_ids in index infile inner inout insensitive int int1
            int2 int3 int4 int8 integer intersect interval into io_after_gtids io_before_gtids is iterate join
            json_table key keys kill lateral lead leading leave library like limit linear lines load lock long
            longblob longtext loop low_priority manual master_bind master_demote_to_replica
            master_demote_to_slave master_heartbeat_period master_ssl_verify_server_cert match maxvalue
            mediumblob mediumint mediumtext middleint minute_microsecond minute_second modifies natural
            no_write_to_binlog not null numeric of offset on optimize optimizer_costs option optionally or
            order out outer outfile over page_checksum parallel parse_vcol_expr partition portion precision
            primary procedure purge qualify range read read_write reads real recursive ref_system_id references
            regexp release rename require resignal restrict return returning revoke rlike row rows schema
            schemas second_microsecond select sensitive separator set show signal slow smallint spatial
            specific sql sql_after_gtids sql_before_gtids sql_big_result sql_buffer_result sql_cache
            sql_calc_found_rows sql_no_cache sql_small_result sqlexception sqlstate sqlwarning ssl starting
            stats_auto_recalc stats_persistent stats_sample_pages stored straight_join system table tablesample
            terminated then tinyblob tinyint tinytext to trailing trigger true undo union unique unlock
            unsigned update usage use using values varbinary varchar varcharacter varying virtual when where
            while window with write xor year_month zerofill
            """;

    private static final Grammar GRAMMAR =
            new Grammar(
                    words(
                            RESERVED
                                    + String.join(" ", NOW_WORDS)
                                    + " "
                                    + String.join(" ", IDENTITY_WORDS)),
                    words(
                            """
                            char cume_dist dense_rank first_value if insert lag last_value lead left mod
                            nth_value ntile percent_rank rank repeat replace right row_number
                            """),
                    Set.of("member", "sounds"),
                    words("extract position substring substr trim grouping"),
                    NOW_WORDS,
                    IDENTITY_WORDS,
                    EnumSet.of(
                            Feature.MYSQL_FORMS,
                            Feature.ON_DUPLICATE_KEY,
                            Feature.OUTPUT_NAMES,
                            Feature.JOIN_WITHOUT_CONDITION,
                            Feature.WITH_ROLLUP,
                            Feature.LIMIT_PAIR));

    /// A name has 64 characters of at most three bytes.
    private static final Lexis LEXIS =
            new Lexis(true, '`', false, false, Set.of(), false, false, Set.of(), false, 192);

    private static final Set<String> SYSTEM_SCHEMAS =
            Set.of("information_schema", "mysql", "performance_schema", "sys");

    static final MySqlDialect INSTANCE = new MySqlDialect();

    private final AllowList allowed = AllowList.of("mysql-allowed.txt");

    private MySqlDialect() {}

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

    static boolean isSystemSchema(String schema) {
        return SYSTEM_SCHEMAS.contains(LEXIS.fold(schema));
    }

    @Override
    public String product() {
        return "MySQL";
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
        return schema.filter(MySqlDialect::isSystemSchema).isPresent();
    }

    @Override
    public List<SqlToken> lex(String sql) {
        return MySqlLexer.lex(sql, LEXIS);
    }

    @Override
    public List<SqlToken> lexOwn(String sql) {
        return MySqlLexer.lexOwn(sql, LEXIS);
    }

    @Override
    public String sql(List<SqlToken> tokens) {
        return SqlToken.join(
                tokens,
                token -> token.kind() == Kind.STRING ? quoteString(token.text()) : token.sql(LEXIS),
                true);
    }

    @Override
    public String jdbc(List<SqlToken> tokens) {
        return SqlToken.join(
                tokens,
                token ->
                        token.kind() == Kind.STRING ? quoteString(token.text()) : token.jdbc(LEXIS),
                true);
    }

    private static String quoteString(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /// The bare word: a name in quotes or behind a schema could be a stored function.
    @Override
    public Optional<List<SqlToken>> builtIn(String function) {
        return Optional.of(List.of(new SqlToken(Kind.WORD, function)));
    }

    @Override
    public String mask(Column column, String mask) {
        return MySqlMasks.sql(quote(column.name()), column, mask);
    }

    @Override
    public String typed(String expression, Column column) {
        return MySqlMasks.typed(expression, column);
    }

    /// A subquery with a limit is neither merged into what is around it nor given its conditions.
    @Override
    public String barrier() {
        return " LIMIT 18446744073709551615";
    }

    /// MariaDB names no columns behind an alias.
    @Override
    public String named(String query, String name, String columns) {
        return "(WITH "
                + name
                + " ("
                + columns
                + ") AS ("
                + query
                + ") SELECT * FROM "
                + name
                + ") AS "
                + name;
    }

    /// No query in `FROM` sees the row that is written; the filter's columns can be none but that row's, since
    /// nothing is joined to it.
    @Override
    public String rowCondition(Table table, String alias, String where) {
        return "(" + where + ")";
    }

    @Override
    public String nameOf(Expression expression) {
        return expression instanceof ColumnRef ? Syntax.nameOf(expression) : Syntax.NAMELESS;
    }

    /// Otherwise the label would be the text that runs, with what stands for hidden tables. A string is its own label.
    @Override
    public Optional<String> label(List<SqlToken> item, String given) {
        boolean string = item.size() == 1 && item.getFirst().kind() == Kind.STRING;
        return Optional.of(string ? item.getFirst().text() : Labels.text(this, item));
    }
}
