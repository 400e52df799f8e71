package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.examples.git.ShopProject;
import dev.sallyport.server.planted.Planted;
import dev.sallyport.server.planted.PlantedSecrets;
import dev.sallyport.server.planted.Planting;
import dev.sallyport.server.planted.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Secrets in the arguments, results and errors of calls that an agent makes, of every tool.
final class PlantedCalls {

    private static final String FAULT = "fault ";

    private final PlantedGate gate;
    private final Wire agent;
    private final PlantedSecrets secrets;
    private final Planting planting;
    private final AtomicInteger numbers = new AtomicInteger();

    PlantedCalls(PlantedGate gate, Wire agent, PlantedSecrets secrets, Planting planting) {
        this.gate = gate;
        this.agent = agent;
        this.secrets = secrets;
        this.planting = planting;
    }

    static ObjectNode object(String... keysAndValues) {
        var object = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }

    private JsonNode call(String tool, ObjectNode arguments) {
        return agent.call("test", "1", tool, arguments);
    }

    private void completes(String tool, ObjectNode arguments) {
        var reply = call(tool, arguments);
        assertThat(reply.path("status").asString("")).as(reply.toString()).isEqualTo("completed");
    }

    private void fails(String tool, ObjectNode arguments) {
        var reply = call(tool, arguments);
        assertThat(reply.path("status").asString("")).as(reply.toString()).isIn("denied", "failed");
    }

    void planAll() {
        // By itself: two who write to one repository at once can meet in making a directory.
        planting.plan("files and commits that are read", 4, 50, this::read);
        planting.run();
        notes();
        mistakes();
        queries();
        writes();
        repositories();
        clusters();
    }

    private void notes() {
        gate.notes.whileExecuting =
                (plan, control) -> {
                    var text = plan.normalised().path("text").stringValue();
                    control.progress(text);
                    if (text.startsWith(FAULT)) {
                        throw new IllegalStateException("the driver said: " + text);
                    }
                };
        planting.plan(
                "a call that runs, its reply and its reason",
                400,
                2,
                s -> completes("write_note", note("shared", s)));
        planting.plan(
                "a call that is denied", 150, 2, s -> fails("write_note", note("private", s)));
        planting.plan(
                "a fault of a tool",
                200,
                1,
                s ->
                        fails(
                                "write_note",
                                object("notebook", "shared", "text", FAULT + s.get(0).text())));
        planting.plan(
                "the name and version of a client",
                200,
                2,
                s ->
                        assertThat(
                                        agent.call(
                                                        s.get(0).text(),
                                                        s.get(1).text(),
                                                        "my_access",
                                                        object())
                                                .path("status")
                                                .asString(""))
                                .isNotEmpty());
        planting.plan(
                "the end of a long name of a client",
                100,
                1,
                s -> {
                    var name = "x".repeat(100 + numbers.incrementAndGet()) + " " + s.get(0).text();
                    assertThat(agent.call(name, "1", "my_access", object()).has("status")).isTrue();
                });
    }

    static ObjectNode note(String notebook, List<Planted> secrets) {
        return object(
                "notebook",
                notebook,
                "text",
                secrets.get(0).text(),
                "reason",
                "since " + secrets.get(1).text());
    }

    private void mistakes() {
        planting.plan(
                "the name of an unknown tool",
                10,
                25,
                some -> {
                    var session = agent.initialize("test", "1");
                    for (var s : some) {
                        var params = object("name", s.text());
                        params.putObject("arguments").put("x", 1);
                        var reply = agent.inSession(session, "tools/call", params);
                        assertThat(reply.has("error")).as(reply.toString()).isTrue();
                    }
                });
        planting.plan(
                "an unknown argument",
                250,
                2,
                s ->
                        fails(
                                "write_note",
                                object("notebook", "shared", "text", "x")
                                        .put(s.get(0).text(), s.get(1).text())));
        planting.plan(
                "an argument of a wrong type",
                100,
                1,
                s -> {
                    var arguments = object("notebook", "shared");
                    arguments.putObject("text").put("deep", s.get(0).text());
                    fails("write_note", arguments);
                });
        planting.plan(
                "an argument that is too long",
                150,
                1,
                s ->
                        fails(
                                "write_note",
                                object(
                                        "notebook",
                                        "shared",
                                        "text",
                                        "x",
                                        "page",
                                        "p".repeat(21) + " " + s.get(0).text())));
        planting.plan(
                "the name of an unknown target",
                150,
                1,
                s ->
                        fails(
                                "query_database",
                                object("database", s.get(0).text(), "sql", "select 1")));
        planting.plan(
                "the id of an unknown approval",
                150,
                1,
                s -> fails("await_approval", object("approval_id", s.get(0).text())));
    }

