package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.Limit;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Tool.Execution;
import dev.sallyport.tools.Tool.Planning;
import dev.sallyport.tools.Tool.Previewing;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;

final class DatabaseToolsTest {

    private static final TestDatabase DATABASE = TestDatabase.SHARED;

    private static Plan planned(String tool, String database, String sql) {
        return switch (DATABASE.plan(tool, database, sql)) {
            case Planning.Planned(var plan) -> plan;
            case Planning.Refused(var refusal, var touching) ->
                    throw new AssertionError(ToolCalls.shown(refusal));
        };
    }

    private static Planning.Refused refused(String tool, String database, String sql) {
        if (DATABASE.plan(tool, database, sql) instanceof Planning.Refused refused) {
            return refused;
        }
        throw new AssertionError("was planned");
    }

    @Test
    void planNamesEveryTableOnce() {
        var plan =
                planned(
                        "query_database",
                        "shop",
                        "select 1 from customers c join shop.orders o on true where exists (select from orders)");

        assertThat(plan.accesses())
                .extracting(Access::resource)
                .containsExactly("shop/shop.customers", "shop/shop.orders");
        assertThat(plan.accesses().getFirst())
                .isEqualTo(
                        new Access(
                                "db.read",
                                "shop/shop.customers",
                                Map.of(
                                        "database", FactValue.text("shop"),
                                        "schema", FactValue.text("shop"),
                                        "table", FactValue.text("customers"),
                                        "statement", FactValue.text("select"),
                                        "columns", FactValue.texts(Set.of()))));
        assertThat(Plan.fromJson(plan.toJson())).isEqualTo(plan);
    }

    @Test
    void statementWithoutTablesIsOneAccessNowhere() {
        var plan = planned("query_database", "shop", "select 1");

        assertThat(plan.accesses())
                .singleElement()
                .satisfies(access -> {
                    assertThat(access.fact("schema")).isEqualTo(FactValue.NOT_APPLICABLE);
                    assertThat(access.fact("table")).isEqualTo(FactValue.NOT_APPLICABLE);
                });
    }

    @Test
    void equalStatementsHaveEqualPlans() {
        assertThat(planned("query_database", "shop", "SELECT Id\n FROM orders -- x").digest())
                .isEqualTo(planned("query_database", "shop", "select id from orders;").digest());
    }

    @Test
    void writeNamesWhatItWritesAndWhatItReads() {
        var plan =
                planned(
                        "modify_database",
                        "work",
                        "update shop.orders set remark = p.title from shop.products p where orders.id = p.id");

        assertThat(plan.accesses())
                .extracting(access -> access.action() + " " + access.resource())
                .containsExactly(
                        "db.write work/shop.orders",
                        "db.read work/shop.orders",
                        "db.read work/shop.products");
        assertThat(plan.accesses())
                .allMatch(access -> access.fact("statement").equals(FactValue.text("update")));
    }

    @Test
    void accessesNameTheColumnsThatAreReadAndWritten() {
        assertThat(columns("query_database", "select name from customers where region = 'EU'"))
                .containsExactly("db.read shop.customers [name, region]");
        assertThat(columns("query_database", "select mail from shop.contacts"))
                .containsExactly(
                        "db.read shop.contacts [mail]",
                        "db.read shop.customers [email, id, name, ssn]");
        assertThat(
                        columns(
                                "modify_database",
                                "update shop.categories set label = 'x' where id = 1"))
                .containsExactly(
                        "db.write shop.categories [label]", "db.read shop.categories [id]");
        assertThat(columns("modify_database", "delete from shop.categories"))
                .containsExactly("db.write shop.categories [id, label, parent_id]");
        assertThat(columns("modify_database", "insert into shop.categories (id) values (9)"))
                .containsExactly("db.write shop.categories [id]");
        assertThat(
                        columns(
                                "modify_database",
                                "merge into shop.categories c using shop.products p on c.id = p.id"
                                        + " when matched then update set label = p.title"
                                        + " when not matched then insert (id) values (p.id)"))
                .containsExactly(
                        "db.write shop.categories [id, label]",
                        "db.read shop.categories [id]",
                        "db.read shop.products [id, title]");
    }

