package dev.sallyport.tools.kubernetes;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Which applied objects can make the cluster delete something by itself that no later apply brings back.
final class Deletions {

    private static final String EXPIRES = "ttlSecondsAfterFinished";

    /// A StatefulSet deletes the claims of the replicas it gives up where its retention policy says so, which may be
    /// the live object's alone; a claim is the data.
    private static final Set<String> OF_DATA = Set.of("StatefulSet", "PersistentVolumeClaim");

    /// What an autoscaler can shrink without any claim going with it.
    private static final Set<String> WITHOUT_CLAIMS =
            Set.of("Deployment", "ReplicaSet", "ReplicationController");

    private Deletions() {}

    /// @return true also for kinds outside of Kubernetes itself, of which nobody knows
    static boolean mayFollow(PlannedObject object) {
        if (!ServedKind.isBuiltIn(object.group()) || OF_DATA.contains(object.kind())) {
            return true;
        }
        var spec = object.tree().path("spec");
        return switch (object.kind()) {
            case "HorizontalPodAutoscaler" ->
                    !WITHOUT_CLAIMS.contains(Json.text(spec, "scaleTargetRef", "kind"));
            case "Job" -> expires(spec);
            case "CronJob" -> expires(spec.path("jobTemplate").path("spec"));
            default -> false;
        };
    }

    /// A Job that deletes itself takes its Pods and their logs with it.
    private static boolean expires(JsonNode job) {
        return job.has(EXPIRES);
    }
}
