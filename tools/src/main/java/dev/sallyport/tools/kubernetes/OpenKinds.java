package dev.sallyport.tools.kubernetes;

import java.util.Set;

/// Which kinds of Kubernetes itself the gate lets anybody touch, so far. The others widen rights (roles, webhooks,
/// definitions, accounts), hold secrets, or belong to the whole cluster; no rule opens them, not even one that
/// permits every kind.
final class OpenKinds {

    private static final Set<String> WRITABLE =
            Set.of(
                    "/ConfigMap",
                    "/PersistentVolumeClaim",
                    "/Pod",
                    "/PodTemplate",
                    "/ReplicationController",
                    "/Service",
                    "apps/DaemonSet",
                    "apps/Deployment",
                    "apps/ReplicaSet",
                    "apps/StatefulSet",
                    "autoscaling/HorizontalPodAutoscaler",
                    "batch/CronJob",
                    "batch/Job",
                    "networking.k8s.io/Ingress",
                    "networking.k8s.io/NetworkPolicy",
                    "policy/PodDisruptionBudget");

    private OpenKinds() {}

    /// Whether objects of the kind may be applied or deleted at all.
    static boolean writable(String group, String kind) {
        return !ServedKind.isBuiltIn(group) || WRITABLE.contains(group + "/" + kind);
    }

    /// Whether objects of the kind may be read at all.
    static boolean readable(String group, String kind) {
        return !(group.isEmpty() && kind.equals("Secret"));
    }
}
