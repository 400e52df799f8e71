package dev.sallyport.tools.database;

import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import dev.sallyport.tools.Refusal;
import dev.sallyport.tools.Tool;
import dev.sallyport.tools.ToolCall;
import dev.sallyport.tools.ToolDescription;
import dev.sallyport.tools.database.Syntax.Define;
import dev.sallyport.tools.database.Syntax.Delete;
import dev.sallyport.tools.database.Syntax.Insert;
import dev.sallyport.tools.database.Syntax.Merge;
import dev.sallyport.tools.database.Syntax.Read;
import dev.sallyport.tools.database.Syntax.Update;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/// `modify_database`: one `INSERT`, `UPDATE`, `DELETE` or `MERGE` in one transaction, or one statement that adds to the
/// schema.
///
/// A masked column may be set and nothing else: it is neither read nor compared, in any table. A filtered table is
/// written only where its filter lets rows be seen. What that means for a definition is in [DefinitionCheck].
///
/// Limits: what the database does on its own account in the course of a write (triggers, rules, defaults, generated
/// columns, cascades) is the database's, and is neither shown as an access nor undone by a mask; a unique constraint
/// over a masked column tells by its failure that a value is taken; and measuring a write in a transaction that is
/// rolled back fires triggers and advances sequences, and for a definition holds the locks that it takes. While it runs,
/// a name without a schema means a built-in function or operator alone, on PostgreSQL also within triggers whose
/// functions set no search path of their own.
final class ModifyTool implements Tool {

    static final String NAME = "modify_database";

    /// A reviewer waits for the count, and the rows it touches are locked meanwhile.
    private static final Duration PREVIEW_TIMEOUT_MAX = Duration.ofSeconds(5);

    /// A definition that is only tried lets nobody wait behind it for long.
    private static final Duration DEFINITION_LOCK_MAX = Duration.ofMillis(200);

    private static final String ROWS = "rows";
    private static final String ROWS_MAX = "rows_max";

    /// Why such calls are approved one by one.
    private static final String TELLING =
            "it sets a column that is masked for its caller, and whether it succeeds tells which values are there";

    private static final String REFUSED = "a constraint refuses it as the data are now";

    /// The SQLSTATEs of integrity constraints begin so.
    private static final String CONSTRAINT_CLASS = "23";

    private final ToolDescription description;
    private final StatementPlanner planner;

    ModifyTool(Map<String, Database> databases) {
        this.description = ToolSchemas.modify(List.copyOf(databases.keySet()));
        this.planner = new StatementPlanner(NAME, true, databases);
    }

    @Override
    public ToolDescription description() {
        return description;
    }

    @Override
    public Planning plan(ToolCall call) {
        return planner.plan(call);
    }

    /// Counts the rows in a transaction that is rolled back.
    ///
    /// A constraint that refuses a write to a table with masked columns is told to the reviewer alone: the agent
    /// could otherwise ask, without anyone's approval, which masked values there are. For the same reason a write
    /// that sets one is not to be granted: whether it ran would tell.
    @Override
    public Previewing preview(Plan plan, Obligations obligations) {
        var control = CallControl.uncancellable();
        var timeout = StatementPlanner.timeout(obligations);
        var shorter = timeout.compareTo(PREVIEW_TIMEOUT_MAX) < 0 ? timeout : PREVIEW_TIMEOUT_MAX;
        boolean masked = true;
        var single = Optional.of(TELLING);
        Database database;
        try {
            database = planner.require(plan);
        } catch (NotUnderstood e) {
            return new Previewing.Refused(e.refusal());
        }
        try {
            var analysis = StatementPlanner.again(plan, database.analyst());
            var protection = new Protection(obligations);
            masked = analysis.target().map(protection::masks).orElse(true);
            single =
                    WriteProtection.setsMasked(analysis, protection)
                            ? Optional.of(TELLING)
                            : Optional.empty();
            var measured =
                    database.writing(
                            shorter,
                            connection -> {
                                var found =
                                        measure(plan, obligations, shorter, database, connection);
                                connection.rollback();
                                return found;
                            });
            return previewed(plan, measured, single);
        } catch (NotUnderstood e) {
            return new Previewing.Refused(e.refusal());
        } catch (SQLException e) {
            return masked && database.engine().stateOf(e).startsWith(CONSTRAINT_CLASS)
                    ? previewed(plan, Measured.REFUSED, single.or(() -> Optional.of(REFUSED)))
                    : new Previewing.Refused(
                            SqlStates.refusal(database.engine().stateOf(e), control));
        }
    }

