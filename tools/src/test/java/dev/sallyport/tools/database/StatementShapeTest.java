package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StatementShapeTest {

    private static final EmbeddedDatabase DATABASE = EmbeddedDatabase.sqlite();

    private static String shape(String sql) {
        var dialect = SqliteDialect.INSTANCE;
        return StatementShape.of(dialect.lex(sql));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "select id from customers where id = 7|SELECT id /* x */ FROM customers WHERE id = 1234567",
                "select id from customers where name = 'a'|select id from customers where name = 'it''s'",
                "insert into orders (id, remark) values (1, 'x')|insert into orders (id, remark) values (2, 'y')",
                "select id from customers limit 10 offset 0|select id from customers limit 10 offset 20",
                "select id from customers where notes = x'00'|select id from customers where notes = x'ff'"
            })
    void otherValuesAreTheSameShape(String one, String other) {
        assertThat(shape(one)).isEqualTo(shape(other)).matches("[0-9a-f]{64}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "select count(email) from customers where id = 7|select email, id from customers limit 1000",
                "select id from customers limit 10|select id from customers limit 1000",
                "select id from customers limit 0, 10|select id from customers limit 0, 1000",
                "select id from customers where id = 7|select id from customers where id = id",
                "select id from customers where id = 7|select id from customers where id <> 7",
                "select id from customers where id in (1, 2)|select id from customers where id in (1, 2, 3)",
                "select id from customers where name = 'a'|select id from customers where name = 7",
                "select id from customers where name = null|select id from customers where name = 7",
                "select id from customers|select id from customers where id = 7",
                "insert into orders (id) values (1)|insert into orders (id) values (1) on conflict do nothing",
                "insert into orders (id) values (1)|insert into orders (id) values (1), (2)",
                "update orders set region = 'x' where id = 1|update orders set region = 'x' where 1 = 1",
                "select \"a\" from t|select a from t"
            })
    void whatDoesSomethingElseIsAnotherShape(String one, String other) {
        assertThat(shape(one)).isNotEqualTo(shape(other));
    }

    @Test
    void planHasIt() {
        var sql = "insert into categories (id, label) values (77, 'x')";
        if (!(DATABASE.calls().plan("modify_database", "work", sql)
                instanceof dev.sallyport.tools.Tool.Planning.Planned(var plan))) {
            throw new AssertionError("was refused");
        }

        assertThat(plan.shape()).isEqualTo(shape(sql));
    }
}
