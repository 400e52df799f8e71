package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Tool.Execution;
import dev.sallyport.tools.Tool.Planning;
import dev.sallyport.tools.Tool.Previewing;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("dev.sallyport.tools.database.TestDatabase#servers")
final class ModifyCorpusTest {

    private static final String CONTENT =
            "select md5(string_agg(t::text, '' order by t::text)) from (select c::text from shop.customers c"
                    + " union all select c::text from shop.categories c"
                    + " union all select o::text from shop.orders o"
                    + " union all select p::text from shop.products p"
                    + " union all select i::text from shop.order_items i"
                    + " union all select v::text from shop.visits v"
                    + " union all select a::text from shop.accounts a"
                    + " union all select l::text from shop.ledger l"
                    + " union all select t::text from desk.tickets t"
                    + " union all select u::text from events.users u"
                    + " union all select e::text from hr.employees e) x(t)";

    private final TestDatabase server;

    ModifyCorpusTest(TestDatabase server) {
        this.server = server;
    }

    static Stream<String> writes() {
        return TestDatabase.corpus("writes.sql");
    }

    static Stream<String> attacks() {
        return TestDatabase.corpus("write-attacks.sql");
    }

    /// The newest release is written by a superuser, the oldest by a login that may do no more than it must.
    private String writer() {
        return server == TestDatabase.SHARED ? "work" : "humble";
    }

    private String content() throws SQLException {
        try (var connection = server.connect("writers")) {
            return PostgreSqlCatalogue.texts(connection, CONTENT).getFirst();
        }
    }

    @ParameterizedTest
    @MethodSource("writes")
    void writeIsCountedWithoutEffectAndThenDone(String sql) throws SQLException {
        var tool = server.tool("modify_database");
        var before = content();
        var plan =
                switch (server.plan("modify_database", writer(), sql)) {
                    case Planning.Planned(var planned) -> planned;
                    case Planning.Refused(var refusal, var touching) ->
                            throw new AssertionError(ToolCalls.shown(refusal));
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
        assertThat(ToolCalls.result(execution).path("rows_affected").asLong())
                .isEqualTo(preview.state().path("rows").asLong(-1));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void writeThatMayNotBeChangesNothing(String sql) throws SQLException {
        var before = content();

        for (var target : List.of("work", "humble")) {
            var told = refusal(target, sql);

            Secrets.assertNone(told, sql);
        }

        assertThat(content()).isEqualTo(before);
    }

    /// Everything that is said on the way to the refusal, or nothing where the policy would have refused the schema.
    private String refusal(String target, String sql) {
        return switch (server.plan("modify_database", target, sql)) {
            case Planning.Refused(var refusal, var touching) -> {
                assertThat(touching).isNotEmpty();
                yield ToolCalls.shown(refusal);
            }
            case Planning.Planned(var plan)
                    when plan.accesses().stream()
                            .anyMatch(
                                    access -> access.fact("schema").equals(FactValue.text("hr"))) ->
                    "";
            case Planning.Planned(var plan) -> {
                var execution =
                        server.tool("modify_database")
                                .execute(
                                        plan,
                                        TestDatabase.ANALYST,
                                        Optional.empty(),
                                        CallControl.uncancellable());
                assertThat(execution).isInstanceOf(Execution.Refused.class);
                yield ToolCalls.told(execution);
            }
        };
    }
}
