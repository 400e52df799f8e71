package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.UsageLimit;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// A role as it is written. A rule that stands there twice is kept once, at the first of its lines and with the first
/// of its descriptions in the alphabet.
///
/// @param line where its name stands, 1-based
public record Role(
        String name,
        Optional<String> description,
        Set<String> includes,
        Limits limits,
        List<Rule> rules,
        Set<ConsoleRight> console,
        int line) {

    /// Bounds on use, each at least 1.
    ///
    /// @param principal for each principal of the role
    /// @param role for all principals of the role together
    public record Limits(Map<UsageLimit.Kind, Long> principal, Map<UsageLimit.Kind, Long> role) {

        static final Limits NONE = new Limits(Map.of(), Map.of());

        public Limits {
            principal = sorted(principal);
            role = sorted(role);
        }

        boolean isEmpty() {
            return principal.isEmpty() && role.isEmpty();
        }

        private static Map<UsageLimit.Kind, Long> sorted(Map<UsageLimit.Kind, Long> limits) {
            var sorted = new EnumMap<UsageLimit.Kind, Long>(UsageLimit.Kind.class);
            sorted.putAll(limits);
            return Collections.unmodifiableMap(sorted);
        }
    }

    public Role {
        includes = Collections.unmodifiableSet(new TreeSet<>(includes));
        console = Collections.unmodifiableSet(new TreeSet<>(console));
        var distinct = new TreeMap<String, Rule>();
        rules.stream()
                .sorted(Comparator.comparingInt(rule -> rule.id().line()))
                .forEach(rule -> distinct.merge(rule.id().toString(), rule, Rule::merge));
        rules = List.copyOf(distinct.values());
    }
}
