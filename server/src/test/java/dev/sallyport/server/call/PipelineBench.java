package dev.sallyport.server.call;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditOptions;
import dev.sallyport.audit.AuditQuery;
import dev.sallyport.audit.AuditReader;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.FileCheckpointStore;
import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.masking.Masker;
import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.server.approval.Announcer;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.Approvals;
import dev.sallyport.server.approval.Ballot;
import dev.sallyport.server.approval.Decided;
import dev.sallyport.server.approval.Desk;
import dev.sallyport.server.approval.Grants;
import dev.sallyport.server.approval.Settings;
import dev.sallyport.server.call.ToolGate.Answer;
import dev.sallyport.server.identity.ApiKey;
import dev.sallyport.server.identity.ApiKeys;
import dev.sallyport.server.identity.ApiKeys.Creation;
import dev.sallyport.server.identity.ApiKeys.Opened;
import dev.sallyport.server.identity.CredentialStanding;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.server.state.StateStore;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.tools.CallControl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The whole path of a call on its real parts, before one [NoteTool].
final class PipelineBench implements AutoCloseable {

    static final Principal WRITER = agent("writer", Set.of("writers"));
    static final Principal STRANGER = agent("stranger", Set.of());
    static final Principal ANA = human("ana");
    static final Principal BEN = human("ben");

    static final String POLICY =
            """
            roles:
              writer:
                permit:
                  - { tools: [write_note], on: { notebook: shared }, letters: 50 }
                hold:
                  - tools: [write_note]
                    on: { notebook: guarded }
                    approvers: { role: editor, quorum: 1 }
                forbid:
                  - { tools: [write_note], on: { notebook: shared, page: "secret*" } }
              editor: { console: [approve] }
            bindings:
              - { role: writer, to: ["group:writers"] }
              - { role: editor, to: ["user:ana", "user:ben"] }
            """;

    final Path directory;
    final TestClock clock = new TestClock();
    final NoteTool tool = new NoteTool();
    final AuditLog log;
    final StateStore state;
    final ApiKeys keys;
    final Approvals approvals;
    final Grants grants;
    final CallPipeline pipeline;
    volatile Authorizer policy;

    PipelineBench(Path directory) {
        this.directory = directory;
        policy = policy(POLICY);
        log =
                AuditLog.open(
                        directory.resolve("audit"),
                        AuditOptions.of(
                                        "test/pipeline",
                                        directory.resolve("key"),
                                        new FileCheckpointStore(directory.resolve("checkpoint")))
                                .withClock(clock));
        state = StateStore.open("jdbc:sqlite:" + directory.resolve("state.db"));
        keys = new ApiKeys(state, clock, new SecureRandom());
        var masker = new ReplyMasker(new Masker());
        var tools = new ToolCatalogue(List.of(tool));
        approvals =
                new Approvals(
                        state,
                        new ApprovalRecords(log, masker),
                        Announcer.NONE,
                        Settings.DEFAULTS,
                        tools::irreversible,
                        clock,
                        new SecureRandom());
        var journal = new CallJournal(log, masker);
        var runner = new CallRunner(journal, masker, new UsageMeter(clock), clock);
        grants =
                new Grants(
                        state,
                        approvals,
                        new GrantRecords(log, masker),
                        tools::irreversible,
                        text -> masker.text(text).orElseThrow(),
                        clock,
                        new SecureRandom());
        var held =
                new HeldCalls(
                        tools,
                        approvals,
                        new GrantedCalls(grants, runner, () -> policy, clock),
                        runner,
                        journal,
                        masker,
                        () -> policy,
                        new CredentialStanding(keys, clock)::stands,
                        clock);
        pipeline =
                new CallPipeline(
                        tools,
                        () -> policy,
                        held,
                        runner,
                        journal,
                        new CallIds(clock, new Random(7)),
                        new CallSessions(new CallIds(clock, new Random(8)), clock),
                        clock);
    }

    RoleMap policy(String text) {
        return switch (RoleMap.parse("policy.yaml", text, List.of(tool.description().terms()))) {
            case RoleMap.Parsed.Valid(var roleMap) -> roleMap;
            case RoleMap.Parsed.Invalid(var problems) -> throw new AssertionError(problems);
        };
    }

