package dev.sallyport.examples.kubernetes;

import dev.sallyport.examples.kubernetes.StatusException.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The common mistakes, found in the order and words of a real server. Far from every rule.
final class Validation {

    private static final String LABEL_RULE =
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must"
                    + " start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for"
                    + " validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
    private static final String SUBDOMAIN_RULE =
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and"
                    + " must start and end with an alphanumeric character (e.g. 'example.com', regex used for"
                    + " validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    private static final String LABEL_VALUE_RULE =
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and"
                    + " must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or"
                    + " '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern LABEL_VALUE =
            Pattern.compile("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");
    private static final Set<String> LABEL_NAMED = Set.of("Namespace", "Service");
    private static final Set<String> FREELY_NAMED =
            Set.of("Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding");
    private static final int CONFIG_BYTES_MAX = 1024 * 1024;

    private final List<Cause> causes = new ArrayList<>();

    private Validation() {}

    /// @throws StatusException 422 with every cause that was found
    static void check(ResourceType type, ObjectNode object, Optional<ObjectNode> live) {
        var validation = new Validation();
        validation.metadata(type, object);
        validation.content(type, object, live);
        if (!validation.causes.isEmpty()) {
            throw StatusException.invalid(
                    type.group(),
                    type.kind(),
                    Json.text(object, "metadata", "name"),
                    validation.causes);
        }
    }

    private void metadata(ResourceType type, ObjectNode object) {
        var name = Json.text(object, "metadata", "name");
        if (name.isEmpty()) {
            causes.add(Cause.required("metadata.name", "name or generateName is required"));
        } else if (!FREELY_NAMED.contains(type.kind())) {
            boolean label = LABEL_NAMED.contains(type.kind());
            if (!(label ? LABEL : SUBDOMAIN).matcher(name).matches()) {
                causes.add(
                        Cause.invalid(
                                "metadata.name",
                                quoted(name) + ": " + (label ? LABEL_RULE : SUBDOMAIN_RULE)));
            }
        }
        for (var label : object.path("metadata").path("labels").properties()) {
            var value = label.getValue().asString("");
            if (!LABEL_VALUE.matcher(value).matches() || value.length() > 63) {
                causes.add(
                        Cause.invalid("metadata.labels", quoted(value) + ": " + LABEL_VALUE_RULE));
            }
        }
    }

    private void content(ResourceType type, ObjectNode object, Optional<ObjectNode> live) {
        var spec = object.path("spec");
        var before = live.map(node -> node.path("spec"));
        switch (type.kind()) {
            case "ConfigMap" -> configMap(object);
            case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet" -> workload(spec, before);
            case "Job" -> job(spec, before);
            case "CronJob" -> cronJob(spec);
            case "Pod" -> podSpec(spec, "spec", _ -> true);
            case "Service" -> service(spec);
            default -> {}
        }
    }

    private void configMap(ObjectNode object) {
        int bytes = 0;
        for (var entry : object.path("data").properties()) {
            bytes += entry.getKey().length() + entry.getValue().asString("").length();
            if (!entry.getKey().matches("[-._a-zA-Z0-9]+")) {
                causes.add(
                        Cause.invalid(
                                "data[" + entry.getKey() + "]",
                                quoted(entry.getKey())
                                        + ": a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
                                        + " (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is"
                                        + " '[-._a-zA-Z0-9]+')"));
            }
        }
        if (bytes > CONFIG_BYTES_MAX) {
            causes.add(
                    new Cause(
                            "FieldValueTooLong",
                            "Too long: must have at most " + CONFIG_BYTES_MAX + " bytes",
                            ""));
        }
    }

    private void workload(JsonNode spec, Optional<JsonNode> before) {
        if (spec.path("replicas").asInt(0) < 0) {
            causes.add(
                    Cause.invalid(
                            "spec.replicas",
                            spec.path("replicas").asInt()
                                    + ": must be greater than or equal to 0"));
        }
        var selector = spec.path("selector").path("matchLabels");
        if (!spec.has("selector")) {
            causes.add(Cause.required("spec.selector", ""));
        } else {
            for (var label : selector.properties()) {
                var labels = spec.path("template").path("metadata").path("labels");
                if (!label.getValue().equals(labels.get(label.getKey()))) {
                    causes.add(
                            Cause.invalid(
                                    "spec.template.metadata.labels",
                                    goMap(labels)
                                            + ": `selector` does not match template `labels`"));
                    break;
                }
            }
        }
        podSpec(spec.path("template").path("spec"), "spec.template.spec", "Always"::equals);
        if (before.isPresent() && !before.get().path("selector").equals(spec.path("selector"))) {
            causes.add(
                    Cause.invalid(
                            "spec.selector",
                            "v1.LabelSelector{MatchLabels:"
                                    + goMap(selector)
                                    + ", MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is immutable"));
        }
    }

