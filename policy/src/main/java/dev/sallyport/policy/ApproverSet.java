package dev.sallyport.policy;

/// Who must agree to a held call.
///
/// @param role the role an approver holds
/// @param quorum how many distinct humans, at least 1
public record ApproverSet(String role, int quorum) implements Comparable<ApproverSet> {

    public ApproverSet {
        if (quorum < 1) {
            throw new IllegalArgumentException("quorum must be at least 1, got " + quorum);
        }
    }

    @Override
    public int compareTo(ApproverSet other) {
        int byRole = role.compareTo(other.role);
        return byRole != 0 ? byRole : Integer.compare(quorum, other.quorum);
    }
}
