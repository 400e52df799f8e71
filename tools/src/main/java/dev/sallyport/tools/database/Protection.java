package dev.sallyport.tools.database;

import dev.sallyport.policy.Glob;
import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.database.Analysis.Origin;
import dev.sallyport.tools.database.Catalogue.Table;
import dev.sallyport.tools.database.Catalogue.TableId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What the obligations of one call hide: which columns under which mask, which rows by which filter.
///
/// A column that the database computes from a masked one is hidden whole, unless it has a mask of its own.
/// A partition or inheritance child is hidden as its parents are, and the other way round, since they share rows.
/// Case is ignored, so that a mask written in the wrong case hides too much rather than nothing.
final class Protection {

    /// What is computed from a value can show any part of it, so no milder mask will do.
    private static final String GENERATED = "redact";

    static final Protection NONE = new Protection(Obligations.NONE);

    private final List<MaskColumn> masks;
    private final List<FilterRows> filters;

    Protection(Obligations obligations) {
        this.masks = obligations.masks();
        this.filters = obligations.filters();
    }

    /// The name of the strictest mask over the column; a name nobody knows counts as the strictest.
    Optional<String> mask(Table table, String column) {
        if (masks.isEmpty()) {
            return Optional.empty();
        }
        return own(table, column)
                .or(() ->
                        table.columns().stream()
                                        .filter(found -> found.name().equals(column))
                                        .flatMap(found -> found.generatedFrom().stream())
                                        .anyMatch(source -> own(table, source).isPresent())
                                ? Optional.of(GENERATED)
                                : Optional.empty());
    }

    private Optional<String> own(Table table, String column) {
        return masks.stream()
                .filter(mask -> names(table).anyMatch(id -> matches(mask.column(), id, column)))
                .map(MaskColumn::with)
                .min(Comparator.comparingInt(MaskColumn.STRICTEST_FIRST::indexOf));
    }

    boolean masks(Table table) {
        return table.columns().stream().anyMatch(column -> mask(table, column.name()).isPresent());
    }

    boolean masks(Origin origin, Catalogue catalogue) {
        // A column of a table that is not in the catalogue cannot be judged, so it counts as
        // masked.
        return !masks.isEmpty()
                && catalogue
                        .find(origin.table())
                        .map(table -> mask(table, origin.column()).isPresent())
                        .orElse(true);
    }

    List<String> filters(Table table) {
        var wheres = new ArrayList<String>();
        for (var filter : filters) {
            if (names(table).anyMatch(id -> matches(filter.table(), id))
                    && !wheres.contains(filter.where())) {
                wheres.add(filter.where());
            }
        }
        return wheres;
    }

    /// Whether a view of this meaning shows anything that is hidden.
    boolean hides(Analysis view, Catalogue catalogue) {
        return view.referenced().stream().anyMatch(origin -> masks(origin, catalogue))
                || view.touched().stream()
                        .flatMap(id -> catalogue.find(id).stream())
                        .anyMatch(table -> !filters(table).isEmpty());
    }

    private static Stream<TableId> names(Table table) {
        return Stream.concat(Stream.of(table.id()), table.relatives().stream());
    }

    private static boolean matches(String glob, TableId id, String column) {
        var parts = List.of(id.schema(), id.name(), column);
        return matches(glob, parts);
    }

    private static boolean matches(String glob, TableId id) {
        return matches(glob, List.of(id.schema(), id.name()));
    }

    /// Matches as many parts from the right as the glob has.
    private static boolean matches(String glob, List<String> parts) {
        int count = (int) glob.chars().filter(c -> c == '.').count() + 1;
        var text = String.join(".", parts.subList(Math.max(0, parts.size() - count), parts.size()));
        return new Glob(glob).matches(text)
                || new Glob(glob.toLowerCase(Locale.ROOT)).matches(text.toLowerCase(Locale.ROOT));
    }
}
