package dev.sallyport.server.export;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.RecordedAccess;
import dev.sallyport.audit.RecordedAccesses;
import dev.sallyport.audit.RecordedApprovers;
import dev.sallyport.audit.RecordedFact;
import dev.sallyport.audit.RecordedObligation;
import dev.sallyport.audit.Stage;
import dev.sallyport.audit.Standing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A record of each stage, as a gate writes them.
final class SampleRecords {

    private static final String HOLD_RULE = "developer/hold/ba9876543210";

    private SampleRecords() {}

    static AuditRecord of(Stage stage) {
        return switch (stage) {
            case START ->
                    AuditRecord.of(stage)
                            .policyDigest("0".repeat(64))
                            .detail("version", "1.2.3")
                            .build();
            case STOP -> AuditRecord.of(stage).build();
            case POLICY_CHANGED -> AuditRecord.of(stage).policyDigest("2".repeat(64)).build();
            case KEY_CREATED, KEY_REVOKED ->
                    human(stage)
                            .detail("key_id", "k_123")
                            .detail("key_of", "client:coding-agent")
                            .detail("groups", "agents")
                            .build();
            case KEY_ROTATED ->
                    AuditRecord.of(stage)
                            .detail("key", "sallyport/test+5c0f6a1e+AQ==")
                            .detail("previous", "sallyport/test+1d0b4c2a+AQ==")
                            .build();
            case LOG_ADOPTED ->
                    AuditRecord.of(stage).detail("size", "7").detail("root", "AAAA").build();
            case BODIES_ERASED ->
                    AuditRecord.of(stage)
                            .detail("keys", "2026-03.1 2026-03.2")
                            .detail("by", "os:root")
                            .detail("reason", "their time is over")
                            .build();
            case SIGNED_IN, SIGNED_OUT ->
                    human(stage)
                            .detail("session", "0123456789abcdef")
                            .detail(stage == Stage.SIGNED_IN ? "by" : "why", "provider")
                            .build();
            case LOG_CHECK_STARTED -> human(stage).build();
            case LOG_CHECKED -> human(stage).detail("found", "sound").build();
            case DELEGATED, DELEGATION_ENDED ->
                    human(stage)
                            .detail("delegation", "dlg_1")
                            .detail("by", "user:ana@example.com")
                            .detail("delegator", "user:ana@example.com")
                            .detail("delegate", "user:ben@example.com")
                            .detail("roles", "all")
                            .build();
            case RECEIVED -> call(stage).build();
            case DENIED ->
                    call(stage)
                            .decision("deny", List.of(), "DENIED_NO_RULE")
                            .outcome(AuditRecord.Outcome.of("denied").withCode("DENIED_NO_RULE"))
                            .detail("message", "`query_database` is not for you")
                            .build();
            case INTENT -> ran(stage).build();
            case OUTCOME ->
                    ran(stage)
                            .masking(Map.of("EMAIL", 3L))
                            .outcome(
                                    AuditRecord.Outcome.of("completed")
                                            .withCode("COMPLETED")
                                            .withRows(2)
                                            .withDurationMs(7))
                            .build();
            case FAILED ->
                    ran(stage)
                            .outcome(
                                    AuditRecord.Outcome.of("failed")
                                            .withCode("TARGET_FAILED")
                                            .withDurationMs(9))
                            .build();
            case UNKNOWN ->
                    ran(stage)
                            .outcome(AuditRecord.Outcome.of("unknown").withCode("UNKNOWN"))
                            .build();
            case HELD -> held(stage).build();
            case VOTED, APPROVED, REJECTED, CANCELLED ->
                    held(stage)
                            .detail("by", "user:ana@example.com")
                            .detail("reason", "looks right")
                            .build();
            case EXPIRED -> held(stage).build();
            case GRANTED, GRANT_REVOKED ->
                    held(stage)
                            .detail("grant", "gra_1")
                            .detail("by", "user:ana@example.com")
                            .detail("uses", "5")
                            .build();
            case GRANT_USED -> held(stage).detail("grant", "gra_1").detail("use", "1 of 5").build();
            case BROKE_GLASS, REVIEW_OVERDUE ->
                    held(stage)
                            .detail("glass_broken_by", "user:ana@example.com")
                            .detail("unmet", "0 of 2 sre")
                            .detail("reason", "the shop is down")
                            .build();
            case GLASS_REVIEWED ->
                    held(stage)
                            .detail("glass_broken_by", "user:ana@example.com")
                            .detail("by", "user:ben@example.com")
                            .detail("verdict", "justified")
                            .build();
        };
    }

    static AuditRecord.Builder call(Stage stage) {
        return AuditRecord.of(stage)
                .callId("01JD7Q0000000000000000000A")
                .session("session-1")
                .principal(
                        new AuditRecord.Principal(
                                "client:coding-agent",
                                "agent",
                                Optional.of("user:olga"),
                                Optional.of("claude 1.0"),
                                Optional.of("http"),
                                Optional.of(Standing.of(Set.of("agents"), Optional.empty())),
                                Optional.of(Standing.of(Set.of("staff"), Optional.empty()))))
                .roles(List.of("analyst"))
                .policyDigest("0".repeat(64))
                .tool("query_database")
                .target("shop");
    }

    private static AuditRecord.Builder planned(Stage stage, String action, String normalised) {
        var facts = new TreeMap<String, RecordedFact>();
        facts.put("table", new RecordedFact.Text("orders"));
        facts.put("columns", new RecordedFact.Texts(List.of("id", "total")));
        facts.put("rows", new RecordedFact.Unknown());
        facts.put("note", new RecordedFact.Withheld(List.of("⟦masked:EMAIL⟧")));
        return call(stage)
                .action(action, normalised)
                .accesses(
                        RecordedAccesses.of(
                                List.of(new RecordedAccess(action, "shop/shop.orders", facts))))
                .planDigest("1".repeat(64));
    }

    private static AuditRecord.Builder ran(Stage stage) {
        return planned(stage, "db.read", "SELECT id, total FROM orders")
                .decision("permit", List.of("analyst/permit/0123456789ab"))
                .obligations(
                        List.of(
                                new RecordedObligation.Mask("email", "hash"),
                                new RecordedObligation.Limit("rows", 100)));
    }

    private static AuditRecord.Builder held(Stage stage) {
        return planned(stage, "db.write", "UPDATE orders SET total = 0")
                .tool("modify_database")
                .held(List.of(HOLD_RULE), List.of(new RecordedApprovers("sre", 2)))
                .approval("apr_1", List.of("user:ana@example.com"));
    }

    private static AuditRecord.Builder human(Stage stage) {
        return AuditRecord.of(stage)
                .principal(
                        new AuditRecord.Principal(
                                "user:ana@example.com",
                                "human",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("console")));
    }
}
