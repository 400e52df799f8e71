package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.database.Analyst.Understanding;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The planner looks through the subquery that stands for a masked table, so the table's indexes still serve.
///
/// A filtered table is different: nothing is asked before its filter, so only an index that serves the filter is used.
final class IndexUseTest {

    private static final TestDatabase DATABASE = TestDatabase.SHARED;

    private static final Obligations MASKED =
            new Obligations(
                    List.of(
                            new MaskColumn("big_people.ssn", "redact"),
                            new MaskColumn("big_people.card", "last4"),
                            new MaskColumn("*.email", "token"),
                            new MaskColumn("big_orders.note", "redact")));

    @BeforeAll
    static void fill() throws SQLException {
        execute(
                """
                create table shop.big_people (id bigint primary key, name text, email text, ssn text, card text);
                insert into shop.big_people
                  select n, 'n' || n, 'e' || n, 's' || n, 'c' || n from generate_series(1, 20000) n;
                create table shop.big_orders (id bigint primary key, person_id bigint, region text, amount int, note text);
                insert into shop.big_orders
                  select n, n * 7919 % 20000 + 1, case when n % 500 = 0 then 'EU' else 'US' end, n % 97, 'x' || n
                  from generate_series(1, 20000) n;
                create index big_orders_person on shop.big_orders (person_id);
                create index big_orders_region on shop.big_orders (region);
                create view shop.big_view as select id, upper(ssn) as code, name from shop.big_people;
                analyze shop.big_people, shop.big_orders
                """);
    }

    @AfterAll
    static void clear() throws SQLException {
        execute("drop view shop.big_view; drop table shop.big_people, shop.big_orders");
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = DATABASE.connect("writers");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "select * from big_people where id = 77|big_people_pkey",
                "select ssn, email from shop.big_people p where p.id in (5, 6, 7)|big_people_pkey",
                "select * from big_orders where person_id = 42|big_orders_person",
                "select o.amount, p.email from big_orders o join big_people p on p.id = o.person_id where o.id = 9|big_people_pkey",
                "select name from big_people order by id desc limit 5|big_people_pkey",
                "select max(id) from big_people|big_people_pkey",
                "select p.name, (select count(*) from big_orders o where o.person_id = p.id) from big_people p where p.id < 4|big_orders_person",
                "with p as (select * from big_people) select code.ssn from p code where code.id = 3|big_people_pkey",
                "select code from big_view where id = 12|big_people_pkey"
            })
    void indexServesThroughTheMask(String sql, String index) throws SQLException {
        var plan = explain(sql, MASKED);

        assertThat(plan).contains(index).doesNotContain("Seq Scan on big_people");
    }

    @ParameterizedTest
    @CsvSource({"select * from big_orders where amount = 5", "select count(*) from big_orders"})
    void indexServesTheFilter(String sql) throws SQLException {
        var filtered = new Obligations(List.of(new FilterRows("big_orders", "region = 'EU'")));

        assertThat(explain(sql, filtered)).contains("big_orders_region");
    }

    private static String explain(String sql, Obligations obligations) throws SQLException {
        try (var connection = DATABASE.connect("writers")) {
            connection.setAutoCommit(false);
            var analyst =
                    new Analyst(
                            PostgreSqlDialect.INSTANCE,
                            new PostgreSqlEngine().catalogue(connection));
            if (!(analyst.understand(sql) instanceof Understanding.Understood(var analysis))) {
                throw new AssertionError(sql);
            }
            var rendering = new Rewriter(analyst, new Protection(obligations)).tokens(analysis);
            // The keys of tokens are bound when the statement runs; any bytes will do for its plan.
            var text = PostgreSqlDialect.INSTANCE.sql(rendering).replaceAll("\\$[12]", "'x'");
            return String.join("\n", PostgreSqlCatalogue.texts(connection, "explain " + text));
        }
    }
}
