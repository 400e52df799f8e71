package dev.sallyport.tools.database;

import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import dev.sallyport.tools.Refusal;
import dev.sallyport.tools.Tool;
import dev.sallyport.tools.ToolCall;
import dev.sallyport.tools.ToolDescription;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// `describe_database`: the structure of one schema or table, in few tokens.
///
/// It never lists schemas: their names alone would tell of what the caller may not see.
final class DescribeTool implements Tool {

    static final String NAME = "describe_database";

    private final ToolDescription description;
    private final Map<String, Database> databases;

    DescribeTool(Map<String, Database> databases) {
        this.description = ToolSchemas.describe(List.copyOf(databases.keySet()));
        this.databases = databases;
    }

    @Override
    public ToolDescription description() {
        return description;
    }

    @Override
    public Planning plan(ToolCall call) {
        var name = call.arguments().path("database").asString("");
        var accesses = new Accesses(name);
        var schema = text(call.arguments().path("schema"));
        var table = text(call.arguments().path("table"));
        var database = databases.get(name);
        if (database == null) {
            return new Planning.Refused(
                    StatementPlanner.unknownDatabase(name),
                    List.of(accesses.describing(Optional.empty(), Optional.empty())));
        }
        Catalogue catalogue;
        try {
            catalogue = database.analyst().catalogue();
        } catch (SQLException e) {
            return new Planning.Refused(
                    SqlStates.refusal(database.engine().stateOf(e), CallControl.uncancellable()),
                    List.of(accesses.describing(schema, table)));
        }
        if (schema.isEmpty()) {
            if (catalogue.tables().size() != 1) {
                return new Planning.Refused(
                        Refusal.failed(
                                "INVALID_ARGUMENTS",
                                "`schema` is needed for this database",
                                "Name one schema; my_access lists those you may use."),
                        List.of(accesses.describing(Optional.empty(), Optional.empty())));
            }
            schema = catalogue.tables().keySet().stream().findFirst();
        }
        var access = accesses.describing(schema, table);
        var chosen = schema.orElseThrow();
        if (catalogue.tablesOf(chosen).isEmpty()
                || (table.isPresent() && catalogue.find(chosen, table.get()).isEmpty())) {
            return new Planning.Refused(
                    SqlRefusals.table(chosen + table.map(t -> "." + t).orElse("")),
                    List.of(access));
        }
        var normalised = JsonNodeFactory.instance.objectNode();
        normalised.put("schema", chosen);
        table.ifPresent(t -> normalised.put("table", t));
        return new Planning.Planned(
                new Plan(NAME, name, List.of(access), normalised, "describe " + access.resource()));
    }

    private static Optional<String> text(JsonNode node) {
        return node.isString() ? Optional.of(node.stringValue()) : Optional.empty();
    }

    @Override
    public Previewing preview(Plan plan, Obligations obligations) {
        return new Previewing.Previewed(
                new Preview(plan.summary(), List.of(), JsonNodeFactory.instance.objectNode()));
    }

    /// Reading takes nothing away.
    @Override
    public boolean irreversible(Plan plan) {
        return false;
    }

    @Override
    public Execution execute(
            Plan plan, Obligations obligations, Optional<Preview> reviewed, CallControl control) {
        var database = databases.get(plan.target());
        if (database == null) {
            return new Execution.Refused(SqlRefusals.stateChanged());
        }
        var timeout = StatementPlanner.timeout(obligations);
        try {
            var result =
                    database.reading(
                            timeout,
                            connection -> {
                                var catalogue = database.current(connection).catalogue();
                                var engine = database.engine();
                                engine.bound(connection, timeout);
                                engine.builtInNamesOnly(connection);
                                var schema = plan.normalised().path("schema").asString("");
                                return new SchemaDescriber(
                                                engine.dialect().product(),
                                                catalogue,
                                                engine.notes(connection, schema),
                                                new Protection(obligations))
                                        .describe(schema, text(plan.normalised().path("table")));
                            });
            return new Execution.Done(result, result.path("tables").size());
        } catch (SQLException e) {
            return new Execution.Failed(
                    SqlStates.refusal(database.engine().stateOf(e), control),
                    Optional.of(e),
                    Execution.Effect.NONE);
        }
    }
}
