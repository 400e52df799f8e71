package dev.sallyport.tools.kubernetes;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactDefinition.Place;
import dev.sallyport.policy.FactValue;
import dev.sallyport.tools.kubernetes.PodSpecs.PodSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The facts that rules may ask of an access to a cluster.
final class ObjectFacts {

    static final String CLUSTER = "cluster";
    static final String NAMESPACE = "namespace";
    static final String KIND = "kind";
    static final String NAME = "name";
    static final String IMAGES = "images";
    static final String POD_SECURITY = "pod_security";
    static final String FINDINGS = "pod_security_findings";
    static final String HOSTS = "hosts";
    static final String OPERATION = "operation";

    /// With more findings than these nobody lists them, and they are unknown.
    private static final int FINDINGS_MAX = 20;

    private ObjectFacts() {}

    /// Where an object is and what it is called: the same for every tool.
    static List<FactDefinition> places() {
        return List.of(
                new FactDefinition.TextFact(
                        CLUSTER, CLUSTER, Place.ON, "The cluster, as configured."),
                new FactDefinition.TextFact(
                        NAMESPACE,
                        NAMESPACE,
                        Place.ON,
                        "The namespace; empty, so matching no glob, for kinds of the whole cluster; unknown for lists across namespaces."),
                new FactDefinition.TextFact(
                        KIND,
                        KIND,
                        Place.ON,
                        "The kind: `Deployment` for kinds of Kubernetes itself, `Widget.example.com` for others."),
                new FactDefinition.TextFact(
                        NAME, NAME, Place.ON, "The object's name; unknown for lists."));
    }

    static FactDefinition operation(String values) {
        return new FactDefinition.TextFact(
                OPERATION, "operations", Place.RULE, "What is done: " + values + ".");
    }

    /// What only manifests have.
    static List<FactDefinition> contents() {
        return List.of(
                new FactDefinition.SetFact(
                        IMAGES,
                        IMAGES,
                        Place.RULE,
                        "Every image of every container, in full: `docker.io/library/nginx:latest`. Unknown for kinds outside of Kubernetes itself."),
                new FactDefinition.SetFact(
                        HOSTS,
                        HOSTS,
                        Place.RULE,
                        "The host names an Ingress answers for; `*` where it names none."),
                new FactDefinition.LevelFact(
                        POD_SECURITY,
                        PodSecurity.STRICTEST_FIRST,
                        "The strictest Pod Security Standard that the Pods meet. Unknown for kinds outside of Kubernetes itself."),
                new FactDefinition.SetFact(
                        FINDINGS,
                        FINDINGS,
                        Place.RULE,
                        "What keeps the Pods from the next stricter standard: path and sentence. Unknown where there are more than 20."));
    }

    static Access access(
            String action,
            String cluster,
            String namespace,
            String kind,
            String name,
            Map<String, FactValue> more) {
        var facts = new TreeMap<>(more);
        facts.put(CLUSTER, FactValue.text(cluster));
        facts.put(NAMESPACE, FactValue.text(namespace));
        facts.put(KIND, FactValue.text(kind));
        facts.put(NAME, FactValue.text(name));
        var resource =
                cluster
                        + (namespace.isEmpty() ? "" : "/" + namespace)
                        + "/"
                        + kind
                        + (name.isEmpty() ? "" : "/" + name);
        return new Access(action, resource, facts);
    }

    /// What a manifest would bring about.
    ///
    /// @param live the object as it is, on which the manifest's parts are laid before they are judged
    static Map<String, FactValue> contents(
            String group, String kind, ObjectNode object, Optional<ObjectNode> live) {
        var facts = new TreeMap<String, FactValue>();
        if (!ServedKind.isBuiltIn(group)) {
            facts.put(HOSTS, FactValue.UNKNOWN);
            facts.put(IMAGES, FactValue.UNKNOWN);
            facts.put(POD_SECURITY, FactValue.UNKNOWN);
            facts.put(FINDINGS, FactValue.UNKNOWN);
            return facts;
        }
        facts.put(HOSTS, FactValue.texts(hosts(kind, object)));
        var pod = judged(group, kind, object, live);
        if (pod.isEmpty()) {
            facts.put(IMAGES, FactValue.texts(Set.of()));
            facts.put(POD_SECURITY, FactValue.NOT_APPLICABLE);
            facts.put(FINDINGS, FactValue.texts(Set.of()));
            return facts;
        }
        var verdict = PodSecurity.judge(pod.get());
        facts.put(IMAGES, images(pod.get()));
        facts.put(POD_SECURITY, FactValue.level(verdict.level()));
        facts.put(FINDINGS, listed(verdict.findings()));
        return facts;
    }

    private static Optional<PodSpec> judged(
            String group, String kind, ObjectNode object, Optional<ObjectNode> live) {
        var sent = PodSpecs.find(group, kind, object);
        var there = live.flatMap(now -> PodSpecs.find(group, kind, now));
        return sent.isPresent() ? sent.map(pod -> PodSpecs.over(pod, there)) : there;
    }

    private static FactValue images(PodSpec pod) {
        var images = new TreeSet<String>();
        for (String list : List.of("containers", "initContainers", "ephemeralContainers")) {
            for (var container : pod.spec().path(list)) {
                if (!addImage(container.path("image"), images)) {
                    return FactValue.UNKNOWN;
                }
            }
        }
        for (var volume : pod.spec().path("volumes")) {
            if (volume.has("image") && !addImage(volume.path("image").path("reference"), images)) {
                return FactValue.UNKNOWN;
            }
        }
        return FactValue.texts(images);
    }

    private static boolean addImage(JsonNode image, Set<String> images) {
        if (!image.isString()) {
            return false;
        }
        images.add(ImageName.normalise(image.stringValue()));
        return true;
    }

    /// A list that is cut would look like any other that begins as it does.
    private static FactValue listed(List<PodSecurity.Finding> findings) {
        var texts = new TreeSet<String>();
        findings.forEach(finding -> texts.add(finding.toString()));
        return texts.size() <= FINDINGS_MAX ? FactValue.texts(texts) : FactValue.UNKNOWN;
    }

    /// Whether the Pods of any access meet no standard at all.
    static boolean privileged(List<Access> accesses) {
        return accesses.stream()
                .map(access -> access.fact(POD_SECURITY))
                .anyMatch(FactValue.level(PodSecurity.PRIVILEGED)::equals);
    }

    private static Set<String> hosts(String kind, ObjectNode object) {
        var hosts = new TreeSet<String>();
        if (!kind.equals("Ingress")) {
            return hosts;
        }
        var spec = object.path("spec");
        if (spec.has("defaultBackend")) {
            hosts.add("*");
        }
        for (var rule : spec.path("rules")) {
            var host = Json.text(rule, "host");
            hosts.add(host.isEmpty() ? "*" : host);
        }
        for (var tls : spec.path("tls")) {
            for (var host : tls.path("hosts")) {
                hosts.add(host.asString("*"));
            }
        }
        return hosts;
    }
}
