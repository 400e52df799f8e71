package dev.sallyport.tools.kubernetes;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactValue;
import dev.sallyport.tools.Refusal;
import dev.sallyport.tools.Tool.Execution;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// Finds out which cluster, kind, namespace and name the arguments of a call mean. Made for one call.
final class ObjectLocator {

    private static final int KIND_CHARS_MAX = 300;

    private final String action;
    private final Clusters clusters;
    private final ObjectNode arguments;
    private List<Access> touching;

    /// @param namespace empty for kinds of the whole cluster, and for lists across namespaces
    /// @param name empty for a collection
    record Place(Clusters.Cluster cluster, ServedKind kind, String namespace, String name) {}

    ObjectLocator(String action, Clusters clusters, ObjectNode arguments) {
        this.action = action;
        this.clusters = clusters;
        this.arguments = arguments;
        this.touching = List.of(access(FactValue.NOT_APPLICABLE, FactValue.NOT_APPLICABLE));
    }

    /// What is known of the access so far; decides who may hear of a refusal.
    List<Access> touching() {
        return touching;
    }

    /// From here on the whole access is known.
    void touch(Access access) {
        touching = List.of(access);
    }

    private Access access(FactValue namespace, FactValue kind) {
        var cluster = Json.text(arguments, "cluster");
        var facts = new TreeMap<String, FactValue>();
        facts.put(ObjectFacts.CLUSTER, FactValue.text(cluster));
        facts.put(ObjectFacts.NAMESPACE, namespace);
        facts.put(ObjectFacts.KIND, kind);
        facts.put(ObjectFacts.NAME, FactValue.NOT_APPLICABLE);
        facts.put(ObjectFacts.OPERATION, FactValue.NOT_APPLICABLE);
        return new Access(action, cluster, facts);
    }

    /// @param named whether one object is meant, or else a collection
    Place locate(boolean named) {
        var cluster = clusters.require(Json.text(arguments, "cluster"));
        var namespace = Json.text(arguments, "namespace");
        var name = Json.text(arguments, "name");
        var word = Json.text(arguments, "kind");
        if (!namespace.isEmpty()) {
            ApplyPlanner.requireNamespaceName(namespace);
        }
        if (named && !isName(name)) {
            throw invalid(
                    name.isEmpty()
                            ? "no name is given"
                            : "`%s` is no name of an object".formatted(Words.shown(name)),
                    "Give `name`; `list` shows the names.");
        }
        if (!named && !name.isEmpty()) {
            throw invalid("a list takes no name", "Leave `name` out, or use `get`.");
        }
        if (word.isBlank() || word.length() > KIND_CHARS_MAX) {
            throw invalid("no kind is given", "Give `kind`.");
        }
        touching = List.of(access(FactValue.text(namespace), FactValue.NOT_APPLICABLE));
        var meant = cluster.kinds().meant(word);
        // Which kinds a cluster serves is told only to those whose rules reach the word itself.
        touching = List.of(access(FactValue.text(namespace), FactValue.text(word)));
        var kind = only(cluster, word, meant);
        touching = List.of(access(FactValue.text(namespace), FactValue.text(kind.title())));
        if (named && kind.namespaced() && namespace.isEmpty()) {
            throw invalid("no namespace is given", "Give `namespace`.");
        }
        if (!kind.namespaced() && !namespace.isEmpty()) {
            throw invalid(
                    "objects of kind `%s` are in no namespace".formatted(kind.title()),
                    "Leave `namespace` out.");
        }
        return new Place(cluster, kind, namespace, name);
    }

    private static ServedKind only(Clusters.Cluster cluster, String word, List<ServedKind> meant) {
        if (meant.isEmpty()) {
            throw RefusedException.denied(
                    "DENIED_KIND_UNKNOWN",
                    "cluster `%s` serves no kind `%s`"
                            .formatted(Words.shown(cluster.name()), Words.shown(word)),
                    "Name a kind such as `Deployment` or `Pod`.");
        }
        if (meant.size() > 1) {
            var titles = meant.stream().map(ServedKind::title).distinct().limit(5).toList();
            throw invalid(
                    "`%s` may mean several kinds: %s"
                            .formatted(Words.shown(word), String.join(", ", titles)),
                    "Name one of them in full.");
        }
        return meant.getFirst();
    }

    /// Names of roles hold colons; nothing that could change a path passes.
    private static boolean isName(String name) {
        if (Words.isSubdomain(name)) {
            return true;
        }
        return !name.isEmpty()
                && name.length() <= 253
                && !name.equals(".")
                && !name.equals("..")
                && name.chars()
                        .allMatch(c ->
                                (c >= 'a' && c <= 'z')
                                        || (c >= 'A' && c <= 'Z')
                                        || (c >= '0' && c <= '9')
                                        || "._:-".indexOf(c) >= 0);
    }

    static RefusedException invalid(String message, String next) {
        return RefusedException.failed("INVALID_ARGUMENTS", message, next);
    }

    static RefusedException missing(String title) {
        return RefusedException.failed(
                "NOT_FOUND", title + " is not there", "Check name and namespace with `list`.");
    }

    /// The end of an execution that did nothing.
    static Execution ended(RefusedException e) {
        return e.refusal().kind() == Refusal.Kind.DENIED
                ? new Execution.Refused(e.refusal())
                : new Execution.Failed(e.refusal(), e.cause(), Execution.Effect.NONE);
    }
}
