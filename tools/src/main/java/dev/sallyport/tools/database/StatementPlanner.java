package dev.sallyport.tools.database;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Refusal;
import dev.sallyport.tools.Tool.Planning;
import dev.sallyport.tools.ToolCall;
import dev.sallyport.tools.database.Analyst.Understanding;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;

/// Plans a call whose substance is one statement: its canonical text is the plan, which is understood again, against
/// the schema as it then is, whenever it is used.
final class StatementPlanner {

    private final String tool;
    private final boolean writing;
    private final Map<String, Database> databases;

    StatementPlanner(String tool, boolean writing, Map<String, Database> databases) {
        this.tool = tool;
        this.writing = writing;
        this.databases = databases;
    }

    Planning plan(ToolCall call) {
        var name = call.arguments().path("database").asString("");
        var accesses = new Accesses(name);
        var database = find(name);
        if (database.isEmpty()) {
            return new Planning.Refused(unknownDatabase(name), accesses.of(Set.of(), writing));
        }
        Analyst analyst;
        try {
            analyst = database.get().analyst();
        } catch (SQLException e) {
            return new Planning.Refused(
                    SqlStates.refusal(
                            database.get().engine().stateOf(e), CallControl.uncancellable()),
                    accesses.of(Set.of(), writing));
        }
        var understanding = analyst.understand(call.arguments().path("sql").asString(""));
        return switch (understanding) {
            case Understanding.Refused(var refusal, var touched) ->
                    new Planning.Refused(refusal, accesses.of(touched, writing));
            case Understanding.Understood(var analysis) -> planned(name, analysis, accesses);
        };
    }

    private Planning planned(String database, Analysis analysis, Accesses accesses) {
        var list = accesses.of(analysis);
        if ((analysis.statement() instanceof Syntax.Read) == writing) {
            return new Planning.Refused(
                    writing
                            ? SqlRefusals.statement(
                                    "the statement changes nothing", "Read with query_database.")
                            : SqlRefusals.statement(
                                    "a statement that writes is not a query",
                                    "Write with modify_database, if you may."),
                    list);
        }
        var normalised = JsonNodeFactory.instance.objectNode();
        normalised.put("sql", analysis.sql());
        normalised.put(Plan.SHAPE, StatementShape.of(analysis.canonical()));
        return new Planning.Planned(
                new Plan(tool, database, list, normalised, summary(analysis, list)));
    }

    private static String summary(Analysis analysis, List<Access> accesses) {
        return Accesses.statement(analysis.statement())
                + " "
                + (analysis.target().isPresent() ? "on " : "from ")
                + accesses.stream()
                        .map(Access::resource)
                        .distinct()
                        .collect(Collectors.joining(", "));
    }

    Optional<Database> find(String name) {
        return Optional.ofNullable(databases.get(name));
    }

    Database require(Plan plan) {
        return find(plan.target())
                .orElseThrow(() -> new NotUnderstood(unknownDatabase(plan.target())));
    }

    static Refusal unknownDatabase(String name) {
        return Refusal.failed(
                "INVALID_ARGUMENTS",
                "there is no database " + SqlRefusals.quote(name) + " that you could use",
                "my_access lists the databases you may use.");
    }

    /// The stored statement.
    static String sql(Plan plan) {
        return plan.normalised().path("sql").asString("");
    }

    /// Understands the stored statement again.
    ///
    /// @throws NotUnderstood when it no longer means what was decided on
    static Analysis again(Plan plan, Analyst analyst) {
        return switch (analyst.understand(sql(plan))) {
            case Understanding.Understood(var analysis)
                    when new Accesses(plan.target()).of(analysis).equals(plan.accesses()) ->
                    analysis;
            case Understanding.Understood _, Understanding.Refused _ ->
                    throw new NotUnderstood(SqlRefusals.stateChanged());
        };
    }

    static Duration timeout(Obligations obligations) {
        return Duration.ofMillis(
                obligations.limit("timeout").orElse(ToolSchemas.TIMEOUT_FALLBACK_MS));
    }
}
