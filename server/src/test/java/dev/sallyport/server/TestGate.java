package dev.sallyport.server;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.AuditQuery;
import dev.sallyport.audit.AuditReader;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.Ballot;
import dev.sallyport.server.approval.Decided;
import dev.sallyport.server.approval.Desk;
import dev.sallyport.server.call.Caller;
import dev.sallyport.server.call.NoteTool;
import dev.sallyport.server.call.ToolGate.Answer;
import dev.sallyport.server.config.Configuration;
import dev.sallyport.server.config.ConfigurationException;
import dev.sallyport.server.config.ConfigurationReader;
import dev.sallyport.server.history.History;
import dev.sallyport.server.identity.ApiKeys.Creation;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.ToolFamily;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A whole gate on a free port, with one [NoteTool] for a target: `shared` is permitted to writers, `guarded` is
/// held for an editor.
public final class TestGate implements AutoCloseable {

    static final String POLICY =
            """
            roles:
              writer:
                permit:
                  - { tools: [write_note], on: { notebook: shared } }
                hold:
                  - tools: [write_note]
                    on: { notebook: guarded }
                    approvers: { role: editor, quorum: 1 }
              editor: { console: [approve] }
            bindings:
              - { role: writer, to: ["group:writers"] }
              - { role: editor, to: ["user:ana"] }
            """;

    /// In the URLs of embedded servers; a configuration has it under a key of its own.
    private static final String STATE_USER = "user=postgres&";

    public final NoteTool tool;
    final Gate gate;
    private final GateServer server;

    /// Opens in a directory, or again on what an earlier one left there.
    public TestGate(Path directory, NoteTool tool) throws IOException {
        this(directory, tool, "");
    }

    /// @param identity the section `identity` of the configuration
    public TestGate(Path directory, NoteTool tool, String identity) throws IOException {
        this(directory, tool, "listen: \"127.0.0.1:0\"", identity);
    }

    /// @param server what stands in the section `server`
    TestGate(Path directory, NoteTool tool, String server, String identity) throws IOException {
        this(directory, tool, server, identity, "jdbc:sqlite:state.db");
    }

    /// @param state the URL of the state database
    TestGate(Path directory, NoteTool tool, String server, String identity, String state)
            throws IOException {
        this.tool = tool;
        var configuration = configuration(directory, server, identity, state);
        gate =
                Gate.open(
                        configuration,
                        (_, clock, _) -> targets(directory.resolve("scratch"), clock, tool));
        this.server = GateServer.start(gate);
    }

    private static Targets targets(Path scratch, Clock clock, NoteTool tool) {
        var none = Targets.none(scratch, clock);
        var families = new ArrayList<ToolFamily>(none.families());
        families.add(tool);
        return new Targets(families, none.gitDoor());
    }

    private static Configuration configuration(
            Path directory, String server, String identity, String state) throws IOException {
        var policy = directory.resolve("policy.yaml");
        if (Files.notExists(policy)) {
            Files.writeString(policy, POLICY);
        }
        var file = directory.resolve("sallyport.yaml");
        Files.writeString(
                file,
                """
                server: { %s }
                policy: policy.yaml
                audit: { directory: audit, key: keys/audit-key }
                state: { url: "%s"%s }
                """
                                .formatted(
                                        server,
                                        state.replace(STATE_USER, ""),
                                        state.contains(STATE_USER) ? ", username: postgres" : "")
                        + identity);
        try {
            return ConfigurationReader.read(file, Map.of());
        } catch (ConfigurationException e) {
            throw new AssertionError(e);
        }
    }

    public URI url() {
        return server.address();
    }

    /// A new agent that may write notes; its token.
    public String writer(String name) {
        return token(name, Set.of("writers"), false);
    }

    public String token(String name, Set<String> groups, boolean human) {
        return switch (gate.keys().create(name, groups, human, Optional.empty())) {
            case Creation.Created created -> created.token();
            case Creation.Refused refused -> throw new AssertionError(refused);
        };
    }

    /// A call of an agent that may write notes, waiting for nothing; what it is answered.
    public ObjectNode call(String tool, ObjectNode arguments) {
        var writer =
                new Principal(
                        "client:writer", Principal.Kind.AGENT, Optional.empty(), Set.of("writers"));
        var caller = new Caller(writer, "session-1", "test 1.0", "http", Duration.ZERO);
        var answer = gate.tools().call(caller, tool, arguments, CallControl.uncancellable());
        return ((Answer.Reply) answer).structured();
    }

    /// What the held call is answered now.
    public ObjectNode await(String id) {
        var arguments = JsonNodeFactory.instance.objectNode().put("approval_id", id);
        return call("await_approval", arguments.put("wait_seconds", 0));
    }

    /// As [HttpClient#send], for tests.
    static HttpResponse<String> send(HttpClient http, HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public History history() {
        return gate.history();
    }

    /// How the first human gets in now.
    FirstSignIn firstSignIn() {
        return server.firstSignIn();
    }

    /// A link that signs in Ana, once, while no human has a key.
    URI link() {
        return switch (server.firstSignIn()) {
            case FirstSignIn.Link(_, var link) -> link;
            case FirstSignIn.NotNeeded none -> throw new AssertionError(none);
            case FirstSignIn.NobodyBound none -> throw new AssertionError(none);
            case FirstSignIn.InTheClear none -> throw new AssertionError(none);
        };
    }

    /// What a gate in that directory, open or not, has put on record of these stages; at most 100.
    public static List<AuditRecord> records(Path directory, Set<Stage> stages) throws IOException {
        return AuditReader.open(directory.resolve("audit"))
                .page(
                        new AuditQuery(
                                AuditFilter.ALL.withStages(stages),
                                false,
                                OptionalLong.empty(),
                                100))
                .records()
                .stream()
                .map(logged -> logged.record())
                .toList();
    }

    /// How many calls block for a decision now.
    public int waiting() {
        return gate.approvals().waiting();
    }

    public int pending() {
        return gate.approvals().list(Optional.of(State.PENDING), 500, r -> r).size();
    }

    /// The oldest of the calls that are held.
    public ApprovalRequest held() {
        return gate.approvals().list(Optional.of(State.PENDING), 2, r -> r).getFirst();
    }

    /// Ana approves the one call that is held.
    public void approveTheOnlyOne() {
        var request = held();
        var ana = new Principal("user:ana", Principal.Kind.HUMAN, Optional.empty(), Set.of());
        var decided =
                Desk.decide(
                        gate.approvals(),
                        request.id(),
                        ana,
                        Set.of("editor"),
                        new Ballot(
                                Verdict.APPROVE,
                                request.digest(),
                                "",
                                Optional.empty(),
                                0,
                                Presence.WITH_KEY));
        if (decided instanceof Decided.Refused refused) {
            throw new AssertionError(refused);
        }
    }

    @Override
    public void close() {
        server.close();
        gate.close();
    }
}
