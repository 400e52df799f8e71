package dev.sallyport.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;

/// Which records are wanted: those that fit everything that is given.
///
/// @param principal the subject, or the human it acted for
/// @param tool the tool's name
/// @param target the configured target
/// @param stages any of them; empty means all
/// @param callId the call
/// @param session the session
/// @param approvalId the approval a call was held for or ran under
public record AuditFilter(
        Optional<String> principal,
        Optional<String> tool,
        Optional<String> target,
        Set<Stage> stages,
        Optional<String> callId,
        Optional<String> session,
        Optional<String> approvalId) {

    /// Every record.
    public static final AuditFilter ALL =
            new AuditFilter(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Set.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    public AuditFilter {
        stages = Set.copyOf(stages);
    }

    public AuditFilter withPrincipal(String subject) {
        return new AuditFilter(
                Optional.of(subject), tool, target, stages, callId, session, approvalId);
    }

    public AuditFilter withTool(String name) {
        return new AuditFilter(
                principal, Optional.of(name), target, stages, callId, session, approvalId);
    }

    public AuditFilter withTarget(String name) {
        return new AuditFilter(
                principal, tool, Optional.of(name), stages, callId, session, approvalId);
    }

    public AuditFilter withStages(Set<Stage> wanted) {
        return new AuditFilter(principal, tool, target, wanted, callId, session, approvalId);
    }

    public AuditFilter withCallId(String id) {
        return new AuditFilter(
                principal, tool, target, stages, Optional.of(id), session, approvalId);
    }

    public AuditFilter withSession(String id) {
        return new AuditFilter(
                principal, tool, target, stages, callId, Optional.of(id), approvalId);
    }

    public AuditFilter withApprovalId(String id) {
        return new AuditFilter(principal, tool, target, stages, callId, session, Optional.of(id));
    }

    boolean matches(AuditRecord record) {
        return (principal.isEmpty() || record.principal().filter(this::isWanted).isPresent())
                && fits(tool, record.tool())
                && fits(target, record.target())
                && (stages.isEmpty() || stages.contains(record.stage()))
                && fits(callId, record.callId())
                && fits(session, record.session())
                && fits(approvalId, record.approval().map(AuditRecord.Approval::id));
    }

    private boolean isWanted(AuditRecord.Principal who) {
        return principal.equals(Optional.of(who.subject())) || principal.equals(who.onBehalfOf());
    }

    private static boolean fits(Optional<String> wanted, Optional<String> found) {
        return wanted.isEmpty() || wanted.equals(found);
    }

    /// Texts, quotes included, all of which stand somewhere in the JSON of every record that matches: most
    /// others are passed over without reading them as JSON.
    List<byte[]> marks() {
        var marks = new ArrayList<byte[]>();
        for (var wanted : List.of(principal, tool, target, callId, session, approvalId)) {
            wanted.ifPresent(text ->
                    marks.add(CanonicalJson.bytes(JsonNodeFactory.instance.stringNode(text))));
        }
        return marks;
    }
}
