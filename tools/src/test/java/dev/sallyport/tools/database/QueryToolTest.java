package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Tool.Execution;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `query_database` on PostgreSQL: masks, bounds, time and cancellation, and how its connections come back.
final class QueryToolTest {

    private static final TestDatabase DATABASE = TestDatabase.SHARED;

    @Test
    void columnThatOnlyPartitionComputesFromMaskedOneIsHidden() throws SQLException {
        try (var connection = DATABASE.connect("writers");
                var statement = connection.createStatement()) {
            statement.execute(
                    "create table shop.par (id int primary key, email text,"
                            + " tag text generated always as ('n' || (id * 1)) stored);"
                            + "create table shop.chi (tag text generated always as (upper(email)) stored)"
                            + " inherits (shop.par);"
                            + "insert into shop.chi (id, email) values (1, 'qzvxw@zzkqj.test')");
        }

        var shown =
                ToolCalls.shown(
                        DATABASE.query("work", "select tag from shop.par", TestDatabase.ANALYST));

        assertThat(shown).doesNotContainIgnoringCase("qzvxw").contains("⟦masked:redact⟧");
    }

    @Test
    void targetThatIsDownSaysSoAndNothingElse() {
        var refused = DATABASE.refused("query_database", "down", "select 1");

        assertThat(refused.refusal().code()).isEqualTo("TARGET_UNAVAILABLE");
        assertThat(ToolCalls.shown(refused.refusal())).doesNotContain("127.0.0.1");
        assertThat(DATABASE.tools().health())
                .filteredOn(health -> !health.healthy())
                .singleElement()
                .satisfies(health -> {
                    assertThat(health.target()).isEqualTo("down");
                    assertThat(health.problem())
                            .contains("it does not answer at its `url`", "SQLSTATE 08001");
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "readers | nobody | it refuses the login; check `username` and `password`; SQLSTATE 28",
                "no-such | postgres | it has no database of the name in `url`; SQLSTATE 3D000"
            })
    void targetThatCannotBeEnteredSaysWhatToMend(String name, String login, String problem) {
        var target = new DatabaseTarget("shop", DATABASE.url(name), login, "x");
        try (var tools = DatabaseTools.open(List.of(target), new byte[32])) {
            assertThat(tools.health())
                    .singleElement()
                    .satisfies(health -> assertThat(health.problem()).contains(problem));
        }
    }

    @Test
    void masksMarkTheColumnsTheyTouch() {
        var result =
                ToolCalls.result(
                        DATABASE.query(
                                "shop",
                                "select id, ssn as a, upper(email) as b, count(*) over () as c,"
                                        + " (select max(card_number) from customers) as d from customers order by id",
                                TestDatabase.ANALYST));

        assertThat(result.path("columns"))
                .extracting(column -> column.path("masked").asBoolean())
                .containsExactly(false, true, true, false, true);
        assertThat(result.path("rows").path(0).path(1).asString()).isEqualTo("⟦masked:redact⟧");
        assertThat(result.path("rows").path(0).path(4).asString()).endsWith("…9953");
    }

    @Test
    void columnComputedFromAMaskedOneIsMaskedToo() {
        var result =
                ToolCalls.result(
                        DATABASE.query(
                                "shop",
                                "select iban_key from accounts order by id",
                                TestDatabase.ANALYST));

        assertThat(result.path("rows").toString())
                .isEqualTo("[[\"⟦masked:redact⟧\"],[\"⟦masked:redact⟧\"]]");
        assertThat(result.path("columns").path(0).path("masked").asBoolean()).isTrue();
        assertThat(DATABASE.describe("shop", "accounts", TestDatabase.ANALYST).toString())
                .contains("{\"name\":\"iban_key\",\"type\":\"text\",\"masked\":\"redact\"}");
    }

    @Test
    void ownMaskOfAComputedColumnStands() {
        var masks =
                new Obligations(
                        List.of(
                                new MaskColumn("accounts.iban", "redact"),
                                new MaskColumn("accounts.iban_key", "last4")));

        var result =
                ToolCalls.result(
                        DATABASE.query(
                                "shop", "select iban_key from accounts where id = 1", masks));

        assertThat(result.path("rows").toString()).isEqualTo("[[\"⟦masked⟧…5512\"]]");
    }

    @Test
    void newExpressionOfAComputedColumnIsSeenAtOnce() throws SQLException {
        try (var connection = DATABASE.connect("writers");
                var statement = connection.createStatement()) {
            statement.execute(
                    "create table shop.computing (name text, email text,"
                            + " k text generated always as (lower(name)) stored);"
                            + " insert into shop.computing values ('open', 'KQJX')");
            var sql = "select k from computing";
            var before = ToolCalls.shown(DATABASE.query("work", sql, TestDatabase.ANALYST));
            statement.execute(
                    "alter table shop.computing alter column k set expression as (lower(email))");

            var after = ToolCalls.shown(DATABASE.query("work", sql, TestDatabase.ANALYST));

            assertThat(before).contains("\"open\"");
            assertThat(after).contains("⟦masked:redact⟧").doesNotContain("kqjx");
            statement.execute("drop table shop.computing");
        }
    }

    @Test
    void fixedWidthTextHoldsTheWholePlaceholder() {
        var masks = new Obligations(List.of(new MaskColumn("accounts.code", "redact")));

        var result =
                ToolCalls.result(
                        DATABASE.query("shop", "select code from accounts where id = 1", masks));

        assertThat(result.path("rows").toString()).isEqualTo("[[\"⟦masked:redact⟧\"]]");
    }

    /// These three are younger than the oldest release, so the corpus for both does not hold them.
    @Test
    void literalsAndAggregatesOfNewerReleasesAreRead() {
        var result =
                ToolCalls.result(
                        DATABASE.query(
                                "shop",
                                "select 0x1f, 1_000, max(c) is not null from categories c",
                                Obligations.NONE));

        assertThat(result.path("rows").toString()).isEqualTo("[[31,1000,true]]");
    }

    @Test
    void strictestOfSeveralMasksWins() {
        var masks =
                new Obligations(
                        List.of(
                                new MaskColumn("customers.ssn", "last4"),
                                new MaskColumn("ssn", "token"),
                                new MaskColumn("shop.customers.ssn", "redact"),
                                new MaskColumn("shop.CUSTOMERS.NAME", "invented")));

        var result =
                ToolCalls.result(
                        DATABASE.query(
                                "shop", "select ssn, name from customers where id = 1", masks));

        assertThat(result.path("rows").toString()).isEqualTo("[[\"⟦masked:redact⟧\",null]]");
    }

    @Test
    void tokensJoinWithinADatabaseAndDifferBetweenTwo() {
        var sql =
                "select c.email from customers c join visits v on v.email = c.email order by c.id";

        var one = ToolCalls.result(DATABASE.query("shop", sql, TestDatabase.ANALYST));
        var two = ToolCalls.result(DATABASE.query("least", sql, TestDatabase.ANALYST));

        assertThat(one.path("row_count").asInt()).isEqualTo(2);
        assertThat(one.path("rows").path(0).path(0).asString()).matches("⟦masked:token:[g-v]{24}⟧");
        assertThat(one.path("rows")).isNotEqualTo(two.path("rows"));
    }

    @Test
    void filterThatDoesNotFitItsTableRefusesTheCall() {
        for (var where :
                List.of("nothing = 1", "region = ", "pg_read_file('x') is null", "1; drop")) {
            var execution =
                    DATABASE.query(
                            "shop",
                            "select * from orders",
                            new Obligations(List.of(new FilterRows("shop.orders", where))));

            assertThat(ToolCalls.shown(execution)).startsWith("DENIED_SQL_FILTER");
        }
    }

    @Test
    void rowsAndBytesAreBoundedAndTruncationIsExact() {
        var exact =
                ToolCalls.result(
                        DATABASE.query(
                                "shop",
                                "select * from generate_series(1, 10)",
                                TestDatabase.limits(10, 10_000)));
        var more =
                ToolCalls.result(
                        DATABASE.query(
                                "shop",
                                "select * from generate_series(1, 11)",
                                TestDatabase.limits(10, 10_000)));
        var wide =
                ToolCalls.result(
                        DATABASE.query(
                                "shop",
                                "select repeat('x', 300000) from generate_series(1, 11)",
                                TestDatabase.limits(1000, 10_000)));

        assertThat(exact.path("row_count").asInt()).isEqualTo(10);
        assertThat(exact.path("truncated").asBoolean()).isFalse();
        assertThat(more.path("row_count").asInt()).isEqualTo(10);
        assertThat(more.path("truncated").asBoolean()).isTrue();
        assertThat(wide.path("row_count").asInt()).isEqualTo(3);
        assertThat(wide.path("truncated").asBoolean()).isTrue();
    }

    @Test
    void slowStatementEndsAtItsTimeout() {
        var execution =
                DATABASE.query(
                        "shop",
                        "select count(*) from generate_series(1, 1000000000) a, generate_series(1, 100) b",
                        TestDatabase.limits(10, 200));

        assertThat(ToolCalls.shown(execution)).startsWith("QUERY_TIMED_OUT");
    }

    @Test
    void cancellationReachesTheStatement() throws InterruptedException {
        var cancel = new AtomicReference<Runnable>();
        var registered = new CountDownLatch(1);
        var control =
                new CallControl() {
                    private volatile boolean cancelled;

                    @Override
                    public boolean cancelled() {
                        return cancelled;
                    }

                    @Override
                    public Registration onCancel(Runnable action) {
                        cancel.set(() -> {
                            cancelled = true;
                            action.run();
                        });
                        registered.countDown();
                        return () -> {};
                    }

                    @Override
                    public void progress(String message) {}
                };
        var plan =
                DATABASE.planned(
                        "query_database",
                        "shop",
                        "select count(*) from generate_series(1, 1000000000) a, generate_series(1, 100) b");
        var answer = new AtomicReference<Execution>();
        var thread =
                Thread.ofVirtual()
                        .start(() ->
                                answer.set(
                                        DATABASE.tool("query_database")
                                                .execute(
                                                        plan,
                                                        TestDatabase.limits(10, 60_000),
                                                        Optional.empty(),
                                                        control)));

        registered.await();
        // The statement may not have reached the database yet, so the request is made until it
        // does.
        while (thread.isAlive()) {
            cancel.get().run();
            thread.join(java.time.Duration.ofMillis(50));
        }

        assertThat(ToolCalls.shown(answer.get())).startsWith("CANCELLED");
    }

    @Test
    void planIsRefusedOnceTheSchemaGivesItAnotherMeaning() throws SQLException {
        try (var connection = DATABASE.connect("writers");
                var statement = connection.createStatement()) {
            statement.execute("create table shop.moving (id int, mail text)");
            var plan = DATABASE.planned("query_database", "work", "select * from moving");
            statement.execute(
                    "create view shop.moved as select 1 as id; drop table shop.moving;"
                            + " create view shop.moving as select id from hr.employees");

            var execution =
                    DATABASE.tool("query_database")
                            .execute(
                                    plan,
                                    Obligations.NONE,
                                    Optional.empty(),
                                    CallControl.uncancellable());

            assertThat(ToolCalls.shown(execution)).startsWith("DENIED_STATE_CHANGED");
            statement.execute("drop view shop.moving; drop view shop.moved");
        }
    }

    @Test
    void newColumnIsMaskedFromItsFirstQueryOn() throws SQLException {
        try (var connection = DATABASE.connect("writers");
                var statement = connection.createStatement()) {
            statement.execute(
                    "create table shop.widening (id int); insert into shop.widening values (1)");
            var sql = "select w from widening w";
            DATABASE.query("work", sql, TestDatabase.ANALYST);
            statement.execute("alter table shop.widening add column email text default 'KQJX'");

            var shown = ToolCalls.shown(DATABASE.query("work", sql, TestDatabase.ANALYST));

            assertThat(shown).contains("⟦masked:token:").doesNotContain("KQJX");
            statement.execute("drop table shop.widening");
        }
    }

    @Test
    void connectionsComeBackReset() throws SQLException {
        ToolCalls.result(DATABASE.query("shop", "select 1", TestDatabase.limits(1, 10_000)));
        DATABASE.query("shop", "select 1 / 0", TestDatabase.limits(1, 10_000));

        try (var connection = DATABASE.connect("readers")) {
            assertThat(
                            PostgreSqlCatalogue.texts(
                                    connection,
                                    "select distinct query from pg_stat_activity where application_name = 'sallyport'"
                                            + " and state = 'idle' and datname = 'readers'"))
                    .contains("DISCARD ALL")
                    // A connection that the pool opened just now has said nothing yet.
                    .isSubsetOf("DISCARD ALL", "");
        }
    }

    @Test
    void twoTargetsOfOneNameAreRefused() {
        var target = new DatabaseTarget("a", "jdbc:postgresql://x/y", "u", "p");

        assertThatThrownBy(() -> DatabaseTools.open(List.of(target, target), new byte[32]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(target.toString()).doesNotContain("p]").isEqualTo("DatabaseTarget[a]");
    }
}
