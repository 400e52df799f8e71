package dev.sallyport.policy.rolemap;

import static java.util.Objects.requireNonNull;

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

/// Who has which roles: found by subject and group, so that it takes no longer with the roles of others.
/// Safe from many threads.
final class Grants {

    private static final String GROUP = "group:";

    private final SortedMap<String, Role> roles;
    private final Map<String, Held> bySubject;
    private final Map<String, Held> byGroup;

    /// What is bound to one subject or group. What its roles include is looked up when it is asked for: kept with each, it
    /// would take the product of both.
    ///
    /// @param always the roles that it has at all times
    /// @param whole whether these are all it ever has: they include none
    private record Held(List<CompiledRole> always, List<Timed> timed, boolean whole) {
        static final Held NOTHING = of(List.of(), List.of());

        static Held of(Collection<CompiledRole> always, List<Timed> timed) {
            return new Held(
                    List.copyOf(always),
                    List.copyOf(timed),
                    timed.isEmpty() && always.stream().allMatch(role -> role.includes().isEmpty()));
        }
    }

    private record Timed(Period period, CompiledRole role) {}

    Grants(
            SortedMap<String, Role> roles,
            Collection<Separation> separations,
            Collection<Binding> bindings,
            Vocabulary vocabulary) {
        this.roles = roles;
        var compiled = CompiledRole.all(roles, separations, vocabulary);
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
        bySubject = held(subjects, compiled);
        byGroup = held(groups, compiled);
    }

    private static Map<String, Held> held(
            Map<String, List<Binding>> bound, Map<String, CompiledRole> compiled) {
        var held = new HashMap<String, Held>();
        bound.forEach((who, bindings) -> {
            var always = new LinkedHashSet<CompiledRole>();
            var timed = new ArrayList<Timed>();
            for (var binding : bindings) {
                var role = requireNonNull(compiled.get(binding.role()));
                if (binding.period().isAlways()) {
                    always.add(role);
                } else {
                    timed.add(new Timed(binding.period(), role));
                }
            }
            held.put(who, Held.of(always, timed));
        });
        return held;
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
        var within = closure(principal.confinedTo().get(), roles);
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
        if (principal.groups().isEmpty() && direct.whole()) {
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
            held.always().forEach(this::addWhole);
            for (var grant : held.timed()) {
                if (grant.period().contains(time)) {
                    addWhole(grant.role());
                }
            }
        }

        /// The role and all that it includes, near and far. What a role includes that is here already is here too, so that
        /// each role is walked through once, however many ways lead to it.
        private void addWhole(CompiledRole role) {
            int next = roles.size();
            add(role);
            for (; next < roles.size(); next++) {
                roles.get(next).includes().forEach(this::add);
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
