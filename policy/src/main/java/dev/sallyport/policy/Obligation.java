package dev.sallyport.policy;

import java.util.List;

/// What must happen to a permitted call. Several rules' obligations add up; the strictest wins.
public sealed interface Obligation extends Comparable<Obligation> {

    /// Replace the values of matching columns before anything can see them.
    ///
    /// @param column a glob over `schema.table.column`; with fewer parts it matches from the right, so
    ///     `customers.ssn` is that column of `customers` in any schema and `*.email` of any table
    /// @param with the mask's name: `redact`, `null`, `last4`, `token`, `year`
    record MaskColumn(String column, String with) implements Obligation {

        /// The names of all masks, the strictest first.
        public static final List<String> STRICTEST_FIRST =
                List.of("null", "redact", "token", "year", "last4");
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
        return toString().compareTo(other.toString());
    }
}
