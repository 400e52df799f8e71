package dev.sallyport.policy.review;

import dev.sallyport.policy.TargetLabels;
import dev.sallyport.policy.rolemap.RoleMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// What is good as a role map and yet hardly what its author meant.
public final class Lints {

    private Lints() {}

    /// All warnings, sorted by place.
    ///
    /// @param fileName as the operator named it
    /// @param text from which the role map was read
    /// @param targets all targets and their labels; empty where no configuration is known
    /// @param now by which bindings have expired or not
    public static List<Warning> of(
            RoleMap roleMap,
            String fileName,
            String text,
            Optional<TargetLabels> targets,
            Instant now) {
        var written = roleMap.written();
        var places = new Places(fileName, text);
        var people = new People(written);
        var found = new ArrayList<Warning>();
        found.addAll(new RuleLints(written, people, places).all());
        found.addAll(new RoleLints(written, people, places, now).all());
        found.addAll(new ExceptionLints(written, places).all());
        targets.ifPresent(names -> found.addAll(new TargetLints(written, places, names).all()));
        return List.copyOf(new TreeSet<>(found));
    }
}
