package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.Limit;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Tool.Execution;
import dev.sallyport.tools.Tool.Planning;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

final class MySqlDialectTest {

    private static final Dialect SQL = MySqlDialect.INSTANCE;
    private static final String MARKS = "()[],.;:'\"$\\/*-+#@?e|&`!0xb_%";
    private static final TestMariaDb DATABASE = TestMariaDb.SHARED;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "SELECT  Ab -- c|SELECT Ab",
                "select Ab, aB, AB|select Ab, Ab, Ab",
                "select 1 # c|select 1",
                "select/*+ hint */1/* c */|select 1",
                "5--1|5 - - 1",
                "5-- 1|5",
                "'a\\'b'|'a''b'",
                "\"it's\"|'it''s'",
                "\"say \"\"x\"\"\"|'say \"x\"'",
                "'a\\\\'|'a\\\\'",
                "'a\\%\\_\\x'|'a\\\\%\\\\_x'",
                "N'x'|'x'",
                "_UTF8MB4\"x\"|'x'",
                "0x4Aa|0x04aa",
                "X'AB'|x'ab'",
                "0b101|0b101",
                "b'101'|b'101'",
                "a!=b&&c|a <> b and c",
                "a<=>b|a <=> b",
                "a->>'$.b'|a ->> '$.b'",
                "`a``b`.`C`|`a``b`.`C`",
                "f ( a . b , 1 .5 )|f(a.b, 1 .5)",
                "t.*|t.*",
                "1e5+.5|1e5 + .5"
            })
    void canonicalFormHasOneSpellingForEach(String text, String canonical) {
        assertThat(SQL.sql(SQL.lex(text))).isEqualTo(canonical);
    }

    @Test
    void canonicalFormOfCanonicalFormIsItself() {
        for (var file : List.of("reads.sql", "laundering.sql", "writes.sql")) {
            ProductCorpus.statements("mysql", file)
                    .forEach(sql -> {
                        var tokens = SQL.lex(sql);

                        assertThat(SQL.lex(SQL.sql(tokens))).isEqualTo(tokens);
                    });
        }
    }

    /// Shuffles, cuts and joins the corpora's own texts; whatever comes out must be answered, and what is understood
    /// must be its own canonical form.
    @Test
    void mangledStatementsAreAnswered() {
        var texts =
                Stream.of("reads.sql", "attacks.sql", "laundering.sql", "writes.sql")
                        .flatMap(file -> ProductCorpus.statements("mysql", file))
                        .toList();
        var analyst =
                new Analyst(
                        SQL,
                        new Catalogue(SQL.lexis(), java.util.Map.of(), List.of(), List.of(), ""));
        long seed = 20_260_101L;
        var random = new Random(seed);

        for (int i = 0; i < 10_000; i++) {
            var one = texts.get(random.nextInt(texts.size()));
            var two = texts.get(random.nextInt(texts.size()));
            int at = random.nextInt(one.length() + 1);
            var mangled =
                    switch (random.nextInt(3)) {
                        case 0 -> one.substring(0, at);
                        case 1 ->
                                one.substring(0, at)
                                        + two.substring(random.nextInt(two.length() + 1));
                        default ->
                                one.substring(0, at)
                                        + MARKS.charAt(random.nextInt(MARKS.length()))
                                        + one.substring(at);
                    };

            assertThat(analyst.understand(mangled)).as("seed %d: %s", seed, mangled).isNotNull();
            try {
                var tokens = SQL.lex(mangled);

                assertThat(SQL.lex(SQL.sql(tokens)))
                        .as("seed %d: %s", seed, mangled)
                        .isEqualTo(tokens);
            } catch (NotUnderstood e) {
                // Refused before it could mean anything.
            }
        }
    }

    private static String rows(String sql, Obligations obligations) {
        return ToolCalls.result(DATABASE.calls().run(QueryTool.NAME, "shop", sql, obligations))
                .path("rows")
                .toString();
    }

    @Test
    void nameInAnotherCaseMeansTheSameTable() {
        assertThat(
                        rows(
                                "select CUSTOMERS.Id from Customers where customers.ID = 1",
                                Obligations.NONE))
                .isEqualTo("[[1]]");
        assertThat(rows("select LABEL from Shop.cased", Obligations.NONE)).isEqualTo("[[\"x\"]]");
        assertThat(
                        rows(
                                "select c.id, C.email is null from customers C group by c.id limit 1",
                                ToolCalls.ANALYST))
                .isEqualTo("[[1,0]]");
    }

    @Test
    void everyMaskKeepsItsTypeAndFailsOnNoColumn() {
        for (var mask : List.of("redact", "last4", "token", "year", "null", "invented")) {
            for (var table : List.of("types", "customers", "orders", "products", "Odd Name")) {
                var masks = new Obligations(List.of(new MaskColumn("*." + table + ".*", mask)));

                var execution =
                        DATABASE.calls()
                                .run(
                                        QueryTool.NAME,
                                        "shop",
                                        "select * from shop.`" + table + "` order by 1",
                                        masks);

                assertThat(ToolCalls.result(execution).path("columns"))
                        .as(mask)
                        .allMatch(column -> column.path("masked").asBoolean());
                if (!mask.equals("last4")) {
                    Secrets.assertNone(ToolCalls.shown(execution), "shop." + table);
                }
            }
        }
    }

    @Test
    void maskedTextKeepsTheColumnsCollation() {
        assertThat(
                        rows(
                                "select count(*) from (select email from customers union all select bin_text"
                                        + " collate utf8mb4_general_ci from types) x",
                                ToolCalls.ANALYST))
                .isEqualTo("[[6]]");
        assertThat(rows("select count(*) from customers where email = name", ToolCalls.ANALYST))
                .isEqualTo("[[0]]");
    }

    @Test
    void tokensJoinAndHaveTheOneForm() {
        var rows =
                rows(
                        "select c.email from customers c join visits v on v.email = c.email order by c.id",
                        ToolCalls.ANALYST);

        assertThat(rows)
                .matches(
                        "\\[\\[\"⟦masked:token:[g-v]{24}⟧\"\\],\\[\"⟦masked:token:[g-v]{24}⟧\"\\]\\]");
    }

    @Test
    void filteredRowsAreNotWritten() throws SQLException {
        try (var connection = DATABASE.connect("work");
                var statement = connection.createStatement()) {
            statement.execute(
                    "create table parted (id int, region varchar(9), note varchar(9));"
                            + " insert into parted values (1, 'EU', ''), (2, 'US', '')");
            var filter = new Obligations(List.of(new FilterRows("parted", "region = 'EU'")));

            for (var sql :
                    List.of(
                            "update shop.parted set note = 'x'",
                            "update shop.parted p set note = 'y' where p.id = 1 or cast(p.id as char) = 2",
                            "delete from shop.parted where true or id = 2")) {
                assertThat(
                                ToolCalls.result(
                                                DATABASE.calls()
                                                        .run(ModifyTool.NAME, "work", sql, filter))
                                        .path("rows_affected")
                                        .asLong())
                        .as(sql)
                        .isEqualTo(1);
            }
            try (var rows = statement.executeQuery("select concat(id, note) from parted")) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("2");
                assertThat(rows.next()).isFalse();
            }
            statement.execute("drop table parted");
        }
    }

    @Test
    void readingTransactionCannotWriteEvenAfterACommit() throws SQLException {
        var engine = new MySqlEngine();
        try (var connection = DATABASE.connect("work");
                var statement = connection.createStatement()) {
            engine.begin(connection, true);

            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> statement.execute("delete from shop.visits"))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(engine.stateOf(e)).isEqualTo("25006"));
                statement.execute("commit");
            }
            engine.reset(connection);
        }
    }

    @Test
    void sessionMeansTheSameWhateverTheServersMode() throws SQLException {
        try (var connection = DATABASE.connect("shop");
                var statement = connection.createStatement()) {
            statement.execute("set @@global.sql_mode = 'ORACLE,ANSI_QUOTES,NO_BACKSLASH_ESCAPES'");
            try {
                assertThat(
                                rows(
                                        "select \"it's\", 'a\\'b', 'x\\\\y', count(*) from customers where name = \"Ada\"",
                                        Obligations.NONE))
                        .isEqualTo("[[\"it's\",\"a'b\",\"x\\\\y\",1]]");
                assertThat(
                                rows(
                                        "select tax_number, mail from contacts where id = 4",
                                        ToolCalls.ANALYST))
                        .isEqualTo("[[\"⟦masked:redact⟧\",null]]");
            } finally {
                statement.execute("set @@global.sql_mode = default");
            }
        }
    }

    @Test
    void rowsAndBytesAreBoundedAndTruncationIsExact() {
        var numbers =
                "with recursive n(i) as (select 1 union all select i + 1 from n where i < %d) select %s from n";
        var limits = new Obligations(List.of(new Limit("rows", 10), new Limit("timeout", 20_000)));

        for (int count : List.of(10, 11)) {
            var result =
                    ToolCalls.result(
                            DATABASE.calls()
                                    .run(
                                            QueryTool.NAME,
                                            "shop",
                                            numbers.formatted(count, "i"),
                                            limits));
            assertThat(result.path("row_count").asInt()).isEqualTo(10);
            assertThat(result.path("truncated").asBoolean()).isEqualTo(count > 10);
        }
        var wide =
                ToolCalls.result(
                        DATABASE.calls()
                                .run(
                                        QueryTool.NAME,
                                        "shop",
                                        numbers.formatted(9, "repeat('x', 300000)"),
                                        limits));
        assertThat(wide.path("row_count").asInt()).isEqualTo(3);
        assertThat(wide.path("truncated").asBoolean()).isTrue();
    }

    /// An upsert replaces rows that nobody named.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "insert into shop.categories (id, label) values (77, 'x')|false",
                "insert into shop.categories (id, label) values (1, 'x') on duplicate key update label = 'x'|true",
                "insert into shop.categories (id, label) values (1, 'x') on duplicate key update label = null|true"
            })
    void insertThatAssignsOnAConflictIsIrreversible(String sql, boolean irreversible) {
        if (!(DATABASE.calls().plan("modify_database", "work", sql)
                instanceof Planning.Planned(var plan))) {
            throw new AssertionError("was refused");
        }

        assertThat(DATABASE.calls().tool("modify_database").irreversible(plan))
                .isEqualTo(irreversible);
    }

    @Test
    void replaceIsNotUnderstood() {
        assertThat(
                        DATABASE.calls()
                                .plan(
                                        "modify_database",
                                        "work",
                                        "replace into shop.categories (id, label) values (1, 'x')"))
                .isInstanceOf(Planning.Refused.class);
    }

    @Test
    void slowStatementsEndAtTheirTimeout() {
        var limits = new Obligations(List.of(new Limit("rows", 10), new Limit("timeout", 300)));
        var endless =
                "with recursive n(i) as (select 1 union all select i + 1 from n where i < 900)"
                        + " select count(*) from n a, n b, n c, n d";

        assertThat(ToolCalls.shown(DATABASE.calls().run(QueryTool.NAME, "shop", endless, limits)))
                .startsWith("QUERY_TIMED_OUT");
        assertThat(
                        ToolCalls.shown(
                                DATABASE.calls()
                                        .run(
                                                ModifyTool.NAME,
                                                "work",
                                                "update shop.categories set label = 'x' where id = ("
                                                        + endless
                                                        + ")",
                                                limits)))
                .startsWith("QUERY_TIMED_OUT");
    }

    @Test
    void failureShowsNoValue() {
        for (var sql :
                List.of(
                        "select ~0 + length(ssn) from shop.customers",
                        "select json_extract(name, '$') from shop.customers",
                        "select name regexp '(' from shop.customers",
                        "select (select id from shop.customers)")) {
            var execution = DATABASE.calls().run(QueryTool.NAME, "shop", sql, Obligations.NONE);

            if (!(execution instanceof Execution.Done)) {
                assertThat(ToolCalls.shown(execution))
                        .startsWith("QUERY_FAILED")
                        .doesNotContain("Ada");
            }
        }
    }

    @Test
    void changeOfTheSchemaVoidsThePlan() throws SQLException {
        try (var connection = DATABASE.connect("work");
                var statement = connection.createStatement()) {
            statement.execute("create table moving (id int, mail text)");
            var plan =
                    switch (DATABASE.calls().plan(QueryTool.NAME, "work", "select * from moving")) {
                        case Planning.Planned(var planned) -> planned;
                        case Planning.Refused(var refusal, var touching) ->
                                throw new AssertionError(ToolCalls.shown(refusal));
                    };
            statement.execute(
                    "drop table moving; create view moving as select id, name from hr.employees");

            var execution =
                    DATABASE.calls()
                            .tool(QueryTool.NAME)
                            .execute(
                                    plan,
                                    Obligations.NONE,
                                    Optional.empty(),
                                    CallControl.uncancellable());

            assertThat(ToolCalls.shown(execution)).startsWith("DENIED_STATE_CHANGED");
            statement.execute("drop view moving");
        }
    }

    @Test
    void describesTablesWithTheirKeysAndMasks() {
        var tool = DATABASE.calls().tool(DescribeTool.NAME);
        var arguments =
                JsonNodeFactory.instance.objectNode().put("database", "shop").put("schema", "shop");
        if (!(tool.plan(ToolCalls.call(arguments)) instanceof Planning.Planned(var plan))) {
            throw new AssertionError("was refused");
        }

        var described =
                ToolCalls.result(
                                tool.execute(
                                        plan,
                                        ToolCalls.ANALYST,
                                        Optional.empty(),
                                        CallControl.uncancellable()))
                        .toString();

        assertThat(described)
                .contains("\"comment\":\"People who buy\"")
                .contains("{\"name\":\"ssn\",\"type\":\"varchar(50)\",\"masked\":\"redact\"}")
                .contains("\"primary_key\":[\"order_id\",\"product_id\"]")
                .contains("\"foreign_keys\":[\"customer_id -> customers(id)\"]")
                .doesNotContain("employees")
                .doesNotContain("twin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mysql://h/shop?allowMultiQueries=true",
                "jdbc:mariadb://h/shop?allowLocalInfile=true",
                "jdbc:mariadb://h/shop?sessionVariables=sql_mode=ANSI_QUOTES",
                "jdbc:mariadb://h/shop?initSql=set+x",
                "jdbc:mysql://h/shop?autoDeserialize=true",
                "jdbc:mysql://h/shop?sslMode",
                "jdbc:mysql://h/mysql",
                "jdbc:mysql://h/shop/more",
                "jdbc:mysql:loadbalance://h/shop",
                "jdbc:mysql://address=(host=h)/shop",
                "jdbc:mysql:",
                "jdbc:mariadb://u:p@h/shop"
            })
    void urlThatMeansMoreThanAPlaceIsRefused(String url) {
        var target = new DatabaseTarget("a", url, "u", "p");

        assertThatThrownBy(() -> DatabaseTools.open(List.of(target), new byte[32]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("database `a`: ");
    }

    @Test
    void eitherUrlOpensTheSameDriver() {
        for (var scheme : List.of("mysql", "mariadb")) {
            var url =
                    MySqlUrl.of(
                            new DatabaseTarget(
                                    "a",
                                    "jdbc:" + scheme + "://h:1,[::1]:2/shop?sslMode=verify-full",
                                    "u",
                                    "p"));

            assertThat(url.driverUrl()).isEqualTo("jdbc:mariadb://h:1,[::1]:2/");
            assertThat(url.database()).contains("shop");
            assertThat(url.parameters()).containsEntry("sslMode", "verify-full");
        }
    }
}
