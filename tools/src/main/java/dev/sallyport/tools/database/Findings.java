package dev.sallyport.tools.database;

import dev.sallyport.tools.Refusal;
import dev.sallyport.tools.database.Analysis.Edit;
import dev.sallyport.tools.database.Analysis.Grouping;
import dev.sallyport.tools.database.Analysis.Origin;
import dev.sallyport.tools.database.Analysis.Output;
import dev.sallyport.tools.database.Analysis.Use;
import dev.sallyport.tools.database.Catalogue.Table;
import dev.sallyport.tools.database.Catalogue.TableId;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What [Resolver] and [ExpressionResolver] gather on their way through one statement. One thread at a time.
///
/// Problems are gathered too instead of ending the walk, so that all tables are known when one of them turns
/// out not to exist.
final class Findings {

    private static final int PROBLEMS_MAX = 50;

    /// Expressions and columns looked at; only recursion within recursion and stars over stars come near.
    private static final int STEPS_MAX = 200_000;

    private final TreeMap<Integer, Use> uses = new TreeMap<>();
    private final TreeMap<Integer, Edit> edits = new TreeMap<>();
    private final Set<Origin> referenced = new LinkedHashSet<>();
    private final Set<TableId> touched = new LinkedHashSet<>();
    private final Map<String, Grouping> groupings = new TreeMap<>();
    private final Map<TableId, Analysis> views = new HashMap<>();
    private final Set<Refusal> problems = new LinkedHashSet<>();
    private final Set<String> written = new LinkedHashSet<>();
    private final Set<Origin> decisive = new LinkedHashSet<>();
    private Optional<Table> target = Optional.empty();
    private long steps;

    /// @throws NotUnderstood when the statement takes too much work to understand
    void step() {
        steps(1);
    }

    /// Work that grows with something else than the statement's length, such as the columns a star stands for.
    void steps(long count) {
        steps += count;
        if (steps > STEPS_MAX) {
            throw new NotUnderstood(SqlRefusals.limit("the statement is too involved"));
        }
    }

    void problem(Refusal refusal) {
        if (problems.size() < PROBLEMS_MAX) {
            problems.add(refusal);
        }
    }

    void use(Use use) {
        uses.put(use.span().from(), use);
    }

    void edit(Syntax.Span span, List<SqlToken> replacement) {
        edits.put(span.from(), new Edit(span, replacement));
    }

    void grouping(String relation, Grouping grouping) {
        groupings.put(grouping.edit().span().from() + "/" + relation, grouping);
    }

    boolean references(Origin origin) {
        return referenced.contains(origin);
    }

    void reference(Output output) {
        referenced.addAll(output.origins());
    }

    void touch(TableId table) {
        touched.add(table);
    }

    void view(TableId id, Analysis analysis) {
        views.put(id, analysis);
        views.putAll(analysis.views());
        touched.addAll(analysis.touched());
    }

    void target(Table table) {
        target = Optional.of(table);
    }

    void decisive(Set<Origin> columns) {
        decisive.addAll(columns);
    }

    void written(String column) {
        written.add(column);
    }

    Analysis toAnalysis(
            Syntax.Statement statement,
            String sql,
            List<SqlToken> canonical,
            List<Output> outputs) {
        return new Analysis(
                statement,
                sql,
                canonical,
                List.copyOf(uses.values()),
                List.copyOf(edits.values()),
                List.copyOf(outputs),
                Set.copyOf(referenced),
                Collections.unmodifiableSet(touched),
                target,
                Set.copyOf(written),
                Set.copyOf(decisive),
                Map.copyOf(views),
                List.copyOf(groupings.values()),
                List.copyOf(problems));
    }
}
