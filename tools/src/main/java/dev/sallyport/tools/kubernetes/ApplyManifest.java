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

/// `apply_manifest`: server-side apply of the objects of a manifest.
final class ApplyManifest implements Tool {

    static final String NAME = "apply_manifest";

    private final Clusters clusters;

    ApplyManifest(Clusters clusters) {
        this.clusters = clusters;
    }

    @Override
    public ToolDescription description() {
        var schema =
                new Schema()
                        .required("cluster", "string", "The cluster to apply to.")
                        .required(
                                "manifest",
                                "string",
                                "YAML or JSON of one or more objects (documents separated by `---`, or a List). Each name once, no tags, no merge keys; quote texts such as \"yes\", \"on\" or \"1.10\"; write file modes in decimal.")
                        .optional(
                                "namespace",
                                "string",
                                "The namespace of objects that name none. It must agree with `metadata.namespace` where both are given.")
                        .optional(
                                "dry_run",
                                "boolean",
                                "Only try it and show what would change. Default false.")
                        .optional("reason", "string", "Why, for those who review or audit it.");
        var result = Json.object();
        var applied = result.putObject("applied").put("type", "array");
        applied.put("description", "The objects in the order they were applied.");
        var properties = applied.putObject("items").put("type", "object").putObject("properties");
        for (String name : List.of("kind", "namespace", "name")) {
            properties.putObject(name).put("type", "string");
        }
        var operation = properties.putObject("operation").put("type", "string");
        List.of("create", "update", "unchanged").forEach(operation.putArray("enum")::add);
        properties.putObject("resource_version").put("type", "string");
        properties
                .putObject("changes")
                .put("type", "string")
                .put("description", "With dry_run: a unified diff of what would change.");
        result.putObject("dry_run").put("type", "boolean");
        return new ToolDescription(
                NAME,
                "Apply a Kubernetes manifest",
                "Creates or updates Kubernetes objects by server-side apply. Fields that the manifest leaves out and that an earlier call of this tool set are removed; fields of other managers are never taken over. Kinds that widen rights, Secrets, service accounts, node names and tokens are refused. Try `dry_run: true` first to see the exact change.",
                ToolDescription.Impact.DESTROY,
                schema.build(),
                result,
                "cluster",
                clusters.names(),
                Map.of(ObjectFacts.CLUSTER, "cluster", ObjectFacts.NAMESPACE, "namespace"),
                terms());
    }

    private static ToolTerms terms() {
        var facts = new ArrayList<FactDefinition>(ObjectFacts.places());
        facts.addAll(ObjectFacts.contents());
        facts.add(ObjectFacts.operation("create, update"));
        return new ToolTerms(NAME, Optional.of(ObjectFacts.CLUSTER), facts, List.of());
    }

    @Override
    public Planning plan(ToolCall call) {
        return new ApplyPlanner(NAME, clusters, call.arguments()).plan();
    }

    @Override
    public Previewing preview(Plan plan, Obligations obligations) {
        try {
            var applied = run(plan, Optional.empty()).dryRun();
            var sections = new ArrayList<Preview.Section>();
            int created = 0;
            for (var item : applied) {
                created += item.before().isEmpty() ? 1 : 0;
                var diff = ObjectText.diff(item.before(), item.after());
                sections.add(
                        new Preview.Section(
                                item.operation() + " " + item.object().title(),
                                Preview.Kind.DIFF,
                                diff.isEmpty() ? "no change\n" : diff));
            }
            var cluster = Words.shown(plan.target());
            var headline =
                    applied.size() == 1
                            ? "%s on cluster `%s`".formatted(sections.getFirst().title(), cluster)
                            : "apply %d objects to cluster `%s`: create %d, update %d"
                                    .formatted(
                                            applied.size(),
                                            cluster,
                                            created,
                                            applied.size() - created);
            var state = ApplyRun.state(applied);
            if (ObjectFacts.privileged(plan.accesses())) {
                state.put(
                        Preview.NOT_GRANTABLE,
                        "its Pods are privileged, and another manifest of that level may reach any part of a node");
            }
            return new Previewing.Previewed(new Preview(headline, sections, state));
        } catch (RefusedException e) {
            return new Previewing.Refused(e.refusal());
        } catch (ClusterUnavailableException e) {
            return new Previewing.Refused(e.refusal());
        }
    }

    /// What is changed can be applied again as it was, but for what the cluster itself deletes on account of it.
    @Override
    public boolean irreversible(Plan plan) {
        return plan.normalised()
                .path("objects")
                .valueStream()
                .map(PlannedObject::fromJson)
                .anyMatch(Deletions::mayFollow);
    }

    @Override
    public Execution execute(
            Plan plan, Obligations obligations, Optional<Preview> reviewed, CallControl control) {
        try {
            return run(plan, reviewed).run(control);
        } catch (RefusedException e) {
            return new Execution.Refused(e.refusal());
        }
    }

    private ApplyRun run(Plan plan, Optional<Preview> reviewed) {
        return new ApplyRun(clusters.require(plan.target()).connection(), plan, reviewed);
    }
}
