package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Obligations;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A view is read through PostgreSQL's own writing of it, which is not what its author wrote.
@ParameterizedClass(name = "{0}")
@MethodSource("dev.sallyport.tools.database.TestDatabase#servers")
final class ViewCorpusTest {

    private final TestDatabase server;

    ViewCorpusTest(TestDatabase server) {
        this.server = server;
    }

    static Stream<String> views() {
        return TestDatabase.corpus("views.sql");
    }

    @ParameterizedTest
    @MethodSource("views")
    void viewAnswersLikeTheQueryItWasMadeOf(String sql) throws SQLException {
        execute("create view shop.made_of_corpus as " + sql);
        try {
            for (var obligations : List.of(Obligations.NONE, TestDatabase.ANALYST)) {
                var view = result("select * from shop.made_of_corpus", obligations);

                assertThat(view).isEqualTo(result(sql, obligations));
                if (obligations.equals(TestDatabase.ANALYST)) {
                    Secrets.assertNone(view, sql);
                }
            }
        } finally {
            execute("drop view shop.made_of_corpus");
        }
    }

    private String result(String sql, Obligations obligations) {
        return ToolCalls.result(server.query("work", sql, obligations)).path("rows").toString();
    }

    private void execute(String sql) throws SQLException {
        try (var connection = server.connect("writers");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
