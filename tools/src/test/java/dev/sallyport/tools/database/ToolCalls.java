package dev.sallyport.tools.database;

import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Refusal;
import dev.sallyport.tools.Tool;
import dev.sallyport.tools.Tool.Execution;
import dev.sallyport.tools.Tool.Planning;
import dev.sallyport.tools.ToolCall;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Calls of the database tools, as a gate makes them.
record ToolCalls(DatabaseTools tools) {

    /// What the analyst of the corpora may not see, whichever the product.
    static final Obligations ANALYST =
            new Obligations(
                    List.<Obligation>of(
                            new MaskColumn("customers.ssn", "redact"),
                            new MaskColumn("customers.card_number", "last4"),
                            new MaskColumn("*.email", "token"),
                            new MaskColumn("customers.balance", "redact"),
                            new MaskColumn("customers.birthday", "year"),
                            new MaskColumn("customers.external_id", "token"),
                            new FilterRows("orders", "region = 'EU'")));

    Tool tool(String name) {
        return tools.tools().stream()
                .filter(tool -> tool.description().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    Planning plan(String tool, String database, String sql) {
        return plan(tool, arguments(database, sql));
    }

    Planning plan(String tool, ObjectNode arguments) {
        return tool(tool).plan(call(arguments));
    }

    static ObjectNode arguments(String database, String sql) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("database", database)
                .put("sql", sql)
                .put("reason", "test");
    }

    static ToolCall call(ObjectNode arguments) {
        return new ToolCall(
                arguments,
                new Principal("client:test", Principal.Kind.AGENT, Optional.empty(), Set.of()),
                "call-1");
    }

    /// A call's whole answer: its execution, or the refusal of its plan.
    Execution run(String tool, String database, String sql, Obligations obligations) {
        return run(tool, arguments(database, sql), obligations);
    }

    Execution run(String tool, ObjectNode arguments, Obligations obligations) {
        return switch (plan(tool, arguments)) {
            case Planning.Planned(var plan) ->
                    tool(tool)
                            .execute(
                                    Plan.fromJson(plan.toJson()),
                                    obligations,
                                    Optional.empty(),
                                    CallControl.uncancellable());
            case Planning.Refused(var refusal, var touching) -> new Execution.Refused(refusal);
        };
    }

    /// Everything of an answer that could reach an agent.
    static String shown(Execution execution) {
        return switch (execution) {
            case Execution.Done(var result, long rows) -> result.toString();
            case Execution.Refused(var refusal) -> shown(refusal);
            case Execution.Failed(var refusal, var cause, var effect) -> shown(refusal);
        };
    }

    /// Everything of an answer that could reach an agent, or an operator's log.
    static String told(Execution execution) {
        var text = new StringBuilder(shown(execution));
        if (execution instanceof Execution.Failed(var refusal, var cause, var effect)) {
            for (var thrown = cause.orElse(null); thrown != null; thrown = thrown.getCause()) {
                text.append('\n').append(thrown);
            }
        }
        return text.toString();
    }

    static String shown(Refusal refusal) {
        return refusal.code() + ": " + refusal.message() + " " + refusal.next();
    }

    static ObjectNode result(Execution execution) {
        if (execution instanceof Execution.Done(var result, long rows)) {
            return result;
        }
        throw new AssertionError("expected a result, got " + shown(execution));
    }
}