    /// @param single why such a call is not to be granted, if so
    private static Previewing previewed(Plan plan, Measured measured, Optional<String> single) {
        var state = JsonNodeFactory.instance.objectNode();
        state.put(ROWS, measured.rows()).put(ROWS_MAX, measured.most());
        single.ifPresent(why -> state.put(Preview.NOT_GRANTABLE, why));
        var sections = new ArrayList<Preview.Section>();
        sections.add(
                new Preview.Section("Statement", Preview.Kind.SQL, StatementPlanner.sql(plan)));
        sections.add(new Preview.Section("Effect", Preview.Kind.TEXT, measured.effect()));
        if (!measured.explained().isEmpty()) {
            sections.add(
                    new Preview.Section(
                            "Query plan", Preview.Kind.BACKGROUND, measured.explained()));
        }
        return new Previewing.Previewed(
                new Preview(headline(plan, measured.rows()), sections, state));
    }

    /// @param most how many rows may be changed once it is released
    /// @param effect what a reviewer is told of it
    /// @param explained the database's own plan for the statement, empty where it gives none
    private record Measured(long rows, long most, String effect, String explained) {

        static final Measured REFUSED = new Measured(0, 0, "none: " + ModifyTool.REFUSED, "");
    }

    private static Measured measure(
            Plan plan,
            Obligations obligations,
            Duration timeout,
            Database database,
            Connection connection)
            throws SQLException {
        var control = CallControl.uncancellable();
        var analyst = database.current(connection);
        var rendering = rendering(plan, obligations, analyst);
        database.engine().bound(connection, timeout);
        database.engine().builtInNamesOnly(connection);
        var runner = new QueryRunner(connection, database);
        var definition = DefinitionCheck.of(StatementPlanner.again(plan, analyst), analyst);
        if (definition.isPresent()) {
            database.engine().boundLocks(connection, DEFINITION_LOCK_MAX);
            long rows = define(definition.get(), rendering, database, connection, control);
            var effect =
                    definition.get().effect(definition.get().rows(database.engine(), connection));
            return new Measured(rows, rows, effect, "");
        }
        var explained = runner.explain(rendering);
        long rows = runner.update(rendering, control);
        database.unchanged(connection, analyst);
        long tolerance = obligations.limit(ToolSchemas.TOLERANCE).orElse(0);
        long most = rows + Math.min(tolerance, Long.MAX_VALUE - rows);
        return new Measured(
                rows,
                most,
                rows
                        + (rows == 1 ? " row" : " rows")
                        + " when tried; if more"
                        + (most == rows ? "" : " than " + most)
                        + ", nothing is changed",
                explained);
    }

    private static long define(
            DefinitionCheck definition,
            List<SqlToken> rendering,
            Database database,
            Connection connection,
            CallControl control)
            throws SQLException {
        definition.unused(database.engine(), connection);
        long rows = new QueryRunner(connection, database).update(rendering, control);
        definition.done(database, connection);
        return rows;
    }

    private static String headline(Plan plan, long rows) {
        var summary = plan.summary();
        if (Accesses.defines(plan.accesses())) {
            return summary;
        }
        int on = summary.indexOf(" on ");
        return summary.substring(0, on)
                + " "
                + rows
                + (rows == 1 ? " row of " : " rows of ")
                + plan.accesses().stream()
                        .filter(access -> access.action().equals("db.write"))
                        .map(access -> access.resource())
                        .findFirst()
                        .orElse(plan.target());
    }

    /// Deleted rows do not come back, an `UPDATE` without a condition leaves no old value anywhere, an `INSERT` that
    /// assigns on a conflict replaces rows that nobody named, `MERGE` can do any of it, and no tool drops what a
    /// definition adds.
    @Override
    public boolean irreversible(Plan plan) {
        try {
            var analyst = planner.require(plan).analyst();
            var analysis = StatementPlanner.again(plan, analyst);
            return switch (analysis.statement()) {
                case Insert insert ->
                        insert.conflict()
                                .filter(conflict -> !conflict.assignments().isEmpty())
                                .isPresent();
                case Update _ -> !chooses(analysis);
                case Delete _, Merge _, Define _, Read _ -> true;
            };
        } catch (NotUnderstood | SQLException e) {
            return true;
        }
    }

