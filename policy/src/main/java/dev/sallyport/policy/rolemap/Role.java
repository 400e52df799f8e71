package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// A role as it is written. A rule that stands there twice is kept once, at the first of its lines.
public record Role(String name, Set<String> includes, List<Rule> rules, Set<ConsoleRight> console) {

    public Role {
        includes = java.util.Collections.unmodifiableSet(new TreeSet<>(includes));
        console = java.util.Collections.unmodifiableSet(new TreeSet<>(console));
        var distinct = new TreeMap<String, Rule>();
        rules.stream()
                .sorted(Comparator.comparingInt(rule -> rule.id().line()))
                .forEach(rule -> distinct.putIfAbsent(rule.id().toString(), rule));
        rules = List.copyOf(distinct.values());
    }
}