    private static String literal(Planted secret) {
        return "'" + secret.text().replace("'", "''") + "'";
    }

    private static ObjectNode sql(String statement, Planted reason) {
        return object("database", "shop", "sql", statement, "reason", reason.text());
    }

    private void queries() {
        planting.plan("a row", 10, 100, some -> rows(some, "note"));
        planting.plan(
                "a column of passwords", 4, 100, secrets::password, some -> rows(some, "password"));
        planting.plan(
                "a statement, its rows and its reason",
                290,
                2,
                s ->
                        completes(
                                "query_database",
                                sql("select " + literal(s.get(0)) + " as x", s.get(1))));
        planting.plan(
                "a comment of a statement",
                100,
                1,
                s ->
                        call(
                                "query_database",
                                sql("select 1 as x /* " + s.get(0).text() + " */", s.get(0))));
        planting.plan(
                "the name of a column",
                50,
                1,
                secrets::bare,
                s ->
                        completes(
                                "query_database",
                                sql("select 1 as \"" + s.get(0).text() + "\"", s.get(0))));
        planting.plan(
                "an error of a database",
                200,
                1,
                s ->
                        fails(
                                "query_database",
                                sql(
                                        "select cast(" + literal(s.get(0)) + " as integer) as x",
                                        s.get(0))));
        planting.plan(
                "a statement that is none",
                150,
                1,
                s -> fails("query_database", sql("selct " + literal(s.get(0)), s.get(0))));
        planting.plan(
                "the name of an unknown table",
                150,
                1,
                s ->
                        fails(
                                "query_database",
                                sql(
                                        "select * from shop.\""
                                                + s.get(0).text().replace("\"", "\"\"")
                                                + "\"",
                                        s.get(0))));
        planting.plan(
                "the name of an unknown schema",
                50,
                1,
                s ->
                        fails(
                                "describe_database",
                                object("database", "shop", "schema", s.get(0).text())));
    }

