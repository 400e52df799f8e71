package dev.sallyport.tools.kubernetes;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Objects as an agent reads them: whole but without the cluster's bookkeeping, or in a few telling fields.
final class ObjectSummary {

    private ObjectSummary() {}

    /// Everything but who manages which field and what was last applied.
    static ObjectNode full(ObjectNode object) {
        var full = object.deepCopy();
        if (full.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove("managedFields");
            metadata.remove("selfLink");
            if (metadata.path("annotations") instanceof ObjectNode annotations) {
                annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
                if (annotations.isEmpty()) {
                    metadata.remove("annotations");
                }
            }
        }
        return full;
    }

    /// @param withNamespace whether the reader cannot know the namespace
    static ObjectNode brief(String kind, JsonNode object, boolean withNamespace) {
        var brief = Json.object();
        brief.put("name", Json.text(object, "metadata", "name"));
        if (withNamespace) {
            brief.put("namespace", Json.text(object, "metadata", "namespace"));
        }
        var spec = object.path("spec");
        var status = object.path("status");
        switch (kind) {
            case "Pod" -> pod(spec, status, brief);
            case "Deployment", "StatefulSet", "ReplicaSet" -> {
                brief.put(
                        "ready",
                        number(status, "readyReplicas") + "/" + spec.path("replicas").asInt(1));
                brief.put("images", images(spec.path("template").path("spec")));
            }
            case "DaemonSet" -> {
                brief.put(
                        "ready",
                        number(status, "numberReady")
                                + "/"
                                + number(status, "desiredNumberScheduled"));
                brief.put("images", images(spec.path("template").path("spec")));
            }
            case "Job" ->
                    brief.put(
                            "succeeded",
                            number(status, "succeeded") + "/" + spec.path("completions").asInt(1));
            case "CronJob" -> {
                copy(spec, "schedule", brief);
                copy(status, "lastScheduleTime", brief);
            }
            case "Service" -> service(spec, brief);
            case "Ingress" -> brief.put("hosts", joined(spec.path("rules"), "host"));
            case "Event" -> event(object, brief);
            case "Namespace", "PersistentVolumeClaim", "PersistentVolume" ->
                    copy(status, "phase", brief);
            case "ConfigMap" ->
                    brief.put(
                            "keys",
                            String.join(
                                    ", ",
                                    object.path("data")
                                            .propertyStream()
                                            .map(java.util.Map.Entry::getKey)
                                            .toList()));
            default -> {}
        }
        copy(object.path("metadata"), "creationTimestamp", brief);
        return brief;
    }

    private static void pod(JsonNode spec, JsonNode status, ObjectNode brief) {
        copy(status, "phase", brief);
        int ready = 0;
        int restarts = 0;
        for (var container : status.path("containerStatuses")) {
            ready += container.path("ready").asBoolean(false) ? 1 : 0;
            restarts += container.path("restartCount").asInt(0);
            var waiting = Json.text(container, "state", "waiting", "reason");
            if (!waiting.isEmpty()) {
                brief.put("waiting", waiting);
            }
        }
        brief.put("ready", ready + "/" + spec.path("containers").size());
        if (restarts > 0) {
            brief.put("restarts", restarts);
        }
        copy(spec, "nodeName", brief);
    }

    private static void service(JsonNode spec, ObjectNode brief) {
        copy(spec, "type", brief);
        copy(spec, "clusterIP", brief);
        var ports = new StringBuilder();
        for (var port : spec.path("ports")) {
            ports.append(ports.isEmpty() ? "" : ", ");
            ports.append(port.path("port").asInt(0)).append('/');
            ports.append(port.path("protocol").asString("TCP"));
        }
        brief.put("ports", ports.toString());
    }

    private static void event(JsonNode event, ObjectNode brief) {
        copy(event, "type", brief);
        copy(event, "reason", brief);
        copy(event, "message", brief);
        copy(event, "lastTimestamp", brief);
        var about = event.path("involvedObject");
        brief.put("about", Json.text(about, "kind") + "/" + Json.text(about, "name"));
        if (event.path("count").asInt(1) > 1) {
            brief.put("count", event.path("count").asInt(1));
        }
    }

    private static String images(JsonNode podSpec) {
        return joined(podSpec.path("containers"), "image");
    }

    private static String joined(JsonNode list, String field) {
        return String.join(", ", list.valueStream().map(item -> Json.text(item, field)).toList());
    }

    private static int number(JsonNode node, String field) {
        return node.path(field).asInt(0);
    }

    private static void copy(JsonNode from, String field, ObjectNode to) {
        var value = from.get(field);
        if (value != null && value.isValueNode() && !value.isNull()) {
            to.set(field, value);
        }
    }
}
