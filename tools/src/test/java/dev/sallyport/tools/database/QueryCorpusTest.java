package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.Tool.Planning;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("dev.sallyport.tools.database.TestDatabase#servers")
final class QueryCorpusTest {

    private final TestDatabase server;

    QueryCorpusTest(TestDatabase server) {
        this.server = server;
    }

    static Stream<String> reads() {
        return TestDatabase.corpus("reads.sql");
    }

    static Stream<String> attacks() {
        return TestDatabase.corpus("attacks.sql");
    }

    static Stream<String> laundering() {
        return TestDatabase.corpus("laundering.sql");
    }

    @ParameterizedTest
    @MethodSource("reads")
    void unmaskedReadAnswersExactlyAsTheDatabase(String sql) throws SQLException {
        var direct = server.directly(sql);

        for (var database : List.of("shop", "least")) {
            var result = ToolCalls.result(server.query(database, sql, Obligations.NONE));

            assertThat(result.path("rows").toString()).isEqualTo(direct.path("rows").toString());
            assertThat(result.path("columns").toString())
                    .isEqualTo(direct.path("columns").toString());
            assertThat(result.path("truncated").asBoolean()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void attackIsRefusedOrNamesWhatItWouldReach(String sql) {
        var planning = server.plan("query_database", "shop", sql);

        switch (planning) {
            case Planning.Planned(var plan) ->
                    assertThat(plan.accesses())
                            .anyMatch(access -> access.fact("schema").equals(FactValue.text("hr")));
            case Planning.Refused(var refusal, var touching) -> {
                assertThat(touching).isNotEmpty();
                assertThat(refusal.code()).startsWith("DENIED_");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("laundering")
    void maskedAndFilteredValuesNeverLeave(String sql) {
        try (var logged = new Logged()) {
            for (var database : List.of("shop", "least")) {
                var told = ToolCalls.told(server.query(database, sql, TestDatabase.ANALYST));

                Secrets.assertNone(told, sql);
            }
            Secrets.assertNone(logged.text(), sql);
        }
    }

    @ParameterizedTest
    @MethodSource("reads")
    void readUnderMasksRunsAndLeaksNothing(String sql) {
        for (var database : List.of("shop", "least")) {
            var shown =
                    ToolCalls.result(server.query(database, sql, TestDatabase.ANALYST)).toString();

            Secrets.assertNone(shown, sql);
        }
    }
}
