package dev.sallyport.tools.database;

import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.Limit;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Refusal;
import dev.sallyport.tools.Tool;
import dev.sallyport.tools.Tool.Execution;
import dev.sallyport.tools.Tool.Planning;
import dev.sallyport.tools.ToolCall;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One real PostgreSQL for all tests of this package, with a database for readers and one for writers.
final class TestDatabase {

    /// What the analyst of the corpus may not see.
    static final Obligations ANALYST =
            new Obligations(
                    List.<Obligation>of(
                            new MaskColumn("customers.ssn", "redact"),
                            new MaskColumn("shop.customers.card_number", "last4"),
                            new MaskColumn("*.email", "token"),
                            new MaskColumn("customers.balance", "redact"),
                            new MaskColumn("customers.birthday", "year"),
                            new MaskColumn("customers.external_id", "token"),
                            new FilterRows("orders", "region = 'EU'")));

    private static final byte[] KEY = new byte[32];

    static final TestDatabase SHARED = new TestDatabase();

    private final EmbeddedPostgres server;
    private final DatabaseTools tools;

    private TestDatabase() {
        Arrays.fill(KEY, (byte) 7);
        try {
            server = EmbeddedPostgres.builder().start();
            try (var connection = connect("postgres");
                    var statement = connection.createStatement()) {
                statement.execute("create database readers");
                statement.execute("create database writers");
                statement.execute("create role gate login password 'gate'");
            }
            for (var name : List.of("readers", "writers")) {
                try (var connection = connect(name);
                        var statement = connection.createStatement()) {
                    statement.execute(resource("schema.sql"));
                    statement.execute(
                            "alter database " + name + " set search_path to shop, public");
                    statement.execute("grant usage on schema shop to gate");
                    statement.execute("grant select on all tables in schema shop to gate");
                }
            }
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
        tools =
                DatabaseTools.open(
                        List.of(
                                new DatabaseTarget("shop", url("readers"), "postgres", "postgres"),
                                new DatabaseTarget("least", url("readers"), "gate", "gate"),
                                new DatabaseTarget("work", url("writers"), "postgres", "postgres"),
                                new DatabaseTarget(
                                        "down", "jdbc:postgresql://127.0.0.1:1/x", "x", "x")),
                        KEY);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            tools.close();
                            try {
                                server.close();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        }));
    }

    private String url(String database) {
        return server.getJdbcUrl("postgres", database);
    }

    Connection connect(String database) throws SQLException {
        return server.getDatabase("postgres", database).getConnection();
    }

    DatabaseTools tools() {
        return tools;
    }

    Tool tool(String name) {
        return tools.tools().stream()
                .filter(tool -> tool.description().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static ToolCall call(ObjectNode arguments) {
        return new ToolCall(
                arguments,
                new Principal("client:test", Principal.Kind.AGENT, Optional.empty(), Set.of()),
                "call-1");
    }

    static ObjectNode arguments(String database, String sql) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("database", database)
                .put("sql", sql)
                .put("reason", "test");
    }

    Planning plan(String tool, String database, String sql) {
        return tool(tool).plan(call(arguments(database, sql)));
    }

    /// A query's whole answer: its execution, or the refusal of its plan.
    Execution query(String database, String sql, Obligations obligations) {
        return run("query_database", database, sql, obligations);
    }

    Execution run(String tool, String database, String sql, Obligations obligations) {
        return switch (plan(tool, database, sql)) {
            case Planning.Planned(var plan) ->
                    tool(tool)
                            .execute(
                                    dev.sallyport.tools.Plan.fromJson(plan.toJson()),
                                    obligations,
                                    Optional.empty(),
                                    CallControl.uncancellable());
            case Planning.Refused(var refusal, var touching) -> new Execution.Refused(refusal);
        };
    }

    /// Everything of an answer that could reach an agent.
    static String shown(Execution execution) {
        return switch (execution) {
            case Execution.Done(var result, long rows) -> result.toString();
            case Execution.Refused(var refusal) -> shown(refusal);
            case Execution.Failed(var refusal, var cause, var effect) -> shown(refusal);
        };
    }

    static String shown(Refusal refusal) {
        return refusal.code() + ": " + refusal.message() + " " + refusal.next();
    }

    static ObjectNode result(Execution execution) {
        if (execution instanceof Execution.Done(var result, long rows)) {
            return result;
        }
        throw new AssertionError("expected a result, got " + shown(execution));
    }

    static Obligations with(Obligation... more) {
        var all = new ArrayList<>(ANALYST.all());
        all.addAll(List.of(more));
        return new Obligations(all);
    }

    static Obligations limits(long rows, long timeout) {
        return new Obligations(List.of(new Limit("rows", rows), new Limit("timeout", timeout)));
    }

    static Stream<String> corpus(String file) {
        return Stream.of(resource(file).split("\n---\n")).map(String::strip);
    }

    static String resource(String file) {
        try (var in = TestDatabase.class.getResourceAsStream("/database/" + file)) {
            if (in == null) {
                throw new IllegalArgumentException(file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
