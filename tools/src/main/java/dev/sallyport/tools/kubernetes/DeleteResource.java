package dev.sallyport.tools.kubernetes;

import dev.sallyport.policy.FactDefinition;
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
import tools.jackson.databind.node.ObjectNode;

/// `delete_resource`: one object, and no other that has taken its name since.
final class DeleteResource implements Tool {

    static final String NAME = "delete_resource";
    static final String ACTION = "k8s.delete";

    private final Clusters clusters;

    DeleteResource(Clusters clusters) {
        this.clusters = clusters;
    }

    @Override
    public ToolDescription description() {
        var schema =
                new Schema()
                        .required("cluster", "string", "The cluster to delete from.")
                        .required("namespace", "string", "The object's namespace.")
                        .required(
                                "kind",
                                "string",
                                "The kind: `Deployment`, `deployments` or `deploy`; `Widget.example.com` for kinds outside of Kubernetes itself.")
                        .required("name", "string", "The object's name.")
                        .required(
                                "reason", "string", "Why, for those who review or audit the call.");
        var result = Json.object();
        var deleted = result.putObject("deleted").put("type", "object");
        var properties = deleted.putObject("properties");
        for (String name : List.of("kind", "namespace", "name")) {
            properties.putObject(name).put("type", "string");
        }
        var facts = new ArrayList<FactDefinition>(ObjectFacts.places());
        return new ToolDescription(
                NAME,
                "Delete a Kubernetes object",
                "Deletes one object by kind and name; what belongs to it is removed in the background. Namespaces, kinds that widen rights and Secrets cannot be deleted with it.",
                ToolDescription.Impact.DESTROY,
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
                new ToolTerms(NAME, Optional.of(ObjectFacts.CLUSTER), facts, List.of()));
    }

    @Override
    public Planning plan(ToolCall call) {
        var locator = new ObjectLocator(ACTION, clusters, call.arguments());
        try {
            return new Planning.Planned(planned(locator));
        } catch (RefusedException e) {
            return new Planning.Refused(e.refusal(), locator.touching());
        } catch (ClusterUnavailableException e) {
            return new Planning.Refused(e.refusal(), locator.touching());
        }
    }

    private static Plan planned(ObjectLocator locator) {
        var place = locator.locate(true);
        var kind = place.kind();
        if (!OpenKinds.writable(kind.group(), kind.kind()) || !kind.verbs().contains("delete")) {
            throw ApplyPlanner.closed(kind.title());
        }
        var title = PlannedObject.title(kind.title(), place.namespace(), place.name());
        var path = kind.objectPath(place.namespace(), place.name());
        var access =
                ObjectFacts.access(
                        ACTION,
                        place.cluster().name(),
                        place.namespace(),
                        kind.title(),
                        place.name(),
                        Map.of());
        locator.touch(access);
        var live =
                LiveObjects.find(place.cluster().connection(), path, title)
                        .orElseThrow(() -> ObjectLocator.missing(title));
        var normalised = Json.object();
        normalised.put("kind", kind.title());
        normalised.put("namespace", place.namespace());
        normalised.put("name", place.name());
        normalised.put("path", path);
        normalised.put("uid", Json.text(live, "metadata", "uid"));
        return new Plan(
                NAME,
                place.cluster().name(),
                List.of(access),
                normalised,
                "delete %s from cluster `%s`"
                        .formatted(title, Words.shown(place.cluster().name())));
    }

    @Override
    public Previewing preview(Plan plan, Obligations obligations) {
        try {
            var connection = clusters.require(plan.target()).connection();
            var wanted = plan.normalised();
            var live = requireSame(connection, wanted);
            send(connection, wanted, options(wanted, Optional.empty(), true));
            var state = Json.object();
            state.put("uid", Json.text(live, "metadata", "uid"));
            state.put("resource_version", Json.text(live, "metadata", "resourceVersion"));
            var section =
                    new Preview.Section(
                            "what would be deleted", Preview.Kind.YAML, ObjectText.of(live));
            return new Previewing.Previewed(new Preview(plan.summary(), List.of(section), state));
        } catch (RefusedException e) {
            return new Previewing.Refused(e.refusal());
        } catch (ClusterUnavailableException e) {
            return new Previewing.Refused(e.refusal());
        }
    }

    @Override
    public Execution execute(
            Plan plan, Obligations obligations, Optional<Preview> reviewed, CallControl control) {
        var wanted = plan.normalised();
        try {
            var connection = clusters.require(plan.target()).connection();
            var version = reviewed.map(preview -> Json.text(preview.state(), "resource_version"));
            if (version.isPresent() && version.get().isEmpty()) {
                throw changed(wanted);
            }
            send(connection, wanted, options(wanted, version, false));
        } catch (RefusedException e) {
            return ObjectLocator.ended(e);
        } catch (ClusterUnavailableException e) {
            return new Execution.Failed(
                    e.refusal(),
                    Optional.of(e),
                    e.mayHaveArrived() ? Execution.Effect.UNKNOWN : Execution.Effect.NONE);
        }
        var result = Json.object();
        result.putObject("deleted")
                .put("kind", Json.text(wanted, "kind"))
                .put("namespace", Json.text(wanted, "namespace"))
                .put("name", Json.text(wanted, "name"));
        return new Execution.Done(result, 1);
    }

    private static String title(ObjectNode wanted) {
        return PlannedObject.title(
                Json.text(wanted, "kind"),
                Json.text(wanted, "namespace"),
                Json.text(wanted, "name"));
    }

    private static ObjectNode requireSame(ClusterConnection connection, ObjectNode wanted) {
        var live =
                LiveObjects.find(connection, Json.text(wanted, "path"), title(wanted))
                        .orElseThrow(() -> changed(wanted));
        if (!Json.text(live, "metadata", "uid").equals(Json.text(wanted, "uid"))) {
            throw changed(wanted);
        }
        return live;
    }

    private static RefusedException changed(ObjectNode wanted) {
        return RefusedException.denied(
                "DENIED_STATE_CHANGED",
                title(wanted) + " has changed since this call was judged",
                "Read it again and repeat the call.");
    }

    /// Everything is in the body: a body makes the server ignore what the query says, dryRun included.
    private static String options(ObjectNode wanted, Optional<String> version, boolean dryRun) {
        var options = Json.object().put("kind", "DeleteOptions").put("apiVersion", "v1");
        options.put("propagationPolicy", "Background");
        var preconditions = options.putObject("preconditions");
        preconditions.put("uid", Json.text(wanted, "uid"));
        version.ifPresent(value -> preconditions.put("resourceVersion", value));
        if (dryRun) {
            options.putArray("dryRun").add("All");
        }
        return Json.canonical(options);
    }

    private static void send(ClusterConnection connection, ObjectNode wanted, String options) {
        var answer = connection.delete(Json.text(wanted, "path"), options);
        if (answer.status() == 404) {
            throw ObjectLocator.missing(title(wanted));
        }
        if (!answer.successful()) {
            throw new RefusedException(
                    ApiFailures.refusal(connection.name(), title(wanted), answer));
        }
    }
}
