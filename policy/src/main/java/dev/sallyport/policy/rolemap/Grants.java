package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Principal;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/// Which roles whom: found by subject and group, so that it takes no longer with the roles of others.
/// Safe from many threads.
final class Grants {

    private final Map<String, List<CompiledRole>> bySubject;
    private final Map<String, List<CompiledRole>> byGroup;

    private static final String GROUP = "group:";

    Grants(
            SortedMap<String, Role> roles,
            SortedMap<String, ? extends Collection<String>> bindings,
            Vocabulary vocabulary) {
        var compiled = new HashMap<String, CompiledRole>();
        roles.forEach((name, role) -> compiled.put(name, CompiledRole.of(role, vocabulary)));
        var subjects = new HashMap<String, Set<CompiledRole>>();
        var groups = new HashMap<String, Set<CompiledRole>>();
        bindings.forEach((role, to) -> {
            var closure = closure(role, roles).stream().map(compiled::get).toList();
            for (var who : to) {
                boolean group = who.startsWith(GROUP);
                (group ? groups : subjects)
                        .computeIfAbsent(
                                group ? who.substring(GROUP.length()) : who,
                                _ -> new LinkedHashSet<>())
                        .addAll(closure);
            }
        });
        bySubject = frozen(subjects);
        byGroup = frozen(groups);
    }

    private static Map<String, List<CompiledRole>> frozen(Map<String, Set<CompiledRole>> by) {
        var frozen = new HashMap<String, List<CompiledRole>>();
        by.forEach((who, roles) -> frozen.put(who, List.copyOf(roles)));
        return frozen;
    }

    /// A role and all that it includes, near and far.
    private static Set<String> closure(String role, Map<String, Role> roles) {
        var seen = new LinkedHashSet<String>();
        var queue = new ArrayDeque<>(List.of(role));
        while (!queue.isEmpty()) {
            var name = queue.remove();
            var found = roles.get(name);
            if (found != null && seen.add(name)) {
                queue.addAll(found.includes());
            }
        }
        return seen;
    }

    /// The roles of the principal, includes expanded, each once.
    Collection<CompiledRole> of(Principal principal) {
        var direct = bySubject.getOrDefault(principal.subject(), List.of());
        if (principal.groups().isEmpty()) {
            return direct;
        }
        var all = new LinkedHashSet<>(direct);
        for (var group : principal.groups()) {
            all.addAll(byGroup.getOrDefault(group, List.of()));
        }
        return all;
    }
}
