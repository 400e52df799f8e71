package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Analysis.Edit;
import dev.sallyport.tools.database.Analysis.Grouping;
import dev.sallyport.tools.database.Analysis.Origin;
import dev.sallyport.tools.database.Catalogue.Table;
import dev.sallyport.tools.database.Scope.Relation;
import dev.sallyport.tools.database.SqlToken.Kind;
import dev.sallyport.tools.database.Syntax.ColumnRef;
import dev.sallyport.tools.database.Syntax.Expression;
import dev.sallyport.tools.database.Syntax.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Finds the tables that a `GROUP BY` names by their primary key.
///
/// Each group then holds one row of such a table, so naming its other columns too changes no group.
///
/// @see <a href="https://www.postgresql.org/docs/18/sql-select.html#SQL-GROUPBY">PostgreSQL, GROUP BY</a>
final class Groupings {

    /// Types that cannot be grouped by.
    private static final Set<String> UNGROUPABLE =
            Set.of(
                    "json",
                    "xml",
                    "jsonpath",
                    "point",
                    "line",
                    "lseg",
                    "box",
                    "path",
                    "polygon",
                    "circle");

    private final Findings findings;
    private final Scope scope;

    Groupings(Findings findings, Scope scope) {
        this.findings = findings;
        this.scope = scope;
    }

    void find(List<Expression> group, int end) {
        var columns = new ArrayList<List<String>>();
        for (var expression : group) {
            if (expression instanceof ColumnRef column
                    && !column.star()
                    && (column.parts().size() > 1
                            || scope.visible(column.parts().getFirst()).size() == 1)) {
                columns.add(column.parts());
            }
        }
        for (var part : scope.parts()) {
            for (var relation : part.relations()) {
                relation.base().ifPresent(table -> find(relation, table, columns, end));
            }
        }
    }

    private void find(Relation relation, Table table, List<List<String>> columns, int end) {
        var grouped = new HashSet<String>();
        for (var parts : columns) {
            if (parts.size() == 1 || parts.get(parts.size() - 2).equals(relation.name())) {
                grouped.add(parts.getLast());
            }
        }
        var tokens = new ArrayList<SqlToken>();
        for (int i = 0; i < table.columns().size(); i++) {
            var column = table.columns().get(i);
            // An alias may have given the columns other names.
            var name = relation.columns().get(i).name();
            if (grouped.contains(name)) {
                continue;
            }
            if (table.primaryKey().contains(column.name())) {
                return;
            }
            if (!UNGROUPABLE.contains(column.base())
                    && findings.references(new Origin(table.id(), column.name()))) {
                tokens.add(new SqlToken(Kind.SYMBOL, ","));
                tokens.add(new SqlToken(Kind.QUOTED, relation.name()));
                tokens.add(new SqlToken(Kind.SYMBOL, "."));
                tokens.add(new SqlToken(Kind.QUOTED, name));
            }
        }
        if (!table.primaryKey().isEmpty() && !tokens.isEmpty()) {
            findings.grouping(
                    relation.name(), new Grouping(table, new Edit(new Span(end, end), tokens)));
        }
    }
}
