package dev.sallyport.server.cli;

import static dev.sallyport.server.cli.Ran.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditOptions;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.FileCheckpointStore;
import dev.sallyport.audit.RecordedApprovers;
import dev.sallyport.audit.Stage;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// `audit list` by what records say, and `audit replay`.
final class AuditSearchTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir private Path root;

    @BeforeEach
    void write() {
        at(
                NOON,
                call("read-1", "s-1", "client:bot", "query_database")
                        .principal(
                                new AuditRecord.Principal(
                                                "client:bot",
                                                "agent",
                                                Optional.empty(),
                                                Optional.of("Claude \u202e1"),
                                                Optional.of("http"))
                                        .by("c-7"))
                        .action("db.read", "SELECT ‘Käse’")
                        .decision("permit", List.of("reads/permit/1"))
                        .build());
        var deletes =
                call("delete-1", "s-1", "client:bot", "modify_database")
                        .target("shop")
                        .action("db.delete", "DELETE FROM orders")
                        .held(
                                List.of("writes/hold/1"),
                                List.of(new RecordedApprovers("ops", 1, Optional.empty())))
                        .approval("apr_1", List.of())
                        .build();
        at(NOON.plusSeconds(40), deletes);
        at(
                NOON.plusSeconds(71),
                deletes.next(Stage.APPROVED)
                        .approval("apr_1", List.of("user:cem"))
                        .detail("by", "user:cem")
                        .detail("reason", "fine\nby \u001b[31mme")
                        .build());
        at(
                NOON.plusSeconds(72),
                deletes.next(Stage.OUTCOME)
                        .outcome(AuditRecord.Outcome.of("completed").withRows(1).withDurationMs(70))
                        .build());
        at(NOON.plusSeconds(90), call("other-1", "s-1", "client:other", "list_targets").build());
        at(
                NOON.plus(Duration.ofDays(1)),
                AuditRecord.of(Stage.DENIED)
                        .callId("denied-1")
                        .session("s-2")
                        .principal("client:bot", "agent")
                        .decision("deny", List.of(), "DENIED_NO_RULE")
                        .build());
    }

    private static AuditRecord.Builder call(
            String id, String session, String principal, String tool) {
        return AuditRecord.of(tool.startsWith("modify") ? Stage.HELD : Stage.RECEIVED)
                .callId(id)
                .session(session)
                .principal(principal, "agent")
                .tool(tool);
    }

    private Path log() {
        return root.resolve("log");
    }

    private void at(Instant time, AuditRecord record) {
        var options =
                AuditOptions.of(
                                "test/search",
                                root.resolve("log-key"),
                                new FileCheckpointStore(root.resolve("log-checkpoint")))
                        .withClock(Clock.fixed(time, ZoneOffset.UTC));
        try (var log = AuditLog.open(log(), options)) {
            var _ = log.append(record);
        }
    }

    private List<String> found(Object... options) {
        var arguments = new ArrayList<Object>(List.of("audit", "list", "--json"));
        arguments.addAll(List.of("--dir", log()));
        arguments.addAll(List.of(options));
        var ran = run(arguments.toArray());
        assertThat(ran.exit()).isZero();
        return ran.out()
                .lines()
                .map(line -> JsonMapper.shared().readTree(line))
                .map(json -> json.path("call_id").asString() + " " + json.path("stage").asString())
                .toList();
    }

    @Test
    void recordsAreFoundByWhatTheySay() {
        assertThat(found()).hasSize(6);
        assertThat(found("--approver", "user:cem")).containsExactly("delete-1 approved");
        assertThat(found("--rule", "writes/hold/1")).containsExactly("delete-1 held");
        assertThat(found("--effect", "deny")).containsExactly("denied-1 denied");
        assertThat(found("--code", "DENIED_NO_RULE")).containsExactly("denied-1 denied");
        assertThat(found("--target", "shop", "--stage", "outcome"))
                .containsExactly("delete-1 outcome");
        assertThat(found("--session", "s-2")).containsExactly("denied-1 denied");
        assertThat(found("--tool", "query_database", "--principal", "client:other")).isEmpty();
    }

    @Test
    void textIsFoundInTextsAloneAndInWhateverCase() {
        assertThat(found("--text", "käse")).containsExactly("read-1 received");
        assertThat(found("--text", "FROM ORDERS")).hasSize(3);
        assertThat(found("--text", "call_id")).isEmpty();
        assertThat(found("--text", "fine\nby")).containsExactly("delete-1 approved");
    }

    @Test
    void timesBoundWhatIsListedAndTheNewestStay() {
        assertThat(found("--since", "2026-03-02")).containsExactly("denied-1 denied");
        assertThat(found("--until", "2026-03-01T12:00:40Z")).containsExactly("read-1 received");
        assertThat(found("--until", "2026-03-02", "--limit", "2"))
                .containsExactly("delete-1 outcome", "other-1 received");
    }

    @Test
    void wrongOptionsAreNamed() {
        var effect = run("audit", "list", "--dir", log(), "--effect", "maybe");
        var stage = run("audit", "list", "--dir", log(), "--stage", "dreamt");

        assertThat(effect.exit()).isEqualTo(2);
        assertThat(effect.err()).contains("--effect is permit, hold or deny, not `maybe`");
        assertThat(stage.exit()).isEqualTo(2);
        assertThat(stage.err()).contains("there is no stage `dreamt`").contains("held");
    }

    @Test
    void aSessionIsReplayedCallByCall() {
        var ran = run("audit", "replay", "s-1", "--principal", "client:bot", "--dir", log());

        assertThat(ran.exit()).isZero();
        assertThat(ran.out().lines())
                .containsExactly(
                        "Session s-1 of client:bot, from 2026-03-01T12:00:00Z",
                        "",
                        "[by http, “Claude \\u{202E}1”, connection c-7]",
                        "+0 ms  query_database  call read-1",
                        "    SELECT ‘Käse’",
                        "    +0 ms      received         permitted by reads/permit/1",
                        "",
                        "+40.0 s  modify_database on shop  call delete-1",
                        "    DELETE FROM orders",
                        "    +0 ms      held             held for 1 of ops by writes/hold/1; approval apr_1",
                        "    +31.0 s    approved         approval apr_1; by: user:cem; reason: fine\\u{A}by \\u{1B}[31mme",
                        "    +32.0 s    outcome          approval apr_1; completed; 1 row; took 70 ms");
    }

    @Test
    void aCallNamesItsSession() {
        var whole = run("audit", "replay", "delete-1", "--dir", log());
        var json = run("audit", "replay", "read-1", "--dir", log(), "--json");

        assertThat(whole.out()).contains("Session s-1 of client:bot").contains("call read-1");
        assertThat(json.out().lines()).hasSize(4);
    }

    @Test
    void aLongSessionIsReadInParts() {
        var first = run("audit", "replay", "read-1", "--dir", log(), "--limit", "1");
        var rest = run("audit", "replay", "read-1", "--dir", log(), "--from", "delete-1");

        assertThat(first.out()).contains("call read-1").doesNotContain("call delete-1");
        assertThat(first.err()).contains("--from delete-1");
        assertThat(rest.out()).contains("call delete-1").doesNotContain("call read-1");
        assertThat(rest.err()).isEmpty();
    }

    @Test
    void whatCannotBeReplayedIsSaid() {
        var shared = run("audit", "replay", "s-1", "--dir", log());
        var none = run("audit", "replay", "s-9", "--dir", log());
        var later = run("audit", "replay", "read-1", "--from", "denied-1", "--dir", log());

        assertThat(shared.exit()).isEqualTo(2);
        assertThat(shared.err()).contains("several callers used this id: client:bot, client:other");
        assertThat(none.exit()).isEqualTo(1);
        assertThat(none.err()).contains("the log has no session and no call `s-9`");
        assertThat(later.exit()).isEqualTo(1);
        assertThat(later.err()).contains("this session has no call `denied-1`");
    }
}
