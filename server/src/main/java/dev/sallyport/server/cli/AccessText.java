package dev.sallyport.server.cli;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.policy.review.FactText;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.Suggestion;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// An access as a person writes it: `git.push shop:main repository=shop,branch=main,paths=README.md|src/A.java`.
///
/// The facts follow the last space; a set's texts have `|` between them. A fact that is not written is unknown, as is
/// `?`; `-` does not apply.
final class AccessText {

    private AccessText() {}

    /// @throws CliException when it is none
    static Access parse(ToolTerms terms, String text) {
        var parts = List.of(text.strip().split("\\s+", 3));
        if (parts.size() < 2) {
            throw CliException.usage(
                    "an access is written `action resource fact=value,…`, not " + Quoted.of(text));
        }
        var facts = new TreeMap<String, FactValue>();
        if (parts.size() > 2) {
            for (var pair : parts.get(2).split(",")) {
                add(terms, pair.strip(), facts);
            }
        }
        return new Access(parts.get(0), parts.get(1), facts);
    }

    private static void add(ToolTerms terms, String pair, Map<String, FactValue> facts) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
            throw CliException.usage("a fact is written `name=value`, not " + Quoted.of(pair));
        }
        var name = pair.substring(0, equals);
        var fact =
                terms.findFact(name)
                        .orElseThrow(() -> {
                            var known = new TreeSet<String>();
                            terms.facts().forEach(definition -> known.add(definition.name()));
                            return CliException.usage(
                                    "`"
                                            + terms.tool()
                                            + "` has no fact "
                                            + Quoted.of(name)
                                            + "; "
                                            + Suggestion.question(name, known)
                                                    .orElse("there are " + Quoted.all(known)));
                        });
        var values = Arrays.asList(pair.substring(equals + 1).split("\\|", -1));
        switch (FactText.read(fact, values)) {
            case FactText.Read.Value(var value) -> facts.put(name, value);
            case FactText.Read.Bad(var problem) -> throw CliException.usage(problem);
        }
    }
}
