package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// A role's own rules by tool. Compared by identity; safe from many threads.
final class CompiledRole {

    private final Role role;
    private final List<Separation> separations;
    private final Map<String, RoleRules> byTool = new HashMap<>();
    // Filled before anyone has the role, since those that it names are made with it.
    private final List<CompiledRole> includes = new ArrayList<>(0);

    private CompiledRole(Role role, List<Separation> separations) {
        this.role = role;
        this.separations = List.copyOf(separations);
    }

    /// All roles by name.
    static Map<String, CompiledRole> all(
            Map<String, Role> roles, Collection<Separation> separations, Vocabulary vocabulary) {
        var apart = new HashMap<String, List<Separation>>();
        for (var separation : separations) {
            separation
                    .roles()
                    .forEach(role ->
                            apart.computeIfAbsent(role, _ -> new ArrayList<>()).add(separation));
        }
        var all = new HashMap<String, CompiledRole>();
        roles.forEach((name, role) ->
                all.put(name, of(role, apart.getOrDefault(name, List.of()), vocabulary)));
        all.values()
                .forEach(one ->
                        one.role.includes().stream()
                                .map(all::get)
                                .filter(Objects::nonNull)
                                .forEach(one.includes::add));
        return all;
    }

    /// @param separations those that name the role
    private static CompiledRole of(Role role, List<Separation> separations, Vocabulary vocabulary) {
        var compiled = new CompiledRole(role, separations);
        if (!role.rules().isEmpty()) {
            for (var words : vocabulary.all()) {
                var rules = RoleRules.of(role, words, vocabulary);
                if (!rules.isEmpty()) {
                    compiled.byTool.put(words.tool(), rules);
                }
            }
        }
        return compiled;
    }

    String name() {
        return role.name();
    }

    /// Those that the role itself names, by name.
    List<CompiledRole> includes() {
        return includes;
    }

    Set<ConsoleRight> console() {
        return role.console();
    }

    Role.Limits limits() {
        return role.limits();
    }

    /// The sets of roles that must not meet and that this one is of.
    List<Separation> separations() {
        return separations;
    }

    Optional<RoleRules> rules(String tool) {
        return Optional.ofNullable(byTool.get(tool));
    }
}
