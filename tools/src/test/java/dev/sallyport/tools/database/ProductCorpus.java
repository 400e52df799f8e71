package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Tool.Execution;
import dev.sallyport.tools.Tool.Planning;
import dev.sallyport.tools.Tool.Previewing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The corpora of one product, run through the tools against the product itself.
///
/// Targets `shop` and `least` read one database, with the most and the least rights; `work` writes another of the same
/// content.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProductCorpus {

    /// The folder of the corpora.
    abstract String folder();

    abstract Engine engine();

    abstract ToolCalls calls();

    /// What the name of an output column is compared by. A column without a label is called by its expression's text
    /// in some products, and the text that runs is the canonical one.
    String comparable(String label) {
        return label;
    }

    /// A connection of the product's admin, which the tools know nothing of.
    ///
    /// @param target `shop` or `work`
    abstract Connection connect(String target) throws SQLException;

    /// One text that changes with any row of `work`.
    abstract String content() throws SQLException;

    static Stream<String> statements(String folder, String file) {
        return Stream.of(resource(folder, file).split("\n---\n")).map(String::strip);
    }

    static String resource(String folder, String file) {
        var path = "/database/" + folder + "/" + file;
        try (var in = ProductCorpus.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalArgumentException(path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final Stream<String> reads() {
        return statements(folder(), "reads.sql");
    }

    final Stream<String> attacks() {
        return statements(folder(), "attacks.sql");
    }

    final Stream<String> laundering() {
        return statements(folder(), "laundering.sql");
    }

    final Stream<String> writes() {
        return statements(folder(), "writes.sql");
    }

    final Stream<String> writeAttacks() {
        return statements(folder(), "write-attacks.sql");
    }

    @ParameterizedTest
    @MethodSource("reads")
    final void unmaskedReadAnswersExactlyAsTheDatabase(String sql) throws SQLException {
        var direct = direct(sql);

        for (var target : List.of("shop", "least")) {
            var result =
                    ToolCalls.result(calls().run(QueryTool.NAME, target, sql, Obligations.NONE));

            assertThat(result.path("rows").toString()).isEqualTo(direct.path("rows").toString());
            assertThat(comparable(result)).isEqualTo(comparable(direct));
            assertThat(result.path("truncated").asBoolean()).isFalse();
        }
    }

    private List<String> comparable(ObjectNode result) {
        return result.path("columns")
                .valueStream()
                .map(column ->
                        comparable(column.path("name").asString())
                                + " "
                                + column.path("type").asString()
                                + " "
                                + column.path("masked").asBoolean())
                .toList();
    }

    private ObjectNode direct(String sql) throws SQLException {
        try (var connection = connect("shop");
                var statement = connection.prepareStatement(sql);
                var rows = statement.executeQuery()) {
            var result = JsonNodeFactory.instance.objectNode();
            var columns = result.putArray("columns");
            var meta = rows.getMetaData();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                columns.addObject()
                        .put("name", meta.getColumnLabel(i))
                        .put("type", engine().typeName(meta.getColumnTypeName(i)))
                        .put("masked", false);
            }
            var list = result.putArray("rows");
            while (rows.next()) {
                var row = list.addArray();
                for (int i = 1; i <= meta.getColumnCount(); i++) {
                    row.add(engine().value(rows, i, meta.getColumnTypeName(i)));
                }
            }
            return result;
        }
    }

    @ParameterizedTest
    @MethodSource("reads")
    final void readUnderMasksRunsAndLeaksNothing(String sql) {
        var shown =
                ToolCalls.result(calls().run(QueryTool.NAME, "shop", sql, ToolCalls.ANALYST))
                        .toString();

        Secrets.assertNone(shown, sql);
    }

    @ParameterizedTest
    @MethodSource("attacks")
    final void attackIsRefusedOrNamesWhatItWouldReach(String sql) {
        switch (calls().plan(QueryTool.NAME, "shop", sql)) {
            case Planning.Planned(var plan) ->
                    assertThat(plan.accesses())
                            .anyMatch(access -> access.fact("schema").equals(FactValue.text("hr")));
            case Planning.Refused(var refusal, var touching) -> {
                assertThat(touching).isNotEmpty();
                assertThat(refusal.code()).startsWith("DENIED_");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("laundering")
    final void maskedAndFilteredValuesNeverLeave(String sql) {
        for (var target : List.of("shop", "least")) {
            var shown =
                    ToolCalls.shown(calls().run(QueryTool.NAME, target, sql, ToolCalls.ANALYST));

            Secrets.assertNone(shown, sql);
        }
    }

    /// Most of the laundering is plain SQL that must not fail to be understood, or it would prove nothing.
    @Test
    final void nearlyAllLaunderingRuns() {
        var statements = laundering().toList();

        long ran =
                statements.stream()
                        .filter(sql ->
                                calls().run(QueryTool.NAME, "shop", sql, ToolCalls.ANALYST)
                                        instanceof Execution.Done)
                        .count();

        assertThat(ran).isGreaterThan(statements.size() * 3L / 4);
    }

    @ParameterizedTest
    @MethodSource("writes")
    final void writeIsCountedWithoutEffectAndThenDone(String sql) throws SQLException {
        var tool = calls().tool(ModifyTool.NAME);
        var before = content();
        var plan =
                switch (calls().plan(ModifyTool.NAME, "work", sql)) {
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

    @ParameterizedTest
    @MethodSource("writeAttacks")
    final void writeThatMayNotBeChangesNothing(String sql) throws SQLException {
        var before = content();

        switch (calls().plan(ModifyTool.NAME, "work", sql)) {
            case Planning.Refused(var refusal, var touching) -> {
                assertThat(touching).isNotEmpty();
                Secrets.assertNone(ToolCalls.shown(refusal), sql);
            }
            case Planning.Planned(var plan) -> {
                boolean elsewhere =
                        plan.accesses().stream()
                                .anyMatch(access ->
                                        access.fact("schema").equals(FactValue.text("hr")));
                if (!elsewhere) {
                    var execution =
                            calls().tool(ModifyTool.NAME)
                                    .execute(
                                            plan,
                                            ToolCalls.ANALYST,
                                            Optional.empty(),
                                            CallControl.uncancellable());
                    assertThat(execution).isInstanceOf(Execution.Refused.class);
                    Secrets.assertNone(ToolCalls.shown(execution), sql);
                }
            }
        }

        assertThat(content()).isEqualTo(before);
    }
}
