package dev.sallyport.tools.kubernetes;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactDefinition.Unit;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.ObligationDefinition.LimitObligation;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import dev.sallyport.tools.Tool;
import dev.sallyport.tools.ToolCall;
import dev.sallyport.tools.ToolDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// `read_cluster`: one object, a list in few words, or a Pod's log. Never a Secret.
final class ReadCluster implements Tool {

    static final String NAME = "read_cluster";
    static final String ACTION = "k8s.read";

    private static final int OBJECTS_MAX = 1_000;
    private static final int OBJECTS_DEFAULT = 100;
    private static final int LOG_LINES_MAX = 5_000;
    private static final int LOG_LINES_DEFAULT = 200;
    private static final int LOG_BYTES_MAX = 256 * 1024;

    private static final String OBJECTS = "objects";
    private static final String LOG_LINES = "log_lines";

    private final Clusters clusters;

    ReadCluster(Clusters clusters) {
        this.clusters = clusters;
    }

    @Override
    public ToolDescription description() {
        var schema =
                new Schema()
                        .required("cluster", "string", "The cluster to read.")
                        .required(
                                "kind",
                                "string",
                                "The kind: `Deployment`, `deployments` or `deploy`; `Widget.example.com` for kinds outside of Kubernetes itself. Secrets are never shown.")
                        .requiredOneOf(
                                "operation",
                                List.of("get", "list", "logs"),
                                "`get` one object, `list` many in short, or the `logs` of a Pod.")
                        .optional(
                                "namespace",
                                "string",
                                "The namespace; leave it out for kinds of the whole cluster, or to list across all namespaces.")
                        .optional("name", "string", "The object's name, for `get` and `logs`.")
                        .optional(
                                "label_selector",
                                "string",
                                "For `list`: only objects with these labels, `app=web,tier!=back`.")
                        .optionalInteger(
                                "limit",
                                1,
                                OBJECTS_MAX,
                                "For `list`: at most this many objects. Default "
                                        + OBJECTS_DEFAULT
                                        + ".")
                        .optional(
                                "container",
                                "string",
                                "For `logs` of a Pod with several containers: which one.")
                        .optionalInteger(
                                "tail_lines",
                                1,
                                LOG_LINES_MAX,
                                "For `logs`: the last lines. Default " + LOG_LINES_DEFAULT + ".");
        var result = Json.object();
        result.putObject("kind").put("type", "string");
        result.putObject("operation").put("type", "string");
        result.putObject("object").put("type", "object");
        var items = result.putObject("items").put("type", "array");
        items.putObject("items").put("type", "object");
        result.putObject("count").put("type", "integer");
        result.putObject("log").put("type", "string");
        result.putObject("truncated")
                .put("type", "boolean")
                .put("description", "Whether there is more than is shown.");
        return new ToolDescription(
                NAME,
                "Read from a Kubernetes cluster",
                "Gets one object, lists objects in short, or shows the end of a Pod's log. Events are the kind `Event`.",
                ToolDescription.Impact.READ,
                schema.build(),
                result,
                "cluster",
                clusters.names(),
                Map.of(
                        ObjectFacts.CLUSTER,
                        "cluster",
                        ObjectFacts.NAMESPACE,
                        "namespace",
                        ObjectFacts.KIND,
                        "kind"),
                terms());
    }

    private static ToolTerms terms() {
        var facts = new ArrayList<FactDefinition>(ObjectFacts.places());
        facts.add(ObjectFacts.operation("get, list, logs"));
        return new ToolTerms(
                NAME,
                Optional.of(ObjectFacts.CLUSTER),
                facts,
                List.of(
                        new LimitObligation(
                                OBJECTS, Unit.COUNT, OBJECTS_MAX, "Objects in one list, at most."),
                        new LimitObligation(
                                LOG_LINES, Unit.COUNT, LOG_LINES_MAX, "Lines of a log, at most.")));
    }

    @Override
    public Planning plan(ToolCall call) {
        var locator = new ObjectLocator(ACTION, clusters, call.arguments());
        try {
            return new Planning.Planned(planned(call.arguments(), locator));
        } catch (RefusedException e) {
            return new Planning.Refused(e.refusal(), locator.touching());
        } catch (ClusterUnavailableException e) {
            return new Planning.Refused(e.refusal(), locator.touching());
        }
    }

