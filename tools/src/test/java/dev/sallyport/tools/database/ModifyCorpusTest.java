package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Tool.Execution;
import dev.sallyport.tools.Tool.Planning;
import dev.sallyport.tools.Tool.Previewing;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ModifyCorpusTest {

    private static final TestDatabase DATABASE = TestDatabase.SHARED;

    private static final String CONTENT =
            "select md5(string_agg(t::text, '' order by t::text)) from (select c::text from shop.customers c"
                    + " union all select c::text from shop.categories c"
                    + " union all select o::text from shop.orders o"
                    + " union all select p::text from shop.products p"
                    + " union all select i::text from shop.order_items i"
                    + " union all select v::text from shop.visits v"
                    + " union all select e::text from hr.employees e) x(t)";

    static Stream<String> writes() {
        return TestDatabase.corpus("writes.sql");
    }

    static Stream<String> attacks() {
        return TestDatabase.corpus("write-attacks.sql");
    }

    private static String content() throws SQLException {
        try (var connection = DATABASE.connect("writers")) {
            return PostgreSqlCatalogue.texts(connection, CONTENT).getFirst();
        }
    }

    @ParameterizedTest
    @MethodSource("writes")
    void writeIsCountedWithoutEffectAndThenDone(String sql) throws SQLException {
        var tool = DATABASE.tool("modify_database");
        var before = content();
        var plan =
                switch (DATABASE.plan("modify_database", "work", sql)) {
                    case Planning.Planned(var planned) -> planned;
                    case Planning.Refused(var refusal, var touching) ->
                            throw new AssertionError(TestDatabase.shown(refusal));
                };

        var previewing = tool.preview(plan, Obligations.NONE);
        assertThat(content()).isEqualTo(before);
        if (!(previewing instanceof Previewing.Previewed(var preview))) {
            throw new AssertionError(previewing.toString());
        }
        var execution =
                tool.execute(
                        plan, Obligations.NONE, Optional.of(preview), CallControl.uncancellable());

        assertThat(execution).isInstanceOf(Execution.Done.class);
        assertThat(TestDatabase.result(execution).path("rows_affected").asLong())
                .isEqualTo(preview.state().path("rows").asLong(-1));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void writeThatMayNotBeChangesNothing(String sql) throws SQLException {
        var before = content();

        switch (DATABASE.plan("modify_database", "work", sql)) {
            case Planning.Refused(var refusal, var touching) -> {
                assertThat(touching).isNotEmpty();
                Secrets.assertNone(TestDatabase.shown(refusal), sql);
            }
            case Planning.Planned(var plan) -> {
                boolean elsewhere =
                        plan.accesses().stream()
                                .anyMatch(access ->
                                        access.fact("schema").equals(FactValue.text("hr")));
                if (!elsewhere) {
                    var execution =
                            DATABASE.tool("modify_database")
                                    .execute(
                                            plan,
                                            TestDatabase.ANALYST,
                                            Optional.empty(),
                                            CallControl.uncancellable());
                    assertThat(execution).isInstanceOf(Execution.Refused.class);
                    Secrets.assertNone(TestDatabase.shown(execution), sql);
                }
            }
        }

        assertThat(content()).isEqualTo(before);
    }
}
