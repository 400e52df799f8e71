package dev.sallyport.policy.rolemap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.DenyReason;
import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligation.Limit;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.ObligationDefinition.LimitObligation;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.RuleId;
import dev.sallyport.policy.Seeds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A call of many accesses is judged as its accesses would be, one call each: whatever their order, and however often
/// it goes from one target to another and back.
final class AccessesPropertyTest {

    private static final int REQUESTS = 40;

    static LongStream seeds() {
        return Seeds.upTo(60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void manyAccessesAddUp(long seed) {
        var random = new Random(seed);
        var roleMap = TestPolicies.valid(RandomPolicy.of(random).yaml(new Random(seed)));
        for (int i = 0; i < REQUESTS; i++) {
            var request = RandomPolicy.request(random);
            var accesses = new ArrayList<>(request.accesses());
            for (int more = random.nextInt(6); more > 0; more--) {
                var others = RandomPolicy.request(random).accesses();
                accesses.addAll(others);
                accesses.addAll(random.nextInt(accesses.size() + 1), request.accesses());
            }
            Collections.shuffle(accesses, random);
            var singles =
                    accesses.stream()
                            .map(access -> roleMap.decide(of(request, List.of(access))))
                            .toList();
            var whole = roleMap.decide(of(request, accesses));
            assertThat(limitless(whole)).as("%s", request).isEqualTo(sum(accesses, singles));
            limits(whole)
                    .forEach((name, value) ->
                            assertThat(value)
                                    .as("%s of %s", name, request)
                                    .isIn(
                                            least(name, singles, OptionalLong.empty()),
                                            least(name, singles, fallback(request.tool(), name))));
        }
    }

    private static Request of(Request request, List<Access> accesses) {
        return new Request(request.principal(), request.tool(), accesses, request.time());
    }

    /// What the decisions over single accesses come to: the first refusal by a forbid or a separation, then all
    /// accesses that no rule covers, then everything that the others ask.
    private static Decision sum(List<Access> accesses, List<Decision> singles) {
        var unmatched = new ArrayList<Access>();
        for (int i = 0; i < singles.size(); i++) {
            if (singles.get(i) instanceof Decision.Deny(var reason)) {
                if (!(reason instanceof DenyReason.NoRule)) {
                    return singles.get(i);
                }
                unmatched.add(accesses.get(i));
            }
        }
        if (!unmatched.isEmpty()) {
            return new Decision.Deny(new DenyReason.NoRule(unmatched));
        }
        var rules = new TreeMap<String, RuleId>();
        var approvers = new ArrayList<ApproverSet>();
        var obligations = new ArrayList<Obligations>();
        for (var single : singles) {
            switch (single) {
                case Decision.Permit(var ids, var own) -> {
                    ids.forEach(id -> rules.put(id.toString(), id));
                    obligations.add(own);
                }
                case Decision.Hold(var ids, var asked, var own) -> {
                    ids.forEach(id -> rules.put(id.toString(), id));
                    approvers.addAll(asked);
                    obligations.add(own);
                }
                case Decision.Deny _ -> throw new AssertionError("seen above");
            }
        }
        var ids = List.copyOf(rules.values());
        return approvers.isEmpty()
                ? new Decision.Permit(ids, sum(obligations))
                : new Decision.Hold(ids, sets(approvers), sum(obligations));
    }

    /// Of each role the greatest quorum, and a way past it only where all of them have that one.
    private static List<ApproverSet> sets(List<ApproverSet> all) {
        return all.stream()
                .map(ApproverSet::role)
                .distinct()
                .map(role -> all.stream().filter(set -> set.role().equals(role)).toList())
                .map(sets ->
                        new ApproverSet(
                                sets.getFirst().role(),
                                sets.stream().mapToInt(ApproverSet::quorum).max().orElseThrow(),
                                sets.getFirst()
                                        .breakGlass()
                                        .filter(_ ->
                                                sets.stream()
                                                                .map(ApproverSet::breakGlass)
                                                                .distinct()
                                                                .count()
                                                        == 1)))
                .toList();
    }

    private static Obligations sum(Collection<Obligations> singles) {
        var masks = new TreeMap<String, String>();
        var all = new ArrayList<Obligation>();
        for (var one : singles) {
            one.masks()
                    .forEach(mask -> masks.merge(mask.column(), mask.with(), MaskColumn::stricter));
            all.addAll(one.filters());
        }
        masks.forEach((column, with) -> all.add(new MaskColumn(column, with)));
        return new Obligations(all);
    }

    private static Decision limitless(Decision decision) {
        return switch (decision) {
            case Decision.Permit(var rules, var all) ->
                    new Decision.Permit(rules, sum(List.of(all)));
            case Decision.Hold(var rules, var approvers, var all) ->
                    new Decision.Hold(rules, approvers, sum(List.of(all)));
            case Decision.Deny deny -> deny;
        };
    }

    private static Map<String, Long> limits(Decision decision) {
        var limits = new TreeMap<String, Long>();
        var all =
                switch (decision) {
                    case Decision.Permit(_, var obligations) -> obligations.all();
                    case Decision.Hold(_, _, var obligations) -> obligations.all();
                    case Decision.Deny _ -> List.<Obligation>of();
                };
        for (var one : all) {
            if (one instanceof Limit(var name, var value)) {
                limits.put(name, value);
            }
        }
        return limits;
    }

    /// The least that the single calls may have. A limit of the tool's own counts only where no rule sets one, so
    /// those that have it may be left out.
    private static long least(String name, List<Decision> singles, OptionalLong leftOut) {
        var values = singles.stream().map(single -> limits(single).get(name)).toList();
        return values.stream()
                .filter(value -> leftOut.isEmpty() || value != leftOut.getAsLong())
                .mapToLong(Long::longValue)
                .min()
                .orElseGet(() -> Collections.min(values));
    }

    private static OptionalLong fallback(String tool, String name) {
        return TestTools.ALL.stream()
                .filter(terms -> terms.tool().equals(tool))
                .flatMap(terms -> terms.obligations().stream())
                .filter(LimitObligation.class::isInstance)
                .map(LimitObligation.class::cast)
                .filter(limit -> limit.name().equals(name))
                .mapToLong(LimitObligation::fallback)
                .findFirst();
    }
}
