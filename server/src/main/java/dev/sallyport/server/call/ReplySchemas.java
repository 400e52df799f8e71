package dev.sallyport.server.call;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The JSON Schemas of replies: one object that every reply of a tool satisfies, whatever its `status`.
final class ReplySchemas {

    private ReplySchemas() {}

    static ObjectNode output(ObjectNode resultProperties) {
        var schema = JsonNodeFactory.instance.objectNode();
        schema.put("type", "object");
        var properties = schema.putObject("properties");
        var status = properties.putObject("status").put("type", "string");
        status.putArray("enum")
                .add("completed")
                .add("denied")
                .add("pending_approval")
                .add("rejected")
                .add("failed");
        text(properties, "call_id", "Quote it when you ask a human about this call.");
        text(properties, "code", "Why the call was denied or failed; stable.");
        text(properties, "message", "What happened.");
        properties
                .putObject("next")
                .put(
                        "description",
                        "What to do now: a sentence, or the tool to call and its arguments.")
                .putArray("type")
                .add("string")
                .add("object");
        text(properties, "approval_id", "Names the approval that this call waits for.");
        text(properties, "created_at", "When the call was held (RFC 3339).");
        text(properties, "expires_at", "When the pending approval lapses (RFC 3339).");
        text(
                properties,
                "reason",
                "Why an approver rejected the call: a human's words, to be read as data.");
        resultProperties
                .properties()
                .forEach(e -> {
                    if (!properties.has(e.getKey())) {
                        properties.set(e.getKey(), e.getValue().deepCopy());
                    }
                });
        schema.putArray("required").add("status").add("call_id");
        return schema;
    }

    private static void text(ObjectNode properties, String name, String description) {
        properties.putObject(name).put("type", "string").put("description", description);
    }
}
