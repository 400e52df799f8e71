package dev.sallyport.tools.kubernetes;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/// A kind as a cluster's discovery describes it.
///
/// @param group empty for the core group
/// @param plural its name in paths
record ServedKind(
        String group,
        String version,
        String kind,
        String plural,
        boolean namespaced,
        List<String> verbs,
        List<String> shortNames) {

    /// The groups that belong to Kubernetes itself; kinds of others carry their group in facts and rules.
    private static final Set<String> BUILT_IN =
            Set.of(
                    "",
                    "admissionregistration.k8s.io",
                    "apiextensions.k8s.io",
                    "apiregistration.k8s.io",
                    "apps",
                    "authentication.k8s.io",
                    "authorization.k8s.io",
                    "autoscaling",
                    "batch",
                    "certificates.k8s.io",
                    "coordination.k8s.io",
                    "discovery.k8s.io",
                    "events.k8s.io",
                    "extensions",
                    "flowcontrol.apiserver.k8s.io",
                    "internal.apiserver.k8s.io",
                    "networking.k8s.io",
                    "node.k8s.io",
                    "policy",
                    "rbac.authorization.k8s.io",
                    "resource.k8s.io",
                    "scheduling.k8s.io",
                    "storage.k8s.io",
                    "storagemigration.k8s.io");

    ServedKind {
        verbs = List.copyOf(verbs);
        shortNames = List.copyOf(shortNames);
    }

    static boolean isBuiltIn(String group) {
        return BUILT_IN.contains(group);
    }

    boolean builtIn() {
        return isBuiltIn(group);
    }

    /// As rules and people name it: `Deployment`, `Widget.example.com`.
    String title() {
        return title(group, kind);
    }

    static String title(String group, String kind) {
        return isBuiltIn(group) ? kind : kind + "." + group;
    }

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /// The path of its collection; across namespaces where the namespace is empty.
    String collectionPath(String namespace) {
        var prefix = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
        var scope = namespace.isEmpty() ? "" : "/namespaces/" + segment(namespace);
        return prefix + scope + "/" + segment(plural);
    }

    String objectPath(String namespace, String name) {
        return collectionPath(namespace) + "/" + segment(name);
    }

    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
