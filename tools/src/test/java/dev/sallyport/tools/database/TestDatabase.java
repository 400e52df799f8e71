package dev.sallyport.tools.database;

import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.Limit;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Tool;
import dev.sallyport.tools.Tool.Execution;
import dev.sallyport.tools.Tool.Planning;
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
    private final ToolCalls tools;
    private final ToolCalls twin;
    private final ToolCalls stranger;

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
                open(
                        List.of(
                                new DatabaseTarget("shop", url("readers"), "postgres", "postgres"),
                                new DatabaseTarget("least", url("readers"), "gate", "gate"),
                                new DatabaseTarget("work", url("writers"), "postgres", "postgres"),
                                new DatabaseTarget("humble", url("writers"), "gate", "gate"),
                                new DatabaseTarget(
                                        "extended",
                                        url("readers"),
                                        "postgres",
                                        "postgres",
                                        Set.of(
                                                "pg_encoding_to_char",
                                                "shop.doubled",
                                                "shop.steal")),
                                new DatabaseTarget(
                                        "down", "jdbc:postgresql://127.0.0.1:1/x", "x", "x")));
        twin = copyOfReaders("twins");
        stranger = copyOfReaders("strangers");
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            Stream.of(tools, twin, stranger)
                                    .forEach(calls -> calls.tools().close());
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
    private ToolCalls copyOfReaders(String database) {
        return open(
                List.of(
                        new DatabaseTarget("shop", url(database), "postgres", "postgres"),
                        new DatabaseTarget("least", url(database), "gate", "gate")));
    }

    private static ToolCalls open(List<DatabaseTarget> targets) {
        return new ToolCalls(DatabaseTools.open(targets, KEY));
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
    String url(String database) {
        var url = server.getJdbcUrl("postgres", database);
        return url.substring(0, url.indexOf('?'));
    }

    Connection connect(String database) throws SQLException {
        return server.getDatabase("postgres", database).getConnection();
    }

    DatabaseTools tools() {
        return tools.tools();
    }

    /// Tools over the copy that differs where nothing may be learned.
    ToolCalls twin() {
        return twin;
    }

    /// Tools over the copy that differs in everything hidden.
    ToolCalls stranger() {
        return stranger;
    }

    Tool tool(String name) {
        return tools.tool(name);
    }

    Planning plan(String tool, String database, String sql) {
        return tools.plan(tool, database, sql);
    }

    Plan planned(String tool, String database, String sql) {
        return switch (plan(tool, database, sql)) {
            case Planning.Planned(var plan) -> plan;
            case Planning.Refused(var refusal, var touching) ->
                    throw new AssertionError(ToolCalls.shown(refusal));
        };
    }

    Planning.Refused refused(String tool, String database, String sql) {
        if (plan(tool, database, sql) instanceof Planning.Refused refused) {
            return refused;
        }
        throw new AssertionError("was planned");
    }

    /// @param table empty for the whole schema
    ObjectNode describe(String schema, String table, Obligations obligations) {
        var arguments = JsonNodeFactory.instance.objectNode();
        arguments.put("database", "shop").put("schema", schema);
        if (!table.isEmpty()) {
            arguments.put("table", table);
        }
        return ToolCalls.result(tools.run("describe_database", arguments, obligations));
    }

    /// A query's whole answer: its execution, or the refusal of its plan.
    Execution query(String database, String sql, Obligations obligations) {
        return run("query_database", database, sql, obligations);
    }

    Execution run(String tool, String database, String sql, Obligations obligations) {
        return tools.run(tool, database, sql, obligations);
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
