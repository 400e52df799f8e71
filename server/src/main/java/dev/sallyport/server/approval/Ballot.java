package dev.sallyport.server.approval;

import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import java.util.Optional;

/// One human's decision, as it is handed in.
///
/// @param digest what the human was shown
/// @param reason for the agent and the record, as data; cut at [NewRequest#REASON_LENGTH_MAX]
/// @param keyId the API key that the human is known by, or that their session stands on; empty where a provider or a
///     one-time link vouches for them. The vote counts as long as the key works
/// @param hiddenAccepted how many values the human approves without having seen them; of no meaning to a rejection
/// @param delegation the delegation by which the human was shown that they decide; empty for their own right
public record Ballot(
        Verdict verdict,
        String digest,
        String reason,
        Optional<String> keyId,
        int hiddenAccepted,
        Optional<String> delegation) {

    /// By a human who is known by no key, and who was shown everything.
    public Ballot(Verdict verdict, String digest, String reason) {
        this(verdict, digest, reason, Optional.empty());
    }

    /// By a human who was shown everything.
    public Ballot(Verdict verdict, String digest, String reason, Optional<String> keyId) {
        this(verdict, digest, reason, keyId, 0);
    }

    /// By a human's own right.
    public Ballot(
            Verdict verdict,
            String digest,
            String reason,
            Optional<String> keyId,
            int hiddenAccepted) {
        this(verdict, digest, reason, keyId, hiddenAccepted, Optional.empty());
    }

    /// In the place of another, by a delegation.
    public Ballot by(Optional<String> shownDelegation) {
        return new Ballot(verdict, digest, reason, keyId, hiddenAccepted, shownDelegation);
    }
}
