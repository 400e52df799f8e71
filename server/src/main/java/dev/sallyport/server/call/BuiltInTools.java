package dev.sallyport.server.call;

import dev.sallyport.tools.ToolDescription.Impact;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The two tools of the gate itself. Everyone who is known may use them: they show a caller nothing but its own
/// access and its own held calls.
final class BuiltInTools {

    static final String AWAIT_APPROVAL = "await_approval";
    static final String MY_ACCESS = "my_access";

    private static final JsonMapper JSON = JsonMapper.shared();

    static final ObjectNode AWAIT_APPROVAL_INPUT =
            (ObjectNode)
                    JSON.readTree(
                            """
                            {"type": "object", "additionalProperties": false, "required": ["approval_id"], "properties": {
                              "approval_id": {"type": "string", "minLength": 1, "maxLength": 200,
                                "description": "The `approval_id` of a `pending_approval` reply."},
                              "wait_seconds": {"type": "integer", "minimum": 0, "maximum": 45,
                                "description": "How long to wait for the decision; 30 when absent."}}}
                            """);

    static final ObjectNode MY_ACCESS_INPUT =
            (ObjectNode)
                    JSON.readTree(
                            """
                            {"type": "object", "additionalProperties": false, "properties": {}}
                            """);

    private static final ObjectNode MY_ACCESS_RESULT =
            (ObjectNode)
                    JSON.readTree(
                            """
                            {"principal": {"type": "string"},
                             "on_behalf_of": {"type": "string"},
                             "roles": {"type": "array", "items": {"type": "string"}},
                             "access": {"type": "array", "items": {"type": "object", "properties": {
                                "tool": {"type": "string"},
                                "effect": {"type": "string", "enum": ["permit", "hold"]},
                                "on": {"type": "object", "description": "Where; an absent key means anywhere. Globs."}}}},
                             "limits": {"type": "array", "description": "What bounds your use, over all calls.",
                               "items": {"type": "object", "properties": {
                                "limit": {"type": "string", "enum": ["calls_per_minute", "rows_per_hour", "concurrent_calls"]},
                                "at_most": {"type": "integer"},
                                "of": {"type": "string", "description": "Whose use counts."}}}}}
                            """);

    private static final OfferedTool AWAIT =
            new OfferedTool(
                    AWAIT_APPROVAL,
                    "Wait for an approval",
                    "Waits until a human has decided on one of your held calls, then runs it exactly once and returns its"
                            + " result. Call it again while it answers `pending_approval`; calling it again after the"
                            + " result returns the same result and runs nothing.",
                    Impact.READ,
                    AWAIT_APPROVAL_INPUT,
                    // The result of the held call may be any tool's.
                    ReplySchemas.output(JsonNodeFactory.instance.objectNode()));

    private static final OfferedTool ACCESS =
            new OfferedTool(
                    MY_ACCESS,
                    "What I may do",
                    "Lists what you may do here, and what would be held for a human's approval.",
                    Impact.READ,
                    MY_ACCESS_INPUT,
                    ReplySchemas.output(MY_ACCESS_RESULT));

    static final List<OfferedTool> OFFERS = List.of(AWAIT, ACCESS);

    private BuiltInTools() {}
}
