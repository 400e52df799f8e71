package dev.sallyport.tools.database;

import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.database.Analyst.Understanding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/// What it takes to turn a text into the statement that runs under masks and a filter, without any database.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PlanningBenchmark {

    private static final Obligations ANALYST =
            new Obligations(
                    List.of(
                            new MaskColumn("customers.ssn", "redact"),
                            new MaskColumn("shop.customers.card_number", "last4"),
                            new MaskColumn("*.email", "token"),
                            new MaskColumn("customers.balance", "redact"),
                            new MaskColumn("customers.birthday", "year"),
                            new MaskColumn("customers.external_id", "token"),
                            new FilterRows("orders", "region = 'EU'")));

    /// A query of one line, or an analysis of more than forty.
    @Param({"small", "analytics"})
    private String query = "";

    /// How many tables the database has.
    @Param({"20", "1000"})
    private int tables;

    private Analyst analyst = new Analyst(PostgreSqlDialect.INSTANCE, Catalogues.small());

    private String sql = "";
    private char[] characters = {};

    @Setup
    public void read() {
        analyst =
                new Analyst(
                        PostgreSqlDialect.INSTANCE,
                        tables == 20 ? Catalogues.small() : Catalogues.large());
        sql = resource(query + ".sql");
        characters = sql.toCharArray();
    }

    private static String resource(String name) {
        try (var in = PlanningBenchmark.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException(name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A statement the gate has not seen lately.
    @Benchmark
    public Object uncached() {
        if (analyst.read(sql) instanceof Understanding.Understood(var analysis)) {
            return analyst.render(analysis, new Protection(ANALYST));
        }
        throw new IllegalStateException("the statement is not understood");
    }

    /// A statement the gate has seen lately, under the same obligations: what planning and execution ask together.
    @Benchmark
    public void cached(Blackhole blackhole) {
        // Every call brings texts of its own.
        var sent = new String(characters);
        var stored = new String(characters);
        blackhole.consume(analyst.understand(sent));
        blackhole.consume(analyst.understand(stored));
        blackhole.consume(analyst.render(stored, ANALYST));
    }
}
