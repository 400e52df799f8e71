package dev.sallyport.server;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditOpenException;
import dev.sallyport.audit.AuditOptions;
import dev.sallyport.audit.AuditReader;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.masking.Masker;
import dev.sallyport.masking.Visible;
import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.Approvals;
import dev.sallyport.server.approval.Decided;
import dev.sallyport.server.approval.Delegations;
import dev.sallyport.server.approval.Glass;
import dev.sallyport.server.approval.Grants;
import dev.sallyport.server.approval.Settings;
import dev.sallyport.server.call.ApprovalRecords;
import dev.sallyport.server.call.CallIds;
import dev.sallyport.server.call.CallJournal;
import dev.sallyport.server.call.CallPipeline;
import dev.sallyport.server.call.CallRunner;
import dev.sallyport.server.call.CallSessions;
import dev.sallyport.server.call.DelegationRecords;
import dev.sallyport.server.call.GlassRecords;
import dev.sallyport.server.call.GrantRecords;
import dev.sallyport.server.call.GrantedCalls;
import dev.sallyport.server.call.HeldCalls;
import dev.sallyport.server.call.ReplyMasker;
import dev.sallyport.server.call.ToolCatalogue;
import dev.sallyport.server.call.ToolGate;
import dev.sallyport.server.call.UsageMeter;
import dev.sallyport.server.config.Configuration;
import dev.sallyport.server.config.Identity.Console;
import dev.sallyport.server.console.HumanNames;
import dev.sallyport.server.console.HumanNames.Named;
import dev.sallyport.server.console.KeyRecord;
import dev.sallyport.server.console.LogCheck;
import dev.sallyport.server.console.SignIn;
import dev.sallyport.server.console.SignIn.Desk;
import dev.sallyport.server.console.TargetHealth;
import dev.sallyport.server.erasure.BodyErasures;
import dev.sallyport.server.export.ExportState;
import dev.sallyport.server.export.Exports;
import dev.sallyport.server.git.GitDoorServlet;
import dev.sallyport.server.git.GitReaders;
import dev.sallyport.server.history.History;
import dev.sallyport.server.identity.AnyCredential;
import dev.sallyport.server.identity.ApiKeys;
import dev.sallyport.server.identity.Authenticator;
import dev.sallyport.server.identity.Authenticator.Authentication;
import dev.sallyport.server.identity.CertificateNames;
import dev.sallyport.server.identity.CredentialStanding;
import dev.sallyport.server.identity.oidc.Issuers;
import dev.sallyport.server.mcp.TaskCancellation;
import dev.sallyport.server.notify.Notifications;
import dev.sallyport.server.rules.PolicyFile;
import dev.sallyport.server.rules.PolicyFile.Standing;
import dev.sallyport.server.state.StateStore;
import dev.sallyport.server.witness.Witnesses;
import dev.sallyport.tools.ToolFamily.Health;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A gate with everything it is made of, opened in order and closed in reverse. One process, one gate.
public final class Gate implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Configuration configuration;
    private final Targets targets;
    private final StateStore state;
    private final Clock clock;
    private final SecureRandom random;
    private final ApiKeys keys;
    private final Issuers issuers;
    private final Authenticator authenticator;
    private final AuditLog log;
    private final List<ToolTerms> terms;
    private final PolicyFile policy;
    private final History history;
    private final Approvals approvals;
    private final Grants grants;
    private final Delegations delegations;
    private final Glass glass;
    private final ReplyMasker masker;
    private final GitReaders readers;
    private final CallPipeline pipeline;
    private final Exports exports;
    private final Witnesses witnesses;
    private final RefusedRequests refusedRequests;

    /// Opens every part.
    ///
    /// @throws AuditOpenException when the log must not be opened
    /// @throws dev.sallyport.server.state.StateException when the state cannot be reached
    /// @throws dev.sallyport.server.rules.PolicyFileException when the role map is wrong
    public static Gate open(Configuration configuration) {
        return open(configuration, Targets::open);
    }

    /// As [#open(Configuration)], with other targets than the configuration names.
    static Gate open(Configuration configuration, TargetsOpener targets) {
        return new Gate(configuration, targets, Clock.systemUTC(), new SecureRandom());
    }

    /// Where the targets come from.
    interface TargetsOpener {
        Targets open(Configuration configuration, Clock clock, SecureRandom random);
    }

    private Gate(
            Configuration configuration, TargetsOpener opener, Clock clock, SecureRandom random) {
        this.configuration = configuration;
        this.clock = clock;
        this.random = random;
        try {
            state = opened(openState(configuration));
            keys = new ApiKeys(state, clock, random);
            issuers = opened(Issuers.open(configuration.identity(), keys::holds, clock));
            authenticator =
                    new AnyCredential(
                            keys,
                            issuers,
                            CertificateNames.of(configuration.identity(), keys::holds));
            log =
                    opened(
                            openLog(
                                    configuration,
                                    state,
                                    configuration.audit().bodies(),
                                    clock,
                                    random));
            Recovery.run(log);
            history =
                    opened(
                            History.start(
                                    configuration.audit().directory(),
                                    callIndex(configuration),
                                    log::size));
            targets = opener.open(configuration, clock, random);
            targets.families().forEach(this::opened);
            var tools =
                    new ToolCatalogue(
                            targets.families().stream()
                                    .flatMap(family -> family.tools().stream())
                                    .toList());
            terms = tools.terms();
            masker = new ReplyMasker(new Masker());
            policy =
                    opened(
                            PolicyFile.open(
                                    configuration.policy(),
                                    terms,
                                    configuration.targetLabels(),
                                    this::recordPolicy,
                                    clock));
            var settings =
                    Settings.DEFAULTS
                            .withInstance(LogOrigin.of(configuration.audit(), random))
                            .withExpiry(
                                    configuration.approvals().pendingExpires(),
                                    configuration.approvals().executionExpires())
                            .withRetention(configuration.approvals().retention())
                            .withFreshSignIn(configuration.approvals().freshSignIn());
            var notifications =
                    opened(
                            Notifications.start(
                                    configuration.approvals().notifications(),
                                    state,
                                    this::shownOnOneLine,
                                    base(configuration.server()),
                                    clock,
                                    random));
            approvals =
                    new Approvals(
                            state,
                            new ApprovalRecords(log, masker),
                            notifications,
                            settings,
                            tools::irreversible,
                            clock,
                            random);
            delegations =
                    new Delegations(
                            state,
                            approvals,
                            new DelegationRecords(log, masker),
                            settings,
                            clock,
                            random);
            glass =
                    new Glass(
                            state,
                            approvals,
                            new GlassRecords(log, masker),
                            notifications,
                            settings,
                            this::maskedForHumans,
                            clock);
            Recovery.run(approvals);
            var callIds = new CallIds(clock, random);
            var sessions = new CallSessions(callIds, clock);
            sessions.recall(AuditReader.of(configuration.audit().directory()));
            readers = new GitReaders(policy, log, masker, callIds, sessions, clock);
            var journal = new CallJournal(log, masker);
            var runner = new CallRunner(journal, masker, new UsageMeter(clock), clock);
            grants =
                    new Grants(
                            state,
                            approvals,
                            new GrantRecords(log, masker),
                            tools::irreversible,
                            this::maskedOrNothing,
                            clock,
                            random);
            var held =
                    new HeldCalls(
                            tools,
                            approvals,
                            new GrantedCalls(grants, runner, policy, clock),
                            runner,
                            journal,
                            masker,
                            policy,
                            new CredentialStanding(keys, clock)::stands,
                            clock);
            pipeline =
                    new CallPipeline(
                            tools, policy, held, runner, journal, callIds, sessions, clock);
            recordStart();
            exports =
                    opened(
                            Exports.start(
                                    configuration.audit().exports(),
                                    configuration.audit().directory(),
                                    configuration.workDirectory().resolve("export"),
                                    () -> log.checkpoint().size(),
                                    random));
            witnesses =
                    opened(
                            Witnesses.start(
                                    configuration.audit().witnessing(),
                                    log,
                                    configuration.audit().directory(),
                                    clock));
            var _ = opened(Housekeeping.start(log, keys, approvals, glass, notifications));
            refusedRequests = new RefusedRequests(log).start();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private String shownOnOneLine(String text) {
        return Visible.line(maskedForHumans(text));
    }

    /// Where browsers reach the gate.
    private static URI base(Configuration.Server server) {
        var url = server.publicUrl().orElseGet(server::localUrl).toString();
        return URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    /// Where a gate of this configuration keeps its index of calls.
    public static Path callIndex(Configuration configuration) {
        return configuration.workDirectory().resolve("calls.db");
    }

    static StateStore openState(Configuration configuration) {
        var state = configuration.state();
        return StateStore.open(
                state.url(), state.username(), state.password().map(secret -> secret.value()));
    }

    static AuditLog openLog(
            Configuration configuration,
            StateStore state,
            boolean bodies,
            Clock clock,
            SecureRandom random) {
        var audit = configuration.audit();
        var origin = LogOrigin.of(audit, random);
        var store = SecondPlace.of(audit, state, origin, clock);
        var options =
                AuditOptions.of(origin, audit.key(), store)
                        .withClock(clock)
                        .withCheckpointEvery(audit.checkpointEvery())
                        .withBodies(bodies);
        return AuditLog.open(audit.directory(), options);
    }

    /// Where copies of the record go is on record once, and no copy is: each would make something to copy.
    private void recordStart() {
        var start =
                AuditRecord.of(Stage.START)
                        .policyDigest(policy.get().digest())
                        .detail("version", Version.TEXT);
        var exports = configuration.audit().exports();
        if (!exports.isEmpty()) {
            start.detail("exports", Exports.names(exports));
        }
        var witnessing = configuration.audit().witnessing();
        if (!witnessing.witnesses().isEmpty()) {
            start.detail("witnesses", Witnesses.names(witnessing));
        }
        var _ = log.append(start.build());
    }

    private void recordPolicy(Authorizer next) {
        var _ =
                log.append(
                        AuditRecord.of(Stage.POLICY_CHANGED).policyDigest(next.digest()).build());
    }

    public Configuration configuration() {
        return configuration;
    }

    public ToolGate tools() {
        return pipeline;
    }

    public ApiKeys keys() {
        return keys;
    }

    /// Knows callers by keys and by tokens of the issuers.
    public Authenticator authenticator() {
        return authenticator;
    }

    /// How humans sign in to the console. The caller closes it.
    ///
    /// @param base where browsers reach the gate, without a slash at the end
    SignIn signIn(Supplier<URI> base) {
        var desk = new Desk(new SessionRecords(log), state, base, clock, random);
        return configuration
                .identity()
                .console()
                .map(console -> SignIn.atProvider(console, names(console), desk))
                .orElseGet(
                        () -> SignIn.local(keys, policy, configuration.server().isPrivate(), desk));
    }

    private HumanNames names(Console console) {
        return claims ->
                switch (issuers.human(console, claims)) {
                    case Authentication.Known known -> new Named.Human(known.principal());
                    case Authentication.Refused(var reason) -> new Named.Refused(reason);
                    case Authentication.Unavailable(var reason) -> new Named.Refused(reason);
                };
    }

    /// The role map in force.
    RoleMap roleMap() {
        return policy.get();
    }

    public Supplier<Authorizer> policy() {
        return policy;
    }

    /// The words that rules of the role map may use.
    List<ToolTerms> terms() {
        return terms;
    }

    /// The role map in force, since when, and what the file would have instead.
    Standing policyStanding() {
        return policy.standing();
    }

    /// Takes a held call back when its client cancels the task.
    public TaskCancellation taskCancellation() {
        return (caller, approvalId) -> {
            var decided =
                    approvals.cancel(
                            approvalId,
                            caller.principal(),
                            Set.of(),
                            "the client cancelled the task");
            LOG.info(
                    "approval {}: its task was cancelled: {}",
                    approvalId,
                    decided instanceof Decided.Accepted);
        };
    }

    /// The calls that are on record.
    public History history() {
        return history;
    }

    /// How the copies of the record stand.
    List<ExportState> exports() {
        return exports.states();
    }

    /// Who cosigns the log's checkpoints, and how far they are.
    Witnesses witnesses() {
        return witnesses;
    }

    public Approvals approvals() {
        return approvals;
    }

    public Grants grants() {
        return grants;
    }

    public Delegations delegations() {
        return delegations;
    }

    public Glass glass() {
        return glass;
    }

    /// A text for a human to see, without what the detectors know.
    String maskedForHumans(String text) {
        return masker.text(text).orElse(ReplyMasker.WITHHELD);
    }

    /// As above, for a decision that nobody looks at.
    ///
    /// @throws IllegalStateException when the detectors failed
    private String maskedOrNothing(String text) {
        return masker.text(text)
                .orElseThrow(() -> new IllegalStateException("a text could not be masked"));
    }

    RefusedRequests refusedRequests() {
        return refusedRequests;
    }

    GitDoorServlet gitDoor() {
        return new GitDoorServlet(targets.gitDoor(), readers);
    }

    /// Whether calls can run at all.
    public boolean ready() {
        return log.available();
    }

    /// How to find out of each target whether it can be used.
    Map<TargetHealth.Target, Supplier<String>> targetChecks() {
        var checks = new HashMap<TargetHealth.Target, Supplier<String>>();
        for (var family : targets.families()) {
            var kind = Targets.kind(family);
            family.checks()
                    .forEach(check ->
                            checks.put(
                                    new TargetHealth.Target(kind, check.target()),
                                    check.problem()));
        }
        return checks;
    }

    KeyRecord keyRecords() {
        return new KeyRecords(log, keys);
    }

    BodyErasures bodyErasures(ApprovalRights rights) {
        return new BodyErasures(log, rights, this::maskedForHumans);
    }

    LogCheck logCheck() {
        var audit = configuration.audit();
        var origin = log.verifierKey().name();
        return new LogCheck(
                log,
                audit.directory(),
                () -> SecondPlace.of(audit, state, origin, clock).read(),
                audit.witnessing().quorum(),
                new LogCheckRecords(log),
                clock);
    }

    /// Of every target.
    public List<Health> health() {
        return targets.families().stream().flatMap(family -> family.health().stream()).toList();
    }

    @Override
    public void close() {
        if (refusedRequests != null) {
            refusedRequests.close();
        }
        if (log != null && log.available()) {
            try {
                var _ = log.append(AuditRecord.of(Stage.STOP).build());
            } catch (RuntimeException e) {
                LOG.warn("the stop could not be recorded", e);
            }
        }
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("a part did not close cleanly", e);
            }
        }
    }
}
