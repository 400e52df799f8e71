package dev.sallyport.tools.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Where the kinds of Kubernetes itself carry a Pod spec.
final class PodSpecs {

    private static final List<String> NAMED_LISTS =
            List.of("containers", "initContainers", "ephemeralContainers", "volumes");

    private PodSpecs() {}

    /// A Pod spec in an object.
    ///
    /// @param path of the spec, `spec.template.spec`
    /// @param annotations of the Pod it makes, empty where there are none
    /// @param annotationsPath `spec.template.metadata.annotations`
    record PodSpec(String path, ObjectNode spec, JsonNode annotations, String annotationsPath) {}

    /// Whether objects of the kind carry Pod specs.
    static boolean carriedBy(String group, String kind) {
        return !parentPath(group, kind).isEmpty() || isPod(group, kind);
    }

    private static boolean isPod(String group, String kind) {
        return group.isEmpty() && kind.equals("Pod");
    }

    /// The path of what has the Pod's `metadata` and `spec`; empty for a Pod itself and for kinds without.
    private static List<String> parentPath(String group, String kind) {
        return switch (group + "/" + kind) {
            case "/PodTemplate" -> List.of("template");
            case "/ReplicationController",
                    "apps/Deployment",
                    "apps/ReplicaSet",
                    "apps/StatefulSet",
                    "apps/DaemonSet",
                    "batch/Job" ->
                    List.of("spec", "template");
            case "batch/CronJob" -> List.of("spec", "jobTemplate", "spec", "template");
            default -> List.of();
        };
    }

    /// The Pod spec of the object; empty where it has none.
    ///
    /// @throws RefusedException where something on the way is no mapping
    static Optional<PodSpec> find(String group, String kind, ObjectNode object) {
        if (!carriedBy(group, kind)) {
            return Optional.empty();
        }
        JsonNode at = object;
        var path = new ArrayList<String>();
        for (String step : parentPath(group, kind)) {
            path.add(step);
            at = requireMapping(at.path(step), String.join(".", path));
        }
        var prefix = path.isEmpty() ? "" : String.join(".", path) + ".";
        var metadata = requireMapping(at.path("metadata"), prefix + "metadata");
        if (requireMapping(at.path("spec"), prefix + "spec") instanceof ObjectNode spec) {
            return Optional.of(
                    new PodSpec(
                            prefix + "spec",
                            spec,
                            metadata.path("annotations"),
                            prefix + "metadata.annotations"));
        }
        return Optional.empty();
    }

    private static JsonNode requireMapping(JsonNode node, String path) {
        if (!node.isObject() && !node.isMissingNode()) {
            throw ManifestReader.invalid(
                    Words.path(path) + " is not a mapping", "Put the fields of its type there.");
        }
        return node;
    }

    /// The Pod spec as it will roughly be once `sent` is applied over `live`: mappings and named lists merge, the
    /// rest is replaced. What the apply would take away stays here, so judging this is the stricter way.
    static PodSpec over(PodSpec sent, Optional<PodSpec> live) {
        if (live.isEmpty()) {
            return sent;
        }
        var spec = (ObjectNode) merge("", live.get().spec(), sent.spec());
        var annotations =
                sent.annotations().isObject()
                        ? merge("", live.get().annotations(), sent.annotations())
                        : live.get().annotations();
        return new PodSpec(sent.path(), spec, annotations, sent.annotationsPath());
    }

    private static JsonNode merge(String field, @Nullable JsonNode lower, JsonNode upper) {
        if (lower instanceof ObjectNode below && upper instanceof ObjectNode above) {
            var merged = below.deepCopy();
            for (var entry : above.properties()) {
                merged.set(
                        entry.getKey(),
                        merge(entry.getKey(), below.get(entry.getKey()), entry.getValue()));
            }
            return merged;
        }
        if (NAMED_LISTS.contains(field)
                && lower instanceof ArrayNode below
                && upper instanceof ArrayNode above) {
            return mergeNamed(below, above);
        }
        return upper;
    }

    private static ArrayNode mergeNamed(ArrayNode below, ArrayNode above) {
        var merged = JsonNodeFactory.instance.arrayNode();
        // The sent items keep their places, so that findings name the manifest's own indices.
        for (var item : above) {
            merged.add(named(below, item).map(old -> merge("", old, item)).orElse(item));
        }
        for (var item : below) {
            if (named(above, item).isEmpty()) {
                merged.add(item);
            }
        }
        return merged;
    }

    private static Optional<JsonNode> named(ArrayNode list, JsonNode wanted) {
        var name = Json.text(wanted, "name");
        for (var item : list) {
            if (!name.isEmpty() && Json.text(item, "name").equals(name)) {
                return Optional.of(item);
            }
        }
        return Optional.empty();
    }
}
