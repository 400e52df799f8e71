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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One decision in the making. Used once, by one thread.
final class Judgement {

    private final Side[] sides;
    private final ToolWords words;
    // Whether every side may unmask something somewhere.
    private final boolean unmasks;

    // What has been found so far, over all accesses judged and all sides.
    private final Map<String, RuleId> matched = new TreeMap<>();
    private final Map<String, Integer> quorums = new TreeMap<>();
    private final Map<String, String> masks = new TreeMap<>();
    private final List<FilterRows> filters = new ArrayList<>(0);

    /// One role's rules for the tool, and which of them have been found to speak of this call.
    private static final class Ruled {
        final RoleRules rules;

        /// Whether its permits, holds and unmasks open anything for the party.
        final boolean opens;

        final boolean[] held;
        final boolean[] permitted;
        // What has been added whole, so that further accesses have nothing to add.
        final boolean[] added;

        Ruled(RoleRules rules, boolean opens) {
            this.rules = rules;
            this.opens = opens;
            held = new boolean[rules.holds.length];
            permitted = new boolean[rules.permits.length];
            added = new boolean[rules.carried.length];
        }
    }

    /// One party's rules, and the limits that they set.
    private static final class Side {
        final Ruled[] roles;

        /// By their place among the tool's; [CompiledRule#NO_LIMIT] where no rule sets one.
        final long[] limits;

        final boolean unmasks;

        Side(Party party, ToolWords words) {
            var ruled = new ArrayList<Ruled>(party.roles().size());
            boolean unmasks = false;
            for (var role : party.roles()) {
                var rules = role.rules(words.tool());
                if (rules.isPresent()) {
                    boolean opens = party.opens(role);
                    unmasks |= opens && rules.get().unmasking.length > 0;
                    ruled.add(new Ruled(rules.get(), opens));
                }
            }
            roles = ruled.toArray(Ruled[]::new);
            limits = new long[words.limits().size()];
            Arrays.fill(limits, CompiledRule.NO_LIMIT);
            this.unmasks = unmasks;
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
            for (var role : side.roles) {
                for (var forbid : role.rules.forbids) {
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
        for (var side : sides) {
            covered &= judge(access, side);
        }
        var lifted = unmasks ? unmasked(access) : List.<List<String>>of();
        for (var side : sides) {
            for (var role : side.roles) {
                for (int i = 0; i < role.added.length; i++) {
                    if (!role.added[i] && role.rules.carried[i].touches(access)) {
                        carry(role.rules.carried[i], lifted);
                        role.added[i] = lifted.isEmpty();
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
    }

    private boolean judge(Access access, Side side) {
        boolean covered = false;
        for (var role : side.roles) {
            for (int i = 0; i < role.permitted.length; i++) {
                var permit = role.rules.permits[i];
                // One that has matched before can only cover what nothing has covered yet.
                boolean old = role.permitted[i];
                if ((old && (covered || !role.opens)) || !permit.opens(access)) {
                    continue;
                }
                covered |= role.opens;
                if (!old) {
                    role.permitted[i] = true;
                    limit(permit, side);
                    if (role.opens) {
                        matched.put(permit.name(), permit.id());
                    }
                }
            }
            for (int i = 0; i < role.held.length; i++) {
                var hold = role.rules.holds[i];
                if (hold.matches(access)) {
                    covered |= role.opens && hold.opens(access);
                    if (!role.held[i]) {
                        role.held[i] = true;
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

    /// What each side unmasks in the access; empty where some side unmasks nothing.
    private List<List<String>> unmasked(Access access) {
        var all = new ArrayList<List<String>>(sides.length);
        for (var side : sides) {
            var own = new ArrayList<String>();
            for (var role : side.roles) {
                if (role.opens) {
                    for (var permit : role.rules.unmasking) {
                        if (permit.opens(access)) {
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
            masks.merge(mask.column(), mask.with(), MaskColumn::stricter);
        }
    }

    private Obligations obligations() {
        var all = new ArrayList<Obligation>(filters.size() + masks.size() + words.limits().size());
        all.addAll(filters);
        masks.forEach((column, with) -> all.add(new MaskColumn(column, with)));
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
}
