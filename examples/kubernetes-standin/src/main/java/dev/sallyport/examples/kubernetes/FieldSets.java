package dev.sallyport.examples.kubernetes;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Arithmetic on `fieldsV1` sets: trees whose steps are names, an empty tree or `.` being the field itself.
final class FieldSets {

    private FieldSets() {}

    static ObjectNode union(ObjectNode left, ObjectNode right) {
        var union = left.deepCopy();
        for (var entry : right.properties()) {
            var mine = union.get(entry.getKey());
            union.set(
                    entry.getKey(),
                    mine instanceof ObjectNode both
                            ? union(both, (ObjectNode) entry.getValue())
                            : entry.getValue().deepCopy());
        }
        return union;
    }

    /// `left` without every leaf that `right` has; branches that become empty by it go as well.
    static ObjectNode minus(ObjectNode left, ObjectNode right) {
        var rest = Json.object();
        for (var entry : left.properties()) {
            var mine = (ObjectNode) entry.getValue();
            if (!(right.get(entry.getKey()) instanceof ObjectNode theirs)) {
                rest.set(entry.getKey(), mine.deepCopy());
            } else if (!mine.isEmpty() && !theirs.isEmpty()) {
                var inner = minus(mine, theirs);
                if (!inner.isEmpty()) {
                    rest.set(entry.getKey(), inner);
                }
            }
        }
        return rest;
    }

    /// Only those steps of the set that the object still has.
    static ObjectNode existing(ObjectNode set, String field, JsonNode node) {
        var rest = Json.object();
        for (var entry : set.properties()) {
            var step = entry.getKey();
            var inner = (ObjectNode) entry.getValue();
            if (step.equals(".")) {
                rest.putObject(".");
                continue;
            }
            var target = FieldPaths.follow(field, node, step);
            if (target.isPresent()) {
                var kept = existing(inner, FieldPaths.fieldOf(step), target.get());
                if (!kept.isEmpty() || inner.isEmpty()) {
                    rest.set(step, kept);
                }
            }
        }
        return rest;
    }

    /// The leaves that both sets have and whose values differ between the two objects, as step lists.
    static List<List<String>> differing(
            ObjectNode left,
            ObjectNode right,
            String field,
            @Nullable JsonNode leftNode,
            @Nullable JsonNode rightNode) {
        var paths = new ArrayList<List<String>>();
        differing(left, right, field, leftNode, rightNode, List.of(), paths);
        return paths;
    }

    private static void differing(
            ObjectNode left,
            ObjectNode right,
            String field,
            @Nullable JsonNode leftNode,
            @Nullable JsonNode rightNode,
            List<String> path,
            List<List<String>> paths) {
        for (var entry : left.properties()) {
            var step = entry.getKey();
            if (step.equals(".") || !(right.get(step) instanceof ObjectNode theirs)) {
                continue;
            }
            var mine = (ObjectNode) entry.getValue();
            var here = new ArrayList<>(path);
            here.add(step);
            var a = FieldPaths.follow(field, leftNode, step).orElse(null);
            var b = FieldPaths.follow(field, rightNode, step).orElse(null);
            if (mine.isEmpty() || theirs.isEmpty()) {
                if (a == null ? b != null : !a.equals(b)) {
                    paths.add(here);
                }
            } else {
                differing(mine, theirs, FieldPaths.fieldOf(step), a, b, here, paths);
            }
        }
    }

    /// Takes away what `previous` owned, `next` no longer names and nobody else owns.
    static void drop(
            ObjectNode previous, ObjectNode next, ObjectNode others, String field, JsonNode node) {
        for (var entry : previous.properties()) {
            var step = entry.getKey();
            var inner = (ObjectNode) entry.getValue();
            var target = FieldPaths.follow(field, node, step);
            if (step.equals(".") || target.isEmpty()) {
                continue;
            }
            boolean kept = next.has(step) || others.has(step);
            boolean leaf = inner.isEmpty() || inner.has(".");
            if (!kept && leaf) {
                FieldPaths.remove(field, node, step);
            } else if (!inner.isEmpty()) {
                drop(
                        inner,
                        childOf(next, step),
                        childOf(others, step),
                        FieldPaths.fieldOf(step),
                        target.get());
                if (!kept && target.get().isEmpty()) {
                    FieldPaths.remove(field, node, step);
                }
            }
        }
    }

    private static ObjectNode childOf(ObjectNode set, String step) {
        return set.get(step) instanceof ObjectNode child ? child : Json.object();
    }

    /// The set that has just this one leaf.
    static ObjectNode only(List<String> steps) {
        var root = Json.object();
        var at = root;
        for (String step : steps) {
            at = at.putObject(step);
        }
        return root;
    }

    /// The leaves that are new or different in `after`; a map or an item that is new also owns itself.
    static ObjectNode changed(
            String field, @Nullable JsonNode before, JsonNode after, ObjectNode fields) {
        var changed = Json.object();
        for (var entry : fields.properties()) {
            var step = entry.getKey();
            if (step.equals(".")) {
                if (before == null) {
                    changed.putObject(".");
                }
                continue;
            }
            var inner = (ObjectNode) entry.getValue();
            var old = FieldPaths.follow(field, before, step).orElse(null);
            var now = FieldPaths.follow(field, after, step).orElse(null);
            if (now == null) {
                continue;
            }
            if (inner.isEmpty()) {
                if (!now.equals(old)) {
                    changed.putObject(step);
                }
            } else {
                var deeper = changed(FieldPaths.fieldOf(step), old, now, inner);
                if (!deeper.isEmpty()) {
                    changed.set(step, deeper);
                }
            }
        }
        return changed;
    }
}
