package dev.sallyport.examples.kubernetes;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// How the objects are built: which lists merge by keys, which maps and lists belong whole to one manager, and
/// how one step into an object is written in `fieldsV1` (`f:image`, `k:{"name":"web"}`, `v:"x"`).
final class FieldPaths {

    private static final Set<String> NAMED_LISTS =
            Set.of(
                    "containers",
                    "initContainers",
                    "ephemeralContainers",
                    "volumes",
                    "env",
                    "imagePullSecrets",
                    "secrets");
    private static final Set<String> ATOMIC_MAPS = Set.of("selector", "nodeSelector");
    private static final Set<String> UNOWNED_METADATA =
            Set.of(
                    "name",
                    "namespace",
                    "uid",
                    "resourceVersion",
                    "creationTimestamp",
                    "generation",
                    "managedFields",
                    "generateName");

    private FieldPaths() {}

    static boolean isAtomic(String field, JsonNode node) {
        return node.isArray() ? listKeys(field, node).isEmpty() : ATOMIC_MAPS.contains(field);
    }

    /// The keys by which the items of a list merge; empty for a list that belongs whole to one manager.
    static List<String> listKeys(String field, JsonNode list) {
        if (NAMED_LISTS.contains(field)) {
            return List.of("name");
        }
        return switch (field) {
            case "ports" ->
                    list.path(0).has("containerPort")
                            ? List.of("containerPort", "protocol")
                            : List.of("port", "protocol");
            case "volumeMounts" -> List.of("mountPath");
            case "volumeDevices" -> List.of("devicePath");
            case "hostAliases" -> List.of("ip");
            case "conditions" -> List.of("type");
            case "ownerReferences" -> List.of("uid");
            default -> List.of();
        };
    }

    /// The step that leads to an item of a keyed list; a missing protocol is TCP, as the schema says.
    static String keyStep(List<String> keys, JsonNode item) {
        var key = Json.object();
        for (String name : keys) {
            var value = item.get(name);
            if (value != null) {
                key.set(name, value);
            } else if (name.equals("protocol")) {
                key.put(name, "TCP");
            }
        }
        return "k:" + Json.write(key);
    }

    /// The fields of an applied object, as `fieldsV1` lists them.
    static ObjectNode ofObject(ObjectNode object) {
        var fields = Json.object();
        for (var entry : object.properties()) {
            var name = entry.getKey();
            if (name.equals("apiVersion") || name.equals("kind")) {
                continue;
            }
            if (name.equals("metadata")) {
                var metadata = Json.object();
                for (var item : entry.getValue().properties()) {
                    if (!UNOWNED_METADATA.contains(item.getKey())) {
                        metadata.set("f:" + item.getKey(), of(item.getKey(), item.getValue()));
                    }
                }
                if (!metadata.isEmpty()) {
                    fields.set("f:metadata", metadata);
                }
            } else {
                fields.set("f:" + name, of(name, entry.getValue()));
            }
        }
        return fields;
    }

    private static ObjectNode of(String field, JsonNode node) {
        var fields = Json.object();
        if (isAtomic(field, node)) {
            return fields;
        }
        if (node instanceof ObjectNode object) {
            for (var entry : object.properties()) {
                fields.set("f:" + entry.getKey(), of(entry.getKey(), entry.getValue()));
            }
        } else if (node instanceof ArrayNode list) {
            var keys = listKeys(field, list);
            for (var item : list) {
                var inner = Json.object();
                inner.putObject(".");
                inner.setAll(of("", item));
                fields.set(keyStep(keys, item), inner);
            }
        }
        return fields;
    }

    /// What one step leads to, or nothing where the object has no such field or item.
    static Optional<JsonNode> follow(String field, @Nullable JsonNode node, String step) {
        if (node == null) {
            return Optional.empty();
        }
        if (step.startsWith("f:")) {
            return Optional.ofNullable(node.get(step.substring(2)));
        }
        if (node instanceof ArrayNode list) {
            var keys = listKeys(field, list);
            for (var item : list) {
                if (keyStep(keys, item).equals(step)) {
                    return Optional.of(item);
                }
            }
        }
        return Optional.empty();
    }

    static void remove(String field, JsonNode node, String step) {
        if (step.startsWith("f:") && node instanceof ObjectNode object) {
            object.remove(step.substring(2));
        } else if (node instanceof ArrayNode list) {
            var keys = listKeys(field, list);
            for (int i = list.size() - 1; i >= 0; i--) {
                if (keyStep(keys, list.get(i)).equals(step)) {
                    list.remove(i);
                }
            }
        }
    }

    /// The name by which the children of a step find their list keys.
    static String fieldOf(String step) {
        return step.startsWith("f:") ? step.substring(2) : "";
    }

    /// A path as conflicts name it: `.spec.template.spec.containers[name="web"].image`.
    static String dotted(List<String> steps) {
        var text = new StringBuilder();
        for (String step : steps) {
            if (step.startsWith("f:")) {
                text.append('.').append(step, 2, step.length());
            } else {
                text.append('[');
                var key = Json.readJson(step.substring(2));
                var separator = "";
                for (var entry : key.properties()) {
                    text.append(separator).append(entry.getKey()).append('=');
                    text.append(Json.write(entry.getValue()));
                    separator = ",";
                }
                text.append(']');
            }
        }
        return text.toString();
    }

    /// Lays `upper` over `lower`: maps merge, keyed lists merge by key, everything else is replaced.
    static JsonNode merge(String field, @Nullable JsonNode lower, JsonNode upper) {
        if (lower instanceof ObjectNode below
                && upper instanceof ObjectNode above
                && !isAtomic(field, upper)) {
            var merged = below.deepCopy();
            for (var entry : above.properties()) {
                merged.set(
                        entry.getKey(),
                        merge(entry.getKey(), below.get(entry.getKey()), entry.getValue()));
            }
            return merged;
        }
        if (lower instanceof ArrayNode below
                && upper instanceof ArrayNode above
                && !isAtomic(field, upper)) {
            var keys = listKeys(field, upper);
            var merged = JsonNodeFactory.instance.arrayNode();
            below.forEach(item ->
                    merged.add(
                            follow(field, above, keyStep(keys, item))
                                    .map(over -> merge("", item, over))
                                    .orElse(item)));
            for (var item : above) {
                if (follow(field, below, keyStep(keys, item)).isEmpty()) {
                    merged.add(item.deepCopy());
                }
            }
            return merged;
        }
        return upper.deepCopy();
    }
}
