package dev.sallyport.tools.kubernetes;

import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import dev.sallyport.tools.Refusal;
import dev.sallyport.tools.Tool.Execution;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Runs one planned apply, object by object in the plan's order. Made for one call.
///
/// Each object is read again and judged again first; what is sent carries the version that was judged or
/// reviewed, so nothing else can be changed by it. Where there are several, all are tried dry before the first
/// is written.
final class ApplyRun {

    private static final String QUERY = "?fieldManager=sallyport&fieldValidation=Strict";
    private static final String DRY = "&dryRun=All";

    /// Controllers write to objects as well; without a review, a version that moved on is read again.
    private static final int ATTEMPTS_MAX = 3;

    private final ClusterConnection connection;
    private final Plan plan;
    private final List<PlannedObject> objects;
    private final Optional<Preview> reviewed;

    /// @param before empty where it is created
    record Applied(PlannedObject object, Optional<ObjectNode> before, ObjectNode after) {

        String operation() {
            if (before.isEmpty()) {
                return "create";
            }
            return LiveObjects.version(before).equals(LiveObjects.version(Optional.of(after)))
                            && ObjectText.of(before.get()).equals(ObjectText.of(after))
                    ? "unchanged"
                    : "update";
        }
    }

    ApplyRun(ClusterConnection connection, Plan plan, Optional<Preview> reviewed) {
        this.connection = connection;
        this.plan = plan;
        this.objects =
                plan.normalised()
                        .path("objects")
                        .valueStream()
                        .map(PlannedObject::fromJson)
                        .toList();
        this.reviewed = reviewed;
        if (objects.size() != plan.accesses().size()) {
            throw new IllegalArgumentException("a planned apply has one access for each object");
        }
    }

    /// Tries everything without changing anything.
    ///
    /// @throws RefusedException when an object would not be taken
    List<Applied> dryRun() {
        var applied = new ArrayList<Applied>();
        for (int i = 0; i < objects.size(); i++) {
            applied.add(apply(i, DRY));
        }
        return applied;
    }

    Execution run(CallControl control) {
        boolean dryOnly = plan.normalised().path("dry_run").asBoolean(false);
        var applied = new ArrayList<Applied>();
        try {
            if (dryOnly || objects.size() > 1) {
                var tried = dryRun();
                if (dryOnly) {
                    return new Execution.Done(result(tried, true), tried.size());
                }
            }
            for (int i = 0; i < objects.size(); i++) {
                if (control.cancelled()) {
                    return stopped(
                            Refusal.failed("CANCELLED", "the call was cancelled", ""),
                            Optional.empty(),
                            applied,
                            false);
                }
                applied.add(apply(i, ""));
                control.progress("applied " + objects.get(i).title());
            }
        } catch (RefusedException e) {
            return stopped(e.refusal(), e.cause(), applied, false);
        } catch (ClusterUnavailableException e) {
            return stopped(e.refusal(), Optional.of(e), applied, e.mayHaveArrived());
        }
        return new Execution.Done(result(applied, false), applied.size());
    }

    private Applied apply(int index, String dry) {
        var object = objects.get(index);
        for (int attempt = 1; ; attempt++) {
            var live = LiveObjects.find(connection, object.path(), object.title());
            requireAsJudged(index, live);
            reviewed.ifPresent(preview -> requireAsReviewed(object, live, preview));
            var answer = connection.apply(object.path() + QUERY + dry, object.bodyOver(live));
            if (answer.successful()) {
                var after = LiveObjects.requireObject(connection, object.title(), answer);
                return new Applied(object, live, after);
            }
            boolean again =
                    ApiFailures.isStale(answer) && reviewed.isEmpty() && attempt < ATTEMPTS_MAX;
            if (!again) {
                throw new RefusedException(
                        ApiFailures.refusal(connection.name(), object.title(), answer));
            }
        }
    }

    private void requireAsJudged(int index, Optional<ObjectNode> live) {
        var now = ApplyPlanner.access(plan.target(), objects.get(index), live);
        if (!now.facts().equals(plan.accesses().get(index).facts())) {
            throw changed(objects.get(index));
        }
    }

    private static void requireAsReviewed(
            PlannedObject object, Optional<ObjectNode> live, Preview preview) {
        var seen = preview.state().path("objects").path(object.path());
        if (!seen.isObject()
                || !Json.text(seen, "resource_version").equals(LiveObjects.version(live))
                || !Json.text(seen, "uid").equals(LiveObjects.uid(live))) {
            throw changed(object);
        }
    }

    private static RefusedException changed(PlannedObject object) {
        return RefusedException.denied(
                "DENIED_STATE_CHANGED",
                object.title() + " has changed since this call was judged",
                "Read it again and repeat the call.");
    }

    /// What the approvers' decision rests on: the version of every object.
    static ObjectNode state(List<Applied> applied) {
        var state = Json.object();
        var versions = state.putObject("objects");
        for (var item : applied) {
            versions.putObject(item.object().path())
                    .put("resource_version", LiveObjects.version(item.before()))
                    .put("uid", LiveObjects.uid(item.before()));
        }
        return state;
    }

    private ObjectNode result(List<Applied> applied, boolean dryRun) {
        var result = Json.object();
        var list = result.putArray("applied");
        for (var item : applied) {
            var entry = list.addObject();
            entry.put("kind", item.object().kindTitle());
            entry.put("namespace", item.object().namespace());
            entry.put("name", item.object().name());
            entry.put("operation", item.operation());
            entry.put("resource_version", LiveObjects.version(Optional.of(item.after())));
            if (dryRun) {
                entry.put("changes", ObjectText.diff(item.before(), item.after()));
            }
        }
        result.put("dry_run", dryRun);
        return result;
    }

    private Execution stopped(
            Refusal why, Optional<Throwable> cause, List<Applied> applied, boolean unsure) {
        if (applied.isEmpty() && !unsure) {
            return why.kind() == Refusal.Kind.DENIED
                    ? new Execution.Refused(why)
                    : new Execution.Failed(why, cause, Execution.Effect.NONE);
        }
        int done = applied.size();
        var text = new StringBuilder(why.message());
        text.append("; applied ").append(done).append(" of ").append(objects.size());
        if (done > 0) {
            text.append(" (").append(titles(objects.subList(0, done))).append(')');
        }
        if (unsure && done < objects.size()) {
            text.append("; unknown whether applied: ").append(objects.get(done).title());
            done++;
        }
        if (done < objects.size()) {
            text.append("; not applied: ").append(titles(objects.subList(done, objects.size())));
        }
        var code = why.kind() == Refusal.Kind.DENIED ? "TARGET_PARTIAL" : why.code();
        var next =
                "Read these objects before you repeat the call; applying the same again does no harm.";
        return new Execution.Failed(
                Refusal.failed(code, text.toString(), next),
                cause,
                applied.isEmpty() ? Execution.Effect.UNKNOWN : Execution.Effect.PARTIAL);
    }

    private static String titles(List<PlannedObject> objects) {
        return String.join(", ", objects.stream().map(PlannedObject::title).toList());
    }
}
