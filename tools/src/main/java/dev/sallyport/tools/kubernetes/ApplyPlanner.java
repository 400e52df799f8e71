package dev.sallyport.tools.kubernetes;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactValue;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Tool.Planning;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// Works out what applying one manifest would do. Made for one call.
final class ApplyPlanner {

    static final String ACTION = "k8s.apply";

    /// What others build on comes first.
    private static final List<String> KIND_ORDER =
            List.of(
                    "NetworkPolicy",
                    "PersistentVolumeClaim",
                    "ConfigMap",
                    "Service",
                    "PodDisruptionBudget",
                    "DaemonSet",
                    "StatefulSet",
                    "Deployment");

    private static final int SUMMARY_OBJECTS_MAX = 5;

    private final String tool;
    private final Clusters clusters;
    private final ObjectNode arguments;
    private final String clusterName;
    private final Optional<String> namespaceArgument;
    private List<Access> touching;

    /// An object of the manifest before the cluster was asked about it.
    private record Draft(
            String group, String apiVersion, String kind, String name, ObjectNode tree) {

        String title() {
            return ServedKind.title(group, kind);
        }
    }

    private record Located(Draft draft, ServedKind served, String namespace) {
        String title() {
            return PlannedObject.title(draft.title(), namespace, draft.name());
        }
    }

    private record Judged(PlannedObject object, Access access) {}

    ApplyPlanner(String tool, Clusters clusters, ObjectNode arguments) {
        this.tool = tool;
        this.clusters = clusters;
        this.arguments = arguments;
        this.clusterName = Json.text(arguments, "cluster");
        this.namespaceArgument =
                Optional.of(Json.text(arguments, "namespace")).filter(text -> !text.isEmpty());
        // Until the cluster is asked, a refusal says nothing about it: whoever may apply there may
        // read it.
        this.touching =
                List.of(access("", Map.of(ObjectFacts.NAMESPACE, FactValue.NOT_APPLICABLE)));
    }

    Planning plan() {
        try {
            return new Planning.Planned(planned());
        } catch (RefusedException e) {
            return new Planning.Refused(e.refusal(), touching);
        } catch (ClusterUnavailableException e) {
            return new Planning.Refused(e.refusal(), touching);
        }
    }

    private Plan planned() {
        var cluster = clusters.require(clusterName);
        namespaceArgument.ifPresent(ApplyPlanner::requireNamespaceName);
        var drafts = new ArrayList<Draft>();
        for (var tree : ManifestReader.read(Json.text(arguments, "manifest"))) {
            drafts.add(draft(tree));
        }
        drafts.sort(Comparator.comparingInt(draft -> order(draft.kind())));
        touching = drafts.stream().map(this::touched).toList();
        var located = new ArrayList<Located>();
        var seen = new HashSet<String>();
        for (var draft : drafts) {
            var place = locate(cluster, draft);
            if (!seen.add(place.served().objectPath(place.namespace(), draft.name()))) {
                throw ManifestReader.invalid(
                        place.title() + " stands in the manifest twice", "Keep one of them.");
            }
            located.add(place);
        }
        var judged = located.stream().map(place -> judge(cluster, place)).toList();
        var normalised = Json.object();
        normalised.put("cluster", clusterName);
        boolean dry = arguments.path("dry_run").asBoolean(false);
        normalised.put("dry_run", dry);
        normalised.put(Plan.SHAPE, dry ? "dry run" : "apply");
        var objects = normalised.putArray("objects");
        judged.forEach(item -> objects.add(item.object().toJson()));
        return new Plan(
                tool,
                clusterName,
                judged.stream().map(Judged::access).toList(),
                normalised,
                summary(judged.stream().map(Judged::object).toList()));
    }

    private static int order(String kind) {
        int place = KIND_ORDER.indexOf(kind);
        return place < 0 ? KIND_ORDER.size() : place;
    }

    private Draft draft(ObjectNode tree) {
        var apiVersion = Json.text(tree, "apiVersion");
        int slash = apiVersion.indexOf('/');
        var group = slash < 0 ? "" : apiVersion.substring(0, slash);
        var kind = Json.text(tree, "kind");
        if (!tree.path("metadata").isObject()) {
            throw ManifestReader.invalid(
                    "a %s of the manifest has no mapping under `metadata`"
                            .formatted(Words.shown(kind)),
                    "Give it a name there.");
        }
        var name = Json.text(tree, "metadata", "name");
        if (!Words.isSubdomain(name)) {
            throw ManifestReader.invalid(
                    "`metadata.name` of a %s is no name: `%s`"
                            .formatted(Words.shown(kind), Words.shown(name)),
                    "Use lower-case letters, digits, `-` and `.`; `generateName` is not taken.");
        }
        if (!OpenKinds.writable(group, kind)) {
            throw closed(ServedKind.title(group, kind));
        }
        return new Draft(group, apiVersion, kind, name, tree);
    }

    static RefusedException closed(String kindTitle) {
        return RefusedException.denied(
                "DENIED_KIND_NOT_OPEN",
                "objects of kind `%s` are not open to agents".formatted(Words.shown(kindTitle)),
                "Ask an operator to make this change.");
    }

    static void requireNamespaceName(String namespace) {
        if (!Words.isLabel(namespace)) {
            throw ManifestReader.invalid(
                    "`%s` is no name of a namespace".formatted(Words.shown(namespace)),
                    "Use lower-case letters, digits and `-`.");
        }
    }