    private void job(JsonNode spec, Optional<JsonNode> before) {
        podSpec(
                spec.path("template").path("spec"),
                "spec.template.spec",
                policy -> policy.equals("OnFailure") || policy.equals("Never"));
        if (before.isPresent() && !before.get().path("template").equals(spec.path("template"))) {
            causes.add(Cause.invalid("spec.template", "the template: field is immutable"));
        }
    }

    private void cronJob(JsonNode spec) {
        if (Json.text(spec, "schedule").split(" ").length != 5
                && !Json.text(spec, "schedule").startsWith("@")) {
            causes.add(
                    Cause.invalid(
                            "spec.schedule",
                            quoted(Json.text(spec, "schedule")) + ": expected exactly 5 fields"));
        }
        podSpec(
                spec.path("jobTemplate").path("spec").path("template").path("spec"),
                "spec.jobTemplate.spec.template.spec",
                policy -> policy.equals("OnFailure") || policy.equals("Never"));
    }

    private void podSpec(JsonNode spec, String path, Predicate<String> restartPolicy) {
        if (spec.path("containers").isEmpty()) {
            causes.add(Cause.required(path + ".containers", ""));
        }
        int index = 0;
        for (var container : spec.path("containers")) {
            container(container, path + ".containers[" + index++ + "]");
        }
        var policy = Json.text(spec, "restartPolicy");
        if (!restartPolicy.test(policy)) {
            causes.add(
                    Cause.unsupported(
                            path + ".restartPolicy",
                            quoted(policy)
                                    + ": supported values: "
                                    + (restartPolicy.test("Always")
                                            ? "\"Always\""
                                            : "\"OnFailure\", \"Never\"")));
        }
    }

    private void container(JsonNode container, String path) {
        var name = Json.text(container, "name");
        if (name.isEmpty()) {
            causes.add(Cause.required(path + ".name", ""));
        } else if (!LABEL.matcher(name).matches()) {
            causes.add(Cause.invalid(path + ".name", quoted(name) + ": " + LABEL_RULE));
        }
        if (Json.text(container, "image").isEmpty()) {
            causes.add(Cause.required(path + ".image", ""));
        }
        int index = 0;
        for (var port : container.path("ports")) {
            range(port.path("containerPort"), path + ".ports[" + index++ + "].containerPort");
        }
        var pull = Json.text(container, "imagePullPolicy");
        if (!Set.of("Always", "IfNotPresent", "Never", "").contains(pull)) {
            causes.add(
                    Cause.unsupported(
                            path + ".imagePullPolicy",
                            quoted(pull)
                                    + ": supported values: \"Always\", \"IfNotPresent\", \"Never\""));
        }
    }

    private void service(JsonNode spec) {
        int index = 0;
        for (var port : spec.path("ports")) {
            var path = "spec.ports[" + index++ + "]";
            range(port.path("port"), path + ".port");
            if (spec.path("ports").size() > 1 && Json.text(port, "name").isEmpty()) {
                causes.add(Cause.required(path + ".name", ""));
            }
        }
        if (spec.path("ports").isEmpty()
                && !Json.text(spec, "type").equals("ExternalName")
                && !Json.text(spec, "clusterIP").equals("None")) {
            causes.add(Cause.required("spec.ports", ""));
        }
    }

    private void range(JsonNode port, String path) {
        int value = port.asInt(0);
        if (value < 1 || value > 65535) {
            causes.add(Cause.invalid(path, value + ": must be between 1 and 65535, inclusive"));
        }
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private static String goMap(JsonNode map) {
        var entries = new java.util.TreeMap<String, String>();
        map.properties().forEach(e -> entries.put(e.getKey(), e.getValue().asString("")));
        var items =
                entries.entrySet().stream()
                        .map(e -> quoted(e.getKey()) + ":" + quoted(e.getValue()))
                        .toList();
        return "map[string]string{" + String.join(", ", items) + "}";
    }
}
