package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactDefinition.Place;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.ObligationDefinition.FilterObligation;
import dev.sallyport.policy.ObligationDefinition.LimitObligation;
import dev.sallyport.policy.ObligationDefinition.MaskObligation;
import dev.sallyport.policy.ToolTerms;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One tool's words by the keys that rules write them with.
final class ToolWords {

    /// Keys of the language itself; no tool may bring them.
    static final Set<String> RESERVED =
            Set.of(
                    "tools",
                    "on",
                    "label",
                    "except",
                    "description",
                    "approvers",
                    "mask",
                    "unmask",
                    "filter");

    private final String tool;
    private final Optional<FactDefinition> target;
    private final @Nullable String targetName;
    private final Map<String, FactDefinition> places = new TreeMap<>();
    private final Map<String, FactDefinition> permitKeys = new TreeMap<>();
    private final Map<String, FactDefinition> otherKeys = new TreeMap<>();
    private final Map<String, LimitObligation> limits = new TreeMap<>();
    private final boolean masks;
    private final boolean filters;

    /// @throws IllegalArgumentException when the tool gives one key two meanings
    ToolWords(ToolTerms terms) {
        tool = terms.tool();
        target = terms.target().flatMap(terms::findFact);
        targetName = target.map(FactDefinition::name).orElse(null);
        for (var fact : terms.facts()) {
            if (fact.place() == Place.ON) {
                put(places, permitKey(fact), fact);
            } else {
                put(permitKeys, permitKey(fact), fact);
                put(otherKeys, otherKey(fact), fact);
            }
        }
        boolean masks = false;
        boolean filters = false;
        for (var obligation : terms.obligations()) {
            switch (obligation) {
                case LimitObligation limit -> {
                    if (permitKeys.containsKey(limit.name())
                            || otherKeys.containsKey(limit.name())) {
                        throw twice(limit.name());
                    }
                    put(limits, limit.name(), limit);
                }
                case MaskObligation _ -> masks = true;
                case FilterObligation _ -> filters = true;
            }
        }
        this.masks = masks;
        this.filters = filters;
    }

    String tool() {
        return tool;
    }

    /// The fact of this name.
    Optional<FactDefinition> fact(String name) {
        return Stream.concat(places.values().stream(), permitKeys.values().stream())
                .filter(fact -> fact.name().equals(name))
                .findFirst();
    }

    /// The fact that names the target, where targets may carry labels.
    Optional<FactDefinition> target() {
        return target;
    }

    /// What the access says of its target; where the tool's targets have no names, the same of every access.
    FactValue targetOf(Access access) {
        return targetName == null ? FactValue.NOT_APPLICABLE : access.fact(targetName);
    }

    /// Facts that rules name under `on`, by key.
    Map<String, FactDefinition> places() {
        return places;
    }

    /// Facts that rules of this effect name beside `on`, by key.
    Map<String, FactDefinition> keys(Effect effect) {
        return effect == Effect.PERMIT ? permitKeys : otherKeys;
    }

    Map<String, LimitObligation> limits() {
        return limits;
    }

    boolean masks() {
        return masks;
    }

    boolean filters() {
        return filters;
    }

    /// Whether the tool can do what this key of the language asks.
    boolean honours(String key) {
        return switch (key) {
            case "mask", "unmask" -> masks;
            case "filter" -> filters;
            default -> limits.containsKey(key);
        };
    }

    static String permitKey(FactDefinition fact) {
        return switch (fact) {
            case FactDefinition.TextFact text -> text.ruleKey();
            case FactDefinition.SetFact set -> set.ruleKey();
            case FactDefinition.QuantityFact quantity -> quantity.name() + "_max";
            case FactDefinition.LevelFact level -> level.name();
        };
    }

    static String otherKey(FactDefinition fact) {
        return switch (fact) {
            case FactDefinition.QuantityFact quantity -> quantity.name() + "_over";
            case FactDefinition.TextFact _, FactDefinition.SetFact _, FactDefinition.LevelFact _ ->
                    permitKey(fact);
        };
    }

    private <T> void put(Map<String, T> words, String key, T word) {
        if (RESERVED.contains(key) || words.putIfAbsent(key, word) != null) {
            throw twice(key);
        }
    }

    private IllegalArgumentException twice(String key) {
        return new IllegalArgumentException(
                "`" + tool + "` gives the key `" + key + "` a second meaning");
    }

    /// The same meaning, whatever it is called and described as.
    static boolean alike(FactDefinition one, FactDefinition other) {
        return switch (one) {
            case FactDefinition.TextFact _ -> other instanceof FactDefinition.TextFact;
            case FactDefinition.SetFact _ -> other instanceof FactDefinition.SetFact;
            case FactDefinition.QuantityFact q ->
                    other instanceof FactDefinition.QuantityFact o && q.unit() == o.unit();
            case FactDefinition.LevelFact l ->
                    other instanceof FactDefinition.LevelFact o
                            && l.strictestFirst().equals(o.strictestFirst());
        };
    }
}
