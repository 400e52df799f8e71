package dev.sallyport.tools.kubernetes;

import dev.sallyport.tools.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// Turns a cluster's refusals into our own sentences. Of its texts only field paths and the names of field
/// managers pass, and only in a form that cannot carry anything else.
final class ApiFailures {

    private static final int FIELDS_MAX = 10;
    private static final int FIELD_CHARS_MAX = 160;

    private ApiFailures() {}

    /// @param what the object, as people name it: `Deployment/web in sandbox`
    static Refusal refusal(String cluster, String what, ClusterConnection.Answer answer) {
        var status = answer.body();
        var where = "cluster `" + Words.shown(cluster) + "`";
        return switch (answer.status()) {
            case 401, 403 ->
                    Refusal.failed(
                            "TARGET_FORBIDDEN",
                            where + " does not let the gate's own account do this to " + what,
                            "Ask an operator to widen the gate's account, or leave it.");
            case 404 ->
                    Refusal.failed(
                            "NOT_FOUND",
                            what + " is not there",
                            "Check name and namespace with `read_cluster`.");
            case 409 -> conflict(what, status);
            case 413 ->
                    Refusal.failed(
                            "TARGET_REJECTED",
                            what + " is too large for " + where,
                            "Make it smaller.");
            case 400, 415, 422 -> invalid(where, what, status);
            case 429, 503, 504 ->
                    Refusal.failed(
                            "TARGET_UNAVAILABLE",
                            where + " is overloaded or not ready",
                            "Try again later.");
            case 500 -> unfit(where, what, status);
            default ->
                    Refusal.failed(
                            "TARGET_FAILED",
                            where + " answered " + answer.status() + " for " + what,
                            "Tell an operator if it lasts.");
        };
    }

    /// Whether a 409 says that the object has moved on, rather than that another manager owns a field.
    static boolean isStale(ClusterConnection.Answer answer) {
        return answer.status() == 409 && managers(answer.body()).isEmpty();
    }

    private static Refusal conflict(String what, JsonNode status) {
        var managers = managers(status);
        if (managers.isEmpty()) {
            return Refusal.denied(
                    "DENIED_STATE_CHANGED",
                    what + " has changed meanwhile",
                    "Read it again and repeat the call.");
        }
        return Refusal.failed(
                "TARGET_CONFLICT",
                "%s: %s set by another manager (%s) to another value"
                        .formatted(what, fields(status, "has fields"), String.join(", ", managers)),
                "Leave these fields out, or ask who owns them; conflicts are never forced.");
    }

    private static Refusal invalid(String where, String what, JsonNode status) {
        return Refusal.failed(
                "TARGET_REJECTED",
                "%s finds %s invalid: %s".formatted(where, what, fields(status, "see the fields")),
                "Correct these fields and repeat the call.");
    }

    /// A 500 is how apply answers what does not fit the schema.
    private static Refusal unfit(String where, String what, JsonNode status) {
        var message = Json.text(status, "message");
        if (message.startsWith("failed to create typed patch object")) {
            return Refusal.failed(
                    "TARGET_REJECTED",
                    "%s does not fit the schema of its kind on %s: a field is unknown, has the wrong type or stands twice in a list%s"
                            .formatted(what, where, namedField(message)),
                    "Compare the fields with the kind's API reference.");
        }
        return Refusal.failed(
                "TARGET_FAILED",
                where + " failed over " + what,
                "Try again; tell an operator if it lasts.");
    }

    /// The field a schema error names, ` (`.spec.x`)`, when it looks like a path.
    private static String namedField(String message) {
        int from = message.indexOf("): .");
        int to = from < 0 ? -1 : message.indexOf(':', from + 3);
        if (to < 0) {
            return "";
        }
        var field = message.substring(from + 3, to);
        return isFieldPath(field) ? " (`" + field + "`)" : "";
    }

    private static String fields(JsonNode status, String otherwise) {
        var fields = new TreeSet<String>();
        int others = 0;
        for (var cause : status.path("details").path("causes")) {
            var field = Json.text(cause, "field");
            if (isFieldPath(field) && fields.size() < FIELDS_MAX) {
                fields.add("`" + (field.startsWith(".") ? field.substring(1) : field) + "`");
            } else {
                others++;
            }
        }
        if (fields.isEmpty()) {
            return otherwise;
        }
        return String.join(", ", fields) + (others > 0 ? " and " + others + " more" : "");
    }

    private static List<String> managers(JsonNode status) {
        var managers = new TreeSet<String>();
        for (var cause : status.path("details").path("causes")) {
            if (Json.text(cause, "reason").equals("FieldManagerConflict")) {
                var message = Json.text(cause, "message");
                int open = message.indexOf('"');
                int close = message.indexOf('"', open + 1);
                var manager = open >= 0 && close > open ? message.substring(open + 1, close) : "?";
                managers.add("`" + Words.shown(isFieldPath(manager) ? manager : "?") + "`");
            }
        }
        return new ArrayList<>(managers);
    }

    /// Letters, digits and the marks of a path, without spaces: nothing that could be a sentence.
    static boolean isFieldPath(String field) {
        if (field.isEmpty() || field.length() > FIELD_CHARS_MAX) {
            return false;
        }
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            boolean allowed =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || "._-/[]=\",".indexOf(c) >= 0;
            if (!allowed) {
                return false;
            }
        }
        return true;
    }
}
