package dev.sallyport.server.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.audit.RecordedAccess;
import dev.sallyport.audit.RecordedAccesses;
import dev.sallyport.audit.RecordedApprovers;
import dev.sallyport.audit.RecordedFact;
import dev.sallyport.audit.RecordedObligation;
import dev.sallyport.audit.Stage;
import dev.sallyport.audit.Standing;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.history.Verdict;
import dev.sallyport.server.history.RecordedCall.Decided;
import dev.sallyport.server.history.RecordedCall.Undecidable;
import dev.sallyport.server.history.RecordedCall.Why;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedCallTest {

    private static final Standing IN_G = Standing.of(Set.of("g"), Optional.of(List.of("reader")));

    private static AuditRecord.Builder planned(Stage stage) {
        return AuditRecord.of(stage)
                .callId("c")
                .principal(principal("agent", Optional.of(IN_G), Optional.of(IN_G)))
                .tool("read")
                .target("shop")
                .policyDigest("d")
                .planDigest("p")
                .accesses(RecordedAccesses.of(List.of(access(new RecordedFact.Text("hall")))))
                .decision("permit", List.of());
    }

    private static AuditRecord.Principal principal(
            String kind, Optional<Standing> standing, Optional<Standing> human) {
        return new AuditRecord.Principal(
                "client:a",
                kind,
                Optional.of("user:ana"),
                Optional.empty(),
                Optional.of("http"),
                standing,
                human);
    }

    private static RecordedAccess access(RecordedFact fact) {
        return new RecordedAccess("read", "shop/hall", new TreeMap<>(Map.of("room", fact)));
    }

    private static LoggedRecord logged(AuditRecord.Builder record) {
        return new LoggedRecord(0, "o", Instant.EPOCH, record.build(), Optional.empty(), "");
    }

    private static Optional<Why> why(AuditRecord.Builder record) {
        return RecordedCall.of(logged(record)) instanceof Undecidable(_, var why)
                ? Optional.of(why)
                : Optional.empty();
    }

    @Test
    void aCallIsReadBackWithEverythingItWasDecidedOn() {
        var record =
                planned(Stage.HELD)
                        .held(
                                List.of("r"),
                                List.of(new RecordedApprovers("ops", 2, Optional.of("oncall"))))
                        .obligations(
                                List.of(
                                        new RecordedObligation.Mask("a", "token"),
                                        new RecordedObligation.Filter("t", "x = 1"),
                                        new RecordedObligation.Limit("rows", 7)))
                        .approval("apr_1", List.of("user:ben"));

        assertThat(RecordedCall.of(logged(record)))
                .isInstanceOfSatisfying(
                        Decided.class,
                        decided -> {
                            assertThat(decided.approvers()).containsExactly("user:ben");
                            assertThat(decided.call().principal())
                                    .isEqualTo(
                                            new Principal(
                                                    "client:a",
                                                    Principal.Kind.AGENT,
                                                    Optional.of(
                                                            new Principal(
                                                                    "user:ana",
                                                                    Principal.Kind.HUMAN,
                                                                    Optional.empty(),
                                                                    Set.of("g"),
                                                                    Optional.of(Set.of("reader")))),
                                                    Set.of("g"),
                                                    Optional.of(Set.of("reader"))));
                            assertThat(decided.call().accesses().getFirst().fact("room"))
                                    .isEqualTo(FactValue.text("hall"));
                            assertThat(decided.call().verdict())
                                    .isEqualTo(
                                            new Verdict.Held(
                                                    List.of(
                                                            new ApproverSet(
                                                                    "ops",
                                                                    2,
                                                                    Optional.of("oncall"))),
                                                    new Obligations(
                                                            List.of(
                                                                    new Obligation.MaskColumn(
                                                                            "a", "token"),
                                                                    new Obligation.FilterRows(
                                                                            "t", "x = 1"),
                                                                    new Obligation.Limit(
                                                                            "rows", 7)))));
                            assertThat(decided.call().withheld()).isFalse();
                        });
    }

    @Test
    void aWithheldFactIsUnknownAndMarked() {
        var record =
                planned(Stage.INTENT)
                        .accesses(
                                RecordedAccesses.of(
                                        List.of(access(new RecordedFact.Withheld(List.of("x"))))));

        assertThat(RecordedCall.of(logged(record)))
                .isInstanceOfSatisfying(
                        Decided.class,
                        decided -> {
                            assertThat(decided.call().withheld()).isTrue();
                            assertThat(decided.call().accesses().getFirst().fact("room"))
                                    .isEqualTo(FactValue.UNKNOWN);
                        });
    }

    @Test
    void whatTheRecordLacksIsSaid() {
        var many =
                IntStream.range(0, 2_000)
                        .mapToObj(i -> access(new RecordedFact.Text("hall" + i)))
                        .toList();
        var groups = IntStream.range(0, 2_000).mapToObj(i -> "group-" + i).toList();
        var cut = Standing.of(groups, Optional.empty());

        assertThat(why(planned(Stage.INTENT))).isEmpty();
        assertThat(why(planned(Stage.INTENT).accesses(RecordedAccesses.of(many))))
                .contains(Why.ACCESSES_CUT);
        assertThat(why(planned(Stage.INTENT).principal("client:a", "agent"))).contains(Why.OLDER);
        for (var who :
                List.of(
                        principal("agent", Optional.of(cut), Optional.of(IN_G)),
                        principal("agent", Optional.of(IN_G), Optional.of(cut)),
                        principal("agent", Optional.of(IN_G), Optional.empty()))) {
            assertThat(why(planned(Stage.INTENT).principal(who))).contains(Why.GROUPS_CUT);
        }
        assertThat(
                        why(
                                planned(Stage.INTENT)
                                        .principal(
                                                principal(
                                                        "ghost",
                                                        Optional.of(IN_G),
                                                        Optional.of(IN_G)))))
                .contains(Why.ODD);
        assertThat(
                        why(
                                AuditRecord.of(Stage.INTENT)
                                        .callId("c")
                                        .principal("client:a", "agent")
                                        .planDigest("p")))
                .contains(Why.OLDER);
        assertThat(
                        why(
                                AuditRecord.of(Stage.DENIED)
                                        .callId("c")
                                        .principal("client:a", "agent")
                                        .decision("deny", List.of(), "UNKNOWN_TOOL")))
                .contains(Why.NOT_PLANNED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CANCELLED", "DENIED_POLICY_CHANGED", "DENIED_TOO_MANY_PENDING"})
    void whatSomethingElseThanTheRulesRefusedIsNoDecisionOfTheirs(String reason) {
        assertThat(why(planned(Stage.DENIED).decision("deny", List.of(), reason)))
                .contains(Why.NOT_BY_RULES);
        assertThat(why(planned(Stage.DENIED).decision("deny", List.of(), "DENIED_FORBIDDEN")))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void eachDecisionIsTakenFromOneRecord(Stage stage) {
        boolean permitted = RecordedCall.decision(logged(planned(stage))).isPresent();
        boolean held =
                RecordedCall.decision(
                                logged(
                                        planned(stage)
                                                .held(
                                                        List.of(),
                                                        List.of(new RecordedApprovers("ops", 1)))))
                        .isPresent();

        assertThat(permitted)
                .isEqualTo(
                        Set.of(
                                        Stage.RECEIVED,
                                        Stage.DENIED,
                                        Stage.HELD,
                                        Stage.GRANT_USED,
                                        Stage.INTENT)
                                .contains(stage));
        assertThat(held)
                .isEqualTo(
                        Set.of(Stage.RECEIVED, Stage.DENIED, Stage.HELD, Stage.GRANT_USED)
                                .contains(stage));
    }
}
