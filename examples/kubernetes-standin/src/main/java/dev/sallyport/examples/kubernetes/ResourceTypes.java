package dev.sallyport.examples.kubernetes;

import java.util.List;
import java.util.Optional;

/// Every kind the stand-in serves.
final class ResourceTypes {

    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final String NETWORKING = "networking.k8s.io";

    static final List<ResourceType> ALL =
            List.of(
                    namespaced("", "configmaps", "ConfigMap", "cm"),
                    readOnly("", "events", "Event", "ev"),
                    cluster("", "namespaces", "Namespace", "ns"),
                    namespaced("", "persistentvolumeclaims", "PersistentVolumeClaim", "pvc"),
                    namespaced("", "pods", "Pod", "po"),
                    namespaced("", "secrets", "Secret"),
                    namespaced("", "serviceaccounts", "ServiceAccount", "sa"),
                    namespaced("", "services", "Service", "svc"),
                    namespaced("apps", "daemonsets", "DaemonSet", "ds"),
                    namespaced("apps", "deployments", "Deployment", "deploy"),
                    readOnly("apps", "replicasets", "ReplicaSet", "rs"),
                    namespaced("apps", "statefulsets", "StatefulSet", "sts"),
                    namespaced("batch", "cronjobs", "CronJob", "cj"),
                    namespaced("batch", "jobs", "Job"),
                    namespaced(NETWORKING, "ingresses", "Ingress", "ing"),
                    namespaced(NETWORKING, "networkpolicies", "NetworkPolicy", "netpol"),
                    cluster(RBAC, "clusterrolebindings", "ClusterRoleBinding"),
                    cluster(RBAC, "clusterroles", "ClusterRole"),
                    namespaced(RBAC, "rolebindings", "RoleBinding"),
                    namespaced(RBAC, "roles", "Role"),
                    namespaced("shop.example.com", "widgets", "Widget"));

    private ResourceTypes() {}

    /// The groups beside the core group, in the order of [#ALL].
    static List<String> groups() {
        return ALL.stream()
                .map(ResourceType::group)
                .filter(group -> !group.isEmpty())
                .distinct()
                .toList();
    }

    static boolean serves(String group, String version) {
        return ALL.stream()
                .anyMatch(type -> type.group().equals(group) && type.version().equals(version));
    }

    static Optional<ResourceType> find(String group, String version, String plural) {
        return ALL.stream()
                .filter(type -> type.group().equals(group))
                .filter(type -> type.version().equals(version))
                .filter(type -> type.plural().equals(plural))
                .findFirst();
    }

    static ResourceType require(String group, String plural) {
        return find(group, "v1", plural)
                .orElseThrow(() -> new IllegalArgumentException("not served: " + plural));
    }

    private static ResourceType namespaced(
            String group, String plural, String kind, String... shortNames) {
        return new ResourceType(
                group, "v1", plural, kind, true, ResourceType.ALL_VERBS, List.of(shortNames));
    }

    private static ResourceType cluster(
            String group, String plural, String kind, String... shortNames) {
        return new ResourceType(
                group, "v1", plural, kind, false, ResourceType.ALL_VERBS, List.of(shortNames));
    }

    private static ResourceType readOnly(
            String group, String plural, String kind, String... shortNames) {
        return new ResourceType(
                group, "v1", plural, kind, true, ResourceType.READ_VERBS, List.of(shortNames));
    }
}
