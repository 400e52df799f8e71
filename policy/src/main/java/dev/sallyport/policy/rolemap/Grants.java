package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Principal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Which roles whom: found by subject and group, so that it takes no longer with the roles of others.
/// Safe from many threads.
final class Grants {

    private static final String GROUP = "group:";

    private final SortedMap<String, Role> roles;
    private final Map<String, CompiledRole> compiled = new HashMap<>();
    private final Map<String, Held> bySubject;
    private final Map<String, Held> byGroup;

    /// What is bound to one subject or group.
    ///
    /// @param always the roles that it has at all times, includes expanded
    private record Held(List<CompiledRole> always, List<Timed> timed) {
        static final Held NOTHING = new Held(List.of(), List.of());
    }

    private record Timed(Period period, List<CompiledRole> roles) {}

    Grants(
            SortedMap<String, Role> roles,
            Collection<Separation> separations,
            Collection<Binding> bindings,
            Vocabulary vocabulary) {
        this.roles = roles;
        var apart = new HashMap<String, List<Separation>>();
        for (var separation : separations) {
            separation
                    .roles()
                    .forEach(role ->
                            apart.computeIfAbsent(role, _ -> new ArrayList<>()).add(separation));
        }
        roles.forEach((name, role) ->
                compiled.put(
                        name,
                        CompiledRole.of(role, apart.getOrDefault(name, List.of()), vocabulary)));
        var subjects = new HashMap<String, List<Binding>>();
        var groups = new HashMap<String, List<Binding>>();
        for (var binding : bindings) {
            for (var who : binding.to()) {
                boolean group = who.startsWith(GROUP);
                (group ? groups : subjects)
                        .computeIfAbsent(
                                group ? who.substring(GROUP.length()) : who, _ -> new ArrayList<>())
                        .add(binding);
            }
        }
        bySubject = held(subjects);
        byGroup = held(groups);
    }

    private Map<String, Held> held(Map<String, List<Binding>> bound) {
        var closures = new HashMap<String, List<CompiledRole>>();
        var held = new HashMap<String, Held>();
        bound.forEach((who, bindings) -> {
            var always = new LinkedHashSet<CompiledRole>();
            var timed = new ArrayList<Timed>();
            for (var binding : bindings) {
                var closure = closures.computeIfAbsent(binding.role(), this::closure);
                if (binding.period().isAlways()) {
                    always.addAll(closure);
                } else {
                    timed.add(new Timed(binding.period(), closure));
                }
            }
            held.put(who, new Held(List.copyOf(always), List.copyOf(timed)));
        });
        return held;
    }

    private List<CompiledRole> closure(String role) {
        return closure(List.of(role)).stream().map(compiled::get).toList();
    }

    /// The roles and all that they include, near and far.
    private Set<String> closure(Collection<String> of) {
        return closure(of, roles);
    }

    /// The roles and all that they include, near and far; without names that no role has.
    static Set<String> closure(Collection<String> of, Map<String, Role> roles) {
        var seen = new LinkedHashSet<String>();
        var queue = new ArrayDeque<>(of);
        while (!queue.isEmpty()) {
            var name = queue.remove();
            var found = roles.get(name);
            if (found != null && seen.add(name)) {
                queue.addAll(found.includes());
            }
        }
        return seen;
    }

    /// The principal, and the human behind it, as parties of a call.
    ///
    /// @throws java.time.DateTimeException for an instant that no calendar has
    List<Party> parties(Principal principal, Instant time) {
        return principal.human().isEmpty()
                ? List.of(party(principal, time))
                : List.of(party(principal, time), party(principal.human().get(), time));
    }

    private Party party(Principal principal, Instant time) {
        var all = of(principal, time);
        var separated = separated(all);
        if (principal.confinedTo().isEmpty()) {
            return new Party(principal.subject(), all, Set.of(), false, separated);
        }
        var within = closure(principal.confinedTo().get());
        var opening = new HashSet<CompiledRole>();
        for (var role : all) {
            if (within.contains(role.name())) {
                opening.add(role);
            }
        }
        return new Party(principal.subject(), all, opening, true, separated);
    }

    /// The roles of the principal, includes expanded, each once.
    private Collection<CompiledRole> of(Principal principal, Instant time) {
        var direct = bySubject.getOrDefault(principal.subject(), Held.NOTHING);
        if (principal.groups().isEmpty() && direct.timed().isEmpty()) {
            return direct.always();
        }
        var all = new Collected();
        all.add(direct, time);
        for (var group : principal.groups()) {
            var held = byGroup.get(group);
            if (held != null) {
                all.add(held, time);
            }
        }
        return all.roles;
    }

    /// Roles, each once. Almost everyone has a few, for which a set costs more than it saves.
    private static final class Collected {
        private static final int FEW = 16;

        private final List<CompiledRole> roles = new ArrayList<>(4);
        private @Nullable Set<CompiledRole> seen;

        void add(Held held, Instant time) {
            held.always().forEach(this::add);
            for (var grant : held.timed()) {
                if (grant.period().contains(time)) {
                    grant.roles().forEach(this::add);
                }
            }
        }

        private void add(CompiledRole role) {
            if (seen == null && roles.size() >= FEW) {
                seen = new HashSet<>(roles);
            }
            if (seen == null ? !roles.contains(role) : seen.add(role)) {
                roles.add(role);
            }
        }
    }

    private static Optional<Separation> separated(Collection<CompiledRole> roles) {
        Set<String> names = Set.of();
        for (var role : roles) {
            if (role.separations().isEmpty()) {
                continue;
            }
            for (var separation : role.separations()) {
                if (names.isEmpty()) {
                    names = new HashSet<>();
                    for (var one : roles) {
                        names.add(one.name());
                    }
                }
                if (names.containsAll(separation.roles())) {
                    return Optional.of(separation);
                }
            }
        }
        return Optional.empty();
    }
}
