package dev.sallyport.examples.kubernetes;

import java.util.List;

/// One kind that is served, at one group and version.
///
/// @param group empty for the core group
/// @param verbs what its collection and its objects allow
record ResourceType(
        String group,
        String version,
        String plural,
        String kind,
        boolean namespaced,
        List<String> verbs,
        List<String> shortNames) {

    static final List<String> ALL_VERBS =
            List.of("create", "delete", "get", "list", "patch", "update");
    static final List<String> READ_VERBS = List.of("get", "list");

    ResourceType {
        verbs = List.copyOf(verbs);
        shortNames = List.copyOf(shortNames);
    }

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /// `deployments.apps`, as messages name it.
    String qualifiedPlural() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /// `Deployment.apps`, as validation messages name it.
    String qualifiedKind() {
        return group.isEmpty() ? kind : kind + "." + group;
    }
}
