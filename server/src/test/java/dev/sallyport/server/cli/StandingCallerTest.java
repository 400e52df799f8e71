package dev.sallyport.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Glob;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Principal.Kind;
import dev.sallyport.server.call.Caller;
import dev.sallyport.server.call.OfferedTool;
import dev.sallyport.server.call.ToolGate;
import dev.sallyport.server.identity.Authenticator.Authentication;
import dev.sallyport.server.identity.CredentialBounds;
import dev.sallyport.server.identity.CredentialBounds.MissingScope;
import dev.sallyport.tools.CallControl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A process that runs for days must not outlive its token.
class StandingCallerTest {

    private static final Principal BOT = bot(Set.of());

    private final List<Principal> callers = new ArrayList<>();
    private Authentication answer = new Authentication.Known(BOT);
    private final ToolGate gate =
            new StandingCaller(
                    new ToolGate() {
                        @Override
                        public List<OfferedTool> offered(Caller caller) {
                            callers.add(caller.principal());
                            return List.of();
                        }

                        @Override
                        public Answer call(
                                Caller caller,
                                String tool,
                                ObjectNode arguments,
                                CallControl control) {
                            callers.add(caller.principal());
                            return new Answer.Reply(arguments, false);
                        }
                    },
                    _ -> answer,
                    "token",
                    BOT);

    @Test
    void aCallCountsForWhatTheTokenSaysNow() {
        answer = new Authentication.Known(bot(Set.of("later")));

        assertThat(call("read_table")).isInstanceOf(ToolGate.Answer.Reply.class);
        assertThat(callers).containsExactly(bot(Set.of("later")));
    }

    @Test
    void noCallPassesOnceTheTokenDoesNot() {
        for (var refusal :
                List.of(
                        new Authentication.Refused("the token expired"),
                        new Authentication.Unavailable("its keys are not known"),
                        new Authentication.Known(Principal.human("user:ana", Set.of())))) {
            answer = refusal;

            assertThat(call("read_table")).isInstanceOf(ToolGate.Answer.UnknownTool.class);
            assertThat(gate.offered(caller())).isEmpty();
        }
        assertThat(callers).isEmpty();
    }

    @Test
    void aScopeThatTheTokenLacksClosesItsTools() {
        var write = new MissingScope("write", List.of(new Glob("modify_*")));
        answer =
                new Authentication.Known(
                        BOT, new CredentialBounds(Optional.empty(), List.of(write)));

        assertThat(call("modify_database")).isInstanceOf(ToolGate.Answer.UnknownTool.class);
        assertThat(call("read_table")).isInstanceOf(ToolGate.Answer.Reply.class);
    }

    private ToolGate.Answer call(String tool) {
        return gate.call(
                caller(), tool, JsonNodeFactory.instance.objectNode(), CallControl.uncancellable());
    }

    private static Caller caller() {
        return new Caller(BOT, "s", "c", "stdio", Duration.ZERO);
    }

    private static Principal bot(Set<String> groups) {
        return new Principal("client:bot", Kind.AGENT, Optional.empty(), groups);
    }
}
