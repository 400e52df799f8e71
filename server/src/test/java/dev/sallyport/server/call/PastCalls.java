package dev.sallyport.server.call;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.masking.Masker;
import dev.sallyport.policy.Access;
import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.call.CallRunner.Licence;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Tool.Execution;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.JsonNodeFactory;

/// Has a policy decide calls and writes what a gate would record of each, without any target.
public final class PastCalls {

    private final CallJournal journal;
    private final Authorizer policy;

    public PastCalls(AuditLog log, Authorizer policy) {
        this.journal = new CallJournal(log, new ReplyMasker(new Masker()));
        this.policy = policy;
    }

    public static Access table(String schema, String table, String statement, String column) {
        return new Access(
                statement.equals("select") ? "db.read" : "db.write",
                "shop/" + schema + "." + table,
                Map.of(
                        "database", FactValue.text("shop"),
                        "schema", FactValue.text(schema),
                        "table", FactValue.text(table),
                        "statement", FactValue.text(statement),
                        "columns", FactValue.texts(java.util.Set.of(column))));
    }

    /// Runs where it is permitted; where it is held, `user:ana` agrees.
    public Decision call(String id, Principal principal, String tool, List<Access> accesses) {
        var caller = new Caller(principal, "session", "test", "http", Duration.ZERO);
        var call = CallContext.start(id, caller, "session", tool, policy, Instant.EPOCH);
        var plan =
                new Plan(tool, "shop", accesses, JsonNodeFactory.instance.objectNode(), "a call");
        var decision = call.decide(tool, accesses);
        switch (decision) {
            case Decision.Permit permit -> run(call, plan, Licence.permitted(permit));
            case Decision.Hold hold -> {
                journal.heldAlready(call, plan, hold, hold.approvers(), "apr_" + id);
                run(
                        call,
                        plan,
                        new Licence(
                                hold.rules(),
                                hold.obligations(),
                                hold.approvers(),
                                Optional.empty(),
                                Optional.of("apr_" + id),
                                List.of("user:ana"),
                                Optional.empty(),
                                Optional.empty()));
            }
            case Decision.Deny(var reason) ->
                    journal.refused(
                            call,
                            Optional.of(plan),
                            AgentErrors.denied(tool, reason, call.reach(tool)));
        }
        return decision;
    }

    private void run(CallContext call, Plan plan, Licence licence) {
        journal.intent(call, plan, licence);
        journal.outcome(
                call,
                plan,
                licence,
                new CallRunner.Outcome(
                        new Execution.Done(JsonNodeFactory.instance.objectNode(), 1),
                        "COMPLETED",
                        1,
                        Duration.ofMillis(3),
                        new TreeMap<>(),
                        Replies.completed(call.callId(), JsonNodeFactory.instance.objectNode())));
    }

    /// A call of a tool that the principal cannot see.
    public void unknownTool(String id, Principal principal, String tool) {
        var caller = new Caller(principal, "session", "test", "http", Duration.ZERO);
        journal.unknownTool(CallContext.start(id, caller, "session", tool, policy, Instant.EPOCH));
    }
}