    /// What is known of an object before the cluster was asked: enough to decide who may hear the cluster's answer.
    private Access touched(Draft draft) {
        var namespace =
                Optional.of(Json.text(draft.tree(), "metadata", "namespace"))
                        .filter(text -> !text.isEmpty())
                        .or(() -> namespaceArgument);
        var known = new TreeMap<String, FactValue>();
        known.put(ObjectFacts.KIND, FactValue.text(draft.title()));
        known.put(ObjectFacts.NAME, FactValue.text(draft.name()));
        if (namespace.isEmpty()) {
            // That one is missing is said by the manifest alone.
            known.put(ObjectFacts.NAMESPACE, FactValue.NOT_APPLICABLE);
        }
        return access(namespace.orElse(""), known);
    }

    private Access access(String namespace, Map<String, FactValue> known) {
        var facts = new TreeMap<String, FactValue>();
        for (String name :
                List.of(
                        ObjectFacts.KIND,
                        ObjectFacts.NAME,
                        ObjectFacts.IMAGES,
                        ObjectFacts.HOSTS,
                        ObjectFacts.POD_SECURITY,
                        ObjectFacts.FINDINGS,
                        ObjectFacts.OPERATION)) {
            facts.put(name, FactValue.NOT_APPLICABLE);
        }
        facts.put(ObjectFacts.CLUSTER, FactValue.text(clusterName));
        facts.put(ObjectFacts.NAMESPACE, FactValue.text(namespace));
        facts.putAll(known);
        return new Access(ACTION, clusterName, facts);
    }

    private Located locate(Clusters.Cluster cluster, Draft draft) {
        var served =
                cluster.kinds()
                        .find(draft.apiVersion(), draft.kind())
                        .orElseThrow(() ->
                                RefusedException.denied(
                                        "DENIED_KIND_UNKNOWN",
                                        "cluster `%s` serves no kind `%s` of `%s`"
                                                .formatted(
                                                        Words.shown(clusterName),
                                                        Words.shown(draft.kind()),
                                                        Words.shown(draft.apiVersion())),
                                        "Check `kind` and `apiVersion`; both are case-sensitive."));
        if (!served.verbs().contains("patch")) {
            throw closed(served.title());
        }
        return new Located(draft, served, namespace(draft, served));
    }

    private String namespace(Draft draft, ServedKind served) {
        var node = draft.tree().path("metadata").path("namespace");
        var inside = Optional.of(Json.text(node)).filter(text -> !text.isEmpty());
        var title = "%s `%s`".formatted(Words.shown(draft.title()), Words.shown(draft.name()));
        if (!node.isMissingNode() && inside.isEmpty()) {
            throw ManifestReader.invalid(
                    "`metadata.namespace` of " + title + " is no text", "Name the namespace.");
        }
        if (!served.namespaced()) {
            if (inside.isPresent()) {
                throw RefusedException.denied(
                        "DENIED_NAMESPACE_MISMATCH",
                        title + " belongs to the whole cluster and names a namespace",
                        "Leave `metadata.namespace` out.");
            }
            return "";
        }
        inside.ifPresent(ApplyPlanner::requireNamespaceName);
        if (inside.isPresent()
                && namespaceArgument.isPresent()
                && !inside.get().equals(namespaceArgument.get())) {
            throw RefusedException.denied(
                    "DENIED_NAMESPACE_MISMATCH",
                    "%s names namespace `%s`, the argument says `%s`"
                            .formatted(
                                    title,
                                    Words.shown(inside.get()),
                                    Words.shown(namespaceArgument.get())),
                    "Let the two agree, or leave one out.");
        }
        return inside.or(() -> namespaceArgument)
                .orElseThrow(() ->
                        RefusedException.denied(
                                "DENIED_NAMESPACE_MISSING",
                                title + " names no namespace",
                                "Set `metadata.namespace` or the argument `namespace`."));
    }

    private Judged judge(Clusters.Cluster cluster, Located place) {
        var draft = place.draft();
        var tree = draft.tree().deepCopy();
        if (tree.path("status").isObject() && tree.path("status").isEmpty()) {
            tree.remove("status");
        }
        if (place.served().namespaced()) {
            ((ObjectNode) tree.path("metadata")).put("namespace", place.namespace());
        }
        ManifestDoors.check(place.served(), place.title(), tree);
        var path = place.served().objectPath(place.namespace(), draft.name());
        var live = LiveObjects.find(cluster.connection(), path, place.title());
        var object =
                new PlannedObject(
                        draft.group(),
                        draft.kind(),
                        place.namespace(),
                        draft.name(),
                        path,
                        live.isPresent(),
                        Json.canonical(tree));
        return new Judged(object, access(clusterName, object, live));
    }

    /// The access that applying the object over what is live would be.
    static Access access(String cluster, PlannedObject object, Optional<ObjectNode> live) {
        var facts =
                new TreeMap<>(
                        ObjectFacts.contents(object.group(), object.kind(), object.tree(), live));
        facts.put(ObjectFacts.OPERATION, FactValue.text(live.isPresent() ? "update" : "create"));
        return ObjectFacts.access(
                ACTION, cluster, object.namespace(), object.kindTitle(), object.name(), facts);
    }

    private String summary(List<PlannedObject> objects) {
        var named =
                objects.stream()
                        .limit(SUMMARY_OBJECTS_MAX)
                        .map(object -> object.operation() + " " + object.title())
                        .toList();
        int more = objects.size() - named.size();
        return "apply to cluster `%s`: %s%s"
                .formatted(
                        Words.shown(clusterName),
                        String.join(", ", named),
                        more > 0 ? " and " + more + " more" : "");
    }
}
