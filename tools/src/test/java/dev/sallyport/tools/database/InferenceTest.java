package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Two databases that differ only in what is hidden answer alike, errors included: no statement tells them apart.
///
/// A `token` shows which values are equal, a `last4` and a `year` what they say; the copies agree in that.
final class InferenceTest {

    static Stream<Arguments> statements() {
        return Stream.concat(
                TestDatabase.servers()
                        .flatMap(server ->
                                TestDatabase.corpus("laundering.sql")
                                        .map(sql -> arguments(server, sql))),
                TestDatabase.corpus("reads.sql").map(sql -> arguments(TestDatabase.SHARED, sql)));
    }

    @ParameterizedTest
    @MethodSource("statements")
    void answerIsTheSameWhateverTheHiddenValuesAre(TestDatabase server, String sql) {
        var one = server.query("shop", sql, TestDatabase.ANALYST);
        var twin = server.twin().run("query_database", "shop", sql, TestDatabase.ANALYST);
        assertThat(ToolCalls.told(twin)).isEqualTo(ToolCalls.told(one));

        var strict = server.query("least", sql, TestDatabase.STRICT);
        var stranger = server.stranger().run("query_database", "least", sql, TestDatabase.STRICT);
        assertThat(ToolCalls.told(stranger)).isEqualTo(ToolCalls.told(strict));
    }
}
