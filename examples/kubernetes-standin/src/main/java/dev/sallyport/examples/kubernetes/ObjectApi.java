package dev.sallyport.examples.kubernetes;

import dev.sallyport.examples.kubernetes.StatusException.Cause;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What can be done with objects: get, list, create, replace, patch, apply, delete. One call at a time: the
/// caller holds the lock.
final class ObjectApi {

    private static final int MANAGER_BYTES_MAX = 128;
    private static final Set<String> WITH_GENERATION =
            Set.of("apps", "batch", "networking.k8s.io", "shop.example.com");

    private final ObjectStore store;
    private final StandinOptions options;

    /// An answer with its HTTP status.
    record Answer(int status, ObjectNode body) {}

    ObjectApi(ObjectStore store, StandinOptions options) {
        this.store = store;
        this.options = options;
    }

    ObjectNode get(ResourceType type, String namespace, String name) {
        return store.find(ObjectStore.Key.of(type, namespace, name))
                .orElseThrow(() -> StatusException.notFound(type, name));
    }

    ObjectNode list(ResourceType type, String namespace, Map<String, String> query) {
        var selector = LabelSelector.parse(query.getOrDefault("labelSelector", ""));
        var from = query.getOrDefault("continue", "");
        var matching =
                store.list(type, namespace).stream()
                        .filter(selector::matches)
                        .filter(object -> position(object).compareTo(from) > 0)
                        .toList();
        int limit = number(query.getOrDefault("limit", "0"));
        var page = limit > 0 && limit < matching.size() ? matching.subList(0, limit) : matching;
        var list =
                Json.object()
                        .put("kind", type.kind() + "List")
                        .put("apiVersion", type.apiVersion());
        var metadata = list.putObject("metadata");
        metadata.put("resourceVersion", Long.toString(store.revision()));
        if (page.size() < matching.size()) {
            metadata.put("continue", position(page.getLast()));
            if (query.getOrDefault("labelSelector", "").isEmpty()) {
                metadata.put("remainingItemCount", matching.size() - page.size());
            }
        }
        var items = list.putArray("items");
        for (var object : page) {
            object.remove(List.of("kind", "apiVersion"));
            items.add(object);
        }
        return list;
    }

    private static String position(JsonNode object) {
        return Json.text(object, "metadata", "namespace")
                + "|"
                + Json.text(object, "metadata", "name");
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw StatusException.badRequest(
                    "strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
        }
    }

    Answer create(ResourceType type, String namespace, ObjectNode body, Map<String, String> query) {
        boolean dryRun = dryRun(query);
        expectType(type, body);
        var metadata = Json.child(body, "metadata");
        expectNamespace(type, namespace, metadata);
        requireNamespace(type, namespace);
        var name = Json.text(metadata, "name");
        var key = ObjectStore.Key.of(type, namespace, name);
        if (!name.isEmpty() && store.find(key).isPresent()) {
            throw StatusException.alreadyExists(type, name);
        }
        ServerSideApply.recordUpdate(
                Optional.empty(), body, manager(query, "update"), type.apiVersion(), now());
        return new Answer(201, commit(type, key, Optional.empty(), body, dryRun));
    }

    Answer replace(
            ResourceType type,
            String namespace,
            String name,
            ObjectNode body,
            Map<String, String> query) {
        boolean dryRun = dryRun(query);
        expectType(type, body);
        var live = get(type, namespace, name);
        expectName(body, name);
        expectVersion(type, live, body);
        keepIdentity(live, body);
        return update(type, ObjectStore.Key.of(type, namespace, name), live, body, query, dryRun);
    }

    Answer patch(
            ResourceType type,
            String namespace,
            String name,
            JsonNode patch,
            boolean strategic,
            Map<String, String> query) {
        boolean dryRun = dryRun(query);
        if (query.containsKey("force")) {
            throw StatusException.invalid(
                    "meta.k8s.io",
                    "PatchOptions",
                    "",
                    List.of(
                            new Cause(
                                    "FieldValueForbidden",
                                    "Forbidden: may not be specified for non-apply patch",
                                    "force")));
        }
        if (!(patch instanceof ObjectNode changes)) {
            throw StatusException.badRequest("a patch is an object");
        }
        var live = get(type, namespace, name);
        var next =
                strategic
                        ? MergePatches.strategic(live, changes)
                        : MergePatches.merge(live, changes);
        expectVersion(type, live, next);
        keepIdentity(live, next);
        return update(type, ObjectStore.Key.of(type, namespace, name), live, next, query, dryRun);
    }

    private Answer update(
            ResourceType type,
            ObjectStore.Key key,
            ObjectNode live,
            ObjectNode next,
            Map<String, String> query,
            boolean dryRun) {
        Defaults.fill(type, next);
        ServerSideApply.recordUpdate(
                Optional.of(live), next, manager(query, "update"), type.apiVersion(), now());
        return new Answer(200, commit(type, key, Optional.of(live), next, dryRun));
    }

