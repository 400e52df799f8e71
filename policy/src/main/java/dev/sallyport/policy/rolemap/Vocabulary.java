package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Effect;
import dev.sallyport.policy.TargetLabels;
import dev.sallyport.policy.ToolTerms;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The words of all tools, and the labels of their targets.
final class Vocabulary {

    private final NavigableMap<String, ToolWords> tools = new TreeMap<>();
    private final TargetLabels labels;
    // Many rules name the same labels, and every tool of a kind asks again.
    private final ConcurrentMap<Wanted, Set<String>> targets = new ConcurrentHashMap<>();

    private record Wanted(String place, Map<String, List<String>> labels) {}

    /// @throws IllegalArgumentException when two tools share a name or one gives a key two meanings
    Vocabulary(List<ToolTerms> terms, TargetLabels labels) {
        this.labels = labels;
        for (var one : terms) {
            if (tools.put(one.tool(), new ToolWords(one)) != null) {
                throw new IllegalArgumentException("two tools are called `" + one.tool() + "`");
            }
        }
    }

    /// The targets of the tool that carry labels like these; none where its targets carry no labels.
    Set<String> targets(ToolWords words, Map<String, List<String>> wanted) {
        if (words.target().isEmpty()) {
            return Set.of();
        }
        return targets.computeIfAbsent(
                new Wanted(ToolWords.permitKey(words.target().get()), wanted), this::carrying);
    }

    private Set<String> carrying(Wanted wanted) {
        var tests = new HashMap<String, Predicate<String>>();
        wanted.labels().forEach((key, globs) -> tests.put(key, new Globs(globs)::matches));
        return labels.carrying(wanted.place(), tests);
    }

    Collection<ToolWords> all() {
        return tools.values();
    }

    Set<String> names() {
        return tools.keySet();
    }

    List<ToolWords> of(Collection<String> names) {
        return names.stream().map(tools::get).filter(java.util.Objects::nonNull).toList();
    }

    /// The tools that know a key, by the words that `in` picks.
    Set<String> knowing(String key, Function<ToolWords, Set<String>> in) {
        return tools.values().stream()
                .filter(words -> in.apply(words).contains(key))
                .map(ToolWords::tool)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Everything a rule of this effect may carry for these tools.
    static Set<String> keys(Collection<ToolWords> tools, Effect effect) {
        var keys = new TreeSet<>(Set.of("tools", "on", "except", "description"));
        if (effect == Effect.HOLD) {
            keys.add("approvers");
        }
        for (var words : tools) {
            keys.addAll(words.keys(effect).keySet());
            keys.addAll(obligations(words, effect));
        }
        return keys;
    }

    static Set<String> obligations(ToolWords words, Effect effect) {
        var keys = new TreeSet<String>();
        if (effect == Effect.FORBID) {
            return keys;
        }
        keys.addAll(words.limits().keySet());
        if (words.masks()) {
            keys.add("mask");
            if (effect == Effect.PERMIT) {
                keys.add("unmask");
            }
        }
        if (words.filters()) {
            keys.add("filter");
        }
        return keys;
    }
}
