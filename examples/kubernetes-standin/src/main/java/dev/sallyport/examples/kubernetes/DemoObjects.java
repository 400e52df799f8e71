package dev.sallyport.examples.kubernetes;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// What a seeded stand-in holds at first: the namespaces `default`, `sandbox` and `prod`, and in the latter two a
/// Deployment `web` with its ReplicaSet, two Pods, a Service, a ConfigMap, a Secret and an Event.
final class DemoObjects {

    private static final String HASH = "6d5f8c9b7";
    private static final Map<String, String> BY_ADMIN = Map.of("fieldManager", "platform-team");

    private final ObjectApi api;
    private final ObjectStore store;

    DemoObjects(ObjectApi api, ObjectStore store) {
        this.api = api;
        this.store = store;
    }

    void seed() {
        for (String namespace : List.of("default", "sandbox", "prod")) {
            create("", "namespaces", "", object("Namespace", namespace));
        }
        web("sandbox", "registry.example.com/shop/web:1.4.0", 1);
        web("prod", "registry.example.com/shop/web:1.3.2", 2);
    }

    private void web(String namespace, String image, int replicas) {
        create("apps", "deployments", namespace, deployment(image, replicas));
        create("", "services", namespace, service());
        var settings = object("ConfigMap", "web-settings");
        settings.putObject("data").put("theme", "light").put("page_size", "20");
        create("", "configmaps", namespace, settings);
        var secret = object("Secret", "web-credentials");
        secret.putObject("stringData").put("password", "stand-in-secret-of-" + namespace);
        create("", "secrets", namespace, secret);

        put("apps", "replicasets", namespace, replicaSet(image, replicas));
        for (int i = 0; i < replicas; i++) {
            put("", "pods", namespace, pod("web-" + HASH + "-" + "abcd".charAt(i) + "2k4x", image));
        }
        put("", "events", namespace, event(namespace));
    }

    private void create(String group, String plural, String namespace, ObjectNode object) {
        api.create(ResourceTypes.require(group, plural), namespace, object, BY_ADMIN);
    }

    /// What controllers and kubelets would have written; the API would refuse the read-only kinds.
    private void put(String group, String plural, String namespace, ObjectNode object) {
        var type = ResourceTypes.require(group, plural);
        Json.child(object, "metadata").put("namespace", namespace);
        object.put("apiVersion", type.apiVersion());
        Defaults.fill(type, object);
        var name = Json.text(object, "metadata", "name");
        store.put(ObjectStore.Key.of(type, namespace, name), object);
    }

    private static ObjectNode object(String kind, String name) {
        var object = Json.object().put("kind", kind).put("apiVersion", "v1");
        object.putObject("metadata").put("name", name);
        return object;
    }

    private static ObjectNode deployment(String image, int replicas) {
        var deployment = object("Deployment", "web");
        Json.child(Json.child(deployment, "metadata"), "labels").put("app", "web");
        var spec = deployment.putObject("spec").put("replicas", replicas);
        spec.putObject("selector").putObject("matchLabels").put("app", "web");
        template(spec, image);
        var status = deployment.putObject("status").put("observedGeneration", 1);
        status.put("replicas", replicas).put("updatedReplicas", replicas);
        status.put("readyReplicas", replicas).put("availableReplicas", replicas);
        return deployment;
    }

    private static ObjectNode replicaSet(String image, int replicas) {
        var set = object("ReplicaSet", "web-" + HASH);
        Json.child(Json.child(set, "metadata"), "labels").put("app", "web");
        var spec = set.putObject("spec").put("replicas", replicas);
        spec.putObject("selector").putObject("matchLabels").put("app", "web");
        template(spec, image);
        set.putObject("status").put("replicas", replicas).put("readyReplicas", replicas);
        return set;
    }

    private static void template(ObjectNode spec, String image) {
        var template = spec.putObject("template");
        template.putObject("metadata").putObject("labels").put("app", "web");
        container(template.putObject("spec"), image);
    }

    private static void container(ObjectNode podSpec, String image) {
        var container = podSpec.putArray("containers").addObject();
        container.put("name", "web").put("image", image);
        container.putArray("ports").addObject().put("name", "http").put("containerPort", 8080);
    }

    private static ObjectNode pod(String name, String image) {
        var pod = object("Pod", name);
        Json.child(Json.child(pod, "metadata"), "labels").put("app", "web");
        var spec = pod.putObject("spec").put("nodeName", "standin-node");
        container(spec, image);
        var status = pod.putObject("status").put("phase", "Running").put("qosClass", "BestEffort");
        var container = status.putArray("containerStatuses").addObject();
        container.put("name", "web").put("ready", true).put("restartCount", 0);
        return pod;
    }

    private static ObjectNode service() {
        var service = object("Service", "web");
        var spec = service.putObject("spec");
        spec.putObject("selector").put("app", "web");
        spec.putArray("ports")
                .addObject()
                .put("name", "http")
                .put("port", 80)
                .put("targetPort", 8080);
        return service;
    }

    private static ObjectNode event(String namespace) {
        var event = object("Event", "web.1");
        event.putObject("involvedObject")
                .put("kind", "Deployment")
                .put("namespace", namespace)
                .put("name", "web");
        event.put("reason", "ScalingReplicaSet").put("type", "Normal").put("count", 1);
        event.put("message", "Scaled up replica set web-" + HASH);
        return event;
    }
}
