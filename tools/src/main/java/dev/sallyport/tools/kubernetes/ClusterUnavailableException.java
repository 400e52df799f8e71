package dev.sallyport.tools.kubernetes;

import dev.sallyport.tools.Refusal;

/// A cluster that did not answer, or not in time or whole.
final class ClusterUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String cluster;
    private final boolean mayHaveArrived;

    /// @param mayHaveArrived whether the request can have reached the cluster before it failed
    ClusterUnavailableException(String cluster, boolean mayHaveArrived, Throwable cause) {
        super("the cluster did not answer: " + cluster, cause);
        this.cluster = cluster;
        this.mayHaveArrived = mayHaveArrived;
    }

    boolean mayHaveArrived() {
        return mayHaveArrived;
    }

    Refusal refusal() {
        return Refusal.failed(
                "TARGET_UNAVAILABLE",
                "cluster `" + Words.shown(cluster) + "` does not answer",
                "Try again later; tell an operator if it lasts.");
    }
}