    Answer apply(
            ResourceType type,
            String namespace,
            String name,
            ObjectNode intent,
            Map<String, String> query) {
        boolean dryRun = dryRun(query);
        var manager = requireManager(query);
        expectApplied(type, namespace, name, intent);
        requireNamespace(type, namespace);
        var key = ObjectStore.Key.of(type, namespace, name);
        var live = store.find(key);
        var metadata = Json.child(intent, "metadata");
        if (live.isPresent()) {
            metadata.put("name", name);
            expectVersion(type, live.get(), intent);
            expectUid(type, live.get(), intent);
        } else if (Json.text(metadata, "name").isEmpty()) {
            throw StatusException.badRequest(
                    "name is required when the applied object does not exist yet");
        } else if (metadata.has("uid")) {
            throw StatusException.conflict(
                    type,
                    type.plural(),
                    name,
                    "uid mismatch: the provided object specified uid "
                            + Json.text(metadata, "uid")
                            + ", and no existing object was found");
        }
        ApplySchema.check(type, name, intent);
        metadata.remove(List.of("resourceVersion", "uid", "creationTimestamp"));
        if (type.namespaced()) {
            metadata.put("namespace", namespace);
        }
        intent.remove("status");
        boolean force = query.getOrDefault("force", "").equals("true");
        var merged = ServerSideApply.apply(live, intent, manager, type.apiVersion(), force, now());
        return new Answer(live.isPresent() ? 200 : 201, commit(type, key, live, merged, dryRun));
    }

    /// @param deleteOptions the body, empty where there was none; its presence makes the query's dryRun void
    Answer delete(
            ResourceType type,
            String namespace,
            String name,
            Optional<ObjectNode> deleteOptions,
            Map<String, String> query) {
        boolean dryRun =
                deleteOptions.isPresent()
                        ? dryRun(
                                deleteOptions.get().path("dryRun").isEmpty()
                                        ? Map.of()
                                        : Map.of(
                                                "dryRun",
                                                deleteOptions
                                                        .get()
                                                        .path("dryRun")
                                                        .path(0)
                                                        .asString("")))
                        : dryRun(query);
        var live = get(type, namespace, name);
        deleteOptions.ifPresent(body -> expectPreconditions(type, live, body));
        if (!dryRun) {
            store.remove(ObjectStore.Key.of(type, namespace, name));
            if (type.kind().equals("Namespace")) {
                store.removeNamespace(name);
            }
        }
        var status = StatusException.status("Success");
        var details = status.putObject("details").put("name", name);
        if (!type.group().isEmpty()) {
            details.put("group", type.group());
        }
        details.put("kind", type.plural()).put("uid", Json.text(live, "metadata", "uid"));
        return new Answer(200, status);
    }

    private static void expectPreconditions(ResourceType type, ObjectNode live, ObjectNode body) {
        var wanted = body.path("preconditions");
        var name = Json.text(live, "metadata", "name");
        var uid = Json.text(live, "metadata", "uid");
        var version = Json.text(live, "metadata", "resourceVersion");
        if (wanted.has("uid") && !Json.text(wanted, "uid").equals(uid)) {
            throw StatusException.conflict(
                    type,
                    type.kind(),
                    name,
                    "the UID in the precondition (%s) does not match the UID in record (%s). The object might have been deleted and then recreated"
                            .formatted(Json.text(wanted, "uid"), uid));
        }
        if (wanted.has("resourceVersion")
                && !Json.text(wanted, "resourceVersion").equals(version)) {
            throw StatusException.conflict(
                    type,
                    type.kind(),
                    name,
                    "the ResourceVersion in the precondition (%s) does not match the ResourceVersion in record (%s). The object might have been modified"
                            .formatted(Json.text(wanted, "resourceVersion"), version));
        }
    }

    private static boolean dryRun(Map<String, String> query) {
        if (!query.containsKey("dryRun")) {
            return false;
        }
        var value = query.getOrDefault("dryRun", "");
        if (!value.equals("All")) {
            throw StatusException.invalid(
                    "meta.k8s.io",
                    "PatchOptions",
                    "",
                    List.of(
                            Cause.unsupported(
                                    "dryRun", "[\"" + value + "\"]: supported values: \"All\"")));
        }
        return true;
    }

    private static String manager(Map<String, String> query, String fallback) {
        return query.getOrDefault("fieldManager", fallback);
    }

    private static String requireManager(Map<String, String> query) {
        var manager = query.getOrDefault("fieldManager", "");
        if (manager.isEmpty()) {
            throw StatusException.invalid(
                    "meta.k8s.io",
                    "PatchOptions",
                    "",
                    List.of(Cause.required("fieldManager", "is required for apply patch")));
        }
        if (manager.length() > MANAGER_BYTES_MAX) {
            throw StatusException.invalid(
                    "meta.k8s.io",
                    "PatchOptions",
                    "",
                    List.of(
                            new Cause(
                                    "FieldValueTooLong",
                                    "Too long: may not be longer than " + MANAGER_BYTES_MAX,
                                    "fieldManager")));
        }
        return manager;
    }

