package dev.sallyport.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// One line of evidence, before the log gives it its place and time. Immutable. Every text in it has already
/// been through the masker.
///
/// @param stage what happened
/// @param callId the call it belongs to; absent for administrative records
/// @param session the calls that belong together
/// @param principal who called, or who administered
/// @param roles the roles it had, sorted
/// @param policyDigest the policy that decided
/// @param tool the tool's name
/// @param target the configured target: `shop`
/// @param action what the call does
/// @param accesses everything a planned call would do; absent for other records and those of version 1
/// @param planDigest the plan's digest
/// @param decision what the policy said
/// @param obligations what had to happen to the call
/// @param approval who approved it
/// @param outcome how it ended
/// @param masking how many values of each kind were masked
/// @param commitments field to [Commitment#digest]
/// @param details whatever an administrative record adds: `policy_changed`'s file, `key_created`'s name
public record AuditRecord(
        Stage stage,
        Optional<String> callId,
        Optional<String> session,
        Optional<Principal> principal,
        List<String> roles,
        Optional<String> policyDigest,
        Optional<String> tool,
        Optional<String> target,
        Optional<Action> action,
        Optional<RecordedAccesses> accesses,
        Optional<String> planDigest,
        Optional<Decision> decision,
        List<RecordedObligation> obligations,
        Optional<Approval> approval,
        Optional<Outcome> outcome,
        Map<String, Long> masking,
        Map<String, String> commitments,
        Map<String, String> details) {

    /// The schema's version, the `v` of every record that is written.
    ///
    /// Version 3 has the connection of callers and sessions that outlive one, names the [Blob] of a record that has a
    /// body, and has [Stage#KEY_ROTATED]. Version 2 has the accesses of planned calls, the groups of principals, the
    /// approvers of held calls, and obligations by their parts. Versions 1 and 2 are still read.
    public static final int VERSION = 3;

    static final int VERSION_MIN = 1;

    public AuditRecord {
        roles = roles.size() < 2 ? List.copyOf(roles) : roles.stream().sorted().toList();
        obligations = List.copyOf(obligations);
        masking = Map.copyOf(masking);
        commitments = Map.copyOf(commitments);
        details = Map.copyOf(details);
        masking.values().forEach(AuditRecord::checkInteger);
        if (callId.isEmpty() && stage == Stage.INTENT) {
            throw new IllegalArgumentException("an intent names its call");
        }
    }

    private static void checkInteger(long number) {
        if (Math.abs(number) > CanonicalJson.INTEGER_MAX) {
            throw new IllegalArgumentException("a record's integers end at 2^53 - 1: " + number);
        }
    }

    /// Who calls.
    ///
    /// @param subject `client:coding-agent`, `user:ana@example.com`
    /// @param kind `agent` or `human`
    /// @param onBehalfOf the human behind an agent
    /// @param client the client's own name and version: a claim
    /// @param door `stdio`, `http`, `sse`, `stateless`, `git` or `api`
    /// @param standing its groups and roles; absent where no call was decided, and in records of version 1
    /// @param humanStanding those of the human behind it
    /// @param connection what its calls came in by: an MCP session; absent in records before version 3
    public record Principal(
            String subject,
            String kind,
            Optional<String> onBehalfOf,
            Optional<String> client,
            Optional<String> door,
            Optional<Standing> standing,
            Optional<Standing> humanStanding,
            Optional<String> connection) {

        /// One of whom the record says no more.
        public Principal(
                String subject,
                String kind,
                Optional<String> onBehalfOf,
                Optional<String> client,
                Optional<String> door) {
            this(subject, kind, onBehalfOf, client, door, Optional.empty(), Optional.empty());
        }

        /// One that came in by no connection of its own.
        public Principal(
                String subject,
                String kind,
                Optional<String> onBehalfOf,
                Optional<String> client,
                Optional<String> door,
                Optional<Standing> standing,
                Optional<Standing> humanStanding) {
            this(
                    subject,
                    kind,
                    onBehalfOf,
                    client,
                    door,
                    standing,
                    humanStanding,
                    Optional.empty());
        }

        /// The same, by this connection.
        public Principal by(String way) {
            return new Principal(
                    subject,
                    kind,
                    onBehalfOf,
                    client,
                    door,
                    standing,
                    humanStanding,
                    Optional.of(way));
        }

        private Principal shortened() {
            return new Principal(
                    subject,
                    kind,
                    onBehalfOf,
                    client,
                    door,
                    standing.map(_ -> Standing.cut()),
                    humanStanding.map(_ -> Standing.cut()),
                    connection);
        }
    }

    /// What a call does.
    ///
    /// @param actionClass `db.read`
    /// @param normalised the call's normal form, already masked
    public record Action(String actionClass, String normalised) {}

    /// What the policy said.
    ///
    /// @param effect `permit`, `hold` or `deny`
    /// @param rules the rules that led to it
    /// @param reason a stable code: `DENIED_NO_RULE`
    /// @param approvers who must agree, where it was held
    public record Decision(
            String effect,
            List<String> rules,
            Optional<String> reason,
            List<RecordedApprovers> approvers) {
        public Decision {
            rules = List.copyOf(rules);
            approvers = List.copyOf(approvers);
        }
    }

    /// Who approved a call.
    ///
    /// @param approvers subjects, in the order they decided
    public record Approval(String id, List<String> approvers) {
        public Approval {
            approvers = List.copyOf(approvers);
        }
    }

    /// How a call ended.
    ///
    /// @param status `completed`, `failed`, …
    /// @param code a stable code where it failed
    /// @param rows how many rows left the gate
    /// @param bytes how many bytes left the gate
    /// @param durationMs how long it ran, in milliseconds
    public record Outcome(
            String status,
            Optional<String> code,
            OptionalLong rows,
            OptionalLong bytes,
            OptionalLong durationMs) {
        public Outcome {
            rows.ifPresent(AuditRecord::checkInteger);
            bytes.ifPresent(AuditRecord::checkInteger);
            durationMs.ifPresent(AuditRecord::checkInteger);
        }

        public static Outcome of(String status) {
            return new Outcome(
                    status,
                    Optional.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty());
        }

        public Outcome withCode(String newCode) {
            return new Outcome(status, Optional.of(newCode), rows, bytes, durationMs);
        }

        public Outcome withRows(long count) {
            return new Outcome(status, code, OptionalLong.of(count), bytes, durationMs);
        }

        public Outcome withBytes(long count) {
            return new Outcome(status, code, rows, OptionalLong.of(count), durationMs);
        }

        public Outcome withDurationMs(long duration) {
            return new Outcome(status, code, rows, bytes, OptionalLong.of(duration));
        }
    }

    /// Starts a record: `AuditRecord.of(INTENT).callId(id).tool("query_database").build()`.
    public static Builder of(Stage stage) {
        return new Builder(stage);
    }

    /// A later stage of the same call: everything that names the call is carried over (not decision,
    /// obligations, outcome, masking, commitments and details).
    public Builder next(Stage later) {
        var builder = new Builder(later);
        builder.callId = callId;
        builder.session = session;
        builder.principal = principal;
        builder.roles.addAll(roles);
        builder.policyDigest = policyDigest;
        builder.tool = tool;
        builder.target = target;
        builder.action = action;
        builder.accesses = accesses;
        builder.planDigest = planDigest;
        builder.approval = approval;
        return builder;
    }

    /// The same without the accesses, groups and roles, but with the mark that there were some: for a record that
    /// would be too large with them.
    public AuditRecord shortened() {
        return new AuditRecord(
                stage,
                callId,
                session,
                principal.map(Principal::shortened),
                roles,
                policyDigest,
                tool,
                target,
                action,
                accesses.map(all -> new RecordedAccesses(List.of(), all.total())),
                planDigest,
                decision,
                obligations,
                approval,
                outcome,
                masking,
                commitments,
                details);
    }

    /// The same with more commitments.
    AuditRecord committing(Map<String, String> more) {
        var all = new TreeMap<>(commitments);
        all.putAll(more);
        return new AuditRecord(
                stage,
                callId,
                session,
                principal,
                roles,
                policyDigest,
                tool,
                target,
                action,
                accesses,
                planDigest,
                decision,
                obligations,
                approval,
                outcome,
                masking,
                all,
                details);
    }

    /// Gathers a record. One thread at a time; each setter replaces what was set.
    public static final class Builder {

        private final Stage stage;
        private Optional<String> callId = Optional.empty();
        private Optional<String> session = Optional.empty();
        private Optional<Principal> principal = Optional.empty();
        private final List<String> roles = new ArrayList<>();
        private Optional<String> policyDigest = Optional.empty();
        private Optional<String> tool = Optional.empty();
        private Optional<String> target = Optional.empty();
        private Optional<Action> action = Optional.empty();
        private Optional<RecordedAccesses> accesses = Optional.empty();
        private Optional<String> planDigest = Optional.empty();
        private Optional<Decision> decision = Optional.empty();
        private List<RecordedObligation> obligations = List.of();
        private Optional<Approval> approval = Optional.empty();
        private Optional<Outcome> outcome = Optional.empty();
        private Map<String, Long> masking = Map.of();
        private final Map<String, String> commitments = new TreeMap<>();
        private final Map<String, String> details = new LinkedHashMap<>();

        private Builder(Stage stage) {
            this.stage = stage;
        }

        public Builder callId(String id) {
            callId = Optional.of(id);
            return this;
        }

        public Builder session(String id) {
            session = Optional.of(id);
            return this;
        }

        public Builder principal(Principal who) {
            principal = Optional.of(who);
            return this;
        }

        /// A principal of which no more is known.
        public Builder principal(String subject, String kind) {
            return principal(
                    new Principal(
                            subject, kind, Optional.empty(), Optional.empty(), Optional.empty()));
        }

        public Builder roles(Iterable<String> names) {
            roles.clear();
            names.forEach(roles::add);
            return this;
        }

        public Builder policyDigest(String digest) {
            policyDigest = Optional.of(digest);
            return this;
        }

        public Builder tool(String name) {
            tool = Optional.of(name);
            return this;
        }

        public Builder target(String name) {
            target = Optional.of(name);
            return this;
        }

        /// @param normalised the call's normal form, already masked
        public Builder action(String actionClass, String normalised) {
            action = Optional.of(new Action(actionClass, normalised));
            return this;
        }

        public Builder accesses(RecordedAccesses all) {
            accesses = Optional.of(all);
            return this;
        }

        public Builder planDigest(String digest) {
            planDigest = Optional.of(digest);
            return this;
        }

        public Builder decision(String effect, List<String> rules) {
            decision = Optional.of(new Decision(effect, rules, Optional.empty(), List.of()));
            return this;
        }

        /// A call that is held.
        public Builder held(List<String> rules, List<RecordedApprovers> approvers) {
            decision = Optional.of(new Decision("hold", rules, Optional.empty(), approvers));
            return this;
        }

        public Builder decision(String effect, List<String> rules, String reason) {
            decision = Optional.of(new Decision(effect, rules, Optional.of(reason), List.of()));
            return this;
        }

        public Builder obligations(List<RecordedObligation> all) {
            obligations = all;
            return this;
        }

        public Builder approval(String id, List<String> approvers) {
            approval = Optional.of(new Approval(id, approvers));
            return this;
        }

        public Builder outcome(Outcome how) {
            outcome = Optional.of(how);
            return this;
        }

        public Builder masking(Map<String, Long> counts) {
            masking = counts;
            return this;
        }

        public Builder commitment(String field, Commitment commitment) {
            commitments.put(field, commitment.digest());
            return this;
        }

        public Builder detail(String name, String value) {
            details.put(name, value);
            return this;
        }

        public AuditRecord build() {
            return new AuditRecord(
                    stage,
                    callId,
                    session,
                    principal,
                    roles,
                    policyDigest,
                    tool,
                    target,
                    action,
                    accesses,
                    planDigest,
                    decision,
                    obligations,
                    approval,
                    outcome,
                    masking,
                    commitments,
                    details);
        }
    }
}
