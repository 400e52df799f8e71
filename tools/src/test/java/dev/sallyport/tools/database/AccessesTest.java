package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactValue;
import dev.sallyport.tools.Plan;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the accesses of a plan name.
final class AccessesTest {

    private static final TestDatabase DATABASE = TestDatabase.SHARED;

    @Test
    void planNamesEveryTableOnce() {
        var plan =
                DATABASE.planned(
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
        var plan = DATABASE.planned("query_database", "shop", "select 1");

        assertThat(plan.accesses())
                .singleElement()
                .satisfies(access -> {
                    assertThat(access.fact("schema")).isEqualTo(FactValue.NOT_APPLICABLE);
                    assertThat(access.fact("table")).isEqualTo(FactValue.NOT_APPLICABLE);
                });
    }

    @Test
    void equalStatementsHaveEqualPlans() {
        assertThat(
                        DATABASE.planned("query_database", "shop", "SELECT Id\n FROM orders -- x")
                                .digest())
                .isEqualTo(
                        DATABASE.planned("query_database", "shop", "select id from orders;")
                                .digest());
    }

    @Test
    void writeNamesWhatItWritesAndWhatItReads() {
        var plan =
                DATABASE.planned(
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
        return DATABASE
                .planned(tool, tool.equals("modify_database") ? "work" : "shop", sql)
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
    void absentTableTouchesTheSamePlaceAsOneThatExists() {
        var absent =
                DATABASE.refused("query_database", "shop", "select * from hr.nothing, shop.orders");
        var hidden =
                DATABASE.planned(
                        "query_database", "shop", "select * from hr.employees, shop.orders");

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
        var refused = DATABASE.refused("query_database", "nowhere", "select 1");

        assertThat(refused.refusal().code()).isEqualTo("INVALID_ARGUMENTS");
        assertThat(refused.touching().getFirst().fact("database"))
                .isEqualTo(FactValue.text("nowhere"));
    }
}
