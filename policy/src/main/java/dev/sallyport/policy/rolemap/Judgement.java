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

    private final List<RoleRules> rules;
    private final ToolWords words;

    // What has been found so far, over all accesses judged.
    private final Map<String, RuleId> matched = new TreeMap<>();
    private final Map<String, Integer> quorums = new TreeMap<>();
    private final Map<String, Long> limits = new HashMap<>();
    private final Map<String, String> masks = new HashMap<>();
    private final Set<FilterRows> filters = new HashSet<>();

    /// @param rules of all roles of the caller, for the tool
    Judgement(List<RoleRules> rules, ToolWords words) {
        this.rules = rules;
        this.words = words;
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
        var found = new TreeMap<String, RuleId>();
        for (var role : rules) {
            for (var forbid : role.forbids()) {
                if (forbid.matches(access)) {
                    found.put(forbid.id().fingerprint() + forbid.id().role(), forbid.id());
                }
            }
        }
        return Optional.ofNullable(found.firstEntry()).map(Map.Entry::getValue);
    }

    /// Adds what all matching rules say about one access.
    ///
    /// @return whether any permit or hold covers it
    private boolean judge(Access access) {
        boolean covered = false;
        var lifted = new ArrayList<String>();
        for (var role : rules) {
            for (var permit : role.permits()) {
                if (permit.opens(access)) {
                    covered = true;
                    add(permit);
                    lifted.addAll(permit.clause().unmask());
                }
            }
            for (var hold : role.holds()) {
                if (hold.matches(access)) {
                    covered |= hold.opens(access);
                    add(hold);
                    hold.clause()
                            .approvers()
                            .ifPresent(a -> quorums.merge(a.role(), a.quorum(), Math::max));
                }
            }
        }
        for (var role : rules) {
            for (var carried : role.carried()) {
                if (carried.touches(access)) {
                    carried.masks().forEach(mask -> mask(mask, lifted));
                    filters.addAll(carried.filters());
                }
            }
        }
        return covered;
    }

    private void add(CompiledRule rule) {
        matched.put(rule.name(), rule.id());
        rule.clause()
                .limits()
                .forEach((name, bound) -> {
                    if (words.limits().containsKey(name)) {
                        limits.merge(name, bound.value(), Math::min);
                    }
                });
        words.limits()
                .forEach((name, limit) -> {
                    if (limit.fallback() == 0 && !rule.clause().limits().containsKey(name)) {
                        limits.put(name, 0L);
                    }
                });
    }

    private void mask(MaskColumn mask, List<String> lifted) {
        if (lifted.stream().noneMatch(glob -> ColumnGlob.covers(glob, mask.column()))) {
            masks.merge(mask.column(), mask.with(), MaskColumn::stricter);
        }
    }

    private Obligations obligations() {
        var all = new ArrayList<Obligation>(filters);
        masks.forEach((column, with) -> all.add(new MaskColumn(column, with)));
        words.limits()
                .forEach((name, limit) ->
                        all.add(new Limit(name, limits.getOrDefault(name, limit.fallback()))));
        return new Obligations(all);
    }
}
