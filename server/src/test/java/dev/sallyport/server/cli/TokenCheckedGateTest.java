package dev.sallyport.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Principal.Kind;
import dev.sallyport.server.call.Caller;
import dev.sallyport.server.call.OfferedTool;
import dev.sallyport.server.call.ToolGate;
import dev.sallyport.server.identity.Authenticator.Authentication;
import dev.sallyport.tools.CallControl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A connection over standard input, whose token ends while it is open.
class TokenCheckedGateTest {

    private static final Caller AT_THE_START =
            new Caller(agent("bot", Set.of()), "session-1", "test 1.0", "stdio", Duration.ZERO);

    private final List<Caller> callers = new ArrayList<>();
    private final ToolGate gate =
            new ToolGate() {
                @Override
                public List<OfferedTool> offered(Caller caller) {
                    callers.add(caller);
                    return List.of();
                }

                @Override
                public Answer call(
                        Caller caller, String tool, ObjectNode arguments, CallControl control) {
                    callers.add(caller);
                    return new Answer.UnknownTool();
                }
            };

    private static Principal agent(String name, Set<String> groups) {
        return new Principal("client:" + name, Kind.AGENT, Optional.empty(), groups);
    }

    private ToolGate.Answer call(Authentication now) {
        return new TokenCheckedGate(gate, _ -> now, "token")
                .call(
                        AT_THE_START,
                        "tool",
                        JsonNodeFactory.instance.objectNode(),
                        CallControl.uncancellable());
    }

    @Test
    void theCallerIsWhomTheTokenProvesNow() {
        assertThat(call(new Authentication.Known(agent("bot", Set.of("new-group")))))
                .isInstanceOf(ToolGate.Answer.UnknownTool.class);

        assertThat(callers)
                .extracting(Caller::principal)
                .containsExactly(agent("bot", Set.of("new-group")));
    }

    static List<Authentication> notGoodAnyMore() {
        return List.of(
                new Authentication.Refused("the token expired"),
                new Authentication.Unavailable("no key is known"),
                new Authentication.Known(agent("other", Set.of())));
    }

    @ParameterizedTest
    @MethodSource("notGoodAnyMore")
    void aTokenThatIsNotGoodAnyMoreCallsAndSeesNothing(Authentication now) {
        assertThat(call(now))
                .isInstanceOfSatisfying(
                        ToolGate.Answer.Reply.class,
                        reply -> {
                            assertThat(reply.isError()).isTrue();
                            assertThat(reply.structured().path("code").asString(""))
                                    .isEqualTo("DENIED_TOKEN");
                            assertThat(reply.structured().toString())
                                    .doesNotContain("expired", "no key", "other");
                        });
        assertThat(new TokenCheckedGate(gate, _ -> now, "token").offered(AT_THE_START)).isEmpty();

        assertThat(callers).isEmpty();
    }
}