    private static Plan planned(ObjectNode arguments, ObjectLocator locator) {
        var operation = Json.text(arguments, "operation");
        boolean named = !operation.equals("list");
        var place = locator.locate(named);
        var kind = place.kind();
        if (!OpenKinds.readable(kind.group(), kind.kind())) {
            throw RefusedException.denied(
                    "DENIED_KIND_NOT_OPEN",
                    "objects of kind `%s` are never shown to agents".formatted(kind.title()),
                    "Ask an operator for what you need.");
        }
        var verb = operation.equals("list") ? "list" : "get";
        if (!kind.verbs().contains(verb)) {
            throw ObjectLocator.invalid(
                    "objects of kind `%s` have no `%s`".formatted(kind.title(), verb),
                    "Name another kind or operation.");
        }
        if (operation.equals("logs") && !(kind.group().isEmpty() && kind.kind().equals("Pod"))) {
            throw ObjectLocator.invalid(
                    "logs are read from Pods, not from `" + kind.title() + "`",
                    "List the Pods, then read the log of one.");
        }
        var normalised = Json.object();
        normalised.put("operation", operation);
        normalised.put("kind", kind.title());
        normalised.put("namespace", place.namespace());
        normalised.put("name", place.name());
        normalised.put(
                "path",
                named
                        ? kind.objectPath(place.namespace(), place.name())
                        : kind.collectionPath(place.namespace()));
        normalised.put("namespaced", kind.namespaced());
        normalised.put("label_selector", Json.text(arguments, "label_selector"));
        normalised.put("container", Json.text(arguments, "container"));
        normalised.put(Plan.SHAPE, Json.text(arguments, "container"));
        normalised.put("limit", bounded(arguments, "limit", OBJECTS_DEFAULT, OBJECTS_MAX));
        normalised.put(
                "tail_lines", bounded(arguments, "tail_lines", LOG_LINES_DEFAULT, LOG_LINES_MAX));
        var access =
                ObjectFacts.access(
                        ACTION,
                        place.cluster().name(),
                        place.namespace(),
                        kind.title(),
                        place.name(),
                        Map.of(ObjectFacts.OPERATION, FactValue.text(operation)));
        return new Plan(
                NAME,
                place.cluster().name(),
                List.of(named ? access : ofMany(access, place)),
                normalised,
                operation + " " + Words.shown(access.resource()) + container(normalised));
    }

    /// Which container's log, where the caller names one.
    private static String container(ObjectNode normalised) {
        var container = Json.text(normalised, "container");
        return container.isEmpty() ? "" : ", container `" + Words.shown(container) + "`";
    }

    /// A list touches objects of any name, and without a namespace those of every namespace.
    private static Access ofMany(Access access, ObjectLocator.Place place) {
        var facts = new TreeMap<>(access.facts());
        facts.put(ObjectFacts.NAME, FactValue.UNKNOWN);
        if (place.kind().namespaced() && place.namespace().isEmpty()) {
            facts.put(ObjectFacts.NAMESPACE, FactValue.UNKNOWN);
        }
        return new Access(access.action(), access.resource(), facts);
    }

    private static int bounded(ObjectNode arguments, String name, int fallback, int max) {
        return Math.clamp(arguments.path(name).asInt(fallback), 1, max);
    }

    @Override
    public Previewing preview(Plan plan, Obligations obligations) {
        var wanted = plan.normalised();
        var state = Json.object();
        switch (Json.text(wanted, "operation")) {
            case "logs" -> state.put(LOG_LINES, wanted.path("tail_lines").longValue());
            case "list" -> state.put(OBJECTS, wanted.path("limit").longValue());
            default -> {}
        }
        return new Previewing.Previewed(
                new Preview(
                        plan.summary() + " of cluster `" + Words.shown(plan.target()) + "`",
                        List.of(),
                        state));
    }

    /// Reading takes nothing away.
    @Override
    public boolean irreversible(Plan plan) {
        return false;
    }

