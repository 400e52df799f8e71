package dev.sallyport.audit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.node.JsonNodeFactory;

/// Which records are wanted: those that fit everything that is given. Immutable.
public final class AuditFilter {

    /// Every record.
    public static final AuditFilter ALL = new AuditFilter(Map.of(), Set.of(), Optional.empty());

    /// Something that a record names.
    public enum Field {
        /// The subject, or the human it acted for.
        PRINCIPAL,
        TOOL,
        /// The configured target.
        TARGET,
        CALL_ID,
        SESSION,
        /// The approval a call was held for or ran under.
        APPROVAL_ID,
        /// A human who voted, or who ended a request in another way.
        APPROVER,
        /// `permit`, `hold` or `deny`.
        EFFECT,
        /// A rule that led to the decision.
        RULE,
        /// The stable code of a refusal or of an end.
        CODE;

        private Stream<String> in(AuditRecord record) {
            return switch (this) {
                case PRINCIPAL ->
                        record.principal().stream()
                                .flatMap(who ->
                                        Stream.concat(
                                                Stream.of(who.subject()),
                                                who.onBehalfOf().stream()));
                case TOOL -> record.tool().stream();
                case TARGET -> record.target().stream();
                case CALL_ID -> record.callId().stream();
                case SESSION -> record.session().stream();
                case APPROVAL_ID -> record.approval().stream().map(AuditRecord.Approval::id);
                case APPROVER ->
                        Stream.concat(
                                record.approval().stream()
                                        .flatMap(approval -> approval.approvers().stream()),
                                Stream.ofNullable(record.details().get("by")));
                case EFFECT -> record.decision().stream().map(AuditRecord.Decision::effect);
                case RULE ->
                        record.decision().stream().flatMap(decision -> decision.rules().stream());
                case CODE ->
                        Stream.concat(
                                record.decision().flatMap(AuditRecord.Decision::reason).stream(),
                                record.outcome().flatMap(AuditRecord.Outcome::code).stream());
            };
        }
    }

    private final Map<Field, String> wanted;
    private final Set<Stage> stages;
    private final Optional<String> text;

    private AuditFilter(Map<Field, String> wanted, Set<Stage> stages, Optional<String> text) {
        this.wanted = Map.copyOf(wanted);
        this.stages = Set.copyOf(stages);
        this.text = text;
    }

    /// Records in which this field is, or has among others, just this text.
    public AuditFilter with(Field field, String value) {
        var more = new EnumMap<Field, String>(Field.class);
        more.putAll(wanted);
        more.put(field, value);
        return new AuditFilter(more, stages, text);
    }

    public AuditFilter withPrincipal(String subject) {
        return with(Field.PRINCIPAL, subject);
    }

    public AuditFilter withTarget(String name) {
        return with(Field.TARGET, name);
    }

    public AuditFilter withCallId(String id) {
        return with(Field.CALL_ID, id);
    }

    public AuditFilter withApprovalId(String id) {
        return with(Field.APPROVAL_ID, id);
    }

    /// Records of any of these stages; of all where none is given.
    public AuditFilter withStages(Set<Stage> any) {
        return new AuditFilter(wanted, any, text);
    }

    /// Records with this text somewhere in one of their texts, in whatever case.
    public AuditFilter withText(String part) {
        return new AuditFilter(wanted, stages, Optional.of(part.toLowerCase(Locale.ROOT)));
    }

    Set<Stage> stages() {
        return stages;
    }

    boolean matches(LoggedRecord logged) {
        var record = logged.record();
        return (stages.isEmpty() || stages.contains(record.stage()))
                && wanted.entrySet().stream()
                        .allMatch(
                                each -> each.getKey().in(record).anyMatch(each.getValue()::equals))
                && text.filter(part -> !RecordJson.hasText(logged, part)).isEmpty();
    }

    /// Texts, quotes included, all of which stand somewhere in the JSON of every record that matches: most
    /// others are passed over without reading them as JSON.
    List<byte[]> marks() {
        var marks = new ArrayList<byte[]>();
        wanted.values()
                .forEach(value ->
                        marks.add(CanonicalJson.bytes(JsonNodeFactory.instance.stringNode(value))));
        return marks;
    }
}
