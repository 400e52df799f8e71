package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.BrokenGlass.Review;
import dev.sallyport.server.identity.Presence;

/// Hears of broken glass and its reviews before they take effect; the audit log stands behind it. When a method throws,
/// it does not happen.
///
/// Called within a transaction of the state database: an implementation is quick and calls neither [Glass] nor the state
/// store. Safe from many threads.
public interface GlassJournal {

    /// @param request as it stands before
    /// @param presence how it was known that the human was there
    void broken(ApprovalRequest request, BrokenGlass glass, Presence presence);

    /// @param request with its broken glass
    void reviewed(ApprovalRequest request, BrokenGlass glass, Review review);

    /// Nobody reviewed it in time.
    ///
    /// @param request with its broken glass
    void overdue(ApprovalRequest request, BrokenGlass glass);

    /// What does not count. Called after it was found so.
    void refused(RefusedGlass refusal);

    /// @param requestId as it was given; perhaps of no request
    /// @param code `BREAK_GLASS_` or `REVIEW_`, and why
    record RefusedGlass(String requestId, Principal by, String code) {}
}
