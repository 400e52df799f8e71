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
class TokenCheckedGateTest {

    private static final Principal BOT = bot(Set.of());

    private final List<Caller> callers = new ArrayList<>();
    private Optional<RuntimeException> fault = Optional.empty();
    private Authentication answer = new Authentication.Known(BOT);
    private final ToolGate gate =
            new TokenCheckedGate(
                    new ToolGate() {
                        @Override
                        public List<OfferedTool> offered(Caller caller) {
                            callers.add(caller);
                            return List.of();
                        }

                        @Override
                        public Answer call(
                                Caller caller,
                                String tool,
                                ObjectNode arguments,
                                CallControl control) {
                            callers.add(caller);
                            return new Answer.Reply(arguments, false);
                        }
                    },
                    _ -> answer(),
                    "token");

    @Test
    void aCallCountsForWhatTheTokenSaysNow() {
        answer = new Authentication.Known(bot(Set.of("later")));

        assertThat(call("read_table")).isInstanceOf(ToolGate.Answer.Reply.class);
        assertThat(callers).extracting(Caller::principal).containsExactly(bot(Set.of("later")));
    }

    @Test
    void noCallPassesOnceTheTokenDoesNot() {
        for (var refusal :
                List.of(
                        new Authentication.Refused("the token expired"),
                        new Authentication.Unavailable("its keys are not known"),
                        new Authentication.Known(onBehalfOfAna()),
                        new Authentication.Known(Principal.human("user:ana", Set.of())))) {
            answer = refusal;

            assertRefused();
        }
    }

    @Test
    void noCallPassesWhileTheTokenCannotBeChecked() {
        fault = Optional.of(new IllegalStateException("no state"));

        assertRefused();
    }

    @Test
    void theCallIsBoundByWhatTheTokenSetsNow() {
        var bounds =
                new CredentialBounds(
                        Optional.empty(),
                        List.of(new MissingScope("write", List.of(new Glob("modify_*")))));
        answer = new Authentication.Known(BOT, bounds);

        assertThat(call("modify_database")).isInstanceOf(ToolGate.Answer.Reply.class);
        assertThat(callers).extracting(Caller::bounds).containsExactly(bounds);
    }

    private void assertRefused() {
        assertThat(call("read_table"))
                .isInstanceOfSatisfying(
                        ToolGate.Answer.Reply.class,
                        reply -> {
                            assertThat(reply.isError()).isTrue();
                            assertThat(reply.structured().path("code").asString())
                                    .isEqualTo("DENIED_TOKEN");
                        });
        assertThat(gate.offered(caller())).isEmpty();
        assertThat(callers).isEmpty();
    }

    private Authentication answer() {
        fault.ifPresent(found -> {
            throw found;
        });
        return answer;
    }

    private static Principal onBehalfOfAna() {
        return new Principal(
                BOT.subject(),
                BOT.kind(),
                Optional.of(Principal.human("user:ana", Set.of())),
                Set.of());
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
