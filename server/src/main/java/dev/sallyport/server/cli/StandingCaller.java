package dev.sallyport.server.cli;

import dev.sallyport.policy.Principal;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.server.call.Caller;
import dev.sallyport.server.call.OfferedTool;
import dev.sallyport.server.call.ToolGate;
import dev.sallyport.server.identity.Authenticator;
import dev.sallyport.server.identity.Authenticator.Authentication;
import dev.sallyport.server.identity.CredentialBounds;
import dev.sallyport.tools.CallControl;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// The gate before a caller who stays: on standard input one token lasts as long as the process, so each call asks
/// anew whose it is. To a token that has expired or was revoked since, no tool exists. Safe from many threads.
final class StandingCaller implements ToolGate {

    private static final Logger LOG = LoggerFactory.getLogger(StandingCaller.class);

    private final ToolGate gate;
    private final Authenticator authenticator;
    private final String token;
    private final Principal first;

    /// @param first whose the token was when the process began
    StandingCaller(ToolGate gate, Authenticator authenticator, String token, Principal first) {
        this.gate = gate;
        this.authenticator = authenticator;
        this.token = token;
        this.first = first;
    }

    @Override
    public List<OfferedTool> offered(Caller caller) {
        return now().map(known -> gate.offered(as(caller, known.principal()))).orElse(List.of());
    }

    @Override
    public Answer call(Caller caller, String tool, ObjectNode arguments, CallControl control) {
        return now().filter(known -> inScope(known.bounds(), tool))
                .map(known -> gate.call(as(caller, known.principal()), tool, arguments, control))
                .orElseGet(Answer.UnknownTool::new);
    }

    private Optional<Authentication.Known> now() {
        Authentication answer;
        try {
            answer = authenticator.authenticate(token);
        } catch (RuntimeException e) {
            LOG.error("the token could not be checked", e);
            return Optional.empty();
        }
        return switch (answer) {
            case Authentication.Known known when sameParties(known.principal()) ->
                    Optional.of(known);
            case Authentication.Known _ -> refused("it is another's now");
            case Authentication.Refused(var reason) -> refused(reason);
            case Authentication.Unavailable(var reason) -> refused(reason);
        };
    }

    private static Optional<Authentication.Known> refused(String reason) {
        LOG.warn("refused SALLYPORT_TOKEN: {}", reason);
        return Optional.empty();
    }

    /// Groups may have changed since; who acts for whom may not.
    private boolean sameParties(Principal principal) {
        return principal.subject().equals(first.subject())
                && principal.onBehalfOf().equals(first.onBehalfOf());
    }

    private static boolean inScope(CredentialBounds bounds, String tool) {
        var missing = bounds.stepUp(tool);
        missing.ifPresent(
                scope -> LOG.warn("refused {}: it needs the scope {}", Quoted.of(tool), scope));
        return missing.isEmpty();
    }

    private static Caller as(Caller caller, Principal principal) {
        return new Caller(
                principal, caller.session(), caller.client(), caller.door(), caller.holdWait());
    }
}
