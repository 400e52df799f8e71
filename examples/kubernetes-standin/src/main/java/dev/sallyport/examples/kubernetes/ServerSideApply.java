package dev.sallyport.examples.kubernetes;

import dev.sallyport.examples.kubernetes.StatusException.Cause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// Server-side apply: merges a manager's whole intent into the live object and keeps the book of owners.
final class ServerSideApply {

    private ServerSideApply() {}

    /// @param now the time for the manager's entry, as objects carry it
    /// @return the object as it would be, before defaults
    /// @throws StatusException 409 when another manager owns a field with another value, and `force` is off
    static ObjectNode apply(
            Optional<ObjectNode> live,
            ObjectNode intent,
            String manager,
            String apiVersion,
            boolean force,
            String now) {
        var wanted = FieldPaths.ofObject(intent);
        var owners = live.map(ManagedFields::of).orElseGet(ManagedFields::none);
        if (live.isPresent()) {
            owners = settleConflicts(live.get(), intent, wanted, owners, manager, force);
        }
        var previous = owners.find(manager, true);
        var merged =
                live.map(object -> (ObjectNode) FieldPaths.merge("", object, intent))
                        .orElseGet(intent::deepCopy);
        if (previous.isPresent()) {
            var others =
                    owners.others(manager, true).stream()
                            .map(ManagedFields.Owner::fields)
                            .reduce(Json.object(), FieldSets::union);
            FieldSets.drop(previous.get().fields(), wanted, others, "", merged);
        }
        boolean same = previous.isPresent() && previous.get().fields().equals(wanted);
        var contentSame = live.isPresent() && withoutBook(live.get()).equals(withoutBook(merged));
        var time = same && contentSame ? previous.get().time() : now;
        var mine = new ManagedFields.Owner(manager, true, apiVersion, time, wanted);
        owners.with(mine).within(merged).writeTo(merged);
        return merged;
    }

    private static ObjectNode withoutBook(ObjectNode object) {
        var copy = object.deepCopy();
        ((ObjectNode) copy.path("metadata")).remove("managedFields");
        return copy;
    }

    private static ManagedFields settleConflicts(
            ObjectNode live,
            ObjectNode intent,
            ObjectNode wanted,
            ManagedFields owners,
            String manager,
            boolean force) {
        var byOwner = new TreeMap<String, List<List<String>>>();
        for (var other : owners.others(manager, true)) {
            var paths = FieldSets.differing(wanted, other.fields(), "", intent, live);
            if (!paths.isEmpty()) {
                var name =
                        "\"%s\"%s"
                                .formatted(
                                        other.manager(),
                                        other.applies() ? "" : " using " + other.apiVersion());
                byOwner.computeIfAbsent(name, _ -> new ArrayList<>()).addAll(paths);
            }
        }
        if (byOwner.isEmpty()) {
            return owners;
        }
        if (!force) {
            throw conflict(byOwner);
        }
        var settled = owners;
        for (var paths : byOwner.values()) {
            for (var path : paths) {
                settled = settled.taken(manager, true, FieldSets.only(path));
            }
        }
        return settled;
    }

    private static StatusException conflict(Map<String, List<List<String>>> byOwner) {
        var causes = new ArrayList<Cause>();
        var texts = new ArrayList<String>();
        byOwner.forEach((owner, paths) -> {
            var fields = paths.stream().map(FieldPaths::dotted).sorted().toList();
            for (String field : fields) {
                causes.add(new Cause("FieldManagerConflict", "conflict with " + owner, field));
            }
            texts.add(
                    fields.size() == 1
                            ? "conflict with " + owner + ": " + fields.getFirst()
                            : "conflicts with " + owner + ":\n- " + String.join("\n- ", fields));
        });
        causes.sort(Comparator.comparing(Cause::field));
        var message =
                "Apply failed with %d conflict%s: %s"
                        .formatted(
                                causes.size(),
                                causes.size() == 1 ? "" : "s",
                                String.join("\n", texts));
        return StatusException.applyConflict(message, causes);
    }

    /// The book after an update: who changed a field owns it, nobody owns what is gone.
    static void recordUpdate(
            Optional<ObjectNode> before,
            ObjectNode after,
            String manager,
            String apiVersion,
            String now) {
        var owners = before.map(ManagedFields::of).orElseGet(ManagedFields::none);
        var changed = FieldSets.changed("", before.orElse(null), after, FieldPaths.ofObject(after));
        changed.remove("f:status");
        if (!changed.isEmpty()) {
            var mine =
                    owners.find(manager, false)
                            .map(owner -> FieldSets.union(owner.fields(), changed))
                            .orElse(changed);
            owners =
                    owners.taken(manager, false, changed)
                            .with(new ManagedFields.Owner(manager, false, apiVersion, now, mine));
        }
        owners.within(after).writeTo(after);
    }
}