    private void rows(List<Planted> some, String column) {
        int from = numbers.getAndAdd(1_000);
        try (var connection = gate.connection();
                var insert =
                        connection.prepareStatement(
                                "insert into shop.notes (id, " + column + ") values (?, ?)")) {
            for (int i = 0; i < some.size(); i++) {
                insert.setInt(1, from + i);
                insert.setString(2, some.get(i).text());
                insert.addBatch();
            }
            var _ = insert.executeBatch();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        var reply =
                call(
                        "query_database",
                        object(
                                "database",
                                "shop",
                                "sql",
                                "select id, %s from shop.notes where id between %d and %d"
                                        .formatted(column, from, from + 999)));
        assertThat(reply.path("row_count").intValue()).as(reply.toString()).isEqualTo(some.size());
    }

    private void writes() {
        planting.plan(
                "a write and its reason",
                200,
                2,
                s ->
                        completes(
                                "modify_database",
                                sql(
                                        "update shop.notes set note = "
                                                + literal(s.get(0))
                                                + " where id = -1",
                                        s.get(1))));
        planting.plan(
                "a value that is taken",
                100,
                1,
                s -> {
                    var insert =
                            sql(
                                    "insert into shop.taken (name) values ("
                                            + literal(s.get(0))
                                            + ")",
                                    s.get(0));
                    completes("modify_database", insert);
                    fails("modify_database", insert);
                });
        planting.plan(
                "a row that a database refuses",
                100,
                1,
                s ->
                        fails(
                                "modify_database",
                                sql(
                                        "insert into shop.taken (name, id) values ("
                                                + literal(s.get(0))
                                                + ", -1)",
                                        s.get(0))));
    }

    private void repositories() {
        planting.plan(
                "a push: its file, message and reason",
                40,
                3,
                s -> completes("push_branch", push("agent/" + number("b"), "a.txt", s)));
        planting.plan(
                "a push: its path and branch",
                30,
                2,
                secrets::bare,
                s ->
                        completes(
                                "push_branch",
                                push(
                                        "agent/" + s.get(0).text(),
                                        s.get(1).text(),
                                        List.of(s.get(0), s.get(1), s.get(0)))));
        planting.plan(
                "a push that is refused",
                60,
                2,
                s ->
                        fails(
                                "push_branch",
                                push(
                                        s.get(0).text(),
                                        s.get(1).text() + "/..",
                                        List.of(s.get(0), s.get(1), s.get(0)))));
        planting.plan(
                "what is not in a repository",
                60,
                2,
                s ->
                        fails(
                                "read_repository",
                                object(
                                        "repository",
                                        "shop",
                                        "operation",
                                        "read",
                                        "branch",
                                        s.get(0).text(),
                                        "path",
                                        s.get(1).text())));
    }

    private String number(String prefix) {
        return prefix + numbers.incrementAndGet();
    }

    private static ObjectNode push(String branch, String path, List<Planted> secrets) {
        var arguments =
                object(
                        "repository",
                        "shop",
                        "branch",
                        branch,
                        "message",
                        "change\n\n" + secrets.get(1).text(),
                        "reason",
                        secrets.get(2).text());
        arguments.putObject("changes").put(path, secrets.get(0).text());
        return arguments;
    }

    private synchronized void commit(String branch, Map<String, String> files, Planted message)
            throws IOException {
        var author = new ShopProject.Author("Ana", "ana@example.com");
        var shop = gate.upstream().repository("shop");
        var _ = ShopProject.commit(shop, branch, files, author, 9, message.text());
    }

    private void read(List<Planted> some) {
        var branch = number("agent/read-");
        var files = new HashMap<String, String>();
        for (int i = 0; i < some.size() - 1; i++) {
            files.put(i + ".txt", some.get(i).text() + "\n");
        }
        try {
            commit(branch, files, some.getLast());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        for (var file : files.keySet()) {
            completes(
                    "read_repository",
                    object(
                            "repository",
                            "shop",
                            "operation",
                            "read",
                            "branch",
                            branch,
                            "path",
                            file));
        }
        completes(
                "read_repository",
                object("repository", "shop", "operation", "log", "branch", branch));
        completes(
                "read_repository",
                object("repository", "shop", "operation", "diff", "branch", branch));
    }

    private void clusters() {
        planting.plan(
                "an object of a cluster, applied and read",
                100,
                3,
                s -> {
                    var name = number("cm-");
                    var map = configMap(name, s);
                    completes(
                            "apply_manifest",
                            object(
                                    "cluster",
                                    "dev",
                                    "manifest",
                                    map.toString(),
                                    "reason",
                                    s.get(2).text()));
                    completes(
                            "read_cluster",
                            object(
                                    "cluster",
                                    "dev",
                                    "kind",
                                    "ConfigMap",
                                    "operation",
                                    "get",
                                    "namespace",
                                    "sandbox",
                                    "name",
                                    name));
                });
        planting.plan(
                "a Secret of a cluster",
                100,
                1,
                secrets::password,
                s ->
                        fails(
                                "apply_manifest",
                                object("cluster", "dev", "manifest", secret(s.get(0)))));
        planting.plan(
                "a manifest that is none",
                100,
                1,
                s ->
                        fails(
                                "apply_manifest",
                                object("cluster", "dev", "manifest", "kind: [" + s.get(0).text())));
        planting.plan(
                "the name of an unknown object",
                100,
                2,
                s -> {
                    fails(
                            "read_cluster",
                            object(
                                    "cluster",
                                    "dev",
                                    "kind",
                                    s.get(1).text(),
                                    "operation",
                                    "get",
                                    "namespace",
                                    "sandbox",
                                    "name",
                                    s.get(0).text()));
                    fails(
                            "delete_resource",
                            object(
                                    "cluster",
                                    "dev",
                                    "kind",
                                    "ConfigMap",
                                    "namespace",
                                    "sandbox",
                                    "name",
                                    s.get(0).text()));
                });
    }

    static ObjectNode configMap(String name, List<Planted> secrets) {
        var map = object("apiVersion", "v1", "kind", "ConfigMap");
        map.putObject("metadata")
                .put("name", name)
                .put("namespace", "sandbox")
                .putObject("annotations")
                .put("example.com/note", secrets.get(1).text());
        map.putObject("data").put("note", secrets.get(0).text());
        return map;
    }

    private String secret(Planted secret) {
        return """
        apiVersion: v1
        kind: Secret
        metadata: { name: %s, namespace: sandbox }
        data: { pgpass: %s }
        """
                .formatted(
                        number("s-"),
                        Base64.getEncoder()
                                .encodeToString(secret.core().getBytes(StandardCharsets.UTF_8)));
    }
}
