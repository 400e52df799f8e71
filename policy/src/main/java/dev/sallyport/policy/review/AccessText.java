package dev.sallyport.policy.review;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.Suggestion;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// An access as a person writes it: `git.push shop:main repository=shop,branch=main,paths=README.md|src/A.java`.
///
/// The facts follow the last space; a set's texts have `|` between them. A fact that is not written is unknown, as is
/// `?`; `-` does not apply.
public final class AccessText {

    private AccessText() {}

    /// What reading comes to.
    public sealed interface Read {
        record Good(Access access) implements Read {}

        /// @param problem what was expected, in one sentence that starts in lower case
        record Bad(String problem) implements Read {}
    }

    public static Read read(ToolTerms terms, String text) {
        var parts = List.of(text.strip().split("\\s+", 3));
        if (parts.size() < 2) {
            return new Read.Bad(
                    "an access is written `action resource fact=value,…`, not " + Quoted.of(text));
        }
        var facts = new TreeMap<String, FactValue>();
        for (var pair : parts.size() > 2 ? parts.get(2).split(",") : new String[0]) {
            switch (fact(terms, pair.strip())) {
                case Pair.Good(var name, var value) -> facts.put(name, value);
                case Pair.Bad(var problem) -> {
                    return new Read.Bad(problem);
                }
            }
        }
        return new Read.Good(new Access(parts.get(0), parts.get(1), facts));
    }

    private sealed interface Pair {
        record Good(String name, FactValue value) implements Pair {}

        record Bad(String problem) implements Pair {}
    }

    private static Pair fact(ToolTerms terms, String pair) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
            return new Pair.Bad("a fact is written `name=value`, not " + Quoted.of(pair));
        }
        var name = pair.substring(0, equals);
        var fact = terms.findFact(name);
        if (fact.isEmpty()) {
            var known =
                    terms.facts().stream()
                            .map(FactDefinition::name)
                            .collect(Collectors.toCollection(TreeSet::new));
            return new Pair.Bad(
                    "`"
                            + terms.tool()
                            + "` has no fact "
                            + Quoted.of(name)
                            + "; "
                            + Suggestion.question(name, known)
                                    .orElse("there are " + Quoted.all(known)));
        }
        var values = Arrays.asList(pair.substring(equals + 1).split("\\|", -1));
        return switch (FactText.read(fact.get(), values)) {
            case FactText.Read.Value(var value) -> new Pair.Good(name, value);
            case FactText.Read.Bad(var problem) -> new Pair.Bad(problem);
        };
    }
}
