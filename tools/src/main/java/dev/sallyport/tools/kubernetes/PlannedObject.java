package dev.sallyport.tools.kubernetes;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One object of a planned apply, as it stands in the plan's normal form.
///
/// @param group empty for the core group
/// @param kind as manifests name it
/// @param namespace empty for kinds of the whole cluster
/// @param path where the API keeps it
/// @param exists whether it is there, so that this is an update
/// @param body the canonical text that is sent; it holds neither resourceVersion nor uid
record PlannedObject(
        String group,
        String kind,
        String namespace,
        String name,
        String path,
        boolean exists,
        String body) {

    String kindTitle() {
        return ServedKind.title(group, kind);
    }

    /// For people: Deployment `web` in `sandbox`.
    String title() {
        return title(kindTitle(), namespace, name);
    }

    static String title(String kind, String namespace, String name) {
        return "%s `%s`%s"
                .formatted(
                        Words.shown(kind),
                        Words.shown(name),
                        namespace.isEmpty() ? "" : " in `" + Words.shown(namespace) + "`");
    }

    String operation() {
        return exists ? "update" : "create";
    }

    ObjectNode tree() {
        return Json.parseOwn(body);
    }

    /// The body with the live object's identity and version in it, so that it can change only that one.
    String bodyOver(Optional<ObjectNode> live) {
        if (live.isEmpty()) {
            return body;
        }
        var tree = tree();
        var metadata = (ObjectNode) tree.path("metadata");
        metadata.put("uid", Json.text(live.get(), "metadata", "uid"));
        metadata.put("resourceVersion", Json.text(live.get(), "metadata", "resourceVersion"));
        return Json.canonical(tree);
    }

    ObjectNode toJson() {
        return Json.object()
                .put("group", group)
                .put("kind", kind)
                .put("namespace", namespace)
                .put("name", name)
                .put("path", path)
                .put("exists", exists)
                .put("body", body);
    }

    static PlannedObject fromJson(JsonNode json) {
        return new PlannedObject(
                Json.text(json, "group"),
                Json.text(json, "kind"),
                Json.text(json, "namespace"),
                Json.text(json, "name"),
                Json.text(json, "path"),
                json.path("exists").booleanValue(),
                Json.text(json, "body"));
    }
}
