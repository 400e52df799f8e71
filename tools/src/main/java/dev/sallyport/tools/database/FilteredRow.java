package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Catalogue.Table;
import java.util.stream.Collectors;

/// A row filter over the one row that a statement is about to write.
final class FilteredRow {

    private FilteredRow() {}

    /// The filter asked of a row of its own, whose columns are named one by one for products that know no
    /// `alias.*` outside the query that selects from the alias.
    static String exists(Dialect dialect, Table table, String alias, String where) {
        var row = dialect.quote(alias);
        return table.columns().stream()
                .map(column -> dialect.quote(column.name()))
                .map(column -> row + "." + column + " AS " + column)
                .collect(
                        Collectors.joining(
                                ", ",
                                "EXISTS (SELECT 1 FROM (SELECT ",
                                ") AS "
                                        + dialect.quote(table.id().name())
                                        + " WHERE "
                                        + where
                                        + ")"));
    }
}
