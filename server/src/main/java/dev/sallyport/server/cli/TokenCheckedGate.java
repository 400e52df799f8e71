package dev.sallyport.server.cli;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.call.Caller;
import dev.sallyport.server.call.OfferedTool;
import dev.sallyport.server.call.ToolGate;
import dev.sallyport.server.identity.Authenticator;
import dev.sallyport.server.identity.Authenticator.Authentication;
import dev.sallyport.tools.CallControl;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A gate for one caller whose token is checked anew with every call, as it is over HTTP. Safe from many threads.
final class TokenCheckedGate implements ToolGate {

    private static final Logger LOG = LoggerFactory.getLogger(TokenCheckedGate.class);

    private final ToolGate gate;
    private final Authenticator authenticator;
    private final String token;

    TokenCheckedGate(ToolGate gate, Authenticator authenticator, String token) {
        this.gate = gate;
        this.authenticator = authenticator;
        this.token = token;
    }

    @Override
    public List<OfferedTool> offered(Caller caller) {
        return known(caller).map(gate::offered).orElse(List.of());
    }

    @Override
    public Answer call(Caller caller, String tool, ObjectNode arguments, CallControl control) {
        return known(caller)
                .map(now -> gate.call(now, tool, arguments, control))
                .orElseGet(TokenCheckedGate::refused);
    }

    /// The caller as the token proves it now.
    private Optional<Caller> known(Caller caller) {
        Authentication answer;
        try {
            answer = authenticator.authenticate(token);
        } catch (RuntimeException e) {
            LOG.error("the caller's token could not be checked", e);
            return Optional.empty();
        }
        return switch (answer) {
            case Authentication.Known(var principal, var bounds)
                    when sameParties(principal, caller.principal()) ->
                    Optional.of(
                            new Caller(
                                    principal,
                                    caller.connection(),
                                    caller.client(),
                                    caller.door(),
                                    caller.holdWait(),
                                    bounds));
            case Authentication.Known _ -> {
                LOG.warn("the caller's token now names another principal");
                yield Optional.empty();
            }
            case Authentication.Refused(var reason) -> {
                LOG.info("refused the caller's token: {}", reason);
                yield Optional.empty();
            }
            case Authentication.Unavailable(var reason) -> {
                LOG.warn("the caller's token could not be checked: {}", reason);
                yield Optional.empty();
            }
        };
    }

    /// Groups may have changed since; who acts for whom may not.
    private static boolean sameParties(Principal now, Principal first) {
        return now.subject().equals(first.subject()) && now.onBehalfOf().equals(first.onBehalfOf());
    }

    private static Answer refused() {
        var reply = JsonNodeFactory.instance.objectNode();
        reply.put("status", "denied");
        reply.put("call_id", "");
        reply.put("code", "DENIED_TOKEN");
        reply.put(
                "message",
                "the token that this connection was started with is not valid now; nothing has run.");
        reply.put("next", "Start the connection again with a new token.");
        return new Answer.Reply(reply, true);
    }
}