    /// Whether an `UPDATE` has a condition that looks at the rows it changes: `WHERE 1 = 1` has none. What holds for every
    /// row all the same, such as `id = id`, is not recognised; the rows that approvers are shown tell.
    private static boolean chooses(Analysis analysis) {
        return analysis.target().stream()
                .anyMatch(table ->
                        analysis.decisive().stream()
                                .anyMatch(origin -> origin.table().equals(table.id())));
    }

    @Override
    public Execution execute(
            Plan plan, Obligations obligations, Optional<Preview> reviewed, CallControl control) {
        var timeout = StatementPlanner.timeout(obligations);
        var progress = new Progress();
        Database database;
        try {
            database = planner.require(plan);
        } catch (NotUnderstood e) {
            return new Execution.Refused(e.refusal());
        }
        try {
            return database.writing(
                    timeout,
                    connection -> {
                        long rows = run(plan, obligations, control, timeout, database, connection);
                        if (reviewed.isPresent() && rows > most(reviewed.get())) {
                            connection.rollback();
                            return new Execution.Refused(SqlRefusals.stateChanged());
                        }
                        if (control.cancelled()) {
                            connection.rollback();
                            return new Execution.Failed(
                                    Refusal.failed("CANCELLED", "the call was cancelled", ""),
                                    Optional.empty(),
                                    Execution.Effect.NONE);
                        }
                        progress.committing = true;
                        connection.commit();
                        var result = JsonNodeFactory.instance.objectNode();
                        result.put("rows_affected", rows);
                        return new Execution.Done(result, rows);
                    });
        } catch (NotUnderstood e) {
            return new Execution.Refused(e.refusal());
        } catch (SQLException e) {
            return new Execution.Failed(
                    SqlStates.refusal(database.engine().stateOf(e), control),
                    Optional.of(e),
                    progress.committing ? Execution.Effect.UNKNOWN : Execution.Effect.NONE);
        }
    }

    /// The most rows that the approvers released; none where the preview does not say.
    private static long most(Preview reviewed) {
        return reviewed.state().path(ROWS_MAX).asLong(-1);
    }

    /// Owned by the call's thread.
    private static final class Progress {
        private boolean committing;
    }

    private static long run(
            Plan plan,
            Obligations obligations,
            CallControl control,
            Duration timeout,
            Database database,
            Connection connection)
            throws SQLException {
        var analyst = database.current(connection);
        var rendering = rendering(plan, obligations, analyst);
        database.engine().bound(connection, timeout);
        database.engine().builtInNamesOnly(connection);
        var definition = DefinitionCheck.of(StatementPlanner.again(plan, analyst), analyst);
        if (definition.isPresent()) {
            return define(definition.get(), rendering, database, connection, control);
        }
        long rows = new QueryRunner(connection, database).update(rendering, control);
        database.unchanged(connection, analyst);
        return rows;
    }

    private static List<SqlToken> rendering(Plan plan, Obligations obligations, Analyst analyst) {
        var analysis = StatementPlanner.again(plan, analyst);
        var target =
                analysis.target().orElseThrow(() -> new NotUnderstood(SqlRefusals.stateChanged()));
        var protection = new Protection(obligations);
        WriteProtection.checkMasks(analysis, target, protection, analyst);
        var rewriter = new Rewriter(analyst, protection);
        return switch (analysis.statement()) {
            case Insert _, Merge _ -> {
                if (!protection.filters(target).isEmpty()) {
                    throw new NotUnderstood(SqlRefusals.filter(target.id().toString()));
                }
                yield rewriter.tokens(analysis);
            }
            case Update update -> {
                WriteProtection.checkFilter(update.assignments(), target, protection, analyst);
                yield rewriter.writing(
                        analysis, target, alias(update.target()), update.place().condition());
            }
            case Delete delete ->
                    rewriter.writing(
                            analysis, target, alias(delete.target()), delete.place().condition());
            case Define _ -> rewriter.tokens(analysis);
            case Read read -> throw new NotUnderstood(SqlRefusals.stateChanged());
        };
    }

    private static String alias(Syntax.Target target) {
        return target.alias().orElse(target.table());
    }
}
