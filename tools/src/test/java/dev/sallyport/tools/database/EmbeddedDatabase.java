package dev.sallyport.tools.database;

import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Tool;
import dev.sallyport.tools.Tool.Execution;
import dev.sallyport.tools.Tool.Planning;
import dev.sallyport.tools.ToolCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Two databases of a product that runs inside the tests, one for readers and one for writers, and the tools over them.
final class EmbeddedDatabase {

    /// What the analyst of the corpora may not see.
    static final Obligations ANALYST =
            new Obligations(
                    List.<Obligation>of(
                            new MaskColumn("customers.ssn", "redact"),
                            new MaskColumn("customers.card_number", "last4"),
                            new MaskColumn("*.email", "token"),
                            new MaskColumn("customers.balance", "redact"),
                            new MaskColumn("customers.birthday", "year"),
                            new MaskColumn("customers.external_id", "token"),
                            new FilterRows("orders", "region = 'EU'")));

    /// Where a product's database is, and how a test reaches it past the gate.
    record Place(String url, String user, String password) {

        Connection connect() throws SQLException {
            return DriverManager.getConnection(url, user, password);
        }
    }

    private final String corpus;
    private final Place readers;
    private final Place writers;
    private final DatabaseTools tools;

    private EmbeddedDatabase(String corpus, Place readers, Place writers, String open) {
        this.corpus = corpus;
        this.readers = readers;
        this.writers = writers;
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 7);
        try {
            for (var place : List.of(readers, writers)) {
                try (var connection = place.connect();
                        var statement = connection.createStatement()) {
                    statement.executeUpdate(resource(corpus + "/schema.sql"));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        tools =
                DatabaseTools.open(
                        List.of(target("shop", readers, open), target("work", writers, open)), key);
        Runtime.getRuntime().addShutdownHook(new Thread(tools::close));
    }

    private static DatabaseTarget target(String name, Place place, String open) {
        return new DatabaseTarget(name, place.url() + open, place.user(), place.password());
    }

    static EmbeddedDatabase sqlite() {
        return new EmbeddedDatabase("sqlite", file(), file(), "");
    }

    private static Place file() {
        return new Place("jdbc:sqlite:" + folder().resolve("shop.db"), "", "");
    }

    static EmbeddedDatabase h2() {
        return new EmbeddedDatabase("h2", memory(), memory(), ";IFEXISTS=TRUE");
    }

    private static Place memory() {
        return new Place("jdbc:h2:mem:" + folder().getFileName() + ";DB_CLOSE_DELAY=-1", "sa", "");
    }

    static Path folder() {
        try {
            var folder = Files.createTempDirectory("embedded");
            folder.toFile().deleteOnExit();
            folder.resolve("shop.db").toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Connection readers() throws SQLException {
        return readers.connect();
    }

    Connection writers() throws SQLException {
        return writers.connect();
    }

    Stream<String> corpus(String file) {
        return Stream.of(resource(corpus + "/" + file).split("\n---\n")).map(String::strip);
    }

    Tool tool(String name) {
        return tools.tools().stream()
                .filter(tool -> tool.description().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    Planning plan(String tool, ObjectNode arguments) {
        return tool(tool)
                .plan(
                        new ToolCall(
                                arguments,
                                new Principal(
                                        "client:test",
                                        Principal.Kind.AGENT,
                                        Optional.empty(),
                                        Set.of()),
                                "call-1"));
    }

    Planning plan(String tool, String database, String sql) {
        return plan(
                tool,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("database", database)
                        .put("sql", sql)
                        .put("reason", "test"));
    }

    /// A query's whole answer: its execution, or the refusal of its plan.
    Execution query(String sql, Obligations obligations) {
        return run("query_database", "shop", sql, obligations);
    }

    Execution run(String tool, String database, String sql, Obligations obligations) {
        return switch (plan(tool, database, sql)) {
            case Planning.Planned(var plan) ->
                    tool(tool)
                            .execute(
                                    Plan.fromJson(plan.toJson()),
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

    static String shown(dev.sallyport.tools.Refusal refusal) {
        return refusal.code() + ": " + refusal.message() + " " + refusal.next();
    }

    static ObjectNode result(Execution execution) {
        if (execution instanceof Execution.Done(var result, long rows)) {
            return result;
        }
        throw new AssertionError("expected a result, got " + shown(execution));
    }

    private static String resource(String file) {
        try (var in = EmbeddedDatabase.class.getResourceAsStream("/database/" + file)) {
            if (in == null) {
                throw new IllegalArgumentException(file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
