package dev.sallyport.policy.rolemap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.DenyReason;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.RuleId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What must hold of any policy and any request. A failure names its seed.
class RoleMapPropertyTest {

    private static final int REQUESTS = 40;

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void addingAForbidNeverWidens(long seed) {
        var random = new Random(seed);
        var policy = RandomPolicy.of(random);
        var role = RandomPolicy.pick(random, List.copyOf(policy.roles().keySet()));
        var changed = policy.withRule(role, RandomPolicy.rule(random, Effect.FORBID));
        var before = parse(policy, seed);
        var after = parse(changed, seed);

        for (int i = 0; i < REQUESTS; i++) {
            var request = RandomPolicy.request(random);
            var was = before.decide(request);
            var is = after.decide(request);
            if (is instanceof Decision.Deny) {
                continue;
            }
            assertThat(nameless(is)).as("%s", request).isEqualTo(nameless(was));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void removingABindingNeverCoversMore(long seed) {
        var random = new Random(seed);
        var policy = RandomPolicy.of(random);
        var bindings = new ArrayList<>(policy.bindings());
        var removed = bindings.remove(random.nextInt(bindings.size()));
        boolean onlyPermits =
                policy.closure(removed.role()).stream()
                        .flatMap(role -> role.rules().stream())
                        .allMatch(rule -> rule.effect() == Effect.PERMIT);
        var before = parse(policy, seed);
        var after = parse(policy.withBindings(bindings), seed);

        for (int i = 0; i < REQUESTS; i++) {
            var request = RandomPolicy.request(random);
            var was = before.decide(request);
            var is = after.decide(request);
            if (was instanceof Decision.Deny(DenyReason.NoRule _)) {
                assertThat(is).isInstanceOf(Decision.Deny.class);
            }
            // A role that forbids or holds narrows, so taking it away may widen; one that only
            // permits cannot.
            if (onlyPermits) {
                assertThat(rank(is)).as("%s", request).isLessThanOrEqualTo(rank(was));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anotherRoleNeverWeakensAMask(long seed) {
        var random = new Random(seed);
        var policy = RandomPolicy.of(random);
        var bindings = new ArrayList<>(policy.bindings());
        var added = RandomPolicy.binding(random, policy.roles());
        bindings.add(added);
        boolean unmasks =
                policy.closure(added.role()).stream()
                        .flatMap(role -> role.rules().stream())
                        .anyMatch(rule -> rule.keys().containsKey("unmask"));
        if (unmasks) {
            return;
        }
        var before = parse(policy, seed);
        var after = parse(policy.withBindings(bindings), seed);

        for (int i = 0; i < REQUESTS; i++) {
            var request = RandomPolicy.request(random);
            var was = obligations(before.decide(request));
            var is = obligations(after.decide(request));
            if (is.equals(Obligations.NONE)) {
                continue;
            }
            for (var mask : was.masks()) {
                assertThat(is.masks())
                        .as("%s", request)
                        .anyMatch(
                                m -> m.column().equals(mask.column()) && strict(m) <= strict(mask));
            }
            assertThat(is.filters()).containsAll(was.filters());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsUnknownNeverPermits(long seed) {
        var random = new Random(seed);
        var roleMap = parse(RandomPolicy.of(random), seed);

        for (int i = 0; i < REQUESTS; i++) {
            var request = RandomPolicy.request(random);
            var vaguer = withoutOneFact(random, request);
            if (roleMap.decide(vaguer) instanceof Decision.Permit(_, var obligations)) {
                var sharper = roleMap.decide(request);
                assertThat(sharper).as("%s", request).isInstanceOf(Decision.Permit.class);
                assertThat(obligations.masks().size())
                        .isGreaterThanOrEqualTo(
                                Math.toIntExact(
                                        obligations(sharper).masks().stream()
                                                .map(MaskColumn::column)
                                                .distinct()
                                                .count()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void orderNeverMatters(long seed) {
        var random = new Random(seed);
        var policy = RandomPolicy.of(random);
        var one = parse(policy, seed);
        var other = parse(policy, seed + 1_000_000);

        assertThat(other).isEqualTo(one);
        assertThat(other.digest()).isEqualTo(one.digest());
        for (int i = 0; i < REQUESTS; i++) {
            var request = RandomPolicy.request(random);
            assertThat(lineless(other.decide(request))).isEqualTo(lineless(one.decide(request)));
            assertThat(other.reach(request.principal(), request.tool(), request.time()))
                    .isEqualTo(one.reach(request.principal(), request.tool(), request.time()));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void includesEqualTheirExpansion(long seed) {
        var random = new Random(seed);
        var policy = RandomPolicy.of(random);
        var included = parse(policy, seed);
        var expanded = parse(policy.expanded(), seed);

        for (int i = 0; i < REQUESTS; i++) {
            var request = RandomPolicy.request(random);
            assertThat(nameless(expanded.decide(request)))
                    .as("%s", request)
                    .isEqualTo(nameless(included.decide(request)));
            assertThat(expanded.reach(request.principal(), request.tool(), request.time()))
                    .isEqualTo(included.reach(request.principal(), request.tool(), request.time()));
            assertThat(expanded.consoleRights(request.principal(), request.time()))
                    .isEqualTo(included.consoleRights(request.principal(), request.time()));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void printingLosesNothing(long seed) {
        var random = new Random(seed);
        var roleMap = parse(RandomPolicy.of(random), seed);
        var again = TestPolicies.valid(roleMap.print());

        assertThat(again).isEqualTo(roleMap).hasSameHashCodeAs(roleMap);
        assertThat(again.print()).isEqualTo(roleMap.print());
        assertThat(again.digest()).isEqualTo(roleMap.digest());
        for (int i = 0; i < REQUESTS; i++) {
            var request = RandomPolicy.request(random);
            assertThat(lineless(again.decide(request)))
                    .isEqualTo(lineless(roleMap.decide(request)));
        }
    }

    @Test
    void theGeneratorReachesEveryKindOfDecision() {
        int permits = 0;
        int holds = 0;
        int forbidden = 0;
        int noRules = 0;
        for (long seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            var roleMap = parse(RandomPolicy.of(random), seed);
            for (int i = 0; i < REQUESTS; i++) {
                switch (roleMap.decide(RandomPolicy.request(random))) {
                    case Decision.Permit _ -> permits++;
                    case Decision.Hold _ -> holds++;
                    case Decision.Deny(DenyReason.Forbidden _) -> forbidden++;
                    case Decision.Deny(DenyReason.NoRule _) -> noRules++;
                    case Decision.Deny(DenyReason.Separated _),
                            Decision.Deny(DenyReason.NoPolicy _),
                            Decision.Deny(DenyReason.NothingUnderstood _) ->
                            throw new AssertionError("not from these");
                }
            }
        }
        assertThat(List.of(permits, holds, forbidden, noRules)).allMatch(count -> count > 60);
    }

    private static RoleMap parse(RandomPolicy policy, long order) {
        return TestPolicies.valid(policy.yaml(new Random(order)));
    }

    private static Request withoutOneFact(Random random, Request request) {
        var accesses = new ArrayList<>(request.accesses());
        int at = random.nextInt(accesses.size());
        var facts = new TreeMap<>(accesses.get(at).facts());
        facts.put(RandomPolicy.pick(random, List.copyOf(facts.keySet())), FactValue.UNKNOWN);
        accesses.set(at, new Access("test", "test", facts));
        return new Request(request.principal(), request.tool(), accesses, request.time());
    }

    private static int rank(Decision decision) {
        return switch (decision) {
            case Decision.Deny _ -> 0;
            case Decision.Hold _ -> 1;
            case Decision.Permit _ -> 2;
        };
    }

    private static int strict(MaskColumn mask) {
        return MaskColumn.STRICTEST_FIRST.indexOf(mask.with());
    }

    private static Obligations obligations(Decision decision) {
        return switch (decision) {
            case Decision.Permit(_, var obligations) -> obligations;
            case Decision.Hold(_, _, var obligations) -> obligations;
            case Decision.Deny _ -> Obligations.NONE;
        };
    }

    /// The decision with rules told apart by what they say, not by where they stand.
    private static Decision nameless(Decision decision) {
        return renamed(decision, id -> new RuleId("", id.effect(), id.fingerprint(), 1));
    }

    private static Decision lineless(Decision decision) {
        return renamed(decision, id -> new RuleId(id.role(), id.effect(), id.fingerprint(), 1));
    }

    private static Decision renamed(
            Decision decision, java.util.function.UnaryOperator<RuleId> name) {
        return switch (decision) {
            case Decision.Permit(var rules, var obligations) ->
                    new Decision.Permit(sorted(rules, name), obligations);
            case Decision.Hold(var rules, var approvers, var obligations) ->
                    new Decision.Hold(sorted(rules, name), approvers, obligations);
            case Decision.Deny(DenyReason.Forbidden(var access, var rule)) ->
                    new Decision.Deny(new DenyReason.Forbidden(access, name.apply(rule)));
            case Decision.Deny deny -> deny;
        };
    }

    private static List<RuleId> sorted(
            List<RuleId> rules, java.util.function.UnaryOperator<RuleId> name) {
        return rules.stream()
                .map(name)
                .distinct()
                .sorted(java.util.Comparator.comparing(RuleId::toString))
                .toList();
    }
}
