package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.Limit;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.database.Analyst.Understanding;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What an analyst remembers is what it would find out anew.
final class AnalystMemoryTest {

    private static final TestDatabase DATABASE = TestDatabase.SHARED;

    private static final Catalogue CATALOGUE = catalogue();

    private final Analyst analyst = fresh();

    private static Catalogue catalogue() {
        try (var connection = DATABASE.connect("readers")) {
            connection.setAutoCommit(false);
            return PostgreSqlCatalogue.read(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Analyst fresh() {
        return new Analyst(PostgreSqlDialect.INSTANCE, CATALOGUE);
    }

    static Stream<String> statements() {
        return Stream.of("reads.sql", "attacks.sql", "laundering.sql", "writes.sql")
                .flatMap(TestDatabase::corpus);
    }

    @ParameterizedTest
    @MethodSource("statements")
    void aStatementMeansTheSameTheSecondTime(String sql) {
        var first = analyst.understand(sql);

        assertThat(analyst.understand(sql)).isSameAs(first).isEqualTo(fresh().understand(sql));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "whole"})
    void aShortTextWithAnEnormousResultIsNotRemembered(String all) {
        var sql = "select " + all + ("," + all).repeat(1_900) + " from shop.types whole";

        var first = analyst.understand(sql);

        assertThat(first).isInstanceOf(Understanding.Understood.class);
        assertThat(analyst.understand(sql)).isNotSameAs(first).isEqualTo(first);
    }

    static List<Obligations> obligations() {
        var all = new ArrayList<Obligations>();
        all.add(Obligations.NONE);
        all.add(TestDatabase.ANALYST);
        for (var with : MaskColumn.STRICTEST_FIRST) {
            all.add(new Obligations(List.of(new MaskColumn("customers.ssn", with))));
        }
        all.add(new Obligations(List.of(new MaskColumn("*.ssn", "redact"))));
        all.add(new Obligations(List.of(new MaskColumn("customers.name", "redact"))));
        for (var where : List.of("region = 'EU'", "region = 'US'", "id > 1")) {
            all.add(new Obligations(List.of(new FilterRows("customers", where))));
        }
        all.add(TestDatabase.with(new Limit("rows", 7)));
        return all;
    }

    @Test
    void callersUnderOtherObligationsGetTheirOwnRendering() {
        for (var sql :
                List.of(
                        "select * from shop.customers",
                        "select c.name, o.amount from shop.customers c join shop.orders o on o.customer_id = c.id",
                        "select tax_number from shop.contacts")) {
            for (int round = 0; round < 2; round++) {
                for (var obligations : obligations()) {
                    assertThat(analyst.render(sql, obligations))
                            .isEqualTo(fresh().render(sql, obligations));
                }
            }
        }
    }

    @Test
    void maskedColumnsAreMarkedForThoseAloneWhoHaveTheMask() {
        var sql = "select name, ssn from shop.customers";
        var masked =
                new Obligations(List.<Obligation>of(new MaskColumn("customers.ssn", "redact")));

        assertThat(analyst.render(sql, Obligations.NONE).masked()).containsExactly(false, false);
        assertThat(analyst.render(sql, masked).masked()).containsExactly(false, true);
        assertThat(analyst.render(sql, Obligations.NONE).masked()).containsExactly(false, false);
    }

    @Test
    void aChangeOfTheSchemaIsSeenByTheNextCall() throws SQLException {
        var sql = "select * from shop.remembered";
        var masked = new Obligations(List.<Obligation>of(new MaskColumn("remembered.b", "redact")));
        change("create table shop.remembered (a text); insert into shop.remembered values ('x')");
        assertThat(answer(sql, masked)).contains("[[\"x\"]]");

        change("alter table shop.remembered add column b text default 'hidden'");
        assertThat(answer(sql, masked)).contains("[[\"x\",\"⟦masked:redact⟧\"]]");

        change("drop table shop.remembered");
        assertThat(answer(sql, masked)).contains("DENIED_");

        change(
                "create view shop.remembered as select ssn as a, 1 as b from shop.customers where id = 1");
        assertThat(answer(sql, new Obligations(List.of(new MaskColumn("customers.ssn", "redact")))))
                .contains("[[\"⟦masked:redact⟧\",1]]");
        change("drop view shop.remembered");
    }

    private static void change(String ddl) throws SQLException {
        try (var connection = DATABASE.connect("writers");
                var statement = connection.createStatement()) {
            statement.execute(ddl);
        }
    }

    private static String answer(String sql, Obligations obligations) {
        return ToolCalls.shown(DATABASE.query("work", sql, obligations));
    }
}
