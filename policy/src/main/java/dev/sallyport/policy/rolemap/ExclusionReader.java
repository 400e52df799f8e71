package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Effect;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.Suggestion;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Reads `except` of one rule. Used once; what is wrong is noted with the file.
final class ExclusionReader {

    private final Effect effect;
    private final Effect judgedLike;
    private final List<ToolWords> tools;
    private final boolean toolsUnderstood;

    /// @param effect of the rule
    /// @param tools that the rule names, or all where it could not be told which
    ExclusionReader(Effect effect, List<ToolWords> tools, boolean toolsUnderstood) {
        this.effect = effect;
        this.judgedLike = CompiledExclusion.judgedLike(effect);
        this.tools = tools;
        this.toolsUnderstood = toolsUnderstood;
    }

    List<Exclusion> read(YamlNode node) {
        var items = node.oneOrMany();
        if (items.isEmpty()) {
            node.problem("`except` is an empty list", "remove the key");
        }
        var exclusions = new ArrayList<Exclusion>();
        for (var item : items) {
            item.mapping().ifPresent(mapping -> exclusions.add(readOne(mapping)));
        }
        return exclusions;
    }

    private Exclusion readOne(YamlMapping mapping) {
        if (mapping.isEmpty()) {
            mapping.problem(
                    "an exception that names nothing would take out everything",
                    "name what is excepted, or remove it");
        }
        var keys = new TreeMap<String, Constraint>();
        SortedMap<String, List<String>> labels = new TreeMap<>();
        for (var entry : mapping.entries()) {
            if (entry.key().equals("label")) {
                checkKnown(entry, words -> words.target().isPresent());
                labels = LabelReader.read(entry.value());
                continue;
            }
            var known = known(entry.key(), judgedLike);
            if (known.isEmpty()) {
                unknown(entry);
                continue;
            }
            checkKnown(entry, words -> find(words, entry.key(), judgedLike).isPresent());
            if (known.stream().allMatch(other -> ToolWords.alike(known.getFirst(), other))) {
                new ConstraintReader(judgedLike)
                        .read(entry.value(), known.getFirst())
                        .ifPresent(constraint -> keys.put(entry.key(), constraint));
            } else {
                entry.problem(
                        Quoted.of(entry.key()) + " means different things to these tools",
                        Optional.of("give each tool a rule of its own"));
            }
        }
        return new Exclusion(keys, labels);
    }

    /// Under a permit, a tool that does not know the key would lose more than the author sees.
    private void checkKnown(
            YamlMapping.Entry entry, java.util.function.Predicate<ToolWords> knows) {
        if (effect != Effect.PERMIT || !toolsUnderstood) {
            if (tools.stream().noneMatch(knows)) {
                noTarget(entry);
            }
            return;
        }
        for (var words : tools) {
            if (!knows.test(words)) {
                entry.problem(
                        Quoted.of(words.tool())
                                + " has no "
                                + Quoted.of(entry.key())
                                + ", so this exception could not be told apart for it",
                        Optional.of("give " + Quoted.of(words.tool()) + " a rule of its own"));
            }
        }
    }

    private static void noTarget(YamlMapping.Entry entry) {
        entry.problem(
                "none of these tools has targets that carry labels", Optional.of("remove the key"));
    }

    private List<FactDefinition> known(String key, Effect judged) {
        return tools.stream().flatMap(words -> find(words, key, judged).stream()).toList();
    }

    private static Optional<FactDefinition> find(ToolWords words, String key, Effect judged) {
        return Optional.ofNullable(words.places().get(key))
                .or(() -> Optional.ofNullable(words.keys(judged).get(key)));
    }

    private void unknown(YamlMapping.Entry entry) {
        var key = entry.key();
        var misused = known(key, judgedLike == Effect.PERMIT ? Effect.FORBID : Effect.PERMIT);
        if (!misused.isEmpty()) {
            var right =
                    judgedLike == Effect.PERMIT
                            ? ToolWords.permitKey(misused.getFirst())
                            : ToolWords.otherKey(misused.getFirst());
            entry.problem(
                    Quoted.of(key)
                            + " has no meaning in an exception under `"
                            + effect.name().toLowerCase(Locale.ROOT)
                            + "`",
                    Optional.of("write " + Quoted.of(right)));
            return;
        }
        var allowed = new TreeSet<String>();
        for (var words : tools) {
            allowed.addAll(words.places().keySet());
            allowed.addAll(words.keys(judgedLike).keySet());
            if (words.target().isPresent()) {
                allowed.add("label");
            }
        }
        entry.problem(
                "unknown key " + Quoted.of(key) + " under `except`",
                Suggestion.question(key, allowed)
                        .or(() ->
                                allowed.isEmpty()
                                        ? Optional.empty()
                                        : Optional.of("allowed here: " + Quoted.all(allowed))));
    }
}
