package dev.sallyport.audit;

/// Who had to agree to a held call.
///
/// @param quorum how many humans of the role
public record RecordedApprovers(String role, int quorum) {}
