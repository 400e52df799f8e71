package dev.sallyport.policy.rolemap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.DenyReason;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Reach;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.RuleId;
import dev.sallyport.policy.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What must hold of any policy and any request. A failure names its seed.
class RoleMapPropertyTest {

    private static final int REQUESTS = 40;

    static LongStream seeds() {
        return Seeds.upTo(60);
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

    /// Of roles that only permit, taking a binding away never widens.
    @ParameterizedTest
    @MethodSource("seeds")
    void removingABindingThatOnlyPermitsNeverWidens(long seed) {
        var random = new Random(seed);
        var policy = RandomPolicy.of(random).meeting();
        var bindings = new ArrayList<>(policy.bindings());
        if (bindings.isEmpty()) {
            return;
        }
        var removed = bindings.remove(random.nextInt(bindings.size()));
        boolean onlyPermits =
                policy.closure(removed.role()).stream()
                        .flatMap(role -> role.rules().stream())
                        .allMatch(rule -> rule.effect() == Effect.PERMIT);
        if (!onlyPermits) {
            return;
        }
        var before = parse(policy, seed);
        var after = parse(policy.withBindings(bindings), seed);

        for (int i = 0; i < REQUESTS; i++) {
            var request = RandomPolicy.request(random);

            assertThat(rank(after.decide(request)))
                    .as("%s", request)
                    .isLessThanOrEqualTo(rank(before.decide(request)));
        }
    }

    /// Of any role: what goes through more easily without the binding was opened by the remaining roles before, and
    /// stood only against what the removed one forbids, holds or must not meet.
    @ParameterizedTest
    @MethodSource("seeds")
    void removingABindingFreesOnlyWhatItRestricted(long seed) {
        var random = new Random(seed);
        var policy = RandomPolicy.of(random);
        var bindings = new ArrayList<>(policy.bindings());
        if (bindings.isEmpty()) {
            return;
        }
        var removed = bindings.remove(random.nextInt(bindings.size()));
        var gone = policy.names(removed.role());
        var before = parse(policy, seed);
        var after = parse(policy.withBindings(bindings), seed);

        for (int i = 0; i < REQUESTS; i++) {
            var request = RandomPolicy.request(random);
            var was = before.decide(request);
            var is = after.decide(request);
            if (!(is instanceof Decision.Deny) && !(was instanceof Decision.Deny)) {
                assertThat(ids(was)).as("%s", request).containsAll(ids(is));
            }
            if (rank(is) <= rank(was)) {
                continue;
            }
            switch (was) {
                case Decision.Deny(DenyReason.Forbidden(_, var rule)) ->
                        assertThat(gone).as("%s", request).contains(rule.role());
                case Decision.Deny(DenyReason.Separated(_, var roles, _)) ->
                        assertThat(gone).as("%s", request).containsAnyElementsOf(roles);
                case Decision.Hold(var rules, _, _) ->
                        assertThat(rules)
                                .as("%s", request)
                                .anyMatch(rule ->
                                        rule.effect() == Effect.HOLD && gone.contains(rule.role()));
                case Decision.Deny _, Decision.Permit _ ->
                        throw new AssertionError(was + " became " + is + " of " + request);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aDelegationIsTheIntersectionOfBothParties(long seed) {
        var random = new Random(seed);
        var roleMap = parse(RandomPolicy.of(random), seed);

        for (int i = 0; i < 2 * REQUESTS; i++) {
            var request = RandomPolicy.request(random);
            var both = request.principal();
            if (both.human().isEmpty()) {
                continue;
            }
            var agent =
                    new Principal(
                            both.subject(),
                            both.kind(),
                            Optional.empty(),
                            both.groups(),
                            both.confinedTo());
            var human = both.human().get();
            var is = roleMap.decide(request);
            var alone = roleMap.decide(as(request, agent));
            var behind = roleMap.decide(as(request, human));

            assertThat(rank(is)).as("%s", request).isEqualTo(Math.min(rank(alone), rank(behind)));
            if (!(is instanceof Decision.Deny)) {
                for (var party : List.of(alone, behind)) {
                    assertAtLeastAsStrict(obligations(is), obligations(party), request);
                    approvers(party)
                            .forEach((role, quorum) ->
                                    assertThat(approvers(is).getOrDefault(role, 0))
                                            .as("%s", request)
                                            .isGreaterThanOrEqualTo(quorum));
                    assertNoWiderWay(party, is, request);
                }
            }
            assertThat(roleMap.consoleRights(both, request.time())).isEmpty();
            if (!roleMap.reach(both, request.tool(), request.time()).isEmpty()) {
                assertThat(roleMap.reach(agent, request.tool(), request.time())).isNotEmpty();
                assertThat(roleMap.reach(human, request.tool(), request.time())).isNotEmpty();
            }
            if (!(is instanceof Decision.Deny(DenyReason.Separated _))) {
                assertThat(roleMap.usageLimits(both, request.time()))
                        .containsAll(roleMap.usageLimits(agent, request.time()))
                        .containsAll(roleMap.usageLimits(human, request.time()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aConfinementNeverWidens(long seed) {
        var random = new Random(seed);
        var policy = RandomPolicy.of(random);
        var roleMap = parse(policy, seed);

        for (int i = 0; i < REQUESTS; i++) {
            var drawn = RandomPolicy.request(random);
            var who = drawn.principal();
            var free = new Principal(who.subject(), who.kind(), Optional.empty(), who.groups());
            var confined =
                    new Principal(
                            who.subject(),
                            who.kind(),
                            Optional.empty(),
                            who.groups(),
                            Optional.of(
                                    Set.of(
                                            RandomPolicy.pick(
                                                    random,
                                                    List.copyOf(policy.roles().keySet())))));
            var was = roleMap.decide(as(drawn, free));
            var is = roleMap.decide(as(drawn, confined));

            assertThat(rank(is)).as("%s", drawn).isLessThanOrEqualTo(rank(was));
            if (!(is instanceof Decision.Deny)) {
                assertAtLeastAsStrict(obligations(is), obligations(was), drawn);
                assertThat(sets(is)).isEqualTo(sets(was));
            }
            assertThat(roleMap.roles(free, drawn.time()))
                    .containsAll(roleMap.roles(confined, drawn.time()));
            assertThat(roleMap.consoleRights(free, drawn.time()))
                    .containsAll(roleMap.consoleRights(confined, drawn.time()));
            assertThat(roleMap.usageLimits(confined, drawn.time()))
                    .isEqualTo(roleMap.usageLimits(free, drawn.time()));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anExceptionNeverWidensAPermitNorNarrowsARestriction(long seed) {
        var random = new Random(seed);
        var policy = RandomPolicy.of(random);
        var role = RandomPolicy.pick(random, List.copyOf(policy.roles().keySet()));
        var rules =
                policy.closure(role).getFirst().rules().stream()
                        .filter(rule -> !rule.keys().containsKey("except"))
                        .toList();
        if (rules.isEmpty()) {
            return;
        }
        var rule = RandomPolicy.pick(random, rules);
        var keys = new TreeMap<>(rule.keys());
        keys.put("except", RandomPolicy.exception(random, RandomPolicy.family(rule)));
        var changed = policy.replaced(role, rule, new RandomPolicy.RandomRule(rule.effect(), keys));
        var before = parse(policy, seed);
        var after = parse(changed, seed);

        for (int i = 0; i < REQUESTS; i++) {
            var request = RandomPolicy.request(random);
            var was = before.decide(request);
            var is = after.decide(request);
            switch (rule.effect()) {
                case PERMIT -> {
                    assertThat(rank(is)).as("%s", request).isLessThanOrEqualTo(rank(was));
                    if (!(is instanceof Decision.Deny)) {
                        assertMasksAtLeastAsStrict(obligations(is), obligations(was), request);
                    }
                }
                // A hold may have been all that opened the access.
                case HOLD -> {
                    if (was instanceof Decision.Permit) {
                        assertThat(is).as("%s", request).isInstanceOf(Decision.Permit.class);
                    }
                }
                case FORBID ->
                        assertThat(rank(is)).as("%s", request).isGreaterThanOrEqualTo(rank(was));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatMayHappenIsWithinReach(long seed) {
        var random = new Random(seed);
        var roleMap = parse(RandomPolicy.of(random), seed);

        for (int i = 0; i < 2 * REQUESTS; i++) {
            var request = RandomPolicy.request(random);
            var decision = roleMap.decide(request);
            if (decision instanceof Decision.Deny || !targetsKnown(request)) {
                continue;
            }
            var ways = roleMap.reach(request.principal(), request.tool(), request.time());
            var effect = decision instanceof Decision.Hold ? Effect.HOLD : Effect.PERMIT;
            assertThat(ways).as("%s", request).anyMatch(way -> way.effect() == effect);
            for (var access : request.accesses()) {
                assertThat(ways).as("%s", request).anyMatch(way -> mayMean(way, access));
            }
        }
    }

    private static boolean targetsKnown(Request request) {
        var target =
                TestTools.ALL.stream()
                        .filter(terms -> terms.tool().equals(request.tool()))
                        .findFirst()
                        .orElseThrow()
                        .target()
                        .orElseThrow();
        return request.accesses().stream()
                .allMatch(access -> access.fact(target) instanceof FactValue.Text);
    }

    private static boolean mayMean(Reach way, Access access) {
        return way.on().entrySet().stream()
                .allMatch(place ->
                        !(access.fact(place.getKey()) instanceof FactValue.Text(var text))
                                || new Globs(place.getValue()).matches(text));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anotherRoleNeverWeakensAMask(long seed) {
        var random = new Random(seed);
        var policy = RandomPolicy.of(random).meeting();
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
            assertMasksAtLeastAsStrict(is, was, request);
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
        var policy = RandomPolicy.of(random).meeting();
        var included = parse(policy, seed);
        var expanded = parse(policy.expanded(), seed);

        for (int i = 0; i < REQUESTS; i++) {
            // A confinement names a role, and the expansion has its rules under other names.
            var request = unconfined(RandomPolicy.request(random));
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
        int separated = 0;
        for (long seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            var roleMap = parse(RandomPolicy.of(random), seed);
            for (int i = 0; i < REQUESTS; i++) {
                switch (roleMap.decide(RandomPolicy.request(random))) {
                    case Decision.Permit _ -> permits++;
                    case Decision.Hold _ -> holds++;
                    case Decision.Deny(DenyReason.Forbidden _) -> forbidden++;
                    case Decision.Deny(DenyReason.NoRule _) -> noRules++;
                    case Decision.Deny(DenyReason.Separated _) -> separated++;
                    case Decision.Deny(DenyReason.NoPolicy _),
                            Decision.Deny(DenyReason.NothingUnderstood _) ->
                            throw new AssertionError("not from these");
                }
            }
        }
        assertThat(List.of(permits, holds, forbidden, noRules, separated))
                .allMatch(count -> count > 30);
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

    private static Request as(Request request, Principal principal) {
        return new Request(principal, request.tool(), request.accesses(), request.time());
    }

    private static Request unconfined(Request request) {
        var who = request.principal();
        return as(
                request,
                new Principal(
                        who.subject(),
                        who.kind(),
                        who.human().map(h -> Principal.human(h.subject(), h.groups())),
                        who.groups()));
    }

    private static void assertAtLeastAsStrict(Obligations is, Obligations was, Request request) {
        assertMasksAtLeastAsStrict(is, was, request);
        was.all().stream()
                .filter(Obligation.Limit.class::isInstance)
                .map(Obligation.Limit.class::cast)
                .forEach(limit ->
                        assertThat(is.limit(limit.name()).orElseThrow())
                                .as("%s", request)
                                .isLessThanOrEqualTo(limit.value()));
    }

    private static void assertMasksAtLeastAsStrict(
            Obligations is, Obligations was, Request request) {
        assertThat(is.filters()).as("%s", request).containsAll(was.filters());
        for (var mask : was.masks()) {
            assertThat(is.masks())
                    .as("%s", request)
                    .anyMatch(other ->
                            other.column().equals(mask.column())
                                    && MaskColumn.stricter(other.with(), mask.with())
                                            .equals(other.with()));
        }
    }

    private static Map<String, Integer> approvers(Decision decision) {
        var quorums = new TreeMap<String, Integer>();
        sets(decision).forEach(set -> quorums.put(set.role(), set.quorum()));
        return quorums;
    }

    private static List<ApproverSet> sets(Decision decision) {
        return decision instanceof Decision.Hold(_, var approvers, _) ? approvers : List.of();
    }

    /// A way past approvers that one party's rules do not have is not there for both together.
    private static void assertNoWiderWay(Decision party, Decision both, Request request) {
        for (var own : sets(party)) {
            assertThat(sets(both))
                    .as("%s", request)
                    .filteredOn(set -> set.role().equals(own.role()))
                    .allSatisfy(set -> assertThat(set.asksNoLessThan(own)).isTrue());
        }
    }

    private static List<String> ids(Decision decision) {
        return switch (decision) {
            case Decision.Permit(var rules, _) -> rules.stream().map(RuleId::toString).toList();
            case Decision.Hold(var rules, _, _) -> rules.stream().map(RuleId::toString).toList();
            case Decision.Deny _ -> List.of();
        };
    }

    private static int rank(Decision decision) {
        return switch (decision) {
            case Decision.Deny _ -> 0;
            case Decision.Hold _ -> 1;
            case Decision.Permit _ -> 2;
        };
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