    private static void expectApplied(
            ResourceType type, String namespace, String name, ObjectNode intent) {
        var version = Json.text(intent, "apiVersion");
        if (!version.equals(type.apiVersion())) {
            throw StatusException.badRequest(
                    "Incorrect version specified in apply patch. Specified patch version: %s, expected: %s"
                            .formatted(version, type.apiVersion()));
        }
        if (!Json.text(intent, "kind").equals(type.kind())) {
            throw StatusException.untypable(
                    "failed to merge config: expected objects of the same type");
        }
        if (intent.path("metadata").has("managedFields")) {
            throw StatusException.badRequest("metadata.managedFields must be nil");
        }
        expectNamespace(type, namespace, intent.path("metadata"));
        expectName(intent, name);
    }

    private static void expectName(ObjectNode body, String name) {
        var inside = Json.text(body, "metadata", "name");
        if (!inside.isEmpty() && !inside.equals(name)) {
            throw StatusException.badRequest(
                    "the name of the object (%s) does not match the name on the URL (%s)"
                            .formatted(inside, name));
        }
    }

    private static void expectNamespace(ResourceType type, String namespace, JsonNode metadata) {
        var inside = Json.text(metadata, "namespace");
        if (!type.namespaced()) {
            if (metadata instanceof ObjectNode object) {
                object.remove("namespace");
            }
        } else if (!inside.isEmpty() && !inside.equals(namespace)) {
            throw StatusException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        } else if (metadata instanceof ObjectNode object && !object.isEmpty()) {
            object.put("namespace", namespace);
        }
    }

    private static void expectType(ResourceType type, ObjectNode body) {
        var kind = Json.text(body, "kind");
        if (!kind.isEmpty() && !kind.equals(type.kind())) {
            throw StatusException.badRequest(
                    "%s in version \"%s\" cannot be handled as a %s"
                            .formatted(kind, type.version(), type.kind()));
        }
        body.put("kind", type.kind()).put("apiVersion", type.apiVersion());
    }

    private void requireNamespace(ResourceType type, String namespace) {
        var namespaces = ResourceTypes.require("", "namespaces");
        if (type.namespaced()
                && store.find(ObjectStore.Key.of(namespaces, "", namespace)).isEmpty()) {
            throw StatusException.notFound(namespaces, namespace);
        }
    }

    private static void expectVersion(ResourceType type, ObjectNode live, ObjectNode body) {
        var wanted = Json.text(body, "metadata", "resourceVersion");
        if (!wanted.isEmpty() && !wanted.equals(Json.text(live, "metadata", "resourceVersion"))) {
            throw StatusException.conflict(
                    type,
                    type.plural(),
                    Json.text(live, "metadata", "name"),
                    "the object has been modified; please apply your changes to the latest version and try again");
        }
    }

    private static void expectUid(ResourceType type, ObjectNode live, ObjectNode body) {
        var wanted = Json.text(body, "metadata", "uid");
        if (!wanted.isEmpty() && !wanted.equals(Json.text(live, "metadata", "uid"))) {
            throw StatusException.invalid(
                    type.group(),
                    type.kind(),
                    Json.text(live, "metadata", "name"),
                    List.of(
                            Cause.invalid(
                                    "metadata.uid", "\"" + wanted + "\": field is immutable")));
        }
    }

    private static void keepIdentity(ObjectNode live, ObjectNode next) {
        var metadata = Json.child(next, "metadata");
        var before = live.path("metadata");
        for (var field :
                List.of(
                        "name",
                        "namespace",
                        "uid",
                        "resourceVersion",
                        "creationTimestamp",
                        "generation",
                        "managedFields")) {
            if (before.has(field)) {
                metadata.set(field, before.path(field));
            }
        }
    }

    private ObjectNode commit(
            ResourceType type,
            ObjectStore.Key key,
            Optional<ObjectNode> live,
            ObjectNode object,
            boolean dryRun) {
        Defaults.fill(type, object);
        Validation.check(type, object, live);
        if (live.isPresent() && live.get().equals(object)) {
            return object;
        }
        var metadata = Json.child(object, "metadata");
        if (live.isEmpty()) {
            metadata.put("uid", options.uids().get().toString());
            metadata.put("creationTimestamp", now());
        }
        if (WITH_GENERATION.contains(type.group())) {
            boolean moved = live.isEmpty() || !live.get().path("spec").equals(object.path("spec"));
            metadata.put("generation", metadata.path("generation").asInt(0) + (moved ? 1 : 0));
        }
        if (!dryRun) {
            store.put(key, object);
        }
        return object;
    }

    private String now() {
        return options.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