    private static List<String> columns(String tool, String sql) {
        return planned(tool, tool.equals("modify_database") ? "work" : "shop", sql)
                .accesses()
                .stream()
                .map(access ->
                        access.action()
                                + " "
                                + access.resource().substring(access.resource().indexOf('/') + 1)
                                + " "
                                + (access.fact("columns") instanceof FactValue.Texts(var names)
                                        ? names
                                        : access.fact("columns")))
                .toList();
    }

    @Test
    void approverSeesHowTheDatabaseWouldDoIt() {
        var plan =
                planned(
                        "modify_database",
                        "work",
                        "update shop.categories set label = 'x' where id = 1");

        var previewing = DATABASE.tool("modify_database").preview(plan, Obligations.NONE);

        assertThat(previewing)
                .isInstanceOfSatisfying(
                        Previewing.Previewed.class,
                        previewed ->
                                assertThat(previewed.preview().sections().getLast().content())
                                        .startsWith("Update on categories")
                                        .contains("Filter: (id = 1)"));
    }

    @Test
    void writtenTableThatIsReadThroughViewIsReadToo() throws SQLException {
        try (var connection = DATABASE.connect("writers");
                var statement = connection.createStatement()) {
            statement.execute(
                    "create view shop.all_labels as select id from shop.categories where label like 'a%'");
        }

        assertThat(
                        columns(
                                "modify_database",
                                "update shop.categories set parent_id = 1 where exists (select 1 from shop.all_labels)"))
                .contains("db.read shop.categories [id, label]");
    }

    @Test
    void writeCallsNoOperatorOrFunctionOfTheSchemas() throws SQLException {
        try (var connection = DATABASE.connect("writers");
                var statement = connection.createStatement()) {
            statement.execute(
                    "create function shop.leak(a text, b text) returns text language sql"
                            + " as 'select ssn from shop.customers where ssn is not null limit 1'");
            statement.execute(
                    "create operator shop.+ (leftarg = text, rightarg = text, function = shop.leak)");
        }

        var execution =
                DATABASE.run(
                        "modify_database",
                        "work",
                        "update shop.categories set label = 'a'::text + 'b'::text where id = 1",
                        TestDatabase.ANALYST);

        assertThat(execution).isInstanceOf(Execution.Failed.class);
    }

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
    void rowIsNotMovedOutOfItsFilterThroughGeneratedColumn() throws SQLException {
        try (var connection = DATABASE.connect("writers");
                var statement = connection.createStatement()) {
            statement.execute(
                    "create table shop.led (id int primary key, region text,"
                            + " code text generated always as (lower(region)) stored);"
                            + "insert into shop.led (id, region) values (1, 'EU')");
        }
        var filtered = new Obligations(List.of(new FilterRows("led", "code = 'eu'")));

        var execution =
                DATABASE.run(
                        "modify_database",
                        "work",
                        "update shop.led set region = 'US' where id = 1",
                        filtered);

        assertThat(execution).isInstanceOf(Execution.Refused.class);
    }

    @Test
    void absentTableTouchesTheSamePlaceAsOneThatExists() {
        var absent = refused("query_database", "shop", "select * from hr.nothing, shop.orders");
        var hidden = planned("query_database", "shop", "select * from hr.employees, shop.orders");

        assertThat(absent.touching()).hasSameSizeAs(hidden.accesses());
        assertThat(absent.touching().getFirst().fact("schema")).isEqualTo(FactValue.text("hr"));
        assertThat(absent.touching().get(1).resource())
                .isEqualTo(hidden.accesses().get(1).resource());
        for (var place : List.of("database", "schema", "table", "statement")) {
            assertThat(absent.touching().get(1).fact(place))
                    .isEqualTo(hidden.accesses().get(1).fact(place));
        }
    }

    @Test
    void unknownDatabaseIsRefusedWithItsName() {
        var refused = refused("query_database", "nowhere", "select 1");

        assertThat(refused.refusal().code()).isEqualTo("INVALID_ARGUMENTS");
        assertThat(refused.touching().getFirst().fact("database"))
                .isEqualTo(FactValue.text("nowhere"));
    }

