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
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A real PostgreSQL for all tests of this package, with a database for readers, copies of it that differ in what is
/// hidden (see [Twin]), and one for writers.
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
                            new MaskColumn("accounts.iban", "redact"),
                            new MaskColumn("accounts.code", "last4"),
                            new MaskColumn("accounts.pin", "redact"),
                            new MaskColumn("accounts.aliases", "redact"),
                            new MaskColumn("accounts.profile", "redact"),
                            new MaskColumn("accounts.secret_at", "year"),
                            new MaskColumn("accounts.kept", "redact"),
                            new MaskColumn("accounts.address", "token"),
                            new MaskColumn("accounts.raw", "redact"),
                            new MaskColumn("accounts.status", "redact"),
                            new MaskColumn("accounts.phone", "redact"),
                            new FilterRows("orders", "region = 'EU'"),
                            new FilterRows("ledger", "region = 'EU'")));

    /// The analyst's obligations without the mask that shows which values are equal.
    static final Obligations STRICT =
            new Obligations(
                    ANALYST.all().stream()
                            .map(obligation ->
                                    obligation instanceof MaskColumn(var column, var mask)
                                                    && mask.equals("token")
                                            ? new MaskColumn(column, "redact")
                                            : obligation)
                            .toList());

    private static final byte[] KEY =
            "a key for tests, of 32 bytes....".getBytes(StandardCharsets.UTF_8);

    private static final List<String> SCHEMAS = List.of("shop", "events", "desk");

    /// What the planner knows of values, hidden ones too: by it two databases may run one query in different ways, of
    /// which one meets an error that the other does not. The threat model says so; without it, all else can be compared.
    private static final String FORGET_VALUES = ";delete from pg_catalog.pg_statistic";

    /// The newest release that is served.
    static final TestDatabase SHARED =
            new TestDatabase("PostgreSQL 18", DefaultPostgresBinaryResolver.INSTANCE);

    private final String name;
    private final EmbeddedPostgres server;
    private final DatabaseTools tools;
    private final DatabaseTools twin;
    private final DatabaseTools stranger;

    private TestDatabase(String name, PgBinaryResolver binaries) {
        this.name = name;
        var schema = resource("schema.sql");
        try {
            server = EmbeddedPostgres.builder().setPgBinaryResolver(binaries).start();
            try (var connection = connect("postgres");
                    var statement = connection.createStatement()) {
                statement.execute("create role gate login password 'gate'");
            }
            create("readers", schema + FORGET_VALUES);
            create("twins", Twin.twin(schema) + FORGET_VALUES);
            create("strangers", Twin.stranger(schema) + FORGET_VALUES);
            create("writers", schema);
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
        tools =
                DatabaseTools.open(
                        List.of(
                                new DatabaseTarget("shop", url("readers"), "postgres", "postgres"),
                                new DatabaseTarget("least", url("readers"), "gate", "gate"),
                                new DatabaseTarget("work", url("writers"), "postgres", "postgres"),
                                new DatabaseTarget("humble", url("writers"), "gate", "gate"),
                                new DatabaseTarget(
                                        "down", "jdbc:postgresql://127.0.0.1:1/x", "x", "x")),
                        KEY);
        twin = copyOfReaders("twins");
        stranger = copyOfReaders("strangers");
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            tools.close();
                            twin.close();
                            stranger.close();
                            try {
                                server.close();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        }));
    }

    private void create(String database, String schema) throws SQLException {
        try (var connection = connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute("create database " + database);
        }
        try (var connection = connect(database);
                var statement = connection.createStatement()) {
            statement.execute(schema);
            statement.execute("alter database " + database + " set search_path to shop, public");
            for (var granted : SCHEMAS) {
                statement.execute("grant usage on schema " + granted + " to gate");
                statement.execute("grant select on all tables in schema " + granted + " to gate");
            }
            if (database.equals("writers")) {
                statement.execute(
                        "grant insert, update, delete on all tables in schema shop, desk to gate");
            }
        }
    }

    /// The same names as the readers' own targets, so that equal values have equal tokens.
    private DatabaseTools copyOfReaders(String database) {
        return DatabaseTools.open(
                List.of(
                        new DatabaseTarget("shop", url(database), "postgres", "postgres"),
                        new DatabaseTarget("least", url(database), "gate", "gate")),
                KEY);
    }

    /// Both releases, started once for all tests of the module.
    static Stream<TestDatabase> servers() {
        return Stream.of(SHARED, Oldest.SERVER);
    }

    /// Started for the first test that wants it.
    private static final class Oldest {
        static final TestDatabase SERVER =
                new TestDatabase("PostgreSQL 15", TestDatabase::oldestBinaries);
    }

    /// The archive inside the jar that the build puts beside the tests: two releases of one artifact cannot
    /// both be on the class path.
    private static InputStream oldestBinaries(String system, String machine) throws IOException {
        var jar = System.getProperty("postgresql.oldest.binaries");
        if (jar == null) {
            throw new IllegalStateException("the build names no jar of the oldest PostgreSQL");
        }
        try (var entries = new ZipInputStream(Files.newInputStream(Path.of(jar)))) {
            for (var entry = entries.getNextEntry();
                    entry != null;
                    entry = entries.getNextEntry()) {
                if (entry.getName().endsWith(".txz")) {
                    return new ByteArrayInputStream(entries.readAllBytes());
                }
            }
        }
        throw new IllegalStateException("no archive in " + jar);
    }

    @Override
    public String toString() {
        return name;
    }

    /// Without the user that the server's own URL names, which would go before the target's login.
    private String url(String database) {
        var url = server.getJdbcUrl("postgres", database);
        return url.substring(0, url.indexOf('?'));
    }

    Connection connect(String database) throws SQLException {
        return server.getDatabase("postgres", database).getConnection();
    }

    DatabaseTools tools() {
        return tools;
    }

    /// Tools over the copy that differs where nothing may be learned.
    DatabaseTools twin() {
        return twin;
    }

    /// Tools over the copy that differs in everything hidden.
    DatabaseTools stranger() {
        return stranger;
    }

    Tool tool(String name) {
        return tool(tools, name);
    }

    private static Tool tool(DatabaseTools family, String name) {
        return family.tools().stream()
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
        return run(tools, tool, database, sql, obligations);
    }

    static Execution run(
            DatabaseTools family,
            String tool,
            String database,
            String sql,
            Obligations obligations) {
        return switch (tool(family, tool).plan(call(arguments(database, sql)))) {
            case Planning.Planned(var plan) ->
                    tool(family, tool)
                            .execute(
                                    dev.sallyport.tools.Plan.fromJson(plan.toJson()),
                                    obligations,
                                    Optional.empty(),
                                    CallControl.uncancellable());
            case Planning.Refused(var refusal, var touching) -> new Execution.Refused(refusal);
        };
    }

    /// What the readers' database itself answers, in the form of a result.
    ObjectNode directly(String sql) throws SQLException {
        try (var connection = connect("readers");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var result = JsonNodeFactory.instance.objectNode();
            var columns = result.putArray("columns");
            var meta = rows.getMetaData();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                columns.addObject()
                        .put("name", meta.getColumnLabel(i))
                        .put("type", PostgreSqlValues.typeName(meta.getColumnTypeName(i)))
                        .put("masked", false);
            }
            var list = result.putArray("rows");
            while (rows.next()) {
                var row = list.addArray();
                for (int i = 1; i <= meta.getColumnCount(); i++) {
                    row.add(PostgreSqlValues.value(rows, i, meta.getColumnTypeName(i)));
                }
            }
            return result;
        }
    }

    /// Everything of an answer that could reach an agent.
    static String shown(Execution execution) {
        return switch (execution) {
            case Execution.Done(var result, long rows) -> result.toString();
            case Execution.Refused(var refusal) -> shown(refusal);
            case Execution.Failed(var refusal, var cause, var effect) -> shown(refusal);
        };
    }

    /// Everything of an answer that could reach an agent, or an operator's log.
    static String told(Execution execution) {
        var text = new StringBuilder(shown(execution));
        if (execution instanceof Execution.Failed(var refusal, var cause, var effect)) {
            for (var thrown = cause.orElse(null); thrown != null; thrown = thrown.getCause()) {
                text.append('\n').append(thrown);
            }
        }
        return text.toString();
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
        return Corpora.statements(file);
    }

    static String resource(String file) {
        return Corpora.text(file);
    }
}
