package dev.sallyport.policy.review;

import dev.sallyport.policy.rolemap.Constraint;
import dev.sallyport.policy.rolemap.Exclusion;
import dev.sallyport.policy.rolemap.Rule;
import dev.sallyport.policy.rolemap.Written;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Exceptions that never take anything out of their rule.
final class ExceptionLints {

    private final Written written;
    private final Places places;

    ExceptionLints(Written written, Places places) {
        this.written = written;
        this.places = places;
    }

    List<Warning> all() {
        var found = new ArrayList<Warning>();
        for (var role : written.roles().values()) {
            for (var rule : role.rules()) {
                for (var exclusion : rule.clause().except()) {
                    apart(rule, exclusion)
                            .ifPresent(key ->
                                    found.add(
                                            places.warning(
                                                    "idle-exception",
                                                    place(rule, key),
                                                    "this exception never applies: its "
                                                            + Quoted.of(key)
                                                            + " and the rule's have nothing in"
                                                            + " common",
                                                    "correct it, or remove it")));
                }
            }
        }
        return found;
    }

    /// The key of a single text by which the exception lies outside of the rule.
    private static Optional<String> apart(Rule rule, Exclusion exclusion) {
        for (var entry : exclusion.keys().entrySet()) {
            var key = entry.getKey();
            var own =
                    Optional.ofNullable(rule.clause().on().get(key))
                            .or(() -> Optional.ofNullable(rule.clause().facts().get(key)));
            if (own.isPresent()
                    && own.get() instanceof Constraint.OneOf(var globs)
                    && entry.getValue() instanceof Constraint.OneOf(var excepted)
                    && GlobLanguage.apart(globs, excepted)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    /// Where the exception's key stands; with several exceptions, where they begin.
    private YamlNode place(Rule rule, String key) {
        var except = places.key(rule, "except");
        return except instanceof dev.sallyport.policy.yaml.YamlMapping mapping
                ? mapping.get(key).orElse(except)
                : except;
    }
}
