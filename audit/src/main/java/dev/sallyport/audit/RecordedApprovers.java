package dev.sallyport.audit;

import java.util.Optional;

/// Who had to agree to a held call.
///
/// @param quorum how many humans of the role
/// @param breakGlass the role of whom one human alone could release it, if any
public record RecordedApprovers(String role, int quorum, Optional<String> breakGlass) {

    /// Approvers past whom there was no way.
    public RecordedApprovers(String role, int quorum) {
        this(role, quorum, Optional.empty());
    }
}
