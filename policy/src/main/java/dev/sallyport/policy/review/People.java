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
    private final Map<String, Set<String>> closures = new HashMap<>();

    People(Written written) {
        this.written = written;
        written.bindings().stream()
                .map(BindingView::who)
                .forEach(who -> rolesOf.put(who, new TreeSet<>()));
        written.bindings().forEach(binding -> {
            var roles = rolesOf.get(binding.who());
            if (roles != null) {
                roles.addAll(closure(binding.role()));
            }
        });
    }

    Set<String> closure(String role) {
        return closures.computeIfAbsent(role, name -> written.closure(name).keySet());
    }

    /// The subjects and groups, sorted.
    Set<String> all() {
        return rolesOf.keySet();
    }

    /// The roles of a subject or group, includes expanded.
    Set<String> roles(String who) {
        return rolesOf.getOrDefault(who, Set.of());
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
        return roles(who).stream()
                .map(written.roles()::get)
                .anyMatch(role -> role != null && role.console().contains(right));
    }

    /// Whether a human may be meant: a user, or a group.
    static boolean mayBeHuman(String who) {
        return !who.startsWith(CLIENT);
    }

    static boolean isGroup(String who) {
        return who.startsWith(GROUP);
    }
}
