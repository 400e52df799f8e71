package dev.sallyport.tools.database;

import dev.sallyport.tools.Refusal;
import dev.sallyport.tools.database.Catalogue.Column;
import dev.sallyport.tools.database.Catalogue.Table;
import dev.sallyport.tools.database.Syntax.Assignment;
import dev.sallyport.tools.database.Syntax.Define;
import dev.sallyport.tools.database.Syntax.Delete;
import dev.sallyport.tools.database.Syntax.Insert;
import dev.sallyport.tools.database.Syntax.Merge;
import dev.sallyport.tools.database.Syntax.Read;
import dev.sallyport.tools.database.Syntax.Update;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a write must not do to columns that are masked and rows that are filtered for its caller, and whether it touches
/// any. Pure.
final class WriteProtection {

    private WriteProtection() {}

    /// Whether it sets a masked column, or one from which a masked one is computed.
    static boolean setsMasked(Analysis analysis, Protection protection) {
        return switch (analysis.statement()) {
            case Insert _, Update _, Merge _ ->
                    analysis.target().stream()
                            .anyMatch(table ->
                                    table.columns().stream()
                                            .map(Column::name)
                                            .filter(name ->
                                                    protection.mask(table, name).isPresent())
                                            .flatMap(name -> madeFrom(name, table))
                                            .anyMatch(analysis.written()::contains));
            case Delete _, Define _, Read _ -> false;
        };
    }

    static void checkMasks(
            Analysis analysis, Table target, Protection protection, Analyst analyst) {
        var definition = DefinitionCheck.of(analysis, analyst);
        definition.ifPresent(found -> found.hidden(protection));
        for (var origin : analysis.referenced()) {
            if (definition.isEmpty() && protection.masks(origin, analyst.catalogue())) {
                throw new NotUnderstood(
                        masked(
                                "column "
                                        + SqlRefusals.quote(origin.table() + "." + origin.column())
                                        + " is masked for you and can be neither read nor compared in a change"));
            }
        }
        if (analysis.statement() instanceof Insert insert
                && insert.conflict().isPresent()
                && insert.conflict().get().columns().isEmpty()
                && protection.masks(target)) {
            throw new NotUnderstood(
                    masked(
                            "`ON CONFLICT` without columns would compare masked columns of "
                                    + SqlRefusals.quote(target.id().toString())));
        }
        for (var token : analysis.canonical()) {
            if (token.kind() == SqlToken.Kind.STRING && token.text().contains("⟦masked")) {
                throw new NotUnderstood(
                        masked("a placeholder of a masked value would be written back"));
            }
        }
    }

    private static Refusal masked(String what) {
        return Refusal.denied(
                "DENIED_MASKED_COLUMN", what, "Write the change without the masked columns.");
    }

    /// A row may not be moved out of, or into, what its filter shows.
    static void checkFilter(
            List<Assignment> assignments, Table target, Protection protection, Analyst analyst) {
        var names = analyst.dialect().lexis();
        for (var filter : protection.filters(target)) {
            var condition =
                    analyst.written(target, filter)
                            .orElseThrow(() ->
                                    new NotUnderstood(SqlRefusals.filter(target.id().toString())));
            var decisive =
                    condition.referenced().stream()
                            .flatMap(origin -> madeFrom(origin.column(), target))
                            .map(names::fold)
                            .collect(Collectors.toSet());
            if (assignments.stream()
                    .flatMap(assignment -> assignment.columns().stream())
                    .anyMatch(column -> decisive.contains(names.fold(column)))) {
                throw new NotUnderstood(SqlRefusals.filter(target.id().toString()));
            }
        }
    }

    /// The column and those that the database computes it from.
    private static Stream<String> madeFrom(String column, Table table) {
        var sources =
                table.columns().stream()
                        .filter(found -> found.name().equals(column))
                        .flatMap(found -> found.generatedFrom().stream())
                        .toList();
        return Stream.concat(
                Stream.of(column),
                sources.equals(Column.ANY)
                        ? table.columns().stream().map(Column::name)
                        : sources.stream());
    }
}
