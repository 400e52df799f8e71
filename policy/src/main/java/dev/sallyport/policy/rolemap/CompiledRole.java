package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A role's own rules by tool. Compared by identity; safe from many threads.
final class CompiledRole {

    private final String name;
    private final Set<ConsoleRight> console;
    private final Map<String, RoleRules> byTool = new HashMap<>();

    private CompiledRole(String name, Set<ConsoleRight> console) {
        this.name = name;
        this.console = console;
    }

    static CompiledRole of(Role role, Vocabulary vocabulary) {
        var compiled = new CompiledRole(role.name(), role.console());
        if (!role.rules().isEmpty()) {
            for (var words : vocabulary.all()) {
                var rules = RoleRules.of(role, words);
                if (!rules.isEmpty()) {
                    compiled.byTool.put(words.tool(), rules);
                }
            }
        }
        return compiled;
    }

    String name() {
        return name;
    }

    Set<ConsoleRight> console() {
        return console;
    }

    Optional<RoleRules> rules(String tool) {
        return Optional.ofNullable(byTool.get(tool));
    }
}
