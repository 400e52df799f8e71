package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.Limit;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.CallControl;
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

final class H2ToolsTest {

    private static final EmbeddedDatabase DATABASE = EmbeddedDatabase.h2();

    private static final String ENDLESS =
            "select count(*) from system_range(1, 1000000000) a cross join system_range(1, 1000000) b";

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
            statement.execute(sql);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:mem:x;INIT=create table t(a int)",
                "jdbc:h2:mem:x;init=runscript from 'x'",
                "jdbc:h2:mem:x; MODE = MySQL",
                "jdbc:h2:mem:x;DATABASE_TO_UPPER=FALSE",
                "jdbc:h2:mem:x;TRACE_LEVEL_FILE=3",
                "jdbc:h2:mem:x;SCHEMA=HR",
                "jdbc:h2:mem:x;BUILTIN_ALIAS_OVERRIDE=TRUE",
                "jdbc:h2:mem:x;NON_KEYWORDS=VALUE",
                "jdbc:h2:mem:x;DATABASE_EVENT_LISTENER='x'",
                "jdbc:h2:mem:x;FORBID_CREATION=FALSE"
            })
    void settingThatChangesMeaningOrRunsCodeIsRefused(String url) {
        var target = new DatabaseTarget("x", url, "sa", "");

        assertThatThrownBy(() -> DatabaseTools.open(List.of(target), new byte[32]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set mode mysql",
                "set builtin_alias_override true; create alias lower as 'String l(String a) { return \"x\"; }'",
                "set builtin_alias_override true; create alias hash as 'byte[] h(String a, byte[] b) { return b; }'"
            })
    void databaseWhereWordsMeanSomethingElseIsNotServed(String change) throws SQLException {
        var url = "jdbc:h2:mem:" + EmbeddedDatabase.folder().getFileName();
        try (var connection = DriverManager.getConnection(url, "sa", "");
                var statement = connection.createStatement()) {
            statement.execute(change);
            var target = new DatabaseTarget("odd", url, "sa", "");
            try (var database =
                    new Database(target, new H2Engine(), new TokenKeys(new byte[32], "odd"))) {
                assertThatThrownBy(database::analyst)
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("08004"));
            }
        }
    }

    @Test
    void fileThatIsNotThereIsNotMade() {
        var file = EmbeddedDatabase.folder().resolve("absent");
        var target = new DatabaseTarget("absent", "jdbc:h2:file:" + file, "sa", "");
        try (var tools = DatabaseTools.open(List.of(target), new byte[32])) {
            assertThat(tools.health())
                    .singleElement()
                    .satisfies(health -> assertThat(health.healthy()).isFalse());
        }
        assertThat(Files.exists(file.resolveSibling("absent.mv.db"))).isFalse();
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

    @Test
    void serverOfItsOwnIsServedAlike() throws SQLException {
        var name = DATABASE.readers().getMetaData().getURL().substring("jdbc:h2:".length());
        var server = org.h2.tools.Server.createTcpServer("-tcpPort", "0", "-tcpDaemon").start();
        try (var tools =
                DatabaseTools.open(
                        List.of(
                                new DatabaseTarget(
                                        "far",
                                        "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/" + name,
                                        "sa",
                                        "")),
                        new byte[32])) {
            assertThat(tools.health()).allMatch(health -> health.healthy());
        } finally {
            server.stop();
        }
    }

    @Test
    void withQueryComesBeforeATableOfItsName() {
        for (var sql :
                List.of(
                        "with customers as (select 'x' as name) select name from customers",
                        "with \"customers\" as (select 'x' as \"Name\") select customers.name from \"Customers\"")) {
            assertThat(shown(sql, Obligations.NONE)).as(sql).contains("[[\"x\"]]");
        }
    }

    @Test
    void masksKeepWhatTheyMay() {
        var result =
                ToolCalls.result(
                        DATABASE.query(
                                "select ssn, card_number, email, balance, birthday, external_id, notes from customers where id = 1",
                                new Obligations(
                                        List.<Obligation>of(
                                                new MaskColumn("ssn", "redact"),
                                                new MaskColumn("card_number", "last4"),
                                                new MaskColumn("email", "token"),
                                                new MaskColumn("balance", "redact"),
                                                new MaskColumn("birthday", "year"),
                                                new MaskColumn("external_id", "token"),
                                                new MaskColumn("notes", "null")))));

        assertThat(result.path("rows").toString())
                .matches(
                        "\\[\\[\"⟦masked:redact⟧\",\"⟦masked⟧…7731\",\"⟦masked:token:[g-v]{24}⟧\","
                                + "null,\"1987-01-01\",\"[0-9a-f-]{36}\",null]]");
        assertThat(result.path("columns")).allMatch(column -> column.path("masked").asBoolean());
        assertThat(result.path("columns").path(3).path("type").asString()).isEqualTo("NUMERIC");
        assertThat(result.path("rows").toString()).doesNotContain("7c9e6679");
    }

    @Test
    void tokensAreThoseOfEveryOtherProduct() {
        var result =
                ToolCalls.result(
                        DATABASE.query(
                                "select email from customers where id = 1", ToolCalls.ANALYST));
        byte[] key = new byte[32];
        java.util.Arrays.fill(key, (byte) 7);
        var keys = new TokenKeys(key, "shop");
        var inner = keys.value(new SqlToken(SqlToken.Kind.PARAMETER, "$1"));
        var outer = keys.value(new SqlToken(SqlToken.Kind.PARAMETER, "$2"));

        assertThat(result.path("rows").path(0).path(0).asString())
                .isEqualTo(
                        TokenHmac.token(
                                inner,
                                outer,
                                "qzvxw@zzkqj.test"
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "select count(*) from orders|COUNT(*)",
                "select (select max(remark) from orders)|(SELECT MAX(REMARK) FROM ORDERS)",
                "select * from (select (select max(ssn) from customers))|?COLUMN?"
            })
    void columnWithoutANameShowsNothingThatWasChanged(String sql, String name) {
        var columns = ToolCalls.result(DATABASE.query(sql, ToolCalls.ANALYST)).path("columns");

        assertThat(columns.path(columns.size() - 1).path("name").asString()).isEqualTo(name);
        assertThat(columns.toString()).doesNotContain("masked:").doesNotContain("'EU'");
    }

    @Test
    void filteredRowsAreNotWritten() throws SQLException {
        execute("create table parted (id int, region varchar, note varchar)");
        execute("insert into parted values (1, 'EU', ''), (2, 'US', '')");
        var filter =
                new Obligations(List.<Obligation>of(new FilterRows("parted", "region = 'EU'")));

        for (var sql :
                List.of(
                        "update parted set note = 'x'",
                        "update parted p set note = 'x' where 1 / (p.id - 2) < 5",
                        "update parted as region set note = 'x' where region.id > 0",
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
    void newColumnIsMaskedFromItsFirstQueryOn() throws SQLException {
        execute("create table widening (id int)");
        execute("insert into widening values (1)");
        var sql = "select * from widening";
        DATABASE.calls().run("query_database", "work", sql, ToolCalls.ANALYST);
        execute("alter table widening add column email varchar default 'KQJX'");

        var shown =
                ToolCalls.shown(
                        DATABASE.calls().run("query_database", "work", sql, ToolCalls.ANALYST));

        assertThat(shown).contains("⟦masked:token:").doesNotContain("KQJX");
        execute("drop table widening");
    }

    @Test
    void writeThatGrewBeyondItsReviewIsUndone() throws SQLException {
        execute("create table growing (id int)");
        execute("insert into growing values (1)");
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

        assertThat(ToolCalls.shown(execution)).startsWith("DENIED_STATE_CHANGED");
        assertThat(texts("select count(*) from growing")).containsExactly("2");
        execute("drop table growing");
    }

    @Test
    void describesTablesWithKeysCommentsAndMasks() {
        var arguments =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("database", "shop")
                        .put("schema", "public");
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
                .contains("\"comment\":\"People who buy\"")
                .contains("{\"name\":\"SSN\",\"type\":\"CHARACTER VARYING\",\"masked\":\"redact\"}")
                .contains("\"primary_key\":[\"ORDER_ID\",\"PRODUCT_ID\"]")
                .contains("\"foreign_keys\":[\"CUSTOMER_ID -> CUSTOMERS(ID)\"]")
                .doesNotContain("EMPLOYEES")
                .doesNotContain("\"name\":\"SMALL\"");
    }
}
