package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Tool.Execution;
import dev.sallyport.tools.Tool.Planning;
import dev.sallyport.tools.Tool.Previewing;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What must hold for every statement of an embedded product's corpora.
final class EmbeddedCorpus {

    /// What the corpora write or try to.
    private static final List<String> TABLES =
            List.of("customers", "categories", "orders", "products", "order_items", "visits");

    private final EmbeddedDatabase database;
    private final Engine engine;

    EmbeddedCorpus(EmbeddedDatabase database, Engine engine) {
        this.database = database;
        this.engine = engine;
    }

    void unmaskedReadAnswersExactlyAsTheDatabase(String sql) throws SQLException {
        var direct = direct(sql);

        var result = ToolCalls.result(database.query(sql, Obligations.NONE));

        assertThat(result.path("rows").toString()).isEqualTo(direct.path("rows").toString());
        // A column without a name of its own is called by its text, where spaces tell nothing.
        assertThat(result.path("columns").toString().replace(" ", ""))
                .isEqualTo(direct.path("columns").toString().replace(" ", ""));
        assertThat(result.path("truncated").asBoolean()).isFalse();
    }

    private ObjectNode direct(String sql) throws SQLException {
        try (var connection = database.readers();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var result = JsonNodeFactory.instance.objectNode();
            var columns = result.putArray("columns");
            var meta = rows.getMetaData();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                columns.addObject()
                        .put("name", meta.getColumnLabel(i))
                        .put("type", engine.typeName(meta.getColumnTypeName(i)))
                        .put("masked", false);
            }
            var list = result.putArray("rows");
            while (rows.next()) {
                var row = list.addArray();
                for (int i = 1; i <= meta.getColumnCount(); i++) {
                    row.add(engine.value(rows, i, meta.getColumnTypeName(i)));
                }
            }
            return result;
        }
    }

    void canonicalFormOfCanonicalFormIsItself(String sql) {
        var dialect = engine.dialect();
        var tokens = dialect.lex(sql);

        assertThat(dialect.lex(dialect.sql(tokens))).isEqualTo(tokens);
    }

    void readUnderMasksRunsAndLeaksNothing(String sql) {
        var shown = ToolCalls.result(database.query(sql, ToolCalls.ANALYST)).toString();

        Secrets.assertNone(shown, sql);
    }

    void attackIsRefusedOrNamesWhatItWouldReach(String sql) {
        switch (database.calls().plan("query_database", "shop", sql)) {
            case Planning.Planned(var plan) ->
                    assertThat(plan.accesses()).anyMatch(EmbeddedCorpus::isElsewhere);
            case Planning.Refused(var refusal, var touching) -> {
                assertThat(touching).isNotEmpty();
                assertThat(refusal.code()).startsWith("DENIED_");
            }
        }
    }

    /// A caller of the corpora may not use the table of employees.
    private static boolean isElsewhere(Access access) {
        return List.of(FactValue.text("employees"), FactValue.text("EMPLOYEES"))
                .contains(access.fact("table"));
    }

    void maskedAndFilteredValuesNeverLeave(String sql) {
        var shown = ToolCalls.shown(database.query(sql, ToolCalls.ANALYST));

        Secrets.assertNone(shown, sql);
    }

    void writeIsCountedWithoutEffectAndThenDone(String sql) throws SQLException {
        var tool = database.calls().tool("modify_database");
        var before = content();
        var plan =
                switch (database.calls().plan("modify_database", "work", sql)) {
                    case Planning.Planned(var planned) -> planned;
                    case Planning.Refused(var refusal, var touching) ->
                            throw new AssertionError(ToolCalls.shown(refusal));
                };

        var previewing = tool.preview(plan, Obligations.NONE);
        assertThat(content()).isEqualTo(before);
        if (!(previewing instanceof Previewing.Previewed(var preview))) {
            throw new AssertionError(previewing.toString());
        }
        var execution =
                tool.execute(
                        plan, Obligations.NONE, Optional.of(preview), CallControl.uncancellable());

        assertThat(ToolCalls.result(execution).path("rows_affected").asLong())
                .isEqualTo(preview.state().path("rows").asLong(-1));
    }

    void writeThatMayNotBeChangesNothing(String sql) throws SQLException {
        var before = content();

        switch (database.calls().plan("modify_database", "work", sql)) {
            case Planning.Refused(var refusal, var touching) -> {
                assertThat(touching).isNotEmpty();
                Secrets.assertNone(ToolCalls.shown(refusal), sql);
            }
            case Planning.Planned(var plan) -> {
                if (plan.accesses().stream().noneMatch(EmbeddedCorpus::isElsewhere)) {
                    var execution =
                            database.calls()
                                    .tool("modify_database")
                                    .execute(
                                            plan,
                                            ToolCalls.ANALYST,
                                            Optional.empty(),
                                            CallControl.uncancellable());
                    assertThat(execution).isNotInstanceOf(Execution.Done.class);
                    Secrets.assertNone(ToolCalls.shown(execution), sql);
                }
            }
        }

        assertThat(content()).isEqualTo(before);
    }

    /// Every value of the tables that the corpora write.
    private String content() throws SQLException {
        var content = new StringBuilder();
        try (var connection = database.writers();
                var statement = connection.createStatement()) {
            for (var table : TABLES) {
                try (var rows =
                        statement.executeQuery("select * from " + table + " order by 1, 2")) {
                    int width = rows.getMetaData().getColumnCount();
                    while (rows.next()) {
                        for (int i = 1; i <= width; i++) {
                            content.append(rows.getString(i)).append('|');
                        }
                        content.append('\n');
                    }
                }
            }
        }
        return content.toString();
    }
}
