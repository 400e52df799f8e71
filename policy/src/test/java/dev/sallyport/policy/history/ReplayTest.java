package dev.sallyport.policy.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.FactDefinition.Place;
import dev.sallyport.policy.FactDefinition.TextFact;
import dev.sallyport.policy.FactDefinition.Unit;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligation.Limit;
import dev.sallyport.policy.ObligationDefinition.LimitObligation;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.policy.history.Replay.Cause;
import dev.sallyport.policy.history.Replay.Source;
import dev.sallyport.policy.rolemap.RoleMap;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayTest {

    private static final List<ToolTerms> TOOLS =
            List.of(
                    new ToolTerms(
                            "read",
                            List.of(new TextFact("room", "room", Place.ON, "where")),
                            List.of(new LimitObligation("rows", Unit.COUNT, 10, "how many"))));

    private static final Verdict PERMITTED = new Verdict.Permitted(limit(10));

    private static Obligations limit(long rows) {
        return new Obligations(List.of(new Limit("rows", rows)));
    }

    /// @param rules of the one role, in flow style
    private static RoleMap policy(String rules) {
        var text =
                "roles:\n  r: "
                        + rules
                        + "\n  ops: { console: [approve] }\nbindings:\n  - { role: r, to: [\"client:a\"] }\n";
        return switch (RoleMap.parse("policy.yaml", text, TOOLS)) {
            case RoleMap.Parsed.Valid(var roleMap) -> roleMap;
            case RoleMap.Parsed.Invalid(var problems) -> throw new AssertionError(problems);
        };
    }

    private static final String PERMIT = "{ permit: [ { tools: [read] } ] }";
    private static final String LESS = "{ permit: [ { tools: [read], rows: 5 } ] }";
    private static final String HOLD =
            "{ hold: [ { tools: [read], approvers: { role: ops, quorum: 1 } } ] }";
    private static final String HOLD_TWO =
            "{ hold: [ { tools: [read], approvers: { role: ops, quorum: 2 } } ] }";
    private static final String FORBID =
            "{ permit: [ { tools: [read] } ], forbid: [ { tools: [read] } ] }";
    private static final String NOTHING = "{ permit: [ { tools: [read], on: { room: other } } ] }";

    private static String named(String name) {
        return switch (name) {
            case "permit" -> PERMIT;
            case "less" -> LESS;
            case "hold" -> HOLD;
            case "hold two" -> HOLD_TWO;
            case "forbid" -> FORBID;
            case "nothing" -> NOTHING;
            default -> throw new AssertionError(name);
        };
    }

    private static PastCall call(String id, String digest, Verdict verdict, boolean withheld) {
        var facts = Map.of("room", withheld ? FactValue.UNKNOWN : FactValue.text("hall"));
        return new PastCall(
                id,
                new Principal("client:a", Principal.Kind.AGENT, Optional.empty(), Set.of()),
                "read",
                "house",
                List.of(new Access("read", "hall", facts)),
                Instant.EPOCH,
                digest,
                verdict,
                withheld);
    }

    private static Verdict decided(RoleMap policy) {
        return Verdict.of(policy.decide(call("", "", PERMITTED, false).request()));
    }

    @ParameterizedTest
    @CsvSource({
        "permit, forbid, PERMIT_TO_DENY",
        "permit, nothing, PERMIT_TO_DENY",
        "permit, hold, PERMIT_TO_HOLD",
        "permit, less, OBLIGATIONS",
        "hold, forbid, HOLD_TO_DENY",
        "hold, permit, HOLD_TO_PERMIT",
        "hold, hold two, APPROVERS",
        "forbid, permit, DENY_TO_PERMIT",
        "nothing, hold, DENY_TO_HOLD",
    })
    void aChangeByTheCandidateIsNamed(String before, String after, Change change) {
        var inForce = policy(named(before));
        var replay = new Replay(policy(named(after)), inForce);

        replay.add(call("1", inForce.digest(), decided(inForce), false));

        var report = replay.report();
        assertThat(report.candidateChanges()).isTrue();
        assertThat(report.unchanged()).isZero();
        assertThat(report.changed())
                .singleElement()
                .satisfies(group -> {
                    assertThat(group.cause()).isEqualTo(Cause.CANDIDATE);
                    assertThat(group.change()).isEqualTo(change);
                    assertThat(group.principal()).isEqualTo("client:a");
                    assertThat(group.tool()).isEqualTo("read");
                    assertThat(group.rules()).isNotEmpty();
                });
    }

    @ParameterizedTest
    @CsvSource({"permit", "less", "hold", "hold two", "forbid", "nothing"})
    void theSamePolicyChangesNothing(String name) {
        var inForce = policy(named(name));
        var replay = new Replay(policy(named(name)), inForce);

        replay.add(call("1", inForce.digest(), decided(inForce), false));

        assertThat(replay.report()).isEqualTo(new Replay.Report(1, 1, List.of(), 0, 0));
    }

    @Test
    void aDenialForAnotherReasonIsADenial() {
        var inForce = policy(NOTHING);
        var replay = new Replay(policy(FORBID), inForce);

        replay.add(call("1", inForce.digest(), new Verdict.Denied("DENIED_NO_RULE"), false));

        assertThat(replay.report().changed()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "permit, forbid, forbid, false, POLICY_SINCE, false",
        "permit, permit, forbid, false, RESTORED, true",
        "permit, hold, forbid, false, CANDIDATE, true",
        "permit, nothing, nothing, true, WITHHELD, false",
    })
    void whatLiesBehindADifferenceIsTold(
            String then,
            String candidate,
            String inForce,
            boolean withheld,
            Cause cause,
            boolean candidateChanges) {
        var deciding = policy(named(then));
        var replay = new Replay(policy(named(candidate)), policy(named(inForce)));

        replay.add(call("1", deciding.digest(), decided(deciding), withheld));

        assertThat(replay.report().changed())
                .singleElement()
                .extracting(Replay.Changed::cause)
                .isEqualTo(cause);
        assertThat(replay.report().candidateChanges()).isEqualTo(candidateChanges);
        assertThat(replay.report().withheld()).isEqualTo(withheld ? 1 : 0);
    }

    @Test
    void theVeryPolicyThatDecidedOtherwiseMeansThatTheSituationChanged() {
        var inForce = policy(NOTHING);
        var replay = new Replay(policy(NOTHING), inForce);

        replay.add(call("1", inForce.digest(), PERMITTED, false));

        assertThat(replay.report().changed())
                .singleElement()
                .extracting(Replay.Changed::cause)
                .isEqualTo(Cause.SITUATION);
    }

    @Test
    void groupsCountTheirCallsAndShowTheFirst() {
        var inForce = policy(PERMIT);
        var replay = new Replay(policy(FORBID), inForce);
        for (int i = 0; i < 7; i++) {
            replay.add(call("c" + i, inForce.digest(), PERMITTED, false));
        }
        replay.add(
                call(
                        "held",
                        "",
                        new Verdict.Held(List.of(new ApproverSet("ops", 1)), limit(10)),
                        false));

        var report = replay.report();

        assertThat(report.replayed()).isEqualTo(8);
        assertThat(report.changed()).hasSize(2);
        assertThat(report.changed().getFirst().calls()).isEqualTo(7);
        assertThat(report.changed().getFirst().examples()).containsExactly("c0", "c1", "c2");
        assertThat(report.changed().getFirst().rules())
                .extracting(Replay.Responsible::source)
                .contains(Source.CANDIDATE);
    }

    @Test
    void moreGroupsThanAreKeptAreCountedAndCountAsChanges() {
        var inForce = policy(PERMIT);
        var replay = new Replay(policy(FORBID), inForce);
        var one = call("1", inForce.digest(), PERMITTED, false);
        for (int i = 0; i < Replay.GROUPS_MAX + 2; i++) {
            // Nobody is bound to anything but client:a, so that the in-force policy denies the
            // others too.
            replay.add(
                    new PastCall(
                            "c" + i,
                            Principal.human("user:" + i, Set.of()),
                            one.tool(),
                            one.target(),
                            one.accesses(),
                            one.time(),
                            one.policyDigest(),
                            PERMITTED,
                            false));
        }

        assertThat(replay.report().changed()).hasSize(Replay.GROUPS_MAX);
        assertThat(replay.report().ungrouped()).isEqualTo(2);
        assertThat(replay.report().candidateChanges()).isTrue();
    }
}
