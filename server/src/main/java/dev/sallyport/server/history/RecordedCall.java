package dev.sallyport.server.history;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.audit.RecordedAccess;
import dev.sallyport.audit.RecordedAccesses;
import dev.sallyport.audit.RecordedFact;
import dev.sallyport.audit.RecordedObligation;
import dev.sallyport.audit.Stage;
import dev.sallyport.audit.Standing;
import dev.sallyport.policy.Access;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.history.PastCall;
import dev.sallyport.policy.history.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What one record says about a call.
public sealed interface RecordedCall {

    /// The record has everything that the call was decided on.
    ///
    /// @param approvers who agreed to it
    record Decided(PastCall call, List<String> approvers) implements RecordedCall {
        public Decided {
            approvers = List.copyOf(approvers);
        }
    }

    /// The record does not have everything.
    ///
    /// @param call as far as it is known
    record Undecidable(PastCall call, Why why) implements RecordedCall {}

    /// Why a call cannot be decided again.
    enum Why {
        NOT_PLANNED("refused before it was planned"),
        NOT_BY_RULES("refused for something else than the rules"),
        OLDER("recorded by a build that did not keep accesses"),
        ACCESSES_CUT("it touched more than a record holds"),
        GROUPS_CUT("its principal had more groups than a record holds"),
        ODD("its record is odd");

        private final String text;

