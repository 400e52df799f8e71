package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.JsonNodeFactory;

/// Masks that an admin writes as an expression, on every product.
final class MaskExpressionTest {

    /// @param schema where one has to be named
    /// @param first three characters of the column `ssn` and a star
    record Product(String name, ToolCalls calls, String schema, String first) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> products() {
        return Stream.of(
                        new Product(
                                "PostgreSQL 18",
                                new ToolCalls(TestDatabase.SHARED.tools()),
                                "shop",
                                "left(ssn, 3) || '*'"),
                        new Product(
                                "MariaDB",
                                TestMariaDb.SHARED.calls(),
                                "shop",
                                "concat(left(ssn, 3), '*')"),
                        new Product(
                                "SQLite",
                                EmbeddedDatabase.sqlite().calls(),
                                "",
                                "substr(ssn, 1, 3) || '*'"),
                        new Product(
                                "H2",
                                EmbeddedDatabase.h2().calls(),
                                "PUBLIC",
                                "substring(ssn, 1, 3) || '*'"))
                .map(Arguments::of);
    }

    private static Obligations masks(MaskColumn... masks) {
        return new Obligations(List.<Obligation>of(masks));
    }

    private static String rows(Product product, String sql, Obligations obligations) {
        return ToolCalls.result(product.calls().run("query_database", "shop", sql, obligations))
                .path("rows")
                .toString();
    }

    private static String shown(Product product, String sql, Obligations obligations) {
        return ToolCalls.shown(product.calls().run("query_database", "shop", sql, obligations));
    }

    @ParameterizedTest
    @MethodSource("products")
    void expressionStandsForTheColumnWhereverItIsUsed(Product product) {
        var obligations = masks(MaskColumn.sql("customers.ssn", product.first()));

        assertThat(rows(product, "select ssn from customers where id = 1", obligations))
                .isEqualTo("[[\"JQX*\"]]");
        assertThat(
                        rows(
                                product,
                                "select count(*) from customers where ssn = 'JQXW-KVZB-7731'",
                                obligations))
                .isEqualTo("[[0]]");
        assertThat(rows(product, "select id from customers c where c.ssn like 'JQX*'", obligations))
                .isEqualTo("[[1]]");
    }

    @ParameterizedTest
    @MethodSource("products")
    void expressionReadsOtherColumnsOfItsTableAndKeepsTheType(Product product) {
        var obligations =
                masks(
                        MaskColumn.sql(
                                "customers.balance",
                                "case when region = 'EU' then balance else 0 end"));

        assertThat(
                        rows(
                                product,
                                "select id, balance + 1 from customers where id in (1, 3) order by id",
                                obligations))
                .isIn("[[1,91828.64],[3,1.00]]", "[[1,91828.64],[3,1]]");
    }

    @ParameterizedTest
    @MethodSource("products")
    void besideAnotherMaskNothingIsShown(Product product) {
        var named =
                masks(
                        MaskColumn.sql("customers.ssn", product.first()),
                        new MaskColumn("*.ssn", "last4"));
        var written =
                masks(
                        MaskColumn.sql("customers.ssn", product.first()),
                        MaskColumn.sql("*.ssn", "ssn"));

        for (var obligations : List.of(named, written)) {
            assertThat(rows(product, "select ssn from customers where id = 1", obligations))
                    .isEqualTo("[[\"⟦masked:redact⟧\"]]");
        }
    }

    @ParameterizedTest
    @MethodSource("products")
    void expressionThatDoesNotFitRefusesTheTable(Product product) {
        for (var expression :
                List.of(
                        "absent",
                        "left(ssn, 3",
                        "ssn) from customers --",
                        "ssn, name",
                        "pg_read_file('x')",
                        "no_such_function(ssn)",
                        "employees.salary",
                        "")) {
            var shown =
                    shown(
                            product,
                            "select id, ssn from customers",
                            masks(MaskColumn.sql("customers.ssn", expression)));

            assertThat(shown).as(expression).startsWith("DENIED_SQL_MASK").doesNotContain("JQX");
        }
    }

    @ParameterizedTest
    @MethodSource("products")
    void agentReadsThatThereIsAMaskAndNotHowItIsWritten(Product product) {
        var arguments = JsonNodeFactory.instance.objectNode();
        arguments.put("database", "shop").put("table", "customers");
        if (!product.schema().isEmpty()) {
            arguments.put("schema", product.schema());
        }
        var described =
                ToolCalls.shown(
                        product.calls()
                                .run(
                                        "describe_database",
                                        arguments,
                                        masks(MaskColumn.sql("customers.ssn", product.first()))));

        assertThat(described).contains("\"masked\":\"sql\"").doesNotContain("'*'");
    }

    @ParameterizedTest
    @MethodSource("products")
    void maskedColumnIsNeitherReadNorComparedInAWrite(Product product) {
        var obligations = masks(MaskColumn.sql("customers.ssn", product.first()));

        for (var sql :
                List.of(
                        "update customers set notes = ssn",
                        "delete from customers where ssn like 'JQX%'",
                        "insert into categories (id, label) select id, ssn from customers")) {
            var shown =
                    ToolCalls.shown(
                            product.calls().run("modify_database", "work", sql, obligations));

            assertThat(shown).as(sql).startsWith("DENIED_");
        }
    }
}
