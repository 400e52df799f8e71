package dev.sallyport.tools.kubernetes;

import dev.sallyport.tools.kubernetes.PodSpecs.PodSpec;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The doors by which a harmless kind reaches further than itself: another account, a token, a Secret, a node, an
/// address outside. They stay shut: a manifest that uses one is refused with the field's path.
final class ManifestDoors {

    private static final Set<String> CLIENT_METADATA =
            Set.of("name", "namespace", "labels", "annotations");
    private static final Set<String> SECRET_REFERENCES =
            Set.of("secretKeyRef", "secretRef", "nodePublishSecretRef", "serviceAccountToken");
    private static final int SEARCH_DEPTH_MAX = ManifestTree.DEPTH_MAX;

    private ManifestDoors() {}

    /// @throws RefusedException naming the field
    static void check(ServedKind kind, String title, ObjectNode object) {
        metadata(title, object);
        if (object.has("status")) {
            throw shut(title, "status", "the cluster writes it itself");
        }
        switch (kind.builtIn() ? kind.kind() : "") {
            case "Service" -> service(title, object.path("spec"));
            case "Ingress" -> ingress(title, object);
            default -> {}
        }
        PodSpecs.find(kind.group(), kind.kind(), object).ifPresent(pod -> pod(title, pod));
    }

    private static void metadata(String title, ObjectNode object) {
        var metadata = object.path("metadata");
        for (var entry : metadata.properties()) {
            if (!CLIENT_METADATA.contains(entry.getKey())) {
                throw shut(
                        title,
                        "metadata." + entry.getKey(),
                        "only name, namespace, labels and annotations may be given");
            }
        }
        for (String map : List.of("labels", "annotations")) {
            var path = "metadata." + map;
            if (metadata.has(map) && !metadata.path(map).isObject()) {
                throw ManifestReader.invalid(
                        Words.path(path) + " of " + title + " is not a mapping",
                        "Write names and texts.");
            }
            for (var entry : metadata.path(map).properties()) {
                if (!entry.getValue().isString()) {
                    throw ManifestReader.invalid(
                            "%s of %s is not a text"
                                    .formatted(Words.path(path + "." + entry.getKey()), title),
                            "Put it in quotes.");
                }
            }
        }
    }

    private static void service(String title, JsonNode spec) {
        if (Json.text(spec, "type").equals("ExternalName")) {
            throw shut(title, "spec.type", "ExternalName leads out of the namespace");
        }
        for (String field : List.of("externalName", "externalIPs", "loadBalancerIP")) {
            if (spec.has(field)) {
                throw shut(title, "spec." + field, "it takes an address outside of the namespace");
            }
        }
    }

    private static void ingress(String title, ObjectNode object) {
        for (var entry : object.path("metadata").path("annotations").properties()) {
            throw shut(
                    title,
                    "metadata.annotations." + entry.getKey(),
                    "annotations steer the ingress controller");
        }
    }

    private static void pod(String title, PodSpec pod) {
        var spec = pod.spec();
        for (String field :
                List.of("nodeName", "priorityClassName", "priority", "runtimeClassName")) {
            if (spec.has(field)) {
                throw shut(title, pod.path() + "." + field, "it passes the scheduler's rules by");
            }
        }
        for (String field : List.of("serviceAccountName", "serviceAccount")) {
            if (spec.has(field) && !Json.text(spec, field).equals("default")) {
                throw shut(title, pod.path() + "." + field, "it takes another account's rights");
            }
        }
        var automount = spec.path("automountServiceAccountToken");
        if (!automount.isMissingNode() && !(automount.isBoolean() && !automount.booleanValue())) {
            throw shut(title, pod.path() + ".automountServiceAccountToken", "it hands out a token");
        }
        int index = 0;
        for (var volume : spec.path("volumes")) {
            var path = pod.path() + ".volumes[" + index++ + "]";
            if (volume.has("secret")) {
                throw shut(title, path + ".secret", "it reads a Secret");
            }
            int source = 0;
            for (var projected : volume.path("projected").path("sources")) {
                if (projected.has("secret")) {
                    throw shut(
                            title,
                            path + ".projected.sources[" + source + "].secret",
                            "it reads a Secret");
                }
                source++;
            }
        }
        search(title, spec, pod.path(), 0);
    }

    private static void search(String title, JsonNode node, String path, int depth) {
        if (depth > SEARCH_DEPTH_MAX) {
            throw shut(title, path, "it is nested too deeply to be judged");
        }
        for (var entry : node.properties()) {
            var here = path + "." + entry.getKey();
            if (SECRET_REFERENCES.contains(entry.getKey())) {
                throw shut(title, here, "it reads a Secret or a token");
            }
            search(title, entry.getValue(), here, depth + 1);
        }
        if (node.isArray()) {
            int index = 0;
            for (var item : node) {
                search(title, item, path + "[" + index++ + "]", depth + 1);
            }
        }
    }

    private static RefusedException shut(String title, String path, String why) {
        return RefusedException.denied(
                "DENIED_FIELD_NOT_OPEN",
                "%s of %s is not open to agents: %s".formatted(Words.path(path), title, why),
                "Leave the field out.");
    }
}
