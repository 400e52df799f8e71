package dev.sallyport.tools.database;

import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.tools.database.Analysis.Edit;
import dev.sallyport.tools.database.Analysis.Use;
import dev.sallyport.tools.database.Catalogue.Column;
import dev.sallyport.tools.database.Catalogue.Kind;
import dev.sallyport.tools.database.Catalogue.Table;
import dev.sallyport.tools.database.Syntax.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;

/// Makes the statement that runs: hidden tables give way to subqueries that show what may be seen, and short names to
/// full ones. Every other token stays as it is.
final class Rewriter {

    private final Analyst analyst;
    private final Dialect dialect;
    private final Protection protection;

    Rewriter(Analyst analyst, Protection protection) {
        this.analyst = analyst;
        this.dialect = analyst.dialect();
        this.protection = protection;
    }

    /// The tokens to run, checked by [RenderingCheck].
    ///
    /// @throws NotUnderstood when something hidden cannot be kept so
    List<SqlToken> tokens(Analysis analysis) {
        return tokens(analysis, List.of());
    }

    private List<SqlToken> tokens(Analysis analysis, List<Edit> more) {
        var edits = new ArrayList<Edit>(analysis.edits());
        for (var use : analysis.uses()) {
            var name = analysis.canonical().get(use.span().to() - 1).spelling();
            edits.add(new Edit(use.span(), dialect.lexOwn(standIn(use, name))));
        }
        for (var grouping : analysis.groupings()) {
            if (hides(grouping.table())) {
                edits.add(spelled(grouping.edit(), analysis.canonical()));
            }
        }
        edits.addAll(more);
        edits.sort(
                Comparator.comparingInt((Edit edit) -> edit.span().from())
                        .thenComparingInt(edit -> edit.span().to()));
        var tokens = apply(analysis.canonical(), edits);
        RenderingCheck.check(dialect, analysis.canonical(), edits, tokens);
        return tokens;
    }

    /// The edit with its names as the statement writes them, since case may count in an alias.
    private static Edit spelled(Edit edit, List<SqlToken> canonical) {
        var spellings = new HashMap<String, String>();
        for (var token : canonical) {
            if (token.isName()) {
                spellings.putIfAbsent(token.text(), token.spelling());
            }
        }
        return new Edit(
                edit.span(),
                edit.replacement().stream()
                        .map(token ->
                                new SqlToken(
                                        token.kind(),
                                        token.text(),
                                        spellings.getOrDefault(token.text(), token.spelling())))
                        .toList());
    }

    private static List<SqlToken> apply(List<SqlToken> canonical, List<Edit> edits) {
        var tokens = new ArrayList<SqlToken>(2 * canonical.size());
        int at = 0;
        for (var edit : edits) {
            tokens.addAll(canonical.subList(at, edit.span().from()));
            tokens.addAll(edit.replacement());
            at = edit.span().to();
        }
        tokens.addAll(canonical.subList(at, canonical.size()));
        return tokens;
    }

    /// The tokens of a statement that writes, with the row filters of its table added to its condition.
    ///
    /// The filter is asked first and by itself, so that the agent's condition never sees a row that is filtered
    /// out, not even to fail on it.
    List<SqlToken> writing(Analysis analysis, Table target, String alias, Span condition) {
        var filters = protection.filters(target);
        if (filters.isEmpty()) {
            return tokens(analysis);
        }
        var filter = dialect.rowCondition(target, alias, where(target, filters));
        boolean none = condition.from() == condition.to();
        var before = none ? "WHERE " + filter : "CASE WHEN " + filter + " THEN (";
        var after = none ? "" : ") ELSE false END";
        int length = analysis.canonical().size();
        int from = none ? length : condition.from();
        // The two halves are no balanced text of their own, so they are read together and parted.
        var whole = dialect.lexOwn(none ? before : before + "true" + after);
        if (none) {
            return tokens(analysis, List.of(new Edit(new Span(from, from), whole)));
        }
        int split = whole.size() - dialect.lexOwn("( true ) ELSE false END").size() + 1;
        return tokens(
                analysis,
                List.of(
                        new Edit(new Span(from, from), whole.subList(0, split)),
                        new Edit(
                                new Span(condition.to(), condition.to()),
                                whole.subList(split + 1, whole.size()))));
    }

    private boolean hides(Table table) {
        return !protection.filters(table).isEmpty() || protection.masks(table);
    }

    /// @param name what the statement calls the table, without its schema
    private String standIn(Use use, String name) {
        var table = use.table();
        var alias = use.aliased() ? "" : " AS " + dialect.quote(name);
        var source = (use.only() ? "ONLY " : "") + dialect.quote(table.id());
        boolean hidden = false;
        if (table.isView()) {
            var view =
                    analyst.view(table)
                            .orElseThrow(() ->
                                    new NotUnderstood(SqlRefusals.view(table.id().toString())));
            if (protection.hides(view, analyst.catalogue())) {
                if (table.kind() == Kind.MATERIALIZED_VIEW) {
                    throw new NotUnderstood(SqlRefusals.hiddenPart(table.id().toString()));
                }
                hidden = true;
                source = expanded(table, view);
            }
        }
        var filters = protection.filters(table);
        if (!hidden && !hides(table)) {
            return source + alias;
        }
        var text = new StringBuilder("(SELECT ");
        var separator = "";
        for (var column : table.columns()) {
            text.append(separator);
            separator = ", ";
            var mask = protection.mask(table, column.name());
            if (mask.isPresent()) {
                text.append(masked(table, column, mask.get())).append(" AS ");
            }
            text.append(dialect.quote(column.name()));
        }
        text.append(" FROM ").append(source);
        if (!filters.isEmpty()) {
            text.append(" WHERE ").append(where(table, filters)).append(dialect.barrier());
        }
        return text.append(')').append(alias).toString();
    }

    private String masked(Table table, Column column, String mask) {
        var written = MaskColumn.expression(mask);
        if (written.isEmpty()) {
            return dialect.mask(column, mask);
        }
        var expression =
                analyst.written(table, written.get())
                        .orElseThrow(() ->
                                new NotUnderstood(
                                        SqlRefusals.mask(table.id() + "." + column.name())));
        return dialect.typed(dialect.sql(expression.tokens()), column);
    }

    private String expanded(Table table, Analysis view) {
        var names = table.columns().stream().map(column -> dialect.quote(column.name()));
        return dialect.named(
                dialect.sql(tokens(view)),
                dialect.quote(table.id().name()),
                String.join(", ", names.toList()));
    }

    private String where(Table table, List<String> filters) {
        var conditions = new ArrayList<String>();
        for (var filter : filters) {
            var condition =
                    analyst.written(table, filter)
                            .orElseThrow(() ->
                                    new NotUnderstood(SqlRefusals.filter(table.id().toString())));
            conditions.add("(" + dialect.sql(condition.tokens()) + ")");
        }
        return String.join(" AND ", conditions);
    }
}
