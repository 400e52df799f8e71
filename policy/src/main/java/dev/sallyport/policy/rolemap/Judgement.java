package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.DenyReason;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.Limit;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.RuleId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One decision in the making. Used once, by one thread.
///
/// Most calls are about one target, and most rules about others: the rules that speak of a target are picked once for
/// all accesses to it that follow each other.
final class Judgement {

    private static final Comparator<CompiledRule> BY_NAME =
            Comparator.comparing(CompiledRule::name).thenComparingInt(rule -> rule.id().line());

    private final Side[] sides;
    private final ToolWords words;
    // Whether every side may unmask something somewhere.
    private final boolean unmasks;

    // What speaks of the target of the access being judged, of all sides.
    private final List<CompiledRule> forbids = new ArrayList<>(4);
    private final List<Carried> carried = new ArrayList<>(4);

    // What has been found so far, over all accesses judged and all sides.
    private final Set<CompiledRule> matched = new HashSet<>(4);
    private final List<ApproverSet> approvers = new ArrayList<>(0);
    private final Set<MaskColumn> masks = new HashSet<>(4);
    private final Set<FilterRows> filters = new HashSet<>(0);

    /// A permit or hold that speaks of the target.
    private static final class Spoken {
        final CompiledRule rule;

        /// Whether it opens anything for the party.
        final boolean opens;

        /// Whether it has been noted what it says.
        boolean noted;

        Spoken(CompiledRule rule, boolean opens) {
            this.rule = rule;
            this.opens = opens;
        }
    }

    /// One role's rules for the tool.
    ///
    /// @param opens whether its permits, holds and unmasks open anything for the party
    private record Ruled(RoleRules rules, boolean opens) {}

    /// One party's rules, and the limits that they set.
    private static final class Side {
        final List<Ruled> roles;
        final List<Spoken> permits = new ArrayList<>(4);
        final List<Spoken> holds = new ArrayList<>(0);

        /// By their place among the tool's; [CompiledRule#NO_LIMIT] where no rule sets one.
        final long[] limits;

        final boolean unmasks;

        Side(Party party, ToolWords words) {
            roles = new ArrayList<>(party.roles().size());
            boolean unmasks = false;
            for (var role : party.roles()) {
                var rules = role.rules(words.tool());
                if (rules.isPresent()) {
                    boolean opens = party.opens(role);
                    unmasks |= opens && rules.get().unmasking.length > 0;
                    roles.add(new Ruled(rules.get(), opens));
                }
            }
            limits = new long[words.limits().size()];
            Arrays.fill(limits, CompiledRule.NO_LIMIT);
            this.unmasks = unmasks;
        }

        void turnTo(FactValue target) {
            permits.clear();
            holds.clear();
            for (var role : roles) {
                pick(role.rules.permits, target, role.opens, permits);
                pick(role.rules.holds, target, role.opens, holds);
            }
        }

        private static void pick(
                CompiledRule[] rules, FactValue target, boolean opens, List<Spoken> picked) {
            for (var rule : rules) {
                if (rule.speaksOf(target)) {
                    picked.add(new Spoken(rule, opens));
                }
            }
        }
    }

    /// @param parties the caller, and the human behind it: both must be allowed what is done
    Judgement(List<Party> parties, ToolWords words) {
        this.words = words;
        this.sides = new Side[parties.size()];
        boolean unmasks = true;
        for (int i = 0; i < sides.length; i++) {
            sides[i] = new Side(parties.get(i), words);
            unmasks &= sides[i].unmasks;
        }
        this.unmasks = unmasks;
    }

    /// @param accesses at least one
    Decision decide(List<Access> accesses) {
        var unmatched = new ArrayList<Access>(0);
        var target = words.targetOf(accesses.getFirst());
        turnTo(target);
        for (var access : accesses) {
            var next = words.targetOf(access);
            if (!next.equals(target)) {
                target = next;
                turnTo(target);
            }
            var forbidding = forbidding(access);
            if (forbidding.isPresent()) {
                return new Decision.Deny(new DenyReason.Forbidden(access, forbidding.get()));
            }
            if (!judge(access)) {
                unmatched.add(access);
            }
        }
        if (!unmatched.isEmpty()) {
            return new Decision.Deny(new DenyReason.NoRule(unmatched));
        }
        return approvers.isEmpty()
                ? new Decision.Permit(ids(), obligations())
                : new Decision.Hold(ids(), ApproverSet.strictest(approvers), obligations());
    }

