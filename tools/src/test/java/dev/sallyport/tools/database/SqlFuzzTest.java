package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithUtf8Length;
import dev.sallyport.tools.database.Analyst.Understanding;
import dev.sallyport.tools.database.SqlToken.Kind;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Texts made by coverage-guided mutation of the corpora, through lexer, parser, resolver and rewriter.
///
/// An ordinary test run takes the corpora alone. `JAZZER_FUZZ=1` with `-Dtest=SqlFuzzTest` goes on from them until it is
/// ended; see `src/fuzz/run`.
final class SqlFuzzTest {

    /// Of this thread's own work, so that a busy machine is no failure.
    private static final long CPU_NANOS_MAX = 100_000_000;

    private static final Protection PROTECTION = new Protection(TestDatabase.ANALYST);

    static Stream<String> statements() {
        return Stream.of(
                        "reads.sql",
                        "laundering.sql",
                        "attacks.sql",
                        "writes.sql",
                        "write-attacks.sql")
                .flatMap(TestDatabase::corpus);
    }

    @MethodSource("statements")
    @DictionaryFile(resourcePath = "/database/fuzz.dict")
    @FuzzTest(maxDuration = "1h")
    void anyTextIsUnderstoodOrRefusedAndRunsOnlyAsItWasUnderstood(
            @NotNull @WithUtf8Length(max = 4000) String sql) {
        long nanos = check(sql);
        if (nanos > CPU_NANOS_MAX) {
            // Once more: the first time may have loaded classes or compiled.
            nanos = check(sql);
        }

        assertThat(nanos).as(sql).isLessThan(CPU_NANOS_MAX);
    }

    private static long check(String sql) {
        long before = cpuNanos();
        var understanding = FuzzCatalogue.ANALYST.understand(sql);
        if (understanding instanceof Understanding.Understood(var analysis)) {
            var dialect = PostgreSqlDialect.INSTANCE;
            assertThat(dialect.lex(analysis.sql())).isEqualTo(analysis.canonical());
            var rendering = render(analysis);
            assertNothingHiddenIsNamedInTheOpen(analysis, rendering);
        }
        return cpuNanos() - before;
    }

    /// The rendering, with nothing in its strings: they may hold whatever reads like a name.
    private static String render(Analysis analysis) {
        try {
            return PostgreSqlDialect.INSTANCE.sql(
                    new Rewriter(FuzzCatalogue.ANALYST, PROTECTION)
                            .tokens(analysis).stream()
                                    .map(token ->
                                            token.kind() == Kind.STRING
                                                    ? new SqlToken(Kind.STRING, "")
                                                    : token)
                                    .toList());
        } catch (NotUnderstood e) {
            return "";
        }
    }

    /// A masked table stands nowhere but inside the subquery that hides it. Its name is quoted there, with its
    /// schema, which is how no agent's token is ever written.
    private static void assertNothingHiddenIsNamedInTheOpen(Analysis analysis, String rendering) {
        if (!(analysis.statement() instanceof Syntax.Read)) {
            return;
        }
        var table = "\"shop\".\"customers\"";
        int hidden =
                count(rendering, "from " + table + ")")
                        + count(rendering, "from only " + table + ")");
        int named = count(rendering, table);
        assertThat(hidden).as(rendering).isEqualTo(named);
    }

    private static int count(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
            count++;
        }
        return count;
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
