package dev.sallyport.policy.review;

import dev.sallyport.policy.rolemap.Rule;
import dev.sallyport.policy.rolemap.Written;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.Suggestion;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Rules about targets that the configuration does not have.
final class TargetLints {

    private final Written written;
    private final Places places;
    private final Map<String, Set<String>> targets;
    private final List<Warning> found = new ArrayList<>();

    /// @param targets names by the place key that names them
    TargetLints(Written written, Places places, Map<String, Set<String>> targets) {
        this.written = written;
        this.places = places;
        this.targets = targets;
    }

    List<Warning> all() {
        for (var role : written.roles().values()) {
            for (var rule : role.rules()) {
                targets.forEach((key, names) -> check(rule, key, names));
            }
        }
        return found;
    }

    private void check(Rule rule, String key, Set<String> names) {
        var globs =
                places.ruleMapping(rule)
                        .flatMap(mapping -> mapping.get("on"))
                        .flatMap(YamlNode::mapping)
                        .flatMap((YamlMapping on) -> on.get(key))
                        .map(YamlNode::oneOrMany)
                        .orElse(List.of());
        for (var node : globs) {
            var glob = node.text().orElse("");
            boolean meant =
                    glob.isEmpty()
                            || names.stream()
                                    .anyMatch(name ->
                                            new dev.sallyport.policy.Glob(glob).matches(name));
            if (!meant) {
                found.add(
                        places.warning(
                                "unknown-target",
                                node,
                                "no configured " + key + " is called " + Quoted.of(glob),
                                Suggestion.question(glob, names)
                                        .orElse(
                                                names.isEmpty()
                                                        ? "the configuration has no " + key
                                                        : "there are " + Quoted.all(names))));
            }
        }
    }
}
