package dev.sallyport.server.git;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.policy.Access;
import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Glob;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Reach;
import dev.sallyport.policy.Request;
import dev.sallyport.server.call.CallIds;
import dev.sallyport.server.call.CallRecords;
import dev.sallyport.server.call.CallSessions;
import dev.sallyport.server.call.ReplyMasker;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/// Decides what a git client may fetch, by the same rules as `read_repository`, and records its visits. Safe
/// from many threads.
///
/// A fetch brings whole branches with their history, so rules that permit only some paths, or only some of the
/// tool's operations, permit no fetch.
public final class GitReaders {

    static final String TOOL = "read_repository";

    /// All of the tool's: who has a clone can do each of them.
    private static final List<String> OPERATIONS = List.of("list", "read", "log", "diff");

    private final Supplier<Authorizer> policies;
    private final AuditLog log;
    private final CallRecords records;
    private final CallIds callIds;
    private final CallSessions sessions;
    private final Clock clock;

    public GitReaders(
            Supplier<Authorizer> policies,
            AuditLog log,
            ReplyMasker masker,
            CallIds callIds,
            CallSessions sessions,
            Clock clock) {
        this.policies = policies;
        this.log = log;
        this.records = new CallRecords(log, masker);
        this.callIds = callIds;
        this.sessions = sessions;
        this.clock = clock;
    }

    /// What the principal may do in the repository, or empty when it may not know of it.
    Optional<Reader> reader(Principal principal, String repository) {
        var policy = policies.get();
        var now = clock.instant();
        boolean known =
                policy.reach(principal, TOOL, now).stream()
                        .anyMatch(reach -> matches(reach, repository));
        return known
                ? Optional.of(new Reader(principal, repository, policy, now))
                : Optional.empty();
    }

    private static boolean matches(Reach reach, String repository) {
        var globs = reach.on().get("repository");
        return globs == null || globs.stream().anyMatch(glob -> new Glob(glob).matches(repository));
    }

    /// One principal before one repository, under one policy.
    final class Reader {

        private final Principal principal;
        private final String repository;
        private final Authorizer policy;
        private final Instant now;
        private final String callId = callIds.next();
        private final String session;
        // Guarded by this; what the door was told it may show.
        private final Set<String> shown = new TreeSet<>();
        private final Set<String> rules = new TreeSet<>();
        private Obligations obligations = Obligations.NONE;

        private Reader(Principal principal, String repository, Authorizer policy, Instant now) {
            this.principal = principal;
            this.repository = repository;
            this.policy = policy;
            this.now = now;
            this.session = sessions.of(principal);
        }

        boolean mayRead(String branch) {
            if (!(policy.decide(new Request(principal, TOOL, accesses(branch), now))
                    instanceof Decision.Permit(var permitting, var asked))) {
                return false;
            }
            synchronized (this) {
                shown.add(branch);
                permitting.forEach(rule -> rules.add(rule.toString()));
                obligations = asked;
            }
            return true;
        }

        private List<Access> accesses(String branch) {
            return OPERATIONS.stream().map(operation -> access(branch, operation)).toList();
        }

        private Access access(String branch, String operation) {
            // `paths` and `file_bytes` stay unknown: nobody has looked at what a fetch brings.
            return new Access(
                    "git.read",
                    repository + ":" + branch,
                    Map.of(
                            "repository", FactValue.text(repository),
                            "branch", FactValue.text(branch),
                            "operation", FactValue.text(operation)));
        }

        /// @throws dev.sallyport.audit.AuditUnavailableException when it cannot be recorded; then nothing is served
        void recordVisit(String operation) {
            var _ =
                    log.append(
                            record(Stage.RECEIVED, operation + " branches the caller may read")
                                    .build());
        }

        /// Records which branches were shown or served, as the accesses that were decided on: what a client did through
        /// this door counts as `read_repository` when calls are decided again.
        ///
        /// @throws dev.sallyport.audit.AuditUnavailableException when it cannot be recorded
        synchronized void recordServed() {
            if (shown.isEmpty()) {
                return;
            }
            var all = shown.stream().flatMap(branch -> accesses(branch).stream()).toList();
            records.append(
                    record(Stage.RECEIVED, "served " + shown.size() + " branches")
                            .accesses(records.accesses(all))
                            .decision("permit", List.copyOf(rules))
                            .obligations(CallRecords.obligations(obligations))
                            .outcome(AuditRecord.Outcome.of("completed"))
                            .build());
        }

        void recordRefusedPush() {
            var _ =
                    log.append(
                            record(Stage.DENIED, "push")
                                    .decision("deny", List.of(), "DENIED_PUSH_NOT_OPEN")
                                    .build());
        }

        private AuditRecord.Builder record(Stage stage, String what) {
            return AuditRecord.of(stage)
                    .callId(callId)
                    .session(session)
                    .principal(CallRecords.principal(principal, "", "git"))
                    .roles(policy.roles(principal, now))
                    .policyDigest(policy.digest())
                    .tool(TOOL)
                    .target(repository)
                    .action("git.read", what);
        }
    }
}
