package dev.sallyport.policy.review;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.rolemap.BindingView;
import dev.sallyport.policy.rolemap.Written;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Who is bound to what: each subject and each group for itself, as the file binds it.
final class People {

    private static final String CLIENT = "client:";
    private static final String GROUP = "group:";

    private final Written written;
    private final Map<String, Set<String>> rolesOf = new TreeMap<>();
    private final Map<String, Set<String>> alwaysRolesOf = new TreeMap<>();
    private final Map<String, Set<String>> closures = new HashMap<>();

    People(Written written) {
        this.written = written;
        for (var binding : written.bindings()) {
            add(rolesOf, binding);
            if (binding.always()) {
                add(alwaysRolesOf, binding);
            }
        }
    }

    private void add(Map<String, Set<String>> roles, BindingView binding) {
        roles.computeIfAbsent(binding.who(), _ -> new TreeSet<>()).addAll(closure(binding.role()));
    }

    Set<String> closure(String role) {
        return closures.computeIfAbsent(role, name -> written.withIncludes(Set.of(name)));
    }

    /// The subjects and groups, sorted.
    Set<String> all() {
        return rolesOf.keySet();
    }

    /// The roles of a subject or group at any time, includes expanded.
    Set<String> roles(String who) {
        return rolesOf.getOrDefault(who, Set.of());
    }

    /// Those of its roles that it has at all times.
    Set<String> alwaysRoles(String who) {
        return alwaysRolesOf.getOrDefault(who, Set.of());
    }

    /// Its roles through the bindings of one period, as [BindingView#when] writes it.
    Set<String> roles(String who, String when) {
        var roles = new TreeSet<String>();
        written.bindings().stream()
                .filter(binding -> binding.who().equals(who) && binding.when().equals(when))
                .forEach(binding -> roles.addAll(closure(binding.role())));
        return roles;
    }

    /// The periods in which something is bound to it.
    Set<String> periods(String who) {
        var periods = new TreeSet<String>();
        written.bindings().stream()
                .filter(binding -> binding.who().equals(who))
                .forEach(binding -> periods.add(binding.when()));
        return periods;
    }

    /// Who has a role, through whatever includes.
    Set<String> holders(String role) {
        var holders = new TreeSet<String>();
        rolesOf.forEach((who, roles) -> {
            if (roles.contains(role)) {
                holders.add(who);
            }
        });
        return holders;
    }

    boolean hasRight(String who, ConsoleRight right) {
        return hasRight(written, roles(who), right);
    }

    static boolean hasRight(Written written, Set<String> roles, ConsoleRight right) {
        return roles.stream()
                .flatMap(name -> written.findRole(name).stream())
                .anyMatch(role -> role.console().contains(right));
    }

    /// Whether a human may be meant: a user, or a group.
    static boolean mayBeHuman(String who) {
        return !who.startsWith(CLIENT);
    }

    static boolean isGroup(String who) {
        return who.startsWith(GROUP);
    }
}
