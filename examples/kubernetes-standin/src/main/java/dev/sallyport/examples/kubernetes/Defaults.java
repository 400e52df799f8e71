package dev.sallyport.examples.kubernetes;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The values a server fills in where a manifest is silent, for the kinds the stand-in serves.
final class Defaults {

    private Defaults() {}

    static void fill(ResourceType type, ObjectNode object) {
        switch (type.kind()) {
            case "Deployment" -> deployment(Json.child(object, "spec"));
            case "StatefulSet" -> statefulSet(Json.child(object, "spec"));
            case "DaemonSet" -> daemonSet(Json.child(object, "spec"));
            case "Job" -> job(Json.child(object, "spec"));
            case "CronJob" -> cronJob(Json.child(object, "spec"));
            case "Pod" -> pod(object);
            case "Service" -> service(Json.child(object, "spec"));
            case "Secret" -> secret(object);
            case "Namespace" -> namespace(object);
            case "NetworkPolicy" -> networkPolicy(Json.child(object, "spec"));
            default -> {}
        }
    }

    private static void deployment(ObjectNode spec) {
        put(spec, "replicas", 1);
        template(spec, "Always");
        if (!spec.has("strategy") || spec.path("strategy").isEmpty()) {
            var strategy = spec.putObject("strategy").put("type", "RollingUpdate");
            strategy.putObject("rollingUpdate").put("maxUnavailable", "25%").put("maxSurge", "25%");
        }
        put(spec, "revisionHistoryLimit", 10);
        put(spec, "progressDeadlineSeconds", 600);
    }

    private static void statefulSet(ObjectNode spec) {
        put(spec, "replicas", 1);
        template(spec, "Always");
        put(spec, "podManagementPolicy", "OrderedReady");
        if (!spec.has("updateStrategy")) {
            var strategy = spec.putObject("updateStrategy").put("type", "RollingUpdate");
            strategy.putObject("rollingUpdate").put("partition", 0);
        }
        put(spec, "revisionHistoryLimit", 10);
    }

    private static void daemonSet(ObjectNode spec) {
        template(spec, "Always");
        if (!spec.has("updateStrategy")) {
            var strategy = spec.putObject("updateStrategy").put("type", "RollingUpdate");
            strategy.putObject("rollingUpdate").put("maxUnavailable", 1).put("maxSurge", 0);
        }
        put(spec, "revisionHistoryLimit", 10);
    }

    private static void job(ObjectNode spec) {
        put(spec, "parallelism", 1);
        put(spec, "completions", 1);
        put(spec, "backoffLimit", 6);
        put(spec, "completionMode", "NonIndexed");
        if (!spec.has("suspend")) {
            spec.put("suspend", false);
        }
        template(spec, "");
    }

    private static void cronJob(ObjectNode spec) {
        put(spec, "concurrencyPolicy", "Allow");
        if (!spec.has("suspend")) {
            spec.put("suspend", false);
        }
        put(spec, "successfulJobsHistoryLimit", 3);
        put(spec, "failedJobsHistoryLimit", 1);
        template(Json.child(Json.child(spec, "jobTemplate"), "spec"), "");
    }

    private static void template(ObjectNode spec, String restartPolicy) {
        if (spec.get("template") instanceof ObjectNode template
                && template.get("spec") instanceof ObjectNode podSpec) {
            podSpec(podSpec, restartPolicy);
        }
    }

    private static void pod(ObjectNode object) {
        var spec = Json.child(object, "spec");
        podSpec(spec, "Always");
        if (!spec.has("enableServiceLinks")) {
            spec.put("enableServiceLinks", true);
        }
        put(spec, "preemptionPolicy", "PreemptLowerPriority");
        put(spec, "priority", 0);
        if (!object.has("status")) {
            object.putObject("status").put("phase", "Pending").put("qosClass", "BestEffort");
        }
    }

    private static void podSpec(ObjectNode spec, String restartPolicy) {
        for (var list : new String[] {"containers", "initContainers"}) {
            for (var item : spec.path(list)) {
                if (item instanceof ObjectNode container) {
                    container(container);
                }
            }
        }
        if (!restartPolicy.isEmpty()) {
            put(spec, "restartPolicy", restartPolicy);
        }
        put(spec, "terminationGracePeriodSeconds", 30);
        put(spec, "dnsPolicy", "ClusterFirst");
        if (!spec.has("securityContext")) {
            spec.putObject("securityContext");
        }
        put(spec, "schedulerName", "default-scheduler");
    }

    private static void container(ObjectNode container) {
        if (!container.has("resources")) {
            container.putObject("resources");
        }
        put(container, "terminationMessagePath", "/dev/termination-log");
        put(container, "terminationMessagePolicy", "File");
        put(container, "imagePullPolicy", pullPolicy(Json.text(container, "image")));
        protocols(container.path("ports"));
    }

    private static String pullPolicy(String image) {
        var lastPart = image.substring(image.lastIndexOf('/') + 1);
        boolean latest = !lastPart.contains(":") || lastPart.endsWith(":latest");
        return latest && !image.contains("@") ? "Always" : "IfNotPresent";
    }

    private static void service(ObjectNode spec) {
        put(spec, "type", "ClusterIP");
        put(spec, "sessionAffinity", "None");
        put(spec, "internalTrafficPolicy", "Cluster");
        protocols(spec.path("ports"));
        for (var port : spec.path("ports")) {
            if (port instanceof ObjectNode item && !item.has("targetPort") && item.has("port")) {
                item.set("targetPort", item.path("port"));
            }
        }
        if (!Json.text(spec, "type").equals("ExternalName") && !spec.has("clusterIP")) {
            spec.put("clusterIP", "10.0.0.10");
            spec.putArray("clusterIPs").add("10.0.0.10");
            spec.putArray("ipFamilies").add("IPv4");
            spec.put("ipFamilyPolicy", "SingleStack");
        }
    }

    private static void protocols(JsonNode ports) {
        for (var port : ports) {
            if (port instanceof ObjectNode item) {
                put(item, "protocol", "TCP");
            }
        }
    }

    private static void secret(ObjectNode object) {
        put(object, "type", "Opaque");
        if (object.remove("stringData") instanceof ObjectNode plain) {
            var data = Json.child(object, "data");
            for (var entry : plain.properties()) {
                data.put(
                        entry.getKey(),
                        java.util.Base64.getEncoder()
                                .encodeToString(
                                        entry.getValue()
                                                .asString("")
                                                .getBytes(
                                                        java.nio.charset.StandardCharsets.UTF_8)));
            }
        }
    }

    private static void namespace(ObjectNode object) {
        var metadata = Json.child(object, "metadata");
        Json.child(metadata, "labels")
                .put("kubernetes.io/metadata.name", Json.text(metadata, "name"));
        var spec = Json.child(object, "spec");
        if (!spec.has("finalizers")) {
            spec.putArray("finalizers").add("kubernetes");
        }
        if (!object.has("status")) {
            object.putObject("status").put("phase", "Active");
        }
    }

    private static void networkPolicy(ObjectNode spec) {
        if (!spec.has("policyTypes")) {
            var types = spec.putArray("policyTypes").add("Ingress");
            if (spec.has("egress")) {
                types.add("Egress");
            }
        }
    }

    private static void put(ObjectNode node, String name, int value) {
        if (!node.has(name)) {
            node.put(name, value);
        }
    }

    private static void put(ObjectNode node, String name, String value) {
        if (!node.has(name)) {
            node.put(name, value);
        }
    }
}
