package dev.sallyport.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Principal.Kind;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// One agent acts for several people, and the session of each is theirs alone.
class SessionOwnersTest {

    private static final Principal FOR_ANA = on("user:ana");
    private static final Principal FOR_BEN = on("user:ben");
    private static final Principal ALONE =
            new Principal("client:bot", Kind.AGENT, Optional.empty(), Set.of());

    @Test
    void theSessionForOneHumanIsUnknownToTheSameAgentForAnother() {
        var sessions = sessions(McpLimits.DEFAULT);
        var session = sessions.open(FOR_ANA, "http").orElseThrow();

        assertThat(sessions.find(session.id(), FOR_ANA)).contains(session);
        assertThat(sessions.find(session.id(), FOR_BEN)).isEmpty();
        assertThat(sessions.find(session.id(), ALONE)).isEmpty();
    }

    @Test
    void groupsThatChangedKeepTheSession() {
        var sessions = sessions(McpLimits.DEFAULT);
        var session = sessions.open(FOR_ANA, "http").orElseThrow();
        var now =
                new Principal(
                        "client:bot",
                        Kind.AGENT,
                        Optional.of(Principal.human("user:ana", Set.of("developers"))),
                        Set.of());

        assertThat(sessions.find(session.id(), now)).contains(session);
    }

    private static Sessions sessions(McpLimits limits) {
        return new Sessions(TestServer.core(new InMemoryGate(), limits));
    }

    private static Principal on(String human) {
        return new Principal(
                "client:bot", Kind.AGENT, Optional.of(Principal.human(human, Set.of())), Set.of());
    }
}
