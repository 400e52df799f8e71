package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Obligations;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Reads in words that only the newest PostgreSQL knows.
final class NewestReleaseTest {

    private static final TestDatabase DATABASE = TestDatabase.SHARED;

    static Stream<String> reads() {
        return TestDatabase.corpus("reads-newest.sql");
    }

    @ParameterizedTest
    @MethodSource("reads")
    void readAnswersExactlyAsTheDatabaseAndLeaksNothingUnderMasks(String sql) throws SQLException {
        var direct = DATABASE.directly(sql);

        var open = ToolCalls.result(DATABASE.query("shop", sql, Obligations.NONE));
        var masked = ToolCalls.result(DATABASE.query("shop", sql, TestDatabase.ANALYST));

        assertThat(open.path("rows").toString()).isEqualTo(direct.path("rows").toString());
        assertThat(open.path("columns").toString()).isEqualTo(direct.path("columns").toString());
        Secrets.assertNone(masked.toString(), sql);
    }
}
