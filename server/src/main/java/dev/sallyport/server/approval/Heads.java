package dev.sallyport.server.approval;

import dev.sallyport.server.approval.ApprovalRequest.Vote;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Counts the humans who stand behind votes. Nobody counts twice: neither by their own word and that of one who decides
/// in their place, nor by deciding in the place of several. Pure.
///
/// So the count is the largest number of votes of which no two share a human. Each vote joins the one who cast it with
/// the one whose right it is, and each human casts one, so that taking a vote whose caster is nobody's delegator first
/// never loses any.
final class Heads {
    private Heads() {}

    static int count(Collection<Vote> votes) {
        var left = new ArrayList<>(votes.stream().map(Pair::of).distinct().toList());
        int heads = 0;
        while (!left.isEmpty()) {
            var taken =
                    left.stream()
                            .filter(pair -> pair.isLeaf(left))
                            .findFirst()
                            .orElseGet(left::getFirst);
            left.removeIf(taken::shares);
            heads++;
        }
        return heads;
    }

    /// @param right the same, for a vote of one's own
    private record Pair(Human caster, Human right) {
        static Pair of(Vote vote) {
            return new Pair(
                    Human.of(vote.approver().subject()), Human.of(vote.authority().subject()));
        }

        boolean shares(Pair other) {
            return caster.equals(other.caster)
                    || caster.equals(other.right)
                    || right.equals(other.caster)
                    || right.equals(other.right);
        }

        /// Whether the caster is in no other vote.
        boolean isLeaf(List<Pair> all) {
            return all.stream()
                    .filter(other -> !other.equals(this))
                    .noneMatch(other -> caster.equals(other.caster) || caster.equals(other.right));
        }
    }
}
