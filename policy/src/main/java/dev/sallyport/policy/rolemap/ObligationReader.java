package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.rolemap.ClauseReader.Located;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.Suggestion;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlNode;
import dev.sallyport.policy.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads `mask`, `unmask` and `filter` of one rule. Used once; what is wrong is noted with the file.
final class ObligationReader {

    private static final int COLUMN_PARTS = 3;
    private static final int TABLE_PARTS = 2;

    private final List<MaskColumn> masks = new ArrayList<>();
    private final List<Located<String>> unmask = new ArrayList<>();
    private final List<FilterRows> filters = new ArrayList<>();

    List<MaskColumn> masks() {
        return masks;
    }

    List<Located<String>> unmask() {
        return unmask;
    }

    List<FilterRows> filters() {
        return filters;
    }

    /// @param entry under one of the three keys
    void read(YamlMapping.Entry entry) {
        var value = entry.value();
        boolean unmasks = entry.key().equals("unmask");
        var items = unmasks ? Optional.of(value.oneOrMany()) : value.list();
        if (items.isPresent() && items.get().isEmpty()) {
            value.problem(Quoted.of(entry.key()) + " is an empty list", "remove the key");
        }
        for (var item : items.orElse(List.of())) {
            if (unmasks) {
                column(item).ifPresent(glob -> unmask.add(new Located<>(glob, item)));
            } else if (entry.key().equals("mask")) {
                item.mapping().ifPresent(this::readMask);
            } else {
                item.mapping().ifPresent(this::readFilter);
            }
        }
    }

    /// A rule that masks what it unmasks cannot be what its author meant.
    void checkContradictions() {
        for (var lifted : unmask) {
            lifted.node().goOn();
            if (masks.stream().anyMatch(m -> ColumnGlob.covers(lifted.value(), m.column()))) {
                lifted.node().problem("this rule masks and unmasks " + Quoted.of(lifted.value()));
            }
        }
    }

    private void readMask(YamlMapping mask) {
        mask.allow("column", "with", "sql");
        var column = mask.require("column").flatMap(ObligationReader::column);
        var sql = mask.get("sql");
        if (sql.isPresent() && mask.get("with").isPresent()) {
            sql.get()
                    .problem(
                            "a mask has either a name under `with` or an expression under `sql`",
                            "remove one of the two");
            return;
        }
        if (sql.isPresent()) {
            var expression = mask.requireText("sql").map(String::strip);
            if (column.isPresent() && expression.isPresent()) {
                masks.add(MaskColumn.sql(column.get(), expression.get()));
            }
            return;
        }
        var with = mask.require("with").flatMap(ObligationReader::maskName);
        if (column.isPresent() && with.isPresent()) {
            masks.add(new MaskColumn(column.get(), with.get()));
        }
    }

    private static Optional<String> maskName(YamlNode node) {
        // A plain null is no text in YAML, but here it is the mask of that name.
        boolean plainNull = node instanceof YamlScalar scalar && scalar.value().equals("null");
        var name = plainNull ? Optional.of("null") : node.text();
        if (name.isPresent() && !MaskColumn.STRICTEST_FIRST.contains(name.get())) {
            node.problem(
                    "unknown mask " + Quoted.of(name.get()),
                    Suggestion.question(name.get(), MaskColumn.STRICTEST_FIRST)
                            .or(() ->
                                    Optional.of(
                                            "the strictest first: "
                                                    + Quoted.all(MaskColumn.STRICTEST_FIRST))));
            return Optional.empty();
        }
        return name;
    }

    private void readFilter(YamlMapping filter) {
        filter.allow("table", "where");
        var table = filter.require("table").flatMap(ObligationReader::table);
        var where = filter.requireText("where").map(String::strip);
        if (table.isPresent() && where.isPresent()) {
            filters.add(new FilterRows(table.get(), where.get()));
        }
    }

    private static Optional<String> column(YamlNode node) {
        return parts(
                node,
                COLUMN_PARTS,
                "a column",
                "write `column`, `table.column` or `schema.table.column`");
    }

    private static Optional<String> table(YamlNode node) {
        return parts(node, TABLE_PARTS, "a table", "write `table` or `schema.table`");
    }

    private static Optional<String> parts(YamlNode node, int max, String what, String fix) {
        var glob = ClauseReader.glob(node);
        if (glob.isEmpty()) {
            return glob;
        }
        var parts = List.of(glob.get().split("\\.", -1));
        if (parts.size() > max || parts.contains("")) {
            node.problem(Quoted.of(glob.get()) + " does not name " + what, fix);
            return Optional.empty();
        }
        return glob;
    }
}
