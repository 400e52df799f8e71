package dev.sallyport.tools.database;

import dev.sallyport.policy.Glob;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.database.Analysis.Origin;
import dev.sallyport.tools.database.Catalogue.Column;
import dev.sallyport.tools.database.Catalogue.Table;
import dev.sallyport.tools.database.Catalogue.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What the obligations of one call hide: which columns under which mask, which rows by which filter. For one thread,
/// and for the tables of one catalogue.
///
/// A column that the database computes from a masked one is hidden whole, unless it has a mask of its own.
/// A partition or inheritance child is hidden as its parents are, and the other way round, since they share rows.
/// Case is ignored, so that a mask written in the wrong case hides too much rather than nothing.
final class Protection {

    /// What is computed from a value can show any part of it, so no milder mask will do.
    private static final String GENERATED = "redact";

    /// Shared by all, and so without anything to remember.
    static final Protection NONE = new Protection(Obligations.NONE);

    private final List<Mask> masks;
    private final List<Filter> filters;

    /// Every column is asked about several times in one rendering. Stays empty without masks.
    private final Map<Origin, Optional<String>> known = new HashMap<>();

    private record Mask(Pattern column, String with) {}

    private record Filter(Pattern table, String where) {}

    Protection(Obligations obligations) {
        this.masks =
                obligations.masks().stream()
                        .map(mask -> new Mask(Pattern.of(mask.column()), mask.with()))
                        .toList();
        this.filters =
                obligations.filters().stream()
                        .map(filter -> new Filter(Pattern.of(filter.table()), filter.where()))
                        .toList();
    }

    /// The strictest mask over the column, in the form of [MaskColumn#with]; a name nobody knows counts as the strictest.
    Optional<String> mask(Table table, String column) {
        if (masks.isEmpty()) {
            return Optional.empty();
        }
        return known.computeIfAbsent(
                new Origin(table.id(), column),
                _ -> own(table, column).or(() -> generated(table, column)));
    }

    private Optional<String> generated(Table table, String column) {
        return table.columns().stream()
                        .filter(found -> found.name().equals(column))
                        .flatMap(found -> found.generatedFrom().stream())
                        .flatMap(source ->
                                source.isEmpty()
                                        ? table.columns().stream().map(Column::name)
                                        : Stream.of(source))
                        .anyMatch(source -> own(table, source).isPresent())
                ? Optional.of(GENERATED)
                : Optional.empty();
    }

    private Optional<String> own(Table table, String column) {
        var names = tables(table).map(id -> Name.of(id.schema(), id.name(), column)).toList();
        return masks.stream()
                .filter(mask -> names.stream().anyMatch(mask.column()::matches))
                .map(Mask::with)
                .reduce(MaskColumn::stricter);
    }

    boolean masks(Table table) {
        return !masks.isEmpty()
                && table.columns().stream()
                        .anyMatch(column -> mask(table, column.name()).isPresent());
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
        if (filters.isEmpty()) {
            return List.of();
        }
        var names = tables(table).map(id -> Name.of(id.schema(), id.name())).toList();
        return filters.stream()
                .filter(filter -> names.stream().anyMatch(filter.table()::matches))
                .map(Filter::where)
                .distinct()
                .toList();
    }

    /// Whether a view of this meaning shows anything that is hidden.
    boolean hides(Analysis view, Catalogue catalogue) {
        return view.referenced().stream().anyMatch(origin -> masks(origin, catalogue))
                || view.touched().stream()
                        .flatMap(id -> catalogue.find(id).stream())
                        .anyMatch(table -> !filters(table).isEmpty());
    }

    private static Stream<TableId> tables(Table table) {
        return Stream.concat(Stream.of(table.id()), table.relatives().stream());
    }

    /// The last part of a name, the last two, and so on, as they are and in lower case.
    private record Name(List<String> exact, List<String> folded) {

        static Name of(String... parts) {
            var exact = new ArrayList<String>();
            var text = "";
            for (var part : List.of(parts).reversed()) {
                text = exact.isEmpty() ? part : part + "." + text;
                exact.add(text);
            }
            return new Name(
                    exact, exact.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList());
        }
    }

    /// A glob over the last parts of a name, as many as it has itself.
    private record Pattern(Glob exact, Glob folded, int parts) {

        static Pattern of(String glob) {
            return new Pattern(
                    new Glob(glob),
                    new Glob(glob.toLowerCase(Locale.ROOT)),
                    (int) glob.chars().filter(c -> c == '.').count() + 1);
        }

        boolean matches(Name name) {
            int last = Math.min(parts, name.exact().size()) - 1;
            return exact.matches(name.exact().get(last)) || folded.matches(name.folded().get(last));
        }
    }
}
