package dev.sallyport.tools.database;

import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import dev.sallyport.tools.Tool;
import dev.sallyport.tools.ToolCall;
import dev.sallyport.tools.ToolDescription;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/// `query_database`: one `SELECT`, in a transaction that can only read, over tables that already hide what is
/// masked and filtered.
final class QueryTool implements Tool {

    static final String NAME = "query_database";

    private final ToolDescription description;
    private final StatementPlanner planner;

    QueryTool(Map<String, Database> databases) {
        this.description = ToolSchemas.query(List.copyOf(databases.keySet()));
        this.planner = new StatementPlanner(NAME, false, databases);
    }

    @Override
    public ToolDescription description() {
        return description;
    }

    @Override
    public Planning plan(ToolCall call) {
        return planner.plan(call);
    }

    /// The statement itself: reading has no effect to measure.
    @Override
    public Previewing preview(Plan plan, Obligations obligations) {
        return new Previewing.Previewed(
                new Preview(
                        plan.summary(),
                        List.of(
                                new Preview.Section(
                                        "Query", Preview.Kind.SQL, StatementPlanner.sql(plan))),
                        JsonNodeFactory.instance.objectNode()));
    }

    /// Reading takes nothing away.
    @Override
    public boolean irreversible(Plan plan) {
        return false;
    }

    @Override
    public Execution execute(
            Plan plan, Obligations obligations, Optional<Preview> reviewed, CallControl control) {
        Database database;
        try {
            database = planner.require(plan);
        } catch (NotUnderstood e) {
            return new Execution.Refused(e.refusal());
        }
        try {
            return database.reading(
                    StatementPlanner.timeout(obligations),
                    connection -> run(plan, obligations, control, database, connection));
        } catch (NotUnderstood e) {
            return new Execution.Refused(e.refusal());
        } catch (SQLException e) {
            return new Execution.Failed(
                    SqlStates.refusal(database.engine().stateOf(e), control),
                    Optional.of(e),
                    Execution.Effect.NONE);
        }
    }

    private static Execution run(
            Plan plan,
            Obligations obligations,
            CallControl control,
            Database database,
            Connection connection)
            throws SQLException {
        var analyst = database.current(connection);
        var analysis = StatementPlanner.again(plan, analyst);
        var rendering = analyst.render(StatementPlanner.sql(plan), obligations);
        database.engine().bound(connection, StatementPlanner.timeout(obligations));
        database.engine().builtInNamesOnly(connection);
        var result =
                new QueryRunner(connection, database)
                        .run(
                                rendering.tokens(),
                                rendering.masked(),
                                obligations.limit("rows").orElse(ToolSchemas.ROWS_FALLBACK),
                                control);
        database.unchanged(connection, analyst);
        Labels.apply(analyst.dialect(), analysis, result);
        return new Execution.Done(result, result.path("row_count").asLong());
    }
}
