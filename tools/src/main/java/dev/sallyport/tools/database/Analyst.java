package dev.sallyport.tools.database;

import dev.sallyport.policy.Obligations;
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
///
/// It remembers what it was asked last. It belongs to one state of one database's schema, so a text alone stands for its
/// meaning, and a text with obligations for its rendering; when the schema changes, all of it goes with the analyst.
/// Roles and rules need no part in the keys, since they have none in the answers: whether a caller may make the accesses
/// of a meaning, and under which obligations, is decided anew for each call.
final class Analyst {

    /// Views on views; PostgreSQL has no bound of its own.
    private static final int VIEW_DEPTH_MAX = 32;

    /// More statements than agents keep asking.
    private static final int RECENT_MAX = 1_000;

    /// In the unit of [Analysis#size], of about a hundred bytes: 25 MiB for meanings and less for renderings.
    private static final long RECENT_SIZE_MAX = 1 << 18;

    private final Dialect dialect;
    private final AllowList allowed;
    private final Catalogue catalogue;
    private final Map<TableId, Optional<Analysis>> views = new ConcurrentHashMap<>();
    private final Recent<String, Understanding> understandings =
            new Recent<>(RECENT_MAX, RECENT_SIZE_MAX);
    private final Recent<RenderingKey, Rendering> renderings =
            new Recent<>(RECENT_MAX, RECENT_SIZE_MAX);

    Analyst(Dialect dialect, Catalogue catalogue) {
        this(dialect, dialect.allowed(), catalogue);
    }

    /// @param allowed the dialect's own list, or that with more
    Analyst(Dialect dialect, AllowList allowed, Catalogue catalogue) {
        this.dialect = dialect;
        this.allowed = allowed;
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

        /// Roughly what it holds beyond what is in proportion to the text.
        long size();

        /// It is fully understood.
        record Understood(Analysis analysis) implements Understanding {
            @Override
            public long size() {
                return analysis.size();
            }
        }

        /// It is not.
        ///
        /// @param touched the tables it names, as far as it was read
        record Refused(Refusal refusal, Set<TableId> touched) implements Understanding {
            @Override
            public long size() {
                return touched.size();
            }
        }
    }

    /// What a statement that reads becomes under obligations.
    ///
    /// @param masked for each column of the result whether a mask touches it
    record Rendering(List<SqlToken> tokens, List<Boolean> masked) {
        Rendering {
            tokens = List.copyOf(tokens);
            masked = List.copyOf(masked);
        }

        private long size() {
            return masked.size()
                    + tokens.stream().mapToLong(token -> 1 + token.text().length()).sum();
        }
    }

    private record RenderingKey(String sql, Obligations obligations) {}

    Understanding understand(String sql) {
        var known = understandings.find(sql);
        if (known.isPresent()) {
            return known.get();
        }
        var understanding = read(sql);
        understandings.keep(sql, understanding, sql.length() + understanding.size());
        return understanding;
    }

    /// The statement to run in the place of one that reads.
    ///
    /// @throws NotUnderstood when it is not understood, or something hidden in it cannot be kept so
    Rendering render(String sql, Obligations obligations) {
        var key = new RenderingKey(sql, obligations);
        var known = renderings.find(key);
        if (known.isPresent()) {
            return known.get();
        }
        var rendering =
                switch (understand(sql)) {
                    case Understanding.Refused(var refusal, _) -> throw new NotUnderstood(refusal);
                    case Understanding.Understood(var analysis) ->
                            render(analysis, new Protection(obligations));
                };
        renderings.keep(key, rendering, sql.length() + rendering.size());
        return rendering;
    }

    Rendering render(Analysis analysis, Protection protection) {
        var masked =
                analysis.outputs().stream()
                        .map(output ->
                                output.origins().stream()
                                        .anyMatch(origin -> protection.masks(origin, catalogue)))
                        .toList();
        return new Rendering(new Rewriter(this, protection).tokens(analysis), masked);
    }

    /// Understands a statement without looking whether it is remembered.
    Understanding read(String sql) {
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
        var resolver =
                new Resolver(dialect, allowed, catalogue, findings, view -> view(view, depth + 1));
        var writes = new WriteResolver(dialect, resolver, findings);
        List<Output> outputs = List.of();
        switch (statement) {
            case Syntax.Read read -> outputs = resolver.query(read.query(), Scope.EMPTY, Ctes.NONE);
            case Syntax.Insert insert -> writes.insert(insert);
            case Syntax.Update update -> writes.update(update);
            case Syntax.Delete delete -> writes.delete(delete);
            case Syntax.Merge merge -> writes.merge(merge);
            case Syntax.Define definition ->
                    new DefinitionResolver(dialect, catalogue, resolver, writes, findings)
                            .define(definition);
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

    /// An expression over one table's columns, with full names where short ones stood.
    ///
    /// @param referenced the columns it names
    record Written(List<SqlToken> tokens, Set<Origin> referenced) {}

    /// Understands a row filter or a mask that an admin wrote for a table; empty when it does not fit the table.
    Optional<Written> written(Table table, String sql) {
        try {
            var tokens = dialect.lex(sql);
            var expression = StatementParser.expression(tokens, dialect.grammar());
            var findings = new Findings();
            var resolver =
                    new Resolver(dialect, allowed, catalogue, findings, view -> view(view, 1));
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
                    .origins(expression, Scope.EMPTY.inner(List.of(Part.of(relation))), Ctes.NONE);
            var analysis =
                    findings.toAnalysis(
                            new Syntax.Read(
                                    new Syntax.Query(
                                            Syntax.With.NONE,
                                            new Syntax.Rows(List.of()),
                                            List.of(),
                                            List.of())),
                            sql,
                            tokens,
                            List.of());
            if (!analysis.problems().isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(
                    new Written(
                            new Rewriter(this, Protection.NONE).tokens(analysis),
                            analysis.referenced()));
        } catch (NotUnderstood e) {
            return Optional.empty();
        }
    }
}
