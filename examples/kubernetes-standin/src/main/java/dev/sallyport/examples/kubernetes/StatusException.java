package dev.sallyport.examples.kubernetes;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// A request that is answered with a `Status` of failure.
final class StatusException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient ObjectNode body;

    /// One line of `details.causes`.
    record Cause(String reason, String message, String field) {
        static Cause invalid(String field, String message) {
            return new Cause("FieldValueInvalid", "Invalid value: " + message, field);
        }

        static Cause required(String field, String message) {
            var detail = message.isEmpty() ? "Required value" : "Required value: " + message;
            return new Cause("FieldValueRequired", detail, field);
        }

        static Cause unsupported(String field, String message) {
            return new Cause("FieldValueNotSupported", "Unsupported value: " + message, field);
        }
    }

    private StatusException(int code, String reason, String message) {
        super(message);
        this.code = code;
        this.body = status("Failure");
        body.put("message", message);
        if (!reason.isEmpty()) {
            body.put("reason", reason);
        }
    }

    int code() {
        return code;
    }

    ObjectNode body() {
        var finished = body.deepCopy();
        finished.put("code", code);
        return finished;
    }

    static ObjectNode status(String outcome) {
        var status = Json.object();
        status.put("kind", "Status");
        status.put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", outcome);
        return status;
    }

    static StatusException badRequest(String message) {
        return new StatusException(400, "BadRequest", message);
    }

    static StatusException unauthorized() {
        return new StatusException(401, "Unauthorized", "Unauthorized");
    }

    static StatusException forbiddenPath(String user, String verb, String path) {
        var e =
                new StatusException(
                        403,
                        "Forbidden",
                        "forbidden: User \"%s\" cannot %s path \"%s\"".formatted(user, verb, path));
        e.body.putObject("details");
        return e;
    }

    static StatusException forbidden(
            String user, String verb, ResourceType type, String namespace, String name) {
        var what =
                name.isEmpty()
                        ? type.qualifiedPlural()
                        : type.qualifiedPlural() + " \"" + name + "\"";
        var where =
                namespace.isEmpty()
                        ? "at the cluster scope"
                        : "in the namespace \"" + namespace + "\"";
        var e =
                new StatusException(
                        403,
                        "Forbidden",
                        "%s is forbidden: User \"%s\" cannot %s resource \"%s\" in API group \"%s\" %s"
                                .formatted(what, user, verb, type.plural(), type.group(), where));
        e.details(type.group(), type.plural(), name);
        return e;
    }

    static StatusException notFound(ResourceType type, String name) {
        var e =
                new StatusException(
                        404,
                        "NotFound",
                        "%s \"%s\" not found".formatted(type.qualifiedPlural(), name));
        e.details(type.group(), type.plural(), name);
        return e;
    }

    static StatusException notServed() {
        var e =
                new StatusException(
                        404, "NotFound", "the server could not find the requested resource");
        e.body.putObject("details");
        return e;
    }

    static StatusException methodNotAllowed() {
        var e =
                new StatusException(
                        405,
                        "MethodNotAllowed",
                        "the server does not allow this method on the requested resource");
        e.body.putObject("details");
        return e;
    }

    static StatusException alreadyExists(ResourceType type, String name) {
        var e =
                new StatusException(
                        409,
                        "AlreadyExists",
                        "%s \"%s\" already exists".formatted(type.qualifiedPlural(), name));
        e.details(type.group(), type.plural(), name);
        return e;
    }

    /// @param kindOrPlural the plural for stale objects, the kind for preconditions, as the real one says
    static StatusException conflict(
            ResourceType type, String kindOrPlural, String name, String why) {
        var named = type.group().isEmpty() ? kindOrPlural : kindOrPlural + "." + type.group();
        var e =
                new StatusException(
                        409,
                        "Conflict",
                        "Operation cannot be fulfilled on %s \"%s\": %s"
                                .formatted(named, name, why));
        e.details(type.group(), kindOrPlural, name);
        return e;
    }

    static StatusException applyConflict(String message, List<Cause> causes) {
        var e = new StatusException(409, "Conflict", message);
        e.causes(Json.child(e.body, "details"), causes);
        return e;
    }

    static StatusException tooLarge(int bytesMax) {
        return new StatusException(
                413, "RequestEntityTooLarge", "Request entity too large: limit is " + bytesMax);
    }

    static StatusException unsupportedMediaType(List<String> accepted) {
        return new StatusException(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: "
                        + String.join(", ", accepted));
    }

    static StatusException invalid(String group, String kind, String name, List<Cause> causes) {
        var named = group.isEmpty() ? kind : kind + "." + group;
        var lines = causes.stream().map(cause -> cause.field() + ": " + cause.message()).toList();
        var joined = lines.size() == 1 ? lines.getFirst() : "[" + String.join(", ", lines) + "]";
        var e =
                new StatusException(
                        422, "Invalid", "%s \"%s\" is invalid: %s".formatted(named, name, joined));
        e.details(group, kind, name);
        e.causes(Json.child(e.body, "details"), causes);
        return e;
    }

    /// What apply answers to a body that does not fit the schema: a 500 without a reason.
    static StatusException untypable(String message) {
        return new StatusException(500, "", message);
    }

    static StatusException internal(String where) {
        return new StatusException(
                500, "InternalError", "the stand-in failed in " + where.toLowerCase(Locale.ROOT));
    }

    private void details(String group, String kind, String name) {
        var details = Json.child(body, "details");
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        if (!group.isEmpty()) {
            details.put("group", group);
        }
        details.put("kind", kind);
    }

    private void causes(ObjectNode details, List<Cause> causes) {
        var list = details.putArray("causes");
        for (var cause : causes) {
            list.addObject()
                    .put("reason", cause.reason())
                    .put("message", cause.message())
                    .put("field", cause.field());
        }
    }
}