    @Test
    void targetThatIsDownSaysSoAndNothingElse() {
        var refused = refused("query_database", "down", "select 1");

        assertThat(refused.refusal().code()).isEqualTo("TARGET_UNAVAILABLE");
        assertThat(ToolCalls.shown(refused.refusal())).doesNotContain("127.0.0.1");
        assertThat(DATABASE.tools().health())
                .filteredOn(health -> !health.healthy())
                .singleElement()
                .satisfies(health -> {
                    assertThat(health.target()).isEqualTo("down");
                    assertThat(health.problem()).contains("SQLSTATE 08001");
                });
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
        assertThat(describe("shop", "accounts", TestDatabase.ANALYST).toString())
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
                planned(
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
    void onlyTheReviewerHearsThatAMaskedValueIsTaken() throws SQLException {
        var tool = DATABASE.tool("modify_database");
        var sql = "insert into shop.customers (id, name, ssn) values (91, 'E', '%s')";
        var taken = planned("modify_database", "work", sql.formatted("TAKEN"));
        var free = planned("modify_database", "work", sql.formatted("FREE"));
        try (var connection = DATABASE.connect("writers");
                var statement = connection.createStatement()) {
            statement.execute(
                    "insert into shop.customers (id, name, ssn) values (90, 'D', 'TAKEN')");

            assertThat(tool.preview(free, TestDatabase.ANALYST))
                    .isInstanceOf(Previewing.Previewed.class);
            assertThat(tool.preview(taken, TestDatabase.ANALYST))
                    .isInstanceOfSatisfying(
                            Previewing.Previewed.class,
                            seen -> {
                                assertThat(seen.preview().headline())
                                        .isEqualTo("insert 0 rows of work/shop.customers");
                                assertThat(seen.preview().sections().getLast().content())
                                        .contains("a constraint refuses it");
                            });
            assertThat(tool.preview(taken, Obligations.NONE))
                    .isInstanceOf(Previewing.Refused.class);
            statement.execute("delete from shop.customers where id = 90");
        }
    }

    @Test
    void writeThatGrewBeyondItsReviewIsUndone() throws SQLException {
        var tool = DATABASE.tool("modify_database");
        try (var connection = DATABASE.connect("writers");
                var statement = connection.createStatement()) {
            statement.execute(
                    "create table shop.growing (id int); insert into shop.growing values (1)");
            var plan = planned("modify_database", "work", "delete from shop.growing where id > 0");
            if (!(tool.preview(plan, Obligations.NONE) instanceof Previewing.Previewed(var seen))) {
                throw new AssertionError("no preview");
            }
            statement.execute("insert into shop.growing values (2)");

            var execution =
                    tool.execute(
                            plan, Obligations.NONE, Optional.of(seen), CallControl.uncancellable());

            assertThat(seen.headline()).isEqualTo("delete 1 row of work/shop.growing");
            assertThat(ToolCalls.shown(execution)).startsWith("DENIED_STATE_CHANGED");
            assertThat(PostgreSqlCatalogue.texts(connection, "select count(*) from shop.growing"))
                    .containsExactly("2");
            statement.execute("drop table shop.growing");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1, false", "1, 1, true", "1, 2, false", "5, 5, true", "5, 6, false"})
    void writeGrowsWithinTheToleranceAndNoFurther(long tolerance, int more, boolean done)
            throws SQLException {
        var tool = DATABASE.tool("modify_database");
        var obligations = new Obligations(List.<Obligation>of(new Limit("tolerance", tolerance)));
        try (var connection = DATABASE.connect("writers");
                var statement = connection.createStatement()) {
            statement.execute(
                    "create table shop.growing (id int); insert into shop.growing values (0)");
            var plan = planned("modify_database", "work", "delete from shop.growing");
            if (!(tool.preview(plan, obligations) instanceof Previewing.Previewed(var seen))) {
                throw new AssertionError("no preview");
            }
            statement.execute("insert into shop.growing select generate_series(1, " + more + ")");

            var execution =
                    tool.execute(plan, obligations, Optional.of(seen), CallControl.uncancellable());
            var left = PostgreSqlCatalogue.texts(connection, "select count(*) from shop.growing");
            statement.execute("drop table shop.growing");

            assertThat(seen.sections().get(1).content())
                    .endsWith("; more than " + (1 + tolerance) + " will not be changed");
            assertThat(execution instanceof Execution.Done).isEqualTo(done);
            assertThat(left).containsExactly(done ? "0" : Integer.toString(1 + more));
        }
    }

    @Test
    void filteredRowsAreNotWritten() throws SQLException {
        try (var connection = DATABASE.connect("writers");
                var statement = connection.createStatement()) {
            statement.execute(
                    "create table shop.parted (id int, region text, note text);"
                            + " insert into shop.parted values (1, 'EU', ''), (2, 'US', '')");
            var filter = new Obligations(List.of(new FilterRows("parted", "region = 'EU'")));

            for (var sql :
                    List.of(
                            "update shop.parted set note = 'x'",
                            "update shop.parted p set note = 'x' where 1 / (p.id - 2) < 5",
                            "delete from shop.parted as p where true or p.id = 2")) {
                var execution = DATABASE.run("modify_database", "work", sql, filter);

                assertThat(ToolCalls.result(execution).path("rows_affected").asLong())
                        .as(sql)
                        .isEqualTo(1);
            }
            assertThat(PostgreSqlCatalogue.texts(connection, "select id || note from shop.parted"))
                    .containsExactly("2");
            statement.execute("drop table shop.parted");
        }
    }

    @Test
    void planIsRefusedOnceTheSchemaGivesItAnotherMeaning() throws SQLException {
        try (var connection = DATABASE.connect("writers");
                var statement = connection.createStatement()) {
            statement.execute("create table shop.moving (id int, mail text)");
            var plan = planned("query_database", "work", "select * from moving");
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
    void describesOneSchemaWithItsKeysAndMasks() {
        var described = describe("shop", null, TestDatabase.ANALYST).toString();

        assertThat(described)
                .contains("\"comment\":\"People who buy\"")
                .contains("{\"name\":\"ssn\",\"type\":\"text\",\"masked\":\"redact\"}")
                .contains("\"primary_key\":[\"order_id\",\"product_id\"]")
                .contains("\"foreign_keys\":[\"customer_id -> customers(id)\"]")
                .doesNotContain("employees")
                .doesNotContain("salary_band");
    }

    @Test
    void describesOneTableWithoutItsNeighbours() {
        var described = describe("shop", "orders", Obligations.NONE);

        assertThat(described.path("tables")).hasSize(1);
        assertThat(described.toString()).doesNotContain("customers(id)");
    }

    @Test
    void schemaIsAskedForWithoutNamingAny() {
        var planning =
                DATABASE.tool("describe_database")
                        .plan(
                                ToolCalls.call(
                                        JsonNodeFactory.instance
                                                .objectNode()
                                                .put("database", "shop")));

        if (!(planning instanceof Planning.Refused(var refusal, var touching))) {
            throw new AssertionError("was planned");
        }
        assertThat(refusal.code()).isEqualTo("INVALID_ARGUMENTS");
        assertThat(ToolCalls.shown(refusal)).doesNotContain("hr").doesNotContain("vault");
    }

    private static tools.jackson.databind.node.ObjectNode describe(
            String schema,
            @org.jspecify.annotations.Nullable String table,
            Obligations obligations) {
        var arguments = JsonNodeFactory.instance.objectNode().put("database", "shop");
        arguments.put("schema", schema);
        if (table != null) {
            arguments.put("table", table);
        }
        var tool = DATABASE.tool("describe_database");
        if (tool.plan(ToolCalls.call(arguments)) instanceof Planning.Planned(var plan)) {
            return ToolCalls.result(
                    tool.execute(plan, obligations, Optional.empty(), CallControl.uncancellable()));
        }
        throw new AssertionError("was refused");
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
