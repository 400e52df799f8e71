package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.Limit;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Tool.Execution;
import dev.sallyport.tools.Tool.Planning;
import dev.sallyport.tools.Tool.Previewing;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

final class SqliteToolsTest {

    private static final EmbeddedDatabase DATABASE = EmbeddedDatabase.sqlite();

    private static final String ENDLESS =
            "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";

    private static Obligations timeout(long milliseconds) {
        return new Obligations(List.<Obligation>of(new Limit("timeout", milliseconds)));
    }

    private static String shown(String sql, Obligations obligations) {
        return ToolCalls.shown(DATABASE.query(sql, obligations));
    }

    private static List<String> texts(String sql) throws SQLException {
        try (var connection = DATABASE.writers()) {
            return PostgreSqlCatalogue.texts(connection, sql);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = DATABASE.writers();
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Test
    void fileThatIsNotThereIsNotMade() {
        var file = EmbeddedDatabase.folder().resolve("absent.db");
        var target = new DatabaseTarget("absent", "jdbc:sqlite:" + file, "", "");
        try (var tools = DatabaseTools.open(List.of(target), new byte[32])) {
            assertThat(tools.health())
                    .singleElement()
                    .satisfies(health -> assertThat(health.healthy()).isFalse());
        }
        assertThat(Files.exists(file)).isFalse();
    }

    @Test
    void databaseWhereATableBearsAFunctionsNameIsNotServed() throws SQLException {
        var url = "jdbc:sqlite:" + EmbeddedDatabase.folder().resolve("shop.db");
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.executeUpdate("create virtual table \"Json_Each\" using fts5(a)");
        }
        var target = new DatabaseTarget("odd", url, "", "");
        try (var database =
                new Database(target, new SqliteEngine(), new TokenKeys(new byte[32], "odd"))) {
            assertThatThrownBy(database::analyst).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void fileWithAWriteAheadLogIsRead() throws SQLException {
        var url = "jdbc:sqlite:" + EmbeddedDatabase.folder().resolve("shop.db");
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute("pragma journal_mode = wal");
            statement.executeUpdate("create table one (a int)");
        }
        var target = new DatabaseTarget("log", url, "", "");
        try (var tools = DatabaseTools.open(List.of(target), new byte[32])) {
            assertThat(tools.health()).allMatch(health -> health.healthy());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:sqlite:",
                "jdbc:sqlite::memory:",
                "jdbc:sqlite::resource:http://127.0.0.1/x.db",
                "jdbc:sqlite:file:/tmp/x.db?mode=rwc",
                "jdbc:sqlite:/tmp/x.db?enable_load_extension=true"
            })
    void urlThatIsNoPlainFileIsRefused(String url) {
        var target = new DatabaseTarget("x", url, "", "");

        assertThatThrownBy(() -> DatabaseTools.open(List.of(target), new byte[32]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void endlessStatementEndsAtItsTimeout() {
        assertThat(shown(ENDLESS, timeout(200))).startsWith("QUERY_TIMED_OUT");
        assertThat(shown("select 1 as one", Obligations.NONE)).contains("[[1]]");
    }

    @Test
    void cancellationReachesTheStatement() throws InterruptedException {
        if (!(DATABASE.calls().plan("query_database", "shop", ENDLESS)
                instanceof Planning.Planned(var plan))) {
            throw new AssertionError("was refused");
        }
        var control = new EmbeddedCancel();
        var thread =
                Thread.ofPlatform()
                        .start(() ->
                                control.answer(
                                        DATABASE.calls()
                                                .tool("query_database")
                                                .execute(
                                                        plan,
                                                        timeout(60_000),
                                                        Optional.empty(),
                                                        control)));

        control.awaitRegistration();
        // The statement may not run yet, so the request is made until it does.
        while (thread.isAlive()) {
            control.cancel();
            thread.join(Duration.ofMillis(50));
        }

        assertThat(ToolCalls.shown(control.answer())).startsWith("CANCELLED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select length(zeroblob(1000000000))",
                "select length(randomblob(1000000000))",
                "select length(printf('%.999999999d', 1))",
                "select length(printf('%999999999s', 'x'))",
                "select length(hex(zeroblob(10000000)))",
                "select length(replace(hex(zeroblob(1000000)), '0', 'xxxxxxxxxxxxxxxxxxxx'))",
                "with recursive n(i, s) as (select 1, 'xxxxxxxx' union all select i + 1, s || s from n where i < 40) select max(length(s)) from n",
                "select 'a' like '%a%a%a' || hex(zeroblob(1000))"
            })
    void valueBeyondTheLimitsIsRefused(String sql) {
        assertThat(shown(sql, timeout(20_000))).startsWith("QUERY_FAILED").contains("54000");
    }

    @Test
    void connectionsForQueriesCannotWrite() throws SQLException {
        var engine = new SqliteEngine();
        var target = new DatabaseTarget("x", DATABASE.readers().getMetaData().getURL(), "", "");
        try (var database = new Database(target, engine, new TokenKeys(new byte[32], "x"))) {
            for (var sql :
                    List.of(
                            "insert into categories values (77, 1, 'x')",
                            "pragma user_version = 7",
                            "attach ':memory:' as other",
                            "select load_extension('x')")) {
                assertThatThrownBy(() ->
                                database.reading(
                                        Duration.ofSeconds(5),
                                        connection -> {
                                            try (var statement = connection.createStatement()) {
                                                return statement.execute(sql);
                                            }
                                        }))
                        .as(sql)
                        .isInstanceOf(SQLException.class);
            }
        }
    }

    @Test
    void driverRunsOnlyTheFirstOfSeveralStatements() throws SQLException {
        try (var connection = DATABASE.writers();
                var statement = connection.prepareStatement("select 1; delete from products")) {
            statement.execute();
        }

        assertThat(texts("select count(*) from products")).containsExactly("3");
    }

    @Test
    void masksKeepWhatTheyMay() {
        var result =
                ToolCalls.result(
                        DATABASE.query(
                                "select ssn, card_number, email, balance, birthday, phone from customers where id = 1",
                                new Obligations(
                                        List.<Obligation>of(
                                                new MaskColumn("ssn", "redact"),
                                                new MaskColumn("card_number", "last4"),
                                                new MaskColumn("email", "token"),
                                                new MaskColumn("balance", "token"),
                                                new MaskColumn("birthday", "year"),
                                                new MaskColumn("phone", "last4")))));

        assertThat(result.path("rows").toString())
                .matches(
                        "\\[\\[\"⟦masked:redact⟧\",\"⟦masked⟧…7731\",\"⟦masked:token:[g-v]{24}⟧\","
                                + "null,\"1987-01-01\",\"⟦masked⟧…30 1\"]]");
        assertThat(result.path("columns")).allMatch(column -> column.path("masked").asBoolean());
    }

    @Test
    void tokensJoin() {
        var result =
                ToolCalls.result(
                        DATABASE.query(
                                "select c.id from customers c join visits v on v.email = c.email order by 1",
                                ToolCalls.ANALYST));

        assertThat(result.path("rows").toString()).isEqualTo("[[1],[2]]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "select count(*) from orders|count(*)",
                "select (select max(remark) from orders)|(select max(remark) from orders)",
                "select * from (select (select max(ssn) from customers))|?column?",
                "select region, *, lower('X') from (select 1 as region)|lower('X')",
                "select cast(1 as text)|cast(1 as text)"
            })
    void columnWithoutANameIsCalledByWhatTheCallerWrote(String sql, String name) {
        var columns = ToolCalls.result(DATABASE.query(sql, ToolCalls.ANALYST)).path("columns");

        assertThat(columns.path(columns.size() - 1).path("name").asString()).isEqualTo(name);
        assertThat(columns.toString()).doesNotContain("masked:").doesNotContain("'EU'");
    }

    @Test
    void markOfAMaskIsOnTheColumnThatIsMasked() {
        for (var sql :
                List.of(
                        "select * from customers a join visits b using (email)",
                        "select * from visits natural join (select email from customers)")) {
            var result = ToolCalls.result(DATABASE.query(sql, ToolCalls.ANALYST));

            assertThat(result.path("columns"))
                    .filteredOn(column -> column.path("name").asString().equals("email"))
                    .singleElement()
                    .satisfies(column -> assertThat(column.path("masked").asBoolean()).isTrue());
        }
    }

    @Test
    void filteredRowsAreNotWritten() throws SQLException {
        execute(
                "create table parted (id int, region text, note text);"
                        + " insert into parted values (1, 'EU', ''), (2, 'US', '')");
        var filter =
                new Obligations(
                        List.<Obligation>of(new FilterRows("parted", "parted.region = 'EU'")));

        for (var sql :
                List.of(
                        "update parted set note = 'x'",
                        "update parted as p set note = 'x' where json(case p.id when 2 then '{' else '1' end) = '1'",
                        "update parted as region set note = 'x' from (select 'EU' as region) q where 1",
                        "delete from parted as p where true or p.id = 2")) {
            var execution = DATABASE.calls().run("modify_database", "work", sql, filter);

            assertThat(ToolCalls.result(execution).path("rows_affected").asLong())
                    .as(sql)
                    .isEqualTo(1);
        }
        assertThat(texts("select id || note from parted")).containsExactly("2");
        execute("drop table parted");
    }

    @Test
    void writesKeepForeignKeys() throws SQLException {
        var execution =
                DATABASE.calls()
                        .run(
                                "modify_database",
                                "work",
                                "insert into order_items values (99, 1, 1)",
                                Obligations.NONE);

        assertThat(ToolCalls.shown(execution)).contains("SQLSTATE 23503");
    }

    @Test
    void refusedWriteTellsNoValue() {
        var execution =
                DATABASE.calls()
                        .run(
                                "modify_database",
                                "work",
                                "insert into customers (id, name) values (1, 'QZVX')",
                                Obligations.NONE);

        assertThat(ToolCalls.shown(execution))
                .contains("SQLSTATE 23505")
                .doesNotContain("customers.id");
    }

    @Test
    void newColumnIsMaskedFromItsFirstQueryOn() throws SQLException {
        execute("create table widening (id int); insert into widening values (1)");
        var sql = "select * from widening";
        DATABASE.calls().run("query_database", "work", sql, ToolCalls.ANALYST);
        execute("alter table widening add column email text default 'KQJX'");

        var shown =
                ToolCalls.shown(
                        DATABASE.calls().run("query_database", "work", sql, ToolCalls.ANALYST));

        assertThat(shown).contains("⟦masked:token:").doesNotContain("KQJX");
        execute("drop table widening");
    }

    /// An upsert replaces rows that nobody named.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "insert into categories (id, label) values (77, 'x')|false",
                "insert into categories (id, label) values (77, 'x') on conflict (id) do nothing|false",
                "insert into categories (id, label) values (1, 'x') on conflict (id) do update set label = 'x'|true",
                "insert into categories (id, label) values (1, 'x') on conflict do update set label = 'x'|true"
            })
    void insertThatAssignsOnAConflictIsIrreversible(String sql, boolean irreversible) {
        if (!(DATABASE.calls().plan("modify_database", "work", sql)
                instanceof Planning.Planned(var plan))) {
            throw new AssertionError("was refused");
        }

        assertThat(DATABASE.calls().tool("modify_database").irreversible(plan))
                .isEqualTo(irreversible);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replace into categories (id, label) values (1, 'x')",
                "insert or replace into categories (id, label) values (1, 'x')"
            })
    void replaceIsNotUnderstood(String sql) {
        assertThat(DATABASE.calls().plan("modify_database", "work", sql))
                .isInstanceOf(Planning.Refused.class);
    }

    @Test
    void writeThatGrewBeyondItsReviewIsUndone() throws SQLException {
        execute("create table growing (id int); insert into growing values (1)");
        var tool = DATABASE.calls().tool("modify_database");
        if (!(DATABASE.calls().plan("modify_database", "work", "delete from growing")
                        instanceof Planning.Planned(var plan))
                || !(tool.preview(plan, Obligations.NONE)
                        instanceof Previewing.Previewed(var seen))) {
            throw new AssertionError("no preview");
        }
        execute("insert into growing values (2)");

        var execution =
                tool.execute(
                        plan, Obligations.NONE, Optional.of(seen), CallControl.uncancellable());

        assertThat(seen.headline()).isEqualTo("delete 1 row of work/main.growing");
        assertThat(ToolCalls.shown(execution)).startsWith("DENIED_STATE_CHANGED");
        assertThat(texts("select count(*) from growing")).containsExactly("2");
        execute("drop table growing");
    }

    @Test
    void describesTablesWithKeysAndMasksAndLeavesVirtualOnesOut() {
        var arguments = JsonNodeFactory.instance.objectNode().put("database", "shop");
        if (!(DATABASE.calls().plan("describe_database", arguments)
                instanceof Planning.Planned(var plan))) {
            throw new AssertionError("was refused");
        }

        var described =
                ToolCalls.shown(
                        DATABASE.calls()
                                .tool("describe_database")
                                .execute(
                                        plan,
                                        ToolCalls.ANALYST,
                                        Optional.empty(),
                                        CallControl.uncancellable()));

        assertThat(described)
                .contains("{\"name\":\"ssn\",\"type\":\"TEXT\",\"masked\":\"redact\"}")
                .contains("\"primary_key\":[\"order_id\",\"product_id\"]")
                .contains("\"foreign_keys\":[\"customer_id -> customers(id)\"]")
                .doesNotContain("papers")
                .doesNotContain("truths")
                .doesNotContain("sqlite_");
    }

    @Test
    void equalStatementsHaveEqualPlansWhateverTheirCase() {
        if (!(DATABASE.calls().plan("query_database", "shop", "SELECT c.id FROM customers c")
                        instanceof Planning.Planned(var one))
                || !(DATABASE.calls().plan("query_database", "shop", "SELECT c.id FROM CUSTOMERS C")
                        instanceof Planning.Planned(var two))) {
            throw new AssertionError("was refused");
        }
        assertThat(one.accesses()).isEqualTo(two.accesses());
    }

    @Test
    void queriesSeeWhatIsCommitted() throws SQLException {
        execute("create table fresh (id int)");
        execute("insert into fresh values (1)");

        var execution =
                DATABASE.calls()
                        .run("query_database", "work", "select * from fresh", Obligations.NONE);

        assertThat(execution).isInstanceOf(Execution.Done.class);
        assertThat(ToolCalls.result(execution).path("row_count").asInt()).isEqualTo(1);
        execute("drop table fresh");
    }
}
