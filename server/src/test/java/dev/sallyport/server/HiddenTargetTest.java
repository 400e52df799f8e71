package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.call.Caller;
import dev.sallyport.server.call.ToolGate.Answer;
import dev.sallyport.server.config.ConfigurationReader;
import dev.sallyport.tools.CallControl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

class HiddenTargetTest {

    private static final Caller AGENT =
            new Caller(
                    new Principal("client:agent", Principal.Kind.AGENT, Optional.empty(), Set.of()),
                    "session",
                    "test",
                    "http",
                    Duration.ZERO);

    @TempDir Path directory;

    @Test
    void aHiddenTargetAnswersAsOneThatDoesNotExist() throws Exception {
        Files.writeString(
                directory.resolve("policy.yaml"),
                """
                roles:
                  reader:
                    permit:
                      - { tools: [read_repository], on: { repository: shop } }
                bindings: [{ role: reader, to: ["client:agent"] }]
                """);
        var file =
                Files.writeString(
                        directory.resolve("sallyport.yaml"),
                        """
                        repositories:
                          shop: { url: "http://127.0.0.1:1/shop.git" }
                          payroll: { url: "http://127.0.0.1:1/payroll.git" }
                        policy: policy.yaml
                        """);
        try (var gate = Gate.open(ConfigurationReader.read(file, Map.of()))) {
            assertThat(read(gate, "payroll", "main")).isEqualTo(read(gate, "nothing", "main"));
            assertThat(read(gate, "payroll", "")).isEqualTo(read(gate, "nothing", ""));
            assertThat(read(gate, "payroll", "main")).contains("DENIED_NO_RULE");
        }
    }

    /// The reply, without what differs by what was asked.
    private static String read(Gate gate, String repository, String branch) {
        var arguments = JsonNodeFactory.instance.objectNode();
        arguments.put("repository", repository).put("operation", "list");
        if (!branch.isEmpty()) {
            arguments.put("branch", branch);
        }
        var answer =
                gate.tools().call(AGENT, "read_repository", arguments, CallControl.uncancellable());
        assertThat(answer).isInstanceOf(Answer.Reply.class);
        var reply = ((Answer.Reply) answer).structured();
        reply.remove("call_id");
        return reply.toString().replace(repository, "TARGET");
    }
}
