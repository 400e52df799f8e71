package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.Limit;
import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import dev.sallyport.tools.Tool.Execution;
import dev.sallyport.tools.Tool.Previewing;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;

/// `modify_database` on PostgreSQL: what reviewers see, and what is written in the end.
final class ModifyToolTest {

    private static final TestDatabase DATABASE = TestDatabase.SHARED;

    @Test
    void approverSeesHowTheDatabaseWouldDoIt() {
        var plan =
                DATABASE.planned(
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
    void onlyTheReviewerHearsThatAMaskedValueIsTaken() throws SQLException {
        var tool = DATABASE.tool("modify_database");
        var sql = "insert into shop.customers (id, name, ssn) values (91, 'E', '%s')";
        var taken = DATABASE.planned("modify_database", "work", sql.formatted("TAKEN"));
        var free = DATABASE.planned("modify_database", "work", sql.formatted("FREE"));
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
                                assertThat(seen.preview().state().has(Preview.NOT_GRANTABLE))
                                        .as("neither granted nor covered, though it is small")
                                        .isTrue();
                            });
            assertThat(tool.preview(taken, Obligations.NONE))
                    .isInstanceOf(Previewing.Refused.class);
            statement.execute("delete from shop.customers where id = 90");
        }
    }

    /// Whether such a call ran at once or was asked about would tell which values there are.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "insert into shop.customers (id, name, ssn) values (92, 'E', 'GUESSED')|true",
                "insert into shop.customers (id, name) values (92, 'E')|false",
                "update shop.customers set ssn = 'GUESSED' where id = 1|true",
                "update shop.customers set notes = 'x' where id = 1|false",
                "insert into shop.categories (id, label) values (92, 'E')|false"
            })
    void writeOfAMaskedColumnIsNotToBeGranted(String sql, boolean refused) {
        var plan = DATABASE.planned("modify_database", "work", sql);

        var previewing = DATABASE.tool("modify_database").preview(plan, TestDatabase.ANALYST);

        assertThat(previewing)
                .isInstanceOfSatisfying(
                        Previewing.Previewed.class,
                        seen ->
                                assertThat(seen.preview().state().has(Preview.NOT_GRANTABLE))
                                        .isEqualTo(refused));
    }

    @Test
    void writeThatGrewBeyondItsReviewIsUndone() throws SQLException {
        var tool = DATABASE.tool("modify_database");
        try (var connection = DATABASE.connect("writers");
                var statement = connection.createStatement()) {
            statement.execute(
                    "create table shop.growing (id int); insert into shop.growing values (1)");
            var plan =
                    DATABASE.planned(
                            "modify_database", "work", "delete from shop.growing where id > 0");
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

    @Test
    void previewThatSaysNoNumberReleasesNothing() {
        var plan =
                DATABASE.planned(
                        "modify_database", "work", "update shop.orders set status = status");
        var silent = new Preview("update", List.of(), JsonNodeFactory.instance.objectNode());

        var execution =
                DATABASE.tool("modify_database")
                        .execute(
                                plan,
                                new Obligations(List.<Obligation>of(new Limit("tolerance", 10))),
                                Optional.of(silent),
                                CallControl.uncancellable());

        assertThat(ToolCalls.shown(execution)).startsWith("DENIED_STATE_CHANGED");
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
            var plan = DATABASE.planned("modify_database", "work", "delete from shop.growing");
            if (!(tool.preview(plan, obligations) instanceof Previewing.Previewed(var seen))) {
                throw new AssertionError("no preview");
            }
            statement.execute("insert into shop.growing select generate_series(1, " + more + ")");

            var execution =
                    tool.execute(plan, obligations, Optional.of(seen), CallControl.uncancellable());
            var left = PostgreSqlCatalogue.texts(connection, "select count(*) from shop.growing");
            statement.execute("drop table shop.growing");

            assertThat(seen.sections().get(1).content())
                    .isEqualTo(
                            "1 row when tried; if more"
                                    + (tolerance == 0 ? "" : " than " + (1 + tolerance))
                                    + ", nothing is changed");
            assertThat(execution instanceof Execution.Done).isEqualTo(done);
            assertThat(left).containsExactly(done ? "0" : Integer.toString(1 + more));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "insert into shop.categories (id, label) values (77, 'x')|false",
                "insert into shop.categories (id, label) values (77, 'x') on conflict do nothing|false",
                "insert into shop.categories (id, label) values (77, 'x') on conflict (id) do nothing|false",
                "insert into shop.categories (id, label) values (1, 'gone')"
                        + " on conflict (id) do update set label = 'gone'|true",
                "insert into shop.categories (id, label) values (1, 'gone')"
                        + " on conflict (id) do update set label = 'gone' where categories.id = 5|true",
                "update shop.categories set label = 'x' where id = 1|false",
                "update shop.categories c set label = 'x' from shop.orders o where o.id = c.id|false",
                "update shop.categories set label = 'x' where 1 = 1|true",
                "update shop.categories set label = 'x' where true|true",
                "update shop.categories set label = upper(label) where 1 = 1|true",
                "update shop.categories set label = 'x' from shop.orders o where o.id = 5|true",
                "update shop.categories set label = 'x' where exists (select 1 from shop.orders)|true",
                "update shop.categories set label = 'x'|true",
                "delete from shop.categories where id = 1|true",
                "delete from shop.categories|true",
                "merge into shop.categories c using shop.orders o on c.id = o.id"
                        + " when matched then update set label = 'x'|true",
                "create table shop.extra (id int)|true",
                "alter table shop.categories add column more text|true"
            })
    void whatNoLaterCallBringsBackIsIrreversible(String sql, boolean irreversible) {
        var plan = DATABASE.planned("modify_database", "work", sql);

        assertThat(DATABASE.tool("modify_database").irreversible(plan)).isEqualTo(irreversible);
        assertThat(DATABASE.tool("query_database").irreversible(plan)).isFalse();
    }

    @Test
    void planThatMeansSomethingElseByNowIsIrreversible() {
        var plan =
                DATABASE.planned(
                        "modify_database",
                        "work",
                        "update shop.categories set label = 'x' where id = 1");
        var normalised = plan.normalised().put("sql", "update shop.orders set id = 1 where id = 1");
        var other =
                new Plan(plan.tool(), plan.target(), plan.accesses(), normalised, plan.summary());

        assertThat(DATABASE.tool("modify_database").irreversible(other)).isTrue();
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
}
