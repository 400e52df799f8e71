package dev.sallyport.tools.database;

import dev.sallyport.tools.Refusal;
import dev.sallyport.tools.database.Catalogue.Table;
import dev.sallyport.tools.database.Catalogue.TableId;
import dev.sallyport.tools.database.Syntax.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What every name of one statement means.
///
/// @param sql the canonical text
/// @param canonical the tokens that were resolved
/// @param uses the tables read, with their places; one table may be read in several
/// @param edits short names with the full ones that stand for them
/// @param outputs the columns of the result
/// @param referenced every column that is named or stood for anywhere, but for plain assignment targets
/// @param touched every table that is named, whether it exists or not
/// @param target the table written, for a statement that writes
/// @param written the columns of that table which are written
/// @param decisive the columns that the condition of an `UPDATE` looks at, as far as they are not those of a subquery alone
/// @param views the analyses of the views read, at any depth
/// @param groupings where a `GROUP BY` of a primary key stands for its table's other columns
/// @param problems why the statement is refused; empty when it is fully understood
record Analysis(
        Syntax.Statement statement,
        String sql,
        List<SqlToken> canonical,
        List<Use> uses,
        List<Edit> edits,
        List<Output> outputs,
        Set<Origin> referenced,
        Set<TableId> touched,
        Optional<Table> target,
        Set<String> written,
        Set<Origin> decisive,
        Map<TableId, Analysis> views,
        List<Grouping> groupings,
        List<Refusal> problems) {

    /// A column of a table.
    record Origin(TableId table, String column) {}

    /// @param origins the columns that the value is made from
    /// @param opaque whether it is a plain column of a type that may only be output
    record Output(String name, Set<Origin> origins, boolean opaque) {

        Output named(String other) {
            return new Output(other, origins, opaque);
        }
    }

    /// @param only whether the rows of the table's children are left out
    /// @param aliased whether an alias follows in the text
    record Use(Table table, Span span, boolean only, boolean aliased) {}

    /// A `GROUP BY` that names the primary key of a table. PostgreSQL lets the table's other columns stand
    /// ungrouped then; once a subquery is in the table's place it wants them named.
    ///
    /// @param edit names them
    record Grouping(Table table, Edit edit) {}

    /// Puts `text` in the place of the span's tokens.
    record Edit(Span span, List<SqlToken> replacement) {}

    /// How many things it holds that a short text can have many of: a star, or a row as a value, stands for a whole
    /// table's columns.
    long size() {
        return outputs.stream().mapToLong(output -> 1 + output.origins().size()).sum()
                + referenced.size()
                + touched.size()
                + groupings.stream()
                        .mapToLong(grouping -> grouping.edit().replacement().size())
                        .sum();
    }
}
