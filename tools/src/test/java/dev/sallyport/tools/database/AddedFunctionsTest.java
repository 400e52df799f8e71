package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.policy.Obligations;
import java.sql.SQLException;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Functions that an operator lets statements call beyond the product's list.
final class AddedFunctionsTest {

    private static final TestDatabase DATABASE = TestDatabase.SHARED;

    @BeforeAll
    static void makeFunctions() throws SQLException {
        try (var connection = DATABASE.connect("readers");
                var statement = connection.createStatement()) {
            statement.execute(
                    "create or replace function shop.doubled(numeric) returns numeric"
                            + " language sql immutable as 'select $1 * 2'");
            statement.execute(
                    "create or replace function shop.doubled(text) returns text"
                            + " language sql immutable as 'select $1 || $1'");
        }
    }

    private static String shown(String database, String sql, Obligations obligations) {
        return ToolCalls.shown(DATABASE.query(database, sql, obligations));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select shop.doubled(21) | [[42]]",
                "select SHOP . Doubled (x) from (values (1), (2)) v (x) order by 1 | [[2],[4]]",
                "select d from shop.doubled(4) d | [[8]]",
                "select pg_encoding_to_char(6) | [[\"UTF8\"]]",
                "select pg_catalog.pg_encoding_to_char(6) | [[\"UTF8\"]]"
            })
    void addedFunctionIsCalled(String sql, String rows) {
        var result = ToolCalls.result(DATABASE.query("extended", sql, Obligations.NONE));

        assertThat(result.path("rows").toString()).isEqualTo(rows);
        assertThat(shown("shop", sql, Obligations.NONE)).startsWith("DENIED_SQL_FUNCTION");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select doubled(21)",
                "select hr.doubled(21)",
                "select \"Shop\".doubled(21)",
                "select shop.\"Doubled\"(21)",
                "select \"shop.doubled\"(21)",
                "select readers.shop.doubled(21)",
                "select shop.pg_encoding_to_char(6)",
                "select shop.other(1)",
                "select \"shop.steal\"()"
            })
    void nothingElseIsCalled(String sql) {
        assertThat(shown("extended", sql, Obligations.NONE)).startsWith("DENIED_SQL");
    }

    @Test
    void argumentsAreMaskedBeforeTheFunctionSeesThem() {
        var sql = "select shop.doubled(ssn), pg_column_size(ssn) from shop.customers where id < 3";

        var result = ToolCalls.result(DATABASE.query("extended", sql, TestDatabase.ANALYST));

        Secrets.assertNone(result.toString(), sql);
        assertThat(result.path("columns").path(0).path("masked").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pg_read_file",
                "public.dblink",
                "public.dblink_exec",
                "public.lo_get",
                "public.crosstab",
                "pg_temp.f",
                "information_schema.f",
                "current_query",
                "pg_stat_get_activity",
                "pg_ls_replslotdir",
                "pg_get_triggerdef",
                "regclass",
                "dblink",
                "query_to_xml",
                "set_config",
                "pg_catalog.abs",
                "Upper",
                "a.b.c",
                "x()",
                "\"x\"",
                "",
                "shop.",
                ".f",
                "shop.*"
            })
    void whatCanNeverBeCalledIsRefusedAtTheStart(String function) {
        assertThat(DatabaseTarget.problemOf("jdbc:postgresql://localhost/x", function)).isPresent();
        assertThatThrownBy(() ->
                        new DatabaseTarget(
                                "x", "jdbc:postgresql://localhost/x", "", "", Set.of(function)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:mysql://localhost/x, load_file",
        "jdbc:mariadb://localhost/x, sleep",
        "jdbc:sqlite:x, load_extension",
        "jdbc:h2:mem:x, file_read",
        "jdbc:h2:mem:x, public.f",
        "jdbc:sqlite:x, main.f"
    })
    void otherProductsHaveTheirOwnAndKnowNoSchemas(String url, String function) {
        assertThat(DatabaseTarget.problemOf(url, function)).isPresent();
        assertThat(DatabaseTarget.problemOf(url, "soundex")).isEmpty();
    }

    @Test
    void noListAllowsWhatItNeverAllows() {
        for (var dialect :
                new Dialect[] {
                    PostgreSqlDialect.INSTANCE,
                    MySqlDialect.INSTANCE,
                    SqliteDialect.INSTANCE,
                    H2Dialect.INSTANCE
                }) {
            for (var function : dialect.allowed().functions()) {
                assertThat(dialect.allowed().problem(function, false))
                        .as(dialect.product() + " " + function)
                        .isEmpty();
            }
        }
    }
}
