package dev.sallyport.server.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditOptions;
import dev.sallyport.audit.AuditReader;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.FileCheckpointStore;
import dev.sallyport.audit.RecordedAccess;
import dev.sallyport.audit.RecordedFact;
import dev.sallyport.audit.RecordedObligation;
import dev.sallyport.audit.Standing;
import dev.sallyport.masking.Masker;
import dev.sallyport.policy.Access;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.RuleId;
import dev.sallyport.server.call.CallRunner.Licence;
import dev.sallyport.tools.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

/// What the log keeps of a call, so that it can be decided again.
class CallRecordsTest {

    private static final Principal AGENT =
            new Principal(
                    "client:agent",
                    Principal.Kind.AGENT,
                    Optional.of(Principal.human("user:ana", Set.of("staff"))),
                    Set.of("agents"),
                    Optional.of(Set.of("reader", "analyst")));

    private static final Licence LICENCE =
            new Licence(
                    List.of(new RuleId("a", Effect.HOLD, "0123456789ab", 3)),
                    new Obligations(
                            List.of(
                                    new Obligation.MaskColumn("*.email", "token"),
                                    new Obligation.Limit("rows", 10))),
                    List.of(new ApproverSet("operator", 2)),
                    Optional.empty(),
                    Optional.of("apr_1"),
                    List.of("user:ben"),
                    Optional.empty(),
                    Optional.empty());

    @TempDir Path directory;
    private AuditLog log;

    @BeforeEach
    void open() {
        log =
                AuditLog.open(
                        directory.resolve("audit"),
                        AuditOptions.of(
                                "sallyport/test",
                                directory.resolve("key"),
                                new FileCheckpointStore(directory.resolve("checkpoint"))));
    }

    @AfterEach
    void close() {
        log.close();
    }

    private AuditRecord recorded(Principal principal, List<Access> accesses) throws IOException {
        var caller = new Caller(principal, "session", "test", "http", Duration.ZERO);
        var call =
                CallContext.start(
                        "call",
                        caller,
                        "session",
                        "push_branch",
                        Authorizer.DENY_ALL,
                        Instant.EPOCH);
        var plan =
                new Plan(
                        "push_branch",
                        "shop",
                        accesses,
                        JsonNodeFactory.instance.objectNode(),
                        "push");
        new CallJournal(log, new ReplyMasker(new Masker())).intent(call, plan, LICENCE);
        return AuditReader.open(directory.resolve("audit")).get(0).orElseThrow().record();
    }

    private static Access access(String resource, Map<String, FactValue> facts) {
        return new Access("git.push", resource, facts);
    }

    @Test
    void everythingThatWasDecidedOnIsOnRecord() throws IOException {
        var record =
                recorded(
                        AGENT,
                        List.of(
                                access(
                                        "shop:agent/x",
                                        Map.of(
                                                "branch", FactValue.text("agent/x"),
                                                "paths", FactValue.texts(Set.of("b", "a")),
                                                "file_bytes", FactValue.quantity(12),
                                                "level", FactValue.level("baseline"),
                                                "none", FactValue.NOT_APPLICABLE,
                                                "what", FactValue.UNKNOWN))));

        var expected = new TreeMap<String, RecordedFact>();
        expected.put("branch", new RecordedFact.Text("agent/x"));
        expected.put("paths", new RecordedFact.Texts(List.of("a", "b")));
        expected.put("file_bytes", new RecordedFact.Quantity(12));
        expected.put("level", new RecordedFact.Level("baseline"));
        expected.put("none", new RecordedFact.NotApplicable());
        expected.put("what", new RecordedFact.Unknown());
        assertThat(record.accesses().orElseThrow().listed())
                .containsExactly(new RecordedAccess("git.push", "shop:agent/x", expected));
        var who = record.principal().orElseThrow();
        assertThat(who.standing())
                .contains(
                        Standing.of(List.of("agents"), Optional.of(List.of("analyst", "reader"))));
        assertThat(who.humanStanding()).contains(Standing.of(List.of("staff"), Optional.empty()));
        assertThat(record.decision().orElseThrow().approvers())
                .extracting(Object::toString)
                .containsExactly(
                        "RecordedApprovers[role=operator, quorum=2, breakGlass=Optional.empty]");
        assertThat(record.obligations())
                .containsExactlyInAnyOrder(
                        new RecordedObligation.Mask("*.email", "token"),
                        new RecordedObligation.Limit("rows", 10));
    }

    @Test
    void whatTheDetectorsHideIsWithheldAndNotTakenForTheFact() throws IOException {
        var record =
                recorded(
                        AGENT,
                        List.of(
                                access(
                                        "shop:fix-ana.lee@example.com",
                                        Map.of(
                                                "branch",
                                                FactValue.text("fix-ana.lee@example.com"),
                                                "paths",
                                                FactValue.texts(
                                                        Set.of("a", "ana.lee@example.com"))))));

        var access = record.accesses().orElseThrow().listed().getFirst();
        assertThat(access.resource()).doesNotContain("ana.lee");
        assertThat(access.facts().values())
                .hasSize(2)
                .allSatisfy(fact -> assertThat(fact).isInstanceOf(RecordedFact.Withheld.class))
                .extracting(Object::toString)
                .noneMatch(text -> text.contains("ana.lee"));
    }

    @Test
    void aCallThatTouchesVeryMuchIsRecordedAndCut() throws IOException {
        var many =
                IntStream.range(0, 3_000)
                        .mapToObj(
                                i -> access("shop:" + i, Map.of("branch", FactValue.text("b" + i))))
                        .toList();

        var record = recorded(AGENT, many);

        var accesses = record.accesses().orElseThrow();
        assertThat(accesses.whole()).isFalse();
        assertThat(accesses.total()).isEqualTo(3_000);
        assertThat(accesses.listed()).isNotEmpty();
    }

    /// With all that it may have by itself, a record may have no room left for accesses at all.
    @Test
    void aRecordWithoutRoomForAccessesIsTakenWithoutThem() throws IOException {
        var groups = IntStream.range(0, 64).mapToObj(i -> "g".repeat(110) + i).toList();
        var principal =
                new Principal(
                        "client:agent",
                        Principal.Kind.AGENT,
                        Optional.of(Principal.human("user:ana", Set.copyOf(groups))),
                        Set.copyOf(groups));
        var many =
                IntStream.range(0, 400)
                        .mapToObj(
                                i -> access("shop:" + i, Map.of("branch", FactValue.text("b" + i))))
                        .toList();
        var call =
                CallContext.start(
                        "call",
                        new Caller(principal, "session", "test", "http", Duration.ZERO),
                        "session",
                        "push_branch",
                        Authorizer.DENY_ALL,
                        Instant.EPOCH);
        // Control characters take six bytes each.
        var plan =
                new Plan(
                        "push_branch",
                        "shop",
                        many,
                        JsonNodeFactory.instance.objectNode(),
                        "\u0001".repeat(4_000));

        new CallJournal(log, new ReplyMasker(new Masker())).intent(call, plan, LICENCE);

        var record = AuditReader.open(directory.resolve("audit")).get(0).orElseThrow().record();
        assertThat(record.accesses().orElseThrow().listed()).isEmpty();
        assertThat(record.accesses().orElseThrow().total()).isEqualTo(400);
        assertThat(record.principal().orElseThrow().standing().orElseThrow().whole()).isFalse();
    }
}
