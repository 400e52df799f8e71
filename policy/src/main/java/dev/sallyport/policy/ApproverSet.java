package dev.sallyport.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Who must agree to a held call.
///
/// @param role the role an approver holds
/// @param quorum how many distinct humans, at least 1
/// @param breakGlass the role of those of whom one human alone may release the call in an emergency, to be reviewed
///     afterwards; empty where nobody may
public record ApproverSet(String role, int quorum, Optional<String> breakGlass)
        implements Comparable<ApproverSet> {

    private static final Comparator<ApproverSet> ORDER =
            Comparator.comparing(ApproverSet::role)
                    .thenComparingInt(ApproverSet::quorum)
                    .thenComparing(set -> set.breakGlass.orElse(""));

    public ApproverSet {
        if (quorum < 1) {
            throw new IllegalArgumentException("quorum must be at least 1, got " + quorum);
        }
    }

    /// Approvers past whom there is no way.
    public ApproverSet(String role, int quorum) {
        this(role, quorum, Optional.empty());
    }

    /// The same with another quorum.
    public ApproverSet of(int quorum) {
        return new ApproverSet(role, quorum, breakGlass);
    }

    /// Whether it asks at least what another does: no fewer of the same role, and no way past them that the other has
    /// not.
    public boolean asksNoLessThan(ApproverSet other) {
        return role.equals(other.role)
                && quorum >= other.quorum
                && (breakGlass.isEmpty() || breakGlass.equals(other.breakGlass));
    }

    /// One set for each role that asks what all of that role's ask: the greatest quorum, and a way past it only where
    /// all of them have the same. Sorted.
    public static List<ApproverSet> strictest(Collection<ApproverSet> sets) {
        var byRole = new TreeMap<String, ApproverSet>();
        sets.forEach(set -> byRole.merge(set.role, set, ApproverSet::and));
        return new ArrayList<>(byRole.values());
    }

    private ApproverSet and(ApproverSet other) {
        return new ApproverSet(
                role,
                Math.max(quorum, other.quorum),
                breakGlass.equals(other.breakGlass) ? breakGlass : Optional.empty());
    }

    @Override
    public int compareTo(ApproverSet other) {
        return ORDER.compare(this, other);
    }
}
