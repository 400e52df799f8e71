package dev.sallyport.policy.review;

import dev.sallyport.policy.TargetLabels;
import dev.sallyport.policy.rolemap.Rule;
import dev.sallyport.policy.rolemap.Written;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.Suggestion;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Rules about targets that the configuration does not have.
final class TargetLints {

    private final Written written;
    private final Places places;
    private final TargetLabels targets;
    private final List<Warning> found = new ArrayList<>();

    TargetLints(Written written, Places places, TargetLabels targets) {
        this.written = written;
        this.places = places;
        this.targets = targets;
    }

    List<Warning> all() {
        for (var role : written.roles().values()) {
            for (var rule : role.rules()) {
                targets.byPlace().forEach((key, named) -> check(rule, key, named.keySet()));
                labels(rule);
            }
        }
        return found;
    }

    /// Labels that no target of any of the rule's tools carries.
    private void labels(Rule rule) {
        var clause = rule.clause();
        boolean carried =
                clause.named().stream()
                        .anyMatch(tool -> !written.carrying(tool, clause.labels()).isEmpty());
        if (!clause.labels().isEmpty() && !carried) {
            found.add(
                    places.warning(
                            "unknown-label",
                            places.ruleMapping(rule)
                                    .flatMap(mapping -> mapping.get("on"))
                                    .flatMap(YamlNode::mapping)
                                    .flatMap((YamlMapping on) -> on.get("label"))
                                    .orElseGet(() -> places.rule(rule)),
                            "no configured target carries the labels " + clause.printLabels(),
                            "correct them, or give a target these `labels`"));
        }
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
