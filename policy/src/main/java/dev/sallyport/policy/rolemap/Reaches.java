package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Effect;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.Reach;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Where the parties of a call could get with one tool.
final class Reaches {

    /// Of two parties with more ways than this between them, only the caller's own are told.
    private static final int PAIRS_MAX = 4096;

    private Reaches() {}

    static List<Reach> of(List<Party> parties, ToolWords words) {
        var common = Optional.<List<Reach>>empty();
        for (var party : parties) {
            var own = of(party, words);
            common = Optional.of(common.isEmpty() ? own : both(common.get(), own, words));
        }
        return common.orElse(List.of()).stream()
                .distinct()
                .sorted(Comparator.comparing(Reach::effect).thenComparing(r -> r.on().toString()))
                .toList();
    }

    /// A tool that some rule forbids without any condition has no reach; one that some rule holds without any
    /// condition has no permits among it. What a role outside of the confinement holds opens nothing by itself.
    private static List<Reach> of(Party party, ToolWords words) {
        var tool = words.tool();
        var outside = new ArrayList<Reach>();
        var permits = new ArrayList<Reach>();
        var holds = new ArrayList<Reach>();
        boolean alwaysHeld = false;
        boolean holdOpens = false;
        for (var role : party.roles()) {
            var rules = role.rules(tool);
            if (rules.isEmpty()) {
                continue;
            }
            if (Arrays.stream(rules.get().forbids).anyMatch(CompiledRule::unconditional)) {
                return List.of();
            }
            boolean held = Arrays.stream(rules.get().holds).anyMatch(CompiledRule::unconditional);
            alwaysHeld |= held;
            if (party.opens(role)) {
                holdOpens |= held;
                add(permits, rules.get().permits, tool, Effect.PERMIT);
                add(holds, rules.get().holds, tool, Effect.HOLD);
            } else {
                add(outside, rules.get().holds, tool, Effect.HOLD);
            }
        }
        holds.addAll(both(permits, outside, words));
        if (!alwaysHeld) {
            holds.addAll(permits);
        } else if (!holdOpens) {
            permits.forEach(way -> holds.add(new Reach(tool, Effect.HOLD, way.on())));
        }
        return holds.stream().distinct().toList();
    }

    private static void add(List<Reach> ways, CompiledRule[] rules, String tool, Effect effect) {
        for (var rule : rules) {
            rule.reach().ifPresent(on -> ways.add(new Reach(tool, effect, on)));
        }
    }

    /// What both could do: never less, as far as the target is known; perhaps more.
    private static List<Reach> both(List<Reach> ones, List<Reach> others, ToolWords words) {
        var ways = new ArrayList<Reach>();
        if ((long) ones.size() * others.size() > PAIRS_MAX) {
            boolean permits = others.stream().anyMatch(way -> way.effect() == Effect.PERMIT);
            boolean holds = others.stream().anyMatch(way -> way.effect() == Effect.HOLD);
            for (var one : ones) {
                if (permits) {
                    ways.add(one);
                }
                if (holds) {
                    ways.add(new Reach(one.tool(), Effect.HOLD, one.on()));
                }
            }
            return ways;
        }
        for (var one : ones) {
            for (var other : others) {
                common(one, other, words)
                        .ifPresent(on ->
                                ways.add(
                                        new Reach(
                                                one.tool(),
                                                one.effect() == Effect.HOLD
                                                        ? Effect.HOLD
                                                        : other.effect(),
                                                on)));
            }
        }
        return ways;
    }

    private static Optional<Map<String, List<String>>> common(
            Reach one, Reach other, ToolWords words) {
        var on = new TreeMap<>(one.on());
        for (var entry : other.on().entrySet()) {
            var fact = entry.getKey();
            var mine = on.get(fact);
            if (mine == null) {
                on.put(fact, entry.getValue());
                continue;
            }
            if (mine.equals(entry.getValue())) {
                continue;
            }
            var shared = text(fact, words) ? shared(mine, entry.getValue()) : List.<String>of();
            if (!shared.isEmpty()) {
                on.put(fact, shared);
            } else if (words.target().filter(target -> target.name().equals(fact)).isPresent()) {
                return Optional.empty();
            }
            // Else the place may not apply to an access, or be a set: then both may match it all
            // the
            // same. The first one's globs say enough, and nothing of the other's.
        }
        return Optional.of(on);
    }

    private static boolean text(String fact, ToolWords words) {
        return words.places().values().stream()
                .anyMatch(known ->
                        known.name().equals(fact) && known instanceof FactDefinition.TextFact);
    }

    /// Globs that match whatever one glob of each list matches. Two patterns stand for themselves, unless they are
    /// equal. Names are looked up, since a label may stand for very many.
    private static List<String> shared(List<String> ones, List<String> others) {
        var shared = new TreeSet<String>();
        addNames(ones, new Globs(others), shared);
        addNames(others, new Globs(ones), shared);
        for (var one : ones) {
            for (var other : Globs.isPattern(one) ? others : List.<String>of()) {
                if (Globs.isPattern(other)) {
                    shared.add(one.equals("**") ? other : one);
                }
            }
        }
        return List.copyOf(shared);
    }

    private static void addNames(List<String> globs, Globs within, Set<String> shared) {
        for (var glob : globs) {
            if (!Globs.isPattern(glob) && within.matches(glob)) {
                shared.add(glob);
            }
        }
    }
}
