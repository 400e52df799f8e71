package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A role's own rules by tool. Compared by identity; safe from many threads.
final class CompiledRole {

    private final Role role;
    private final List<Separation> separations;
    private final Map<String, RoleRules> byTool = new HashMap<>();

    private CompiledRole(Role role, List<Separation> separations) {
        this.role = role;
        this.separations = List.copyOf(separations);
    }

    /// @param separations those that name the role
    static CompiledRole of(Role role, List<Separation> separations, Vocabulary vocabulary) {
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
