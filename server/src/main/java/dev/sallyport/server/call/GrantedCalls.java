package dev.sallyport.server.call;

import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Decision;
import dev.sallyport.server.approval.Grant;
import dev.sallyport.server.approval.Grants;
import dev.sallyport.server.approval.NewRequest;
import dev.sallyport.server.call.CallRunner.Licence;
import dev.sallyport.server.call.ToolGate.Answer;
import dev.sallyport.server.call.UsageMeter.Admission;
import dev.sallyport.server.call.UsageMeter.Use;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Tool;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/// Held calls for which a human's grant stands: decided again, a use taken, run at once. Safe from many threads.
public final class GrantedCalls {

    private final Grants grants;
    private final CallRunner runner;
    private final Supplier<Authorizer> policies;
    private final Clock clock;

    public GrantedCalls(
            Grants grants, CallRunner runner, Supplier<Authorizer> policies, Clock clock) {
        this.grants = grants;
        this.runner = runner;
        this.policies = policies;
        this.clock = clock;
    }

    /// @param asked the call as humans would be asked about it
    /// @return empty when no grant covers the call as it is decided now; humans must be asked then
    Optional<Answer> run(CallContext call, Tool tool, NewRequest asked, CallControl control) {
        if (control.cancelled() || !grants.covered(asked, call.policy())) {
            return Optional.empty();
        }
        var now =
                new CallContext(
                        call.callId(),
                        call.caller(),
                        call.session(),
                        call.tool(),
                        policies.get(),
                        call.roles(),
                        clock.instant(),
                        call.arguments());
        return stillHeld(now, asked).flatMap(hold -> admitted(now, tool, asked, hold, control));
    }

    /// The preview took its time: what was decided before it is decided again.
    private static Optional<Decision.Hold> stillHeld(CallContext call, NewRequest asked) {
        return switch (call.decide(call.tool(), asked.plan().accesses())) {
            case Decision.Hold hold
                    when call.policy().digest().equals(asked.policyDigest())
                            && hold.obligations().equals(asked.obligations())
                            && hold.approvers().equals(asked.approvers())
                            && hold.rules().stream()
                                    .map(Object::toString)
                                    .toList()
                                    .equals(asked.ruleIds()) ->
                    Optional.of(hold);
            case Decision.Hold _, Decision.Permit _, Decision.Deny _ -> Optional.empty();
        };
    }

    private Optional<Answer> admitted(
            CallContext call,
            Tool tool,
            NewRequest asked,
            Decision.Hold hold,
            CallControl control) {
        // A limit is asked before a use is taken: the caller may come back while the grant stands.
        return switch (runner.admit(call, hold.obligations())) {
            case Admission.Refused refused ->
                    Optional.of(runner.limited(call, asked.plan(), refused));
            case Admission.Admitted(var use) -> {
                try (use) {
                    yield grants.use(asked, call.policy())
                            .map(grant -> run(call, tool, asked, hold, grant, use, control));
                }
            }
        };
    }

    private Answer run(
            CallContext call,
            Tool tool,
            NewRequest asked,
            Decision.Hold hold,
            Grant grant,
            Use use,
            CallControl control) {
        var licence = Licence.granted(hold, asked.preview(), grant);
        return runner.run(call, tool, asked.plan(), licence, use, control).reply();
    }
}
