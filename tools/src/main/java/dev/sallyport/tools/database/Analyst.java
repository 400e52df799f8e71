package dev.sallyport.tools.database;

import dev.sallyport.tools.Refusal;
import dev.sallyport.tools.database.Analysis.Origin;
import dev.sallyport.tools.database.Analysis.Output;
import dev.sallyport.tools.database.Catalogue.Table;
import dev.sallyport.tools.database.Catalogue.TableId;
import dev.sallyport.tools.database.Scope.Ctes;
import dev.sallyport.tools.database.Scope.Part;
import dev.sallyport.tools.database.Scope.Relation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Understands statements against one catalogue, or says why not. Safe from many threads.
final class Analyst {

    /// Views on views; PostgreSQL has no bound of its own.
    private static final int VIEW_DEPTH_MAX = 32;

    private final Dialect dialect;
    private final Catalogue catalogue;
    private final Map<TableId, Optional<Analysis>> views = new ConcurrentHashMap<>();

    Analyst(Dialect dialect, Catalogue catalogue) {
        this.dialect = dialect;
        this.catalogue = catalogue;
    }

    Dialect dialect() {
        return dialect;
    }

    Catalogue catalogue() {
        return catalogue;
    }

    /// The answer to a statement.
    sealed interface Understanding {

        /// It is fully understood.
        record Understood(Analysis analysis) implements Understanding {}

        /// It is not.
        ///
        /// @param touched the tables it names, as far as it was read
        record Refused(Refusal refusal, Set<TableId> touched) implements Understanding {}
    }

    Understanding understand(String sql) {
        try {
            var analysis = analyse(dialect.lex(sql), 0);
            return analysis.problems().isEmpty()
                    ? new Understanding.Understood(analysis)
                    : new Understanding.Refused(analysis.problems().getFirst(), analysis.touched());
        } catch (NotUnderstood e) {
            return new Understanding.Refused(e.refusal(), Set.of());
        }
    }

    private Analysis analyse(List<SqlToken> tokens, int depth) {
        var statement = StatementParser.parse(tokens, dialect.grammar());
        var findings = new Findings();
        var resolver = new Resolver(dialect, catalogue, findings, view -> view(view, depth + 1));
        var writes = new WriteResolver(dialect, resolver, findings);
        List<Output> outputs = List.of();
        switch (statement) {
            case Syntax.Read read -> outputs = resolver.query(read.query(), Scope.EMPTY, Ctes.NONE);
            case Syntax.Insert insert -> writes.insert(insert);
            case Syntax.Update update -> writes.update(update);
            case Syntax.Delete delete -> writes.delete(delete);
            case Syntax.Merge merge -> writes.merge(merge);
        }
        return findings.toAnalysis(statement, dialect.sql(tokens), tokens, outputs);
    }

    /// What a view shows; empty when its definition is not understood.
    Optional<Analysis> view(Table table) {
        return view(table, 1);
    }

    private Optional<Analysis> view(Table table, int depth) {
        var known = views.get(table.id());
        if (known != null) {
            return known;
        }
        var analysis = readView(table, depth);
        views.put(table.id(), analysis);
        return analysis;
    }

    private Optional<Analysis> readView(Table table, int depth) {
        if (depth > VIEW_DEPTH_MAX || table.definition().isEmpty()) {
            return Optional.empty();
        }
        try {
            var analysis = analyse(dialect.lexOwn(withoutEnd(table.definition().get())), depth);
            return analysis.problems().isEmpty() && analysis.statement() instanceof Syntax.Read
                    ? Optional.of(analysis)
                    : Optional.empty();
        } catch (NotUnderstood e) {
            return Optional.empty();
        }
    }

    private static String withoutEnd(String definition) {
        var text = definition.strip();
        return text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
    }

    /// A condition over one table's columns, with full names where short ones stood.
    ///
    /// @param referenced the columns it names
    record Condition(List<SqlToken> tokens, Set<Origin> referenced) {}

    /// Understands a row filter that an admin wrote for a table; empty when it does not fit the table.
    Optional<Condition> condition(Table table, String where) {
        try {
            var tokens = dialect.lex(where);
            var condition = StatementParser.condition(tokens, dialect.grammar());
            var findings = new Findings();
            var resolver = new Resolver(dialect, catalogue, findings, view -> view(view, 1));
            var outputs =
                    table.columns().stream()
                            .map(column ->
                                    new Output(
                                            dialect.lexis().fold(column.name()),
                                            Set.of(new Origin(table.id(), column.name())),
                                            column.opaque()))
                            .toList();
            var relation =
                    new Relation(
                            dialect.lexis().fold(table.id().name()),
                            Optional.of(dialect.lexis().fold(table.id())),
                            outputs,
                            false);
            resolver.expressions()
                    .origins(condition, Scope.EMPTY.inner(List.of(Part.of(relation))), Ctes.NONE);
            var analysis =
                    findings.toAnalysis(
                            new Syntax.Read(
                                    new Syntax.Query(
                                            Syntax.With.NONE,
                                            new Syntax.Rows(List.of()),
                                            List.of(),
                                            List.of())),
                            where,
                            tokens,
                            List.of());
            if (!analysis.problems().isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(
                    new Condition(
                            new Rewriter(this, Protection.NONE).tokens(analysis),
                            analysis.referenced()));
        } catch (NotUnderstood e) {
            return Optional.empty();
        }
    }
}
