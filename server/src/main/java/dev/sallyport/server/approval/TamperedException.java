package dev.sallyport.server.approval;

/// A stored request does not match its digest, so it is not what was asked or approved. It never runs.
public final class TamperedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TamperedException(String id) {
        super("the stored approval request `" + id + "` does not match its digest");
    }
}