    private void turnTo(FactValue target) {
        forbids.clear();
        carried.clear();
        for (var side : sides) {
            side.turnTo(target);
            for (var role : side.roles) {
                for (var forbid : role.rules.forbids) {
                    if (forbid.speaksOf(target)) {
                        forbids.add(forbid);
                    }
                }
                for (var one : role.rules.carried) {
                    if (one.mayLieOn(target)) {
                        carried.add(one);
                    }
                }
            }
        }
    }

    /// The rules that matched, by name; one that is written twice counts once.
    private List<RuleId> ids() {
        var rules = matched.toArray(CompiledRule[]::new);
        if (rules.length > 1) {
            Arrays.sort(rules, BY_NAME);
        }
        var ids = new ArrayList<RuleId>(rules.length);
        for (int i = 0; i < rules.length; i++) {
            if (i + 1 == rules.length || !rules[i].name().equals(rules[i + 1].name())) {
                ids.add(rules[i].id());
            }
        }
        return ids;
    }

    /// The forbid that names the access, the first by fingerprint where there are several.
    private Optional<RuleId> forbidding(Access access) {
        var first = Optional.<RuleId>empty();
        for (int i = 0; i < forbids.size(); i++) {
            var forbid = forbids.get(i);
            if (forbid.matches(access) && (first.isEmpty() || isBefore(forbid.id(), first.get()))) {
                first = Optional.of(forbid.id());
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
        for (var side : sides) {
            covered &= judge(access, side);
        }
        var lifted = unmasks ? unmasked(access) : List.<List<String>>of();
        for (int i = carried.size() - 1; i >= 0; i--) {
            var one = carried.get(i);
            if (one.touches(access)) {
                carry(one, lifted);
                if (lifted.isEmpty()) {
                    // It has been added whole: further accesses have nothing to add.
                    carried.remove(i);
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
    }

    private boolean judge(Access access, Side side) {
        boolean covered = false;
        for (int i = 0; i < side.permits.size(); i++) {
            var permit = side.permits.get(i);
            // One that has matched before can only cover what nothing has covered yet.
            if ((permit.noted && (covered || !permit.opens)) || !permit.rule.opens(access)) {
                continue;
            }
            covered |= permit.opens;
            note(permit, permit.opens, side);
        }
        for (int i = 0; i < side.holds.size(); i++) {
            var hold = side.holds.get(i);
            if (hold.rule.matches(access)) {
                covered |= hold.opens && hold.rule.opens(access);
                note(hold, true, side);
            }
        }
        return covered;
    }

    /// @param named whether the rule is among those that the decision names
    private void note(Spoken spoken, boolean named, Side side) {
        if (spoken.noted) {
            return;
        }
        spoken.noted = true;
        var rule = spoken.rule;
        limit(rule, side);
        if (named && matched.add(rule)) {
            rule.clause().approvers().ifPresent(approvers::add);
        }
    }

    /// What each side unmasks in the access; empty where some side unmasks nothing.
    private List<List<String>> unmasked(Access access) {
        var target = words.targetOf(access);
        var all = new ArrayList<List<String>>(sides.length);
        for (var side : sides) {
            var own = new ArrayList<String>();
            for (var role : side.roles) {
                if (role.opens) {
                    for (var permit : role.rules.unmasking) {
                        if (permit.speaksOf(target) && permit.opens(access)) {
                            own.addAll(permit.clause().unmask());
                        }
                    }
                }
            }
            if (own.isEmpty()) {
                return List.of();
            }
            all.add(own);
        }
        return all;
    }

    private static void limit(CompiledRule rule, Side side) {
        for (int i = 0; i < side.limits.length; i++) {
            side.limits[i] = Math.min(side.limits[i], rule.limits[i]);
        }
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
            masks.add(mask);
        }
    }

    private Obligations obligations() {
        var all = new ArrayList<Obligation>(filters.size() + masks.size() + words.limits().size());
        all.addAll(filters);
        strictest(all);
        int i = 0;
        for (var limit : words.limits().values()) {
            long least = CompiledRule.NO_LIMIT;
            for (var side : sides) {
                long own = side.limits[i];
                least = Math.min(least, own == CompiledRule.NO_LIMIT ? limit.fallback() : own);
            }
            all.add(new Limit(limit.name(), least));
            i++;
        }
        return new Obligations(all);
    }

    /// Adds of each column's masks the strictest.
    private void strictest(List<Obligation> all) {
        var sorted = masks.toArray(MaskColumn[]::new);
        Arrays.sort(sorted);
        for (int i = 0; i < sorted.length; i++) {
            var mask = sorted[i];
            while (i + 1 < sorted.length && sorted[i + 1].column().equals(mask.column())) {
                i++;
                mask =
                        new MaskColumn(
                                mask.column(), MaskColumn.stricter(mask.with(), sorted[i].with()));
            }
            all.add(mask);
        }
    }
}
