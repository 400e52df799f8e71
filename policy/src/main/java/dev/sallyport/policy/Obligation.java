package dev.sallyport.policy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What must happen to a permitted call. Several rules' obligations add up; the strictest wins.
public sealed interface Obligation extends Comparable<Obligation> {

    /// Replace the values of matching columns before anything can see them.
    ///
    /// @param column a glob over `schema.table.column`; with fewer parts it matches from the right, so
    ///     `customers.ssn` is that column of `customers` in any schema and `*.email` of any table
    /// @param with the mask's name: `redact`, `null`, `last4`, `token`, `year`; or an expression, as [#sql] notes it
    record MaskColumn(String column, String with) implements Obligation {

        /// The names of all masks, the strictest first.
        public static final List<String> STRICTEST_FIRST =
                List.of("null", "redact", "token", "year", "last4");

        /// No mask's name has a space.
        private static final String SQL = "sql ";

        /// A mask that an admin wrote.
        ///
        /// @param expression in the target's own language, over the columns of the masked column's table
        public static MaskColumn sql(String column, String expression) {
            return new MaskColumn(column, SQL + expression);
        }

        /// The admin's expression; empty for a mask with a name.
        public Optional<String> expression() {
            return expression(with);
        }

        /// The expression that [#with] notes; empty for a name.
        public static Optional<String> expression(String with) {
            return with.startsWith(SQL)
                    ? Optional.of(with.substring(SQL.length()))
                    : Optional.empty();
        }

        /// The stricter of two masks over one column, in the form of [#with]. What an expression shows is not known,
        /// so beside any other mask it gives way to `redact`, or to `null` where that is the other.
        public static String stricter(String one, String other) {
            if (one.equals(other)) {
                return one;
            }
            // What nobody knows counts as the strictest.
            boolean nothing =
                    Stream.of(one, other)
                            .anyMatch(mask ->
                                    expression(mask).isEmpty()
                                            && STRICTEST_FIRST.indexOf(mask) <= 0);
            if (nothing) {
                return STRICTEST_FIRST.getFirst();
            }
            if (expression(one).isPresent() || expression(other).isPresent()) {
                return "redact";
            }
            return STRICTEST_FIRST.indexOf(one) <= STRICTEST_FIRST.indexOf(other) ? one : other;
        }
    }

    /// Show only rows for which `where` is true.
    ///
    /// @param table a glob over `schema.table`, or over `table` alone
    /// @param where a condition in the target's own language, written by the admin
    record FilterRows(String table, String where) implements Obligation {}

    /// A bound, in the unit of its [ObligationDefinition.LimitObligation].
    record Limit(String name, long value) implements Obligation {
        public Limit {
            if (value < 0) {
                throw new IllegalArgumentException(
                        "a limit cannot be negative: " + name + " " + value);
            }
        }
    }

    @Override
    default int compareTo(Obligation other) {
        int byKind = Integer.compare(rank(), other.rank());
        if (byKind != 0) {
            return byKind;
        }
        int byPlace = place().compareTo(other.place());
        return byPlace != 0 ? byPlace : what().compareTo(other.what());
    }

    private int rank() {
        return switch (this) {
            case FilterRows _ -> 0;
            case Limit _ -> 1;
            case MaskColumn _ -> 2;
        };
    }

    private String place() {
        return switch (this) {
            case FilterRows(var table, _) -> table;
            case Limit(var name, _) -> name;
            case MaskColumn(var column, _) -> column;
        };
    }

    /// Two of one kind and place that say the same are equal.
    private String what() {
        return switch (this) {
            case FilterRows(_, var where) -> where;
            case Limit(_, var value) -> Long.toString(value);
            case MaskColumn(_, var with) -> with;
        };
    }
}