    @Override
    public Execution execute(
            Plan plan, Obligations obligations, Optional<Preview> reviewed, CallControl control) {
        try {
            var connection = clusters.require(plan.target()).connection();
            var wanted = plan.normalised();
            return switch (Json.text(wanted, "operation")) {
                case "get" -> get(connection, wanted);
                case "list" -> list(connection, wanted, obligations);
                case "logs" -> logs(connection, wanted, obligations);
                default -> throw new IllegalArgumentException("no such operation in the plan");
            };
        } catch (RefusedException e) {
            return ObjectLocator.ended(e);
        } catch (ClusterUnavailableException e) {
            return new Execution.Failed(e.refusal(), Optional.of(e), Execution.Effect.NONE);
        }
    }

    private static String title(ObjectNode wanted) {
        return PlannedObject.title(
                Json.text(wanted, "kind"),
                Json.text(wanted, "namespace"),
                Json.text(wanted, "name"));
    }

    private static Execution get(ClusterConnection connection, ObjectNode wanted) {
        var object =
                LiveObjects.find(connection, Json.text(wanted, "path"), title(wanted))
                        .orElseThrow(() -> ObjectLocator.missing(title(wanted)));
        var result = head(wanted);
        result.set("object", ObjectSummary.full(object));
        return new Execution.Done(result, 1);
    }

    private static ObjectNode head(ObjectNode wanted) {
        return Json.object()
                .put("kind", Json.text(wanted, "kind"))
                .put("operation", Json.text(wanted, "operation"));
    }

    private static Execution list(
            ClusterConnection connection, ObjectNode wanted, Obligations obligations) {
        long limit =
                Math.min(
                        wanted.path("limit").longValue(),
                        obligations.limit(OBJECTS).orElse(OBJECTS_MAX));
        if (limit < 1) {
            throw RefusedException.denied(
                    "DENIED_LIMIT", "your rules allow no objects in a list", "");
        }
        var selector = Json.text(wanted, "label_selector");
        var query =
                "?limit="
                        + limit
                        + (selector.isEmpty()
                                ? ""
                                : "&labelSelector=" + ServedKind.segment(selector));
        var answer = connection.get(Json.text(wanted, "path") + query);
        if (answer.status() == 400 && !selector.isEmpty()) {
            throw RefusedException.failed(
                    "TARGET_REJECTED",
                    "`label_selector` is not understood: `" + Words.shown(selector) + "`",
                    "Write it as `app=web,tier!=back`.");
        }
        if (!answer.successful()) {
            throw new RefusedException(
                    ApiFailures.refusal(
                            connection.name(),
                            "the list of `" + Words.shown(Json.text(wanted, "kind")) + "`",
                            answer));
        }
        boolean acrossNamespaces =
                wanted.path("namespaced").booleanValue()
                        && Json.text(wanted, "namespace").isEmpty();
        var result = head(wanted);
        var items = result.putArray("items");
        for (var item : answer.body().path("items")) {
            if (items.size() < limit) {
                items.add(ObjectSummary.brief(Json.text(wanted, "kind"), item, acrossNamespaces));
            }
        }
        result.put("count", items.size());
        boolean more = !Json.text(answer.body(), "metadata", "continue").isEmpty();
        result.put("truncated", more || answer.body().path("items").size() > limit);
        return new Execution.Done(result, items.size());
    }

    private static Execution logs(
            ClusterConnection connection, ObjectNode wanted, Obligations obligations) {
        long lines =
                Math.min(
                        wanted.path("tail_lines").longValue(),
                        obligations.limit(LOG_LINES).orElse(LOG_LINES_MAX));
        var container = Json.text(wanted, "container");
        var path =
                Json.text(wanted, "path")
                        + "/log?tailLines="
                        + lines
                        + "&limitBytes="
                        + LOG_BYTES_MAX
                        + (container.isEmpty()
                                ? ""
                                : "&container=" + ServedKind.segment(container));
        var answer = connection.getCut(path, LOG_BYTES_MAX);
        if (answer.status() == 400) {
            throw RefusedException.failed(
                    "TARGET_REJECTED",
                    title(wanted) + " has no log to show yet, or not of this container",
                    "Get the Pod, and name one of its containers in `container`.");
        }
        if (!answer.successful()) {
            throw new RefusedException(
                    ApiFailures.refusal(connection.name(), title(wanted), answer));
        }
        var result = head(wanted);
        result.put("log", answer.text());
        long shown = answer.text().lines().count();
        result.put("truncated", shown >= lines || answer.text().length() >= LOG_BYTES_MAX);
        return new Execution.Done(result, shown);
    }
}
