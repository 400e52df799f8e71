package dev.sallyport.policy;

/// A bound on how much a principal may do in some time, over all its calls. Several bind together; each is counted on
/// its own.
///
/// @param counted whose use counts: a subject, or for [Scope#ROLE] the role, whose holders count together
/// @param role the role that sets the limit
/// @param value at least 1
public record UsageLimit(Kind kind, Scope scope, String counted, String role, long value)
        implements Comparable<UsageLimit> {

    public UsageLimit {
        if (value < 1) {
            throw new IllegalArgumentException("a limit of use must be at least 1, got " + value);
        }
    }

    /// What is counted.
    public enum Kind {
        /// Calls that were allowed to run, in any 60 seconds.
        CALLS_PER_MINUTE,
        /// Rows that left the gate, in any 60 minutes.
        ROWS_PER_HOUR,
        /// Calls that run at one time.
        CONCURRENT_CALLS
    }

    /// Who counts together.
    public enum Scope {
        /// Every principal of the role by itself.
        PRINCIPAL,
        /// All principals of the role.
        ROLE
    }

    @Override
    public int compareTo(UsageLimit other) {
        return toString().compareTo(other.toString());
    }
}