    static Principal agent(String name, Set<String> groups) {
        return new Principal("client:" + name, Principal.Kind.AGENT, Optional.empty(), groups);
    }

    private static Principal human(String name) {
        return new Principal("user:" + name, Principal.Kind.HUMAN, Optional.empty(), Set.of());
    }

    /// A caller that does not block on a held call.
    static Caller caller(Principal principal) {
        return new Caller(principal, "session-1", "test 1.0", "http", Duration.ZERO);
    }

    Answer.Reply call(String arguments) {
        return call(WRITER, NoteTool.NAME, arguments);
    }

    Answer.Reply call(Principal principal, String name, String arguments) {
        return switch (answer(principal, name, arguments, CallControl.uncancellable())) {
            case Answer.Reply reply -> reply;
            case Answer.UnknownTool unknown -> throw new AssertionError(unknown);
        };
    }

    Answer answer(Principal principal, String name, String arguments, CallControl control) {
        return pipeline.call(
                caller(principal),
                name,
                (ObjectNode) JsonMapper.shared().readTree(arguments),
                control);
    }

    /// A call that is held; its approval id.
    String held(String text) {
        var reply = call("{\"notebook\": \"guarded\", \"text\": \"" + text + "\"}");
        if (!text(reply, "status").equals("pending_approval")) {
            throw new AssertionError(reply);
        }
        return text(reply, "approval_id");
    }

    Answer.Reply await(String approvalId) {
        return await(WRITER, approvalId);
    }

    Answer.Reply await(Principal principal, String approvalId) {
        return call(
                principal,
                "await_approval",
                "{\"approval_id\": \"" + approvalId + "\", \"wait_seconds\": 0}");
    }

    ApprovalRequest approve(String approvalId) {
        return decide(approvalId, ANA, Verdict.APPROVE, "go ahead");
    }

    ApprovalRequest decide(String approvalId, Principal who, Verdict verdict, String reason) {
        var request = approvals.find(approvalId).orElseThrow();
        var roles = policy.roles(who, clock.instant());
        return accepted(
                Desk.decide(
                        approvals,
                        approvalId,
                        who,
                        roles,
                        new Ballot(
                                verdict,
                                request.digest(),
                                reason,
                                Optional.empty(),
                                0,
                                new Presence.SignedIn(clock.instant()))));
    }

    /// Approves as the holder of this key.
    ApprovalRequest approve(String approvalId, ApiKey key) {
        var request = approvals.find(approvalId).orElseThrow();
        var who = key.principal();
        return accepted(
                Desk.decide(
                        approvals,
                        approvalId,
                        who,
                        policy.roles(who, clock.instant()),
                        new Ballot(
                                Verdict.APPROVE,
                                request.digest(),
                                "go ahead",
                                Optional.of(key.keyId()),
                                0,
                                Presence.WITH_KEY)));
    }

    /// A new key of a human.
    ApiKey key(String name, Optional<Instant> expires) {
        return switch (keys.create(name, Set.of(), true, expires)) {
            case Creation.Created(var token, _) -> ((Opened.Works) keys.open(token)).key();
            case Creation.Refused refused -> throw new AssertionError(refused);
        };
    }

    private static ApprovalRequest accepted(Decided decision) {
        return switch (decision) {
            case Decided.Accepted(var decided) -> decided;
            case Decided.Refused refused -> throw new AssertionError(refused);
        };
    }

    static String text(Answer.Reply reply, String key) {
        return reply.structured().path(key).asString("");
    }

    List<AuditRecord> records(AuditFilter filter) {
        try {
            return AuditReader.open(directory.resolve("audit"))
                    .page(new AuditQuery(filter, false, OptionalLong.empty(), 1000))
                    .records()
                    .stream()
                    .map(LoggedRecord::record)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<AuditRecord> records(String callId) {
        return records(AuditFilter.ALL.withCallId(callId));
    }

    List<Stage> stages(Answer.Reply reply) {
        return stages(text(reply, "call_id"));
    }

    List<Stage> stages(String callId) {
        return records(callId).stream().map(AuditRecord::stage).toList();
    }

    @Override
    public void close() {
        state.close();
        log.close();
    }
}
