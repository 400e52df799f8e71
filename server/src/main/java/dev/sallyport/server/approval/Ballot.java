package dev.sallyport.server.approval;

import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.identity.Presence;
import java.util.Optional;

/// One human's decision, as it is handed in.
///
/// @param digest what the human was shown
/// @param reason for the agent and the record, as data; cut at [NewRequest#REASON_LENGTH_MAX]
/// @param keyId the API key that the human is known by, or that their session stands on; empty where a provider or a
///     one-time link vouches for them. The vote counts as long as the key works
/// @param hiddenAccepted how many values the human approves without having seen them; of no meaning to a rejection
/// @param presence how it is known that the human is there; approving what is of high risk asks for a fresh sign-in
public record Ballot(
        Verdict verdict,
        String digest,
        String reason,
        Optional<String> keyId,
        int hiddenAccepted,
        Presence presence) {

    /// By a human who is known by no key, who was shown everything, and of whom nobody says when they signed in.
    public Ballot(Verdict verdict, String digest, String reason) {
        this(verdict, digest, reason, Optional.empty());
    }

    /// By a human who was shown everything, and of whom nobody says when they signed in.
    public Ballot(Verdict verdict, String digest, String reason, Optional<String> keyId) {
        this(verdict, digest, reason, keyId, 0, Presence.UNKNOWN);
    }
}
