package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.DenyReason;
import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.Limit;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.RuleId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// One decision in the making. Used once, by one thread.
final class Judgement {

    private final List<Side> sides;
    private final ToolWords words;

    // What has been found so far, over all accesses judged and all sides.
    private final Map<String, RuleId> matched = new TreeMap<>();
    private final Map<String, Integer> quorums = new TreeMap<>();
    private final Map<String, String> masks = new HashMap<>();
    private final Set<FilterRows> filters = new HashSet<>();
    // What has been added whole, so that further accesses have nothing to add.
    private final Set<Carried> carried = new HashSet<>();

    /// One role's rules for the tool.
    ///
    /// @param opens whether its permits, holds and unmasks open anything for the party
    private record Ruled(RoleRules rules, boolean opens) {}

    /// One party's rules, those that have matched so far, and the limits that they set.
    private record Side(List<Ruled> roles, Set<CompiledRule> seen, Map<String, Long> limits) {}

    /// @param parties the caller, and the human behind it: both must be allowed what is done
    Judgement(List<Party> parties, ToolWords words) {
        this.words = words;
        this.sides = new ArrayList<>(parties.size());
        for (var party : parties) {
            sides.add(side(party, words.tool()));
        }
    }

    private static Side side(Party party, String tool) {
        var roles = new ArrayList<Ruled>();
        for (var role : party.roles()) {
            var rules = role.rules(tool);
            if (rules.isPresent()) {
                roles.add(new Ruled(rules.get(), party.opens(role)));
            }
        }
        return new Side(roles, new HashSet<>(), new HashMap<>());
    }

    Decision decide(List<Access> accesses) {
        for (var access : accesses) {
            var forbidding = forbidding(access);
            if (forbidding.isPresent()) {
                return new Decision.Deny(new DenyReason.Forbidden(access, forbidding.get()));
            }
        }
        var unmatched = new ArrayList<Access>();
        for (var access : accesses) {
            if (!judge(access)) {
                unmatched.add(access);
            }
        }
        if (!unmatched.isEmpty()) {
            return new Decision.Deny(new DenyReason.NoRule(unmatched));
        }
        var ids = List.copyOf(matched.values());
        if (quorums.isEmpty()) {
            return new Decision.Permit(ids, obligations());
        }
        var approvers = new ArrayList<ApproverSet>();
        quorums.forEach((role, quorum) -> approvers.add(new ApproverSet(role, quorum)));
        return new Decision.Hold(ids, approvers, obligations());
    }

    /// The forbid that names the access, the first by fingerprint where there are several.
    private Optional<RuleId> forbidding(Access access) {
        var first = Optional.<RuleId>empty();
        for (var side : sides) {
            for (var role : side.roles()) {
                for (var forbid : role.rules().forbids()) {
                    if (forbid.matches(access)
                            && (first.isEmpty() || isBefore(forbid.id(), first.get()))) {
                        first = Optional.of(forbid.id());
                    }
                }
            }
        }
        return first;
    }

    private static boolean isBefore(RuleId one, RuleId other) {
        int byFingerprint = one.fingerprint().compareTo(other.fingerprint());
        return byFingerprint != 0 ? byFingerprint < 0 : one.role().compareTo(other.role()) < 0;
    }

    /// Adds what all matching rules say about one access.
    ///
    /// @return whether a permit or hold of every side covers it
    private boolean judge(Access access) {
        boolean covered = true;
        boolean lifts = true;
        var lifted = new ArrayList<List<String>>(sides.size());
        for (var side : sides) {
            var own = new ArrayList<String>(0);
            covered &= judge(access, side, own);
            lifts &= !own.isEmpty();
            lifted.add(own);
        }
        for (var side : sides) {
            for (var role : side.roles()) {
                for (var one : role.rules().carried()) {
                    if (!carried.contains(one) && one.touches(access)) {
                        carry(one, lifts ? lifted : List.of());
                    }
                }
            }
        }
        return covered;
    }

    private void carry(Carried one, List<List<String>> lifted) {
        for (var mask : one.masks()) {
            mask(mask, lifted);
        }
        filters.addAll(one.filters());
        if (lifted.isEmpty()) {
            carried.add(one);
        }
    }

    private boolean judge(Access access, Side side, List<String> lifts) {
        boolean covered = false;
        for (var role : side.roles()) {
            for (var permit : role.rules().permits()) {
                if (permit.opens(access)) {
                    if (side.seen().add(permit)) {
                        limit(permit, side);
                        if (role.opens()) {
                            matched.put(permit.name(), permit.id());
                        }
                    }
                    if (role.opens()) {
                        covered = true;
                        if (!permit.clause().unmask().isEmpty()) {
                            lifts.addAll(permit.clause().unmask());
                        }
                    }
                }
            }
            for (var hold : role.rules().holds()) {
                if (hold.matches(access)) {
                    covered |= role.opens() && hold.opens(access);
                    if (side.seen().add(hold)) {
                        limit(hold, side);
                        matched.put(hold.name(), hold.id());
                        hold.clause()
                                .approvers()
                                .ifPresent(a -> quorums.merge(a.role(), a.quorum(), Math::max));
                    }
                }
            }
        }
        return covered;
    }

    private void limit(CompiledRule rule, Side side) {
        rule.clause()
                .limits()
                .forEach((name, bound) -> {
                    if (words.limits().containsKey(name)) {
                        side.limits().merge(name, bound.value(), Math::min);
                    }
                });
        words.limits()
                .forEach((name, limit) -> {
                    if (limit.fallback() == 0 && !rule.clause().limits().containsKey(name)) {
                        side.limits().put(name, 0L);
                    }
                });
    }

    /// A mask is lifted only where every side lifts it.
    ///
    /// @param lifted by each side; empty where some side lifts nothing
    private void mask(MaskColumn mask, List<List<String>> lifted) {
        boolean lifts =
                !lifted.isEmpty()
                        && lifted.stream()
                                .allMatch(side ->
                                        side.stream()
                                                .anyMatch(glob ->
                                                        ColumnGlob.covers(glob, mask.column())));
        if (!lifts) {
            masks.merge(mask.column(), mask.with(), MaskColumn::stricter);
        }
    }

    private Obligations obligations() {
        var all = new ArrayList<Obligation>(filters);
        masks.forEach((column, with) -> all.add(new MaskColumn(column, with)));
        words.limits()
                .forEach((name, limit) -> {
                    long least = Long.MAX_VALUE;
                    for (var side : sides) {
                        least = Math.min(least, side.limits().getOrDefault(name, limit.fallback()));
                    }
                    all.add(new Limit(name, least));
                });
        return new Obligations(all);
    }
}
