package dev.sallyport.server.call;

import dev.sallyport.masking.Sentinels;
import dev.sallyport.policy.Access;
import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Decision;
import dev.sallyport.server.call.UsageMeter.Admission;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Refusal;
import dev.sallyport.tools.Tool;
import dev.sallyport.tools.Tool.Planning;
import dev.sallyport.tools.ToolCall;
import dev.sallyport.tools.ToolDescription.Impact;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// The whole path of a call: plan, decide, record the intent, perhaps hold for a human, execute, mask, record
/// the outcome, reply. Every door goes through here. Safe from many threads.
///
/// Fails closed: whatever goes wrong before the intent is recorded ends in a denial, and a call whose intent
/// cannot be recorded does not run.
public final class CallPipeline implements ToolGate {

    private static final Logger LOG = LoggerFactory.getLogger(CallPipeline.class);

    private final ToolCatalogue tools;
    private final Supplier<Authorizer> policies;
    private final HeldCalls held;
    private final CallRunner runner;
    private final CallJournal journal;
    private final ArgumentCheck arguments = new ArgumentCheck();
    private final CallIds callIds;
    private final CallSessions sessions;
    private final Clock clock;

    public CallPipeline(
            ToolCatalogue tools,
            Supplier<Authorizer> policies,
            HeldCalls held,
            CallRunner runner,
            CallJournal journal,
            CallIds callIds,
            CallSessions sessions,
            Clock clock) {
        this.tools = tools;
        this.policies = policies;
        this.held = held;
        this.runner = runner;
        this.journal = journal;
        this.callIds = callIds;
        this.sessions = sessions;
        this.clock = clock;
    }

    @Override
    public List<OfferedTool> offered(Caller caller) {
        var policy = policies.get();
        var now = clock.instant();
        var offers = new ArrayList<>(BuiltInTools.OFFERS);
        for (var tool : tools.all()) {
            ToolOffers.offer(tool, policy, caller.principal(), now).ifPresent(offers::add);
        }
        offers.sort(Comparator.comparing(OfferedTool::name));
        return List.copyOf(offers);
    }

    @Override
    public Answer call(Caller caller, String tool, ObjectNode given, CallControl control) {
        var call =
                CallContext.start(
                                callIds.next(),
                                caller,
                                sessions.of(caller.principal()),
                                tool,
                                policies.get(),
                                clock.instant())
                        .asking(given);
        try {
            return switch (tool) {
                case BuiltInTools.MY_ACCESS ->
                        badArguments(call, BuiltInTools.MY_ACCESS_INPUT, given)
                                .orElseGet(() -> myAccess(call));
                case BuiltInTools.AWAIT_APPROVAL ->
                        badArguments(call, BuiltInTools.AWAIT_APPROVAL_INPUT, given)
                                .orElseGet(() -> held.await(call, given, control));
                default -> throughTool(call, given, control);
            };
        } catch (UnrecordedException e) {
            LOG.error("call {}: not recorded, so refused", call.callId(), e);
            return Replies.refused(call.callId(), AgentErrors.unrecorded());
        } catch (RuntimeException | Error e) {
            LOG.error("call {}: fault in the gate, call refused", call.callId(), e);
            return refuse(call, Optional.empty(), AgentErrors.internal());
        }
    }

    private Answer myAccess(CallContext call) {
        journal.answered(call);
        return MyAccess.reply(call, tools);
    }

    private Answer throughTool(CallContext call, ObjectNode given, CallControl control) {
        var tool =
                tools.find(call.tool())
                        .filter(known ->
                                ToolOffers.visible(
                                        known, call.policy(), call.principal(), call.now()));
        if (tool.isEmpty()) {
            journal.unknownTool(call);
            return new Answer.UnknownTool();
        }
        var scopes = call.caller().bounds().stepUp(call.tool());
        if (scopes.isPresent()) {
            return refuse(
                    call,
                    Optional.empty(),
                    AgentErrors.insufficientScope(call.tool(), scopes.get()));
        }
        var description = tool.get().description();
        var bad = badArguments(call, description.inputSchema(), given);
        if (bad.isPresent()) {
            return bad.get();
        }
        var target = given.path(description.targetArgument()).asString("");
        var reaches = call.reach(call.tool());
        if (!ToolOffers.mayMean(description, reaches, target)) {
            return refuse(
                    call, Optional.empty(), AgentErrors.targetDenied(call.tool(), target, reaches));
        }
        if (description.impact() != Impact.READ && Sentinels.occursIn(given)) {
            return refuse(call, Optional.empty(), AgentErrors.maskedValueWrittenBack(call.tool()));
        }
        return switch (tool.get().plan(new ToolCall(given, call.principal(), call.callId()))) {
            case Planning.Refused(var refusal, var touching) -> veiled(call, refusal, touching);
            case Planning.Planned(var plan) -> decide(call, tool.get(), plan, given, control);
        };
    }

    private Answer decide(
            CallContext call, Tool tool, Plan plan, ObjectNode given, CallControl control) {
        return switch (call.decide(call.tool(), plan.accesses())) {
            case Decision.Deny(var reason) -> runner.denied(call, Optional.of(plan), reason);
            case Decision.Permit permit when control.cancelled() ->
                    refuse(call, Optional.of(plan), AgentErrors.cancelled());
            case Decision.Permit permit -> run(call, tool, plan, permit, control);
            case Decision.Hold hold ->
                    held.hold(call, tool, plan, hold, agentReason(given), control);
        };
    }

    private Answer run(
            CallContext call, Tool tool, Plan plan, Decision.Permit permit, CallControl control) {
        return switch (runner.admit(call, permit.obligations())) {
            case Admission.Refused refused -> runner.limited(call, plan, refused);
            case Admission.Admitted(var use) ->
                    runner.run(call, tool, plan, CallRunner.Licence.permitted(permit), use, control)
                            .reply();
        };
    }

    /// A tool's own refusal tells what exists. It is shown only to a caller who could have had everything
    /// that was touched before; anyone else gets the denial that a well-formed call would have got.
    private Answer veiled(CallContext call, Refusal refusal, List<Access> touching) {
        if (touching.isEmpty()) {
            return refuse(call, Optional.empty(), refusal);
        }
        return switch (call.decide(call.tool(), touching)) {
            case Decision.Deny(var reason) -> runner.denied(call, Optional.empty(), reason);
            case Decision.Permit _, Decision.Hold _ -> refuse(call, Optional.empty(), refusal);
        };
    }

    private Optional<Answer> badArguments(CallContext call, ObjectNode schema, ObjectNode given) {
        return arguments
                .problems(call.tool(), schema, given)
                .map(problems ->
                        refuse(call, Optional.empty(), AgentErrors.invalidArguments(problems)));
    }

    private Answer refuse(CallContext call, Optional<Plan> plan, Refusal refusal) {
        return runner.refuse(call, plan, refusal);
    }

    private static String agentReason(ObjectNode given) {
        return given.path("reason").asString("");
    }
}
