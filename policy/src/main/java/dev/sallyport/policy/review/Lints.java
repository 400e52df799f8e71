package dev.sallyport.policy.review;

import dev.sallyport.policy.rolemap.RoleMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What is good as a role map and yet hardly what its author meant.
public final class Lints {

    private Lints() {}

    /// All warnings, sorted by place.
    ///
    /// @param fileName as the operator named it
    /// @param text from which the role map was read
    /// @param targets the names of all targets by the place key that names them, `database` for one; empty where no
    ///     configuration is known
    public static List<Warning> of(
            RoleMap roleMap,
            String fileName,
            String text,
            Optional<Map<String, Set<String>>> targets) {
        var written = roleMap.written();
        var places = new Places(fileName, text);
        var people = new People(written);
        var found = new ArrayList<Warning>();
        found.addAll(new RuleLints(written, people, places).all());
        found.addAll(new RoleLints(written, people, places).all());
        targets.ifPresent(names -> found.addAll(new TargetLints(written, places, names).all()));
        return List.copyOf(new TreeSet<>(found));
    }
}