        Why(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /// The reasons by which rules deny.
    Set<String> RULES_DENY =
            Set.of(
                    "DENIED_NO_RULE",
                    "DENIED_FORBIDDEN",
                    "DENIED_NOT_UNDERSTOOD",
                    "DENIED_SEPARATED",
                    "DENIED_NO_POLICY");

    /// The stages that tell how calls were decided, see [#decision].
    Set<Stage> DECISIONS =
            Set.of(
                    Stage.RECEIVED,
                    Stage.DENIED,
                    Stage.FAILED,
                    Stage.HELD,
                    // A call under a grant is held as well, and there is no other record of that.
                    Stage.GRANT_USED,
                    Stage.INTENT);

    /// What a record tells of the decision about a call; each decision has one record.
    ///
    /// @return empty for a record that tells of no decision, or of one that another record tells of
    static Optional<RecordedCall> decision(LoggedRecord logged) {
        var record = logged.record();
        boolean again =
                record.callId().isEmpty()
                        || (record.stage() == Stage.FAILED && record.planDigest().isPresent())
                        // A visit to the git door; what was served there has a record of its own.
                        || (record.stage() == Stage.RECEIVED && record.decision().isEmpty())
                        || (record.stage() == Stage.INTENT && effect(record).equals("hold"));
        return again || !DECISIONS.contains(record.stage())
                ? Optional.empty()
                : Optional.of(of(logged));
    }

    /// The call of a record, with what was decided about it.
    static RecordedCall of(LoggedRecord logged) {
        var record = logged.record();
        try {
            var call = call(logged);
            return whyNot(record)
                    .<RecordedCall>map(why -> new Undecidable(call, why))
                    .orElseGet(() ->
                            new Decided(
                                    call,
                                    record.approval()
                                            .map(AuditRecord.Approval::approvers)
                                            .orElse(List.of())));
        } catch (IllegalArgumentException odd) {
            return new Undecidable(nameless(logged), Why.ODD);
        }
    }

    private static Optional<Why> whyNot(AuditRecord record) {
        if (record.planDigest().isEmpty() && record.accesses().isEmpty()) {
            return Optional.of(Why.NOT_PLANNED);
        }
        var who = record.principal();
        if (record.accesses().isEmpty() || who.isEmpty() || who.get().standing().isEmpty()) {
            return Optional.of(Why.OLDER);
        }
        if (!record.accesses().get().whole()) {
            return Optional.of(Why.ACCESSES_CUT);
        }
        boolean whole =
                who.get().standing().get().whole()
                        && (who.get().onBehalfOf().isEmpty()
                                || who.get().humanStanding().filter(Standing::whole).isPresent());
        if (!whole) {
            return Optional.of(Why.GROUPS_CUT);
        }
        boolean byRules =
                !effect(record).equals("deny")
                        || record.decision()
                                .flatMap(AuditRecord.Decision::reason)
                                .filter(RULES_DENY::contains)
                                .isPresent();
        return byRules ? Optional.empty() : Optional.of(Why.NOT_BY_RULES);
    }

    private static String effect(AuditRecord record) {
        return record.decision().map(AuditRecord.Decision::effect).orElse("");
    }

    private static PastCall call(LoggedRecord logged) {
        var record = logged.record();
        var accesses = record.accesses().map(RecordedAccesses::listed).orElse(List.of());
        return new PastCall(
                record.callId().orElse(""),
                principal(record.principal()),
                record.tool().orElse(""),
                record.target().orElse(""),
                accesses.stream().map(RecordedCall::access).toList(),
                logged.time(),
                record.policyDigest().orElse(""),
                verdict(record),
                accesses.stream()
                        .flatMap(access -> access.facts().values().stream())
                        .anyMatch(RecordedFact.Withheld.class::isInstance));
    }

    private static PastCall nameless(LoggedRecord logged) {
        return new PastCall(
                logged.record().callId().orElse(""),
                Principal.human("nobody", Set.of()),
                "",
                "",
                List.of(),
                logged.time(),
                "",
                new Verdict.Denied(""),
                false);
    }

    private static Principal principal(Optional<AuditRecord.Principal> recorded) {
        var who = recorded.orElseThrow(() -> new IllegalArgumentException("a call has a caller"));
        var kind =
                switch (who.kind()) {
                    case "agent" -> Principal.Kind.AGENT;
                    case "human" -> Principal.Kind.HUMAN;
                    default -> throw new IllegalArgumentException("an unknown kind of principal");
                };
        var human =
                who.onBehalfOf()
                        .map(subject ->
                                new Principal(
                                        subject,
                                        Principal.Kind.HUMAN,
                                        Optional.empty(),
                                        groups(who.humanStanding()),
                                        roles(who.humanStanding())));
        return new Principal(
                who.subject(), kind, human, groups(who.standing()), roles(who.standing()));
    }

    private static Set<String> groups(Optional<Standing> standing) {
        return new TreeSet<>(standing.flatMap(Standing::groups).orElse(List.of()));
    }

    private static Optional<Set<String>> roles(Optional<Standing> standing) {
        return standing.flatMap(Standing::confinedTo).map(TreeSet::new);
    }

    private static Verdict verdict(AuditRecord record) {
        return switch (effect(record)) {
            case "permit" -> new Verdict.Permitted(obligations(record));
            case "hold" -> {
                var sets = new ArrayList<ApproverSet>();
                record.decision()
                        .map(AuditRecord.Decision::approvers)
                        .orElse(List.of())
                        .forEach(set ->
                                sets.add(
                                        new ApproverSet(
                                                set.role(), set.quorum(), set.breakGlass())));
                yield new Verdict.Held(sets, obligations(record));
            }
            default ->
                    new Verdict.Denied(
                            record.decision()
                                    .flatMap(AuditRecord.Decision::reason)
                                    .or(() -> record.outcome().flatMap(AuditRecord.Outcome::code))
                                    .orElse(""));
        };
    }

    private static Obligations obligations(AuditRecord record) {
        var all = new ArrayList<Obligation>();
        for (var obligation : record.obligations()) {
            switch (obligation) {
                case RecordedObligation.Mask(var column, var with) ->
                        all.add(new Obligation.MaskColumn(column, with));
                case RecordedObligation.Filter(var table, var where) ->
                        all.add(new Obligation.FilterRows(table, where));
                case RecordedObligation.Limit(var name, var value) ->
                        all.add(new Obligation.Limit(name, value));
                case RecordedObligation.Text _ -> {
                    // Only of records that cannot be decided again.
                }
            }
        }
        return new Obligations(all);
    }

    private static Access access(RecordedAccess recorded) {
        var facts = new TreeMap<String, FactValue>();
        recorded.facts().forEach((name, fact) -> facts.put(name, value(fact)));
        return new Access(recorded.action(), recorded.resource(), facts);
    }

    private static FactValue value(RecordedFact fact) {
        return switch (fact) {
            case RecordedFact.Text(var text) -> FactValue.text(text);
            case RecordedFact.Texts(var texts) -> FactValue.texts(new TreeSet<>(texts));
            case RecordedFact.Quantity(var number) -> FactValue.quantity(number);
            case RecordedFact.Level(var name) -> FactValue.level(name);
            case RecordedFact.NotApplicable() -> FactValue.NOT_APPLICABLE;
            case RecordedFact.Unknown(), RecordedFact.Withheld(_) -> FactValue.UNKNOWN;
        };
    }
}
