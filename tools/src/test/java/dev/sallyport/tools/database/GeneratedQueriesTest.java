package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.Tool.Execution;
import java.sql.SQLException;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Queries from a grammar, under masks and filters and without. Under them, databases that differ in what is hidden have
/// to answer alike, so no answer depends on it.
///
/// An ordinary test run makes the same few hundred every time. `-Dgenerated.minutes=60` makes others for so long; see
/// `src/fuzz/run`. A failure names its seed, and `-Dgenerated.seed=…` begins with that one.
final class GeneratedQueriesTest {

    private static final int QUERIES = 400;

    /// Its query once failed on one copy of the database and not on the other, by the planner's choice.
    private static final long SEED = 5844268514556439441L;

    /// Of all queries; below it the generator would hardly test anything.
    private static final double ANSWERED_MIN = 0.5;

    private static final TestDatabase DATABASE = TestDatabase.SHARED;

    @Test
    void noGeneratedQueryTellsHiddenValuesOrAnswersOtherwiseThanTheDatabase() throws SQLException {
        long minutes = Long.getLong("generated.minutes", 0);
        long first = Long.getLong("generated.seed", minutes > 0 ? System.nanoTime() : SEED);
        var seeds = new SplittableRandom(first);
        long end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
        long queries = 0;
        long answered = 0;

        for (long seed = first;
                minutes > 0 ? System.nanoTime() < end : queries < QUERIES;
                seed = seeds.nextLong()) {
            queries++;
            if (check(seed, QueryGenerator.query(seed))) {
                answered++;
            }
        }

        assertThat((double) answered / queries).as("answered").isGreaterThan(ANSWERED_MIN);
        System.out.println("generated queries: " + queries + ", answered: " + answered);
    }

    private static boolean check(long seed, String sql) throws SQLException {
        var what = "seed " + seed + ": " + sql;
        var masked = DATABASE.query("shop", sql, TestDatabase.ANALYST);
        var twin = DATABASE.twin().run("query_database", "shop", sql, TestDatabase.ANALYST);
        assertThat(ToolCalls.told(twin)).as(what).isEqualTo(ToolCalls.told(masked));
        var strict = DATABASE.query("shop", sql, TestDatabase.STRICT);
        var stranger = DATABASE.stranger().run("query_database", "shop", sql, TestDatabase.STRICT);
        assertThat(ToolCalls.told(stranger)).as(what).isEqualTo(ToolCalls.told(strict));
        var open = DATABASE.query("shop", sql, Obligations.NONE);
        if (open instanceof Execution.Done(var result, long _)
                && !result.path("truncated").asBoolean()) {
            assertThat(result.path("rows").toString())
                    .as(what)
                    .isEqualTo(DATABASE.directly(sql).path("rows").toString());
        }
        return masked instanceof Execution.Done;
    }
}
