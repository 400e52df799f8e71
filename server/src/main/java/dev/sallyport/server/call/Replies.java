package dev.sallyport.server.call;

import dev.sallyport.server.call.ToolGate.Answer;
import dev.sallyport.tools.Refusal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The replies of the tool contract, each with its `status` and `call_id`.
final class Replies {

    private Replies() {}

    static Answer.Reply completed(String callId, ObjectNode result) {
        var reply = start("completed", callId);
        result.properties()
                .forEach(e -> {
                    if (!reply.has(e.getKey())) {
                        reply.set(e.getKey(), e.getValue());
                    }
                });
        return new Answer.Reply(reply, false);
    }

    static Answer.Reply refused(String callId, Refusal refusal) {
        var reply = start(refusal.kind() == Refusal.Kind.DENIED ? "denied" : "failed", callId);
        reply.put("code", refusal.code());
        reply.put("message", refusal.message());
        if (!refusal.next().isEmpty()) {
            reply.put("next", refusal.next());
        }
        return new Answer.Reply(reply, true);
    }

    /// @param runs whether a human has approved it, and it runs now
    static Answer.Reply pending(
            String callId, String approvalId, Instant created, Instant expires, boolean runs) {
        var reply = start("pending_approval", callId);
        reply.put("approval_id", approvalId);
        reply.put("created_at", created.truncatedTo(ChronoUnit.SECONDS).toString());
        reply.put("expires_at", expires.truncatedTo(ChronoUnit.SECONDS).toString());
        reply.put(
                "message",
                runs
                        ? "a human approved this call, and it runs now. Call `await_approval` to wait for its result."
                        : "a human has to approve this call; nothing has run yet. Call `await_approval` to wait for the"
                                + " decision and get the result.");
        var next = reply.putObject("next");
        next.put("tool", BuiltInTools.AWAIT_APPROVAL);
        next.putObject("arguments").put("approval_id", approvalId);
        return new Answer.Reply(reply, false);
    }

    static Answer.Reply rejected(String callId, String approvalId, String reason) {
        var reply = start("rejected", callId);
        reply.put("approval_id", approvalId);
        reply.put("reason", reason);
        reply.put("message", "an approver rejected this call; nothing has run.");
        return new Answer.Reply(reply, true);
    }

    private static ObjectNode start(String status, String callId) {
        var reply = JsonNodeFactory.instance.objectNode();
        reply.put("status", status);
        reply.put("call_id", callId);
        return reply;
    }
}
