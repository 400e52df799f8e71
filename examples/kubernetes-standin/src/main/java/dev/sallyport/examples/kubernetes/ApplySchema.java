package dev.sallyport.examples.kubernetes;

import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What apply refuses with a 500 because it does not fit the schema: unknown fields near the top, texts that are
/// none, and list items that share a key. Deeper fields are not checked here; a real server checks all.
final class ApplySchema {

    private static final Set<String> EVERYWHERE = Set.of("apiVersion", "kind", "metadata");
    private static final Set<String> METADATA =
            Set.of(
                    "name",
                    "namespace",
                    "labels",
                    "annotations",
                    "uid",
                    "resourceVersion",
                    "generation",
                    "generateName",
                    "creationTimestamp",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds",
                    "finalizers",
                    "ownerReferences",
                    "selfLink");

    private ApplySchema() {}

    /// @throws StatusException 500
    static void check(ResourceType type, String name, ObjectNode intent) {
        var allowed = new HashSet<>(EVERYWHERE);
        allowed.addAll(topLevel(type.kind()));
        for (var entry : intent.properties()) {
            if (!allowed.contains(entry.getKey())) {
                throw untypable(
                        type, name, "." + entry.getKey() + ": field not declared in schema");
            }
        }
        for (var entry : intent.path("metadata").properties()) {
            if (!METADATA.contains(entry.getKey())) {
                throw untypable(
                        type,
                        name,
                        ".metadata." + entry.getKey() + ": field not declared in schema");
            }
        }
        for (var entry : intent.path("data").properties()) {
            if (!entry.getValue().isString() && !entry.getValue().isNull()) {
                throw untypable(
                        type,
                        name,
                        ".data." + entry.getKey() + ": expected string, got another type");
            }
        }
        uniqueKeys(type, name, "", "", intent);
    }

    private static Set<String> topLevel(String kind) {
        return switch (kind) {
            case "ConfigMap" -> Set.of("data", "binaryData", "immutable");
            case "Secret" -> Set.of("data", "stringData", "immutable", "type");
            case "ServiceAccount" ->
                    Set.of("secrets", "imagePullSecrets", "automountServiceAccountToken");
            case "Role" -> Set.of("rules");
            case "ClusterRole" -> Set.of("rules", "aggregationRule");
            case "RoleBinding", "ClusterRoleBinding" -> Set.of("roleRef", "subjects");
            default -> Set.of("spec", "status");
        };
    }

    private static void uniqueKeys(
            ResourceType type, String name, String path, String field, JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (var entry : object.properties()) {
                uniqueKeys(
                        type, name, path + "." + entry.getKey(), entry.getKey(), entry.getValue());
            }
            return;
        }
        var keys = node.isArray() ? FieldPaths.listKeys(field, node) : java.util.List.<String>of();
        var seen = new HashSet<String>();
        for (var item : node) {
            if (!keys.isEmpty() && !seen.add(FieldPaths.keyStep(keys, item))) {
                throw untypable(
                        type,
                        name,
                        "%s: duplicate entries for key [%s=\"%s\"]"
                                .formatted(
                                        path,
                                        keys.getFirst(),
                                        item.path(keys.getFirst()).asString("")));
            }
            uniqueKeys(type, name, path + "[]", "", item);
        }
    }

    private static StatusException untypable(ResourceType type, String name, String why) {
        return StatusException.untypable(
                "failed to create typed patch object (/%s; %s, Kind=%s): %s"
                        .formatted(
                                name,
                                type.group().isEmpty() ? "/v1" : type.apiVersion(),
                                type.kind(),
                                why));
    }
}
