package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/// Reads `separate` and finds who is bound to roles that must not meet; what is wrong is noted with the file. Used
/// once.
final class SeparationReader {

    private final SortedMap<String, Role> roles;
    private final Set<String> names;
    private final List<Separation> separations = new ArrayList<>();
    private final Map<String, Set<String>> closures = new HashMap<>();

    /// @param names of all roles that the file defines, also of those that could not be read
    SeparationReader(SortedMap<String, Role> roles, Set<String> names) {
        this.roles = roles;
        this.names = names;
    }

    List<Separation> separations() {
        return separations;
    }

    void read(YamlMapping mapping) {
        mapping.allow("roles", "reason");
        var reason = mapping.get("reason").flatMap(Descriptions::read);
        var node = mapping.require("roles");
        if (node.isEmpty()) {
            return;
        }
        var apart = new TreeSet<String>();
        var items = node.get().oneOrMany();
        for (var item : items) {
            RoleMapReader.requireRole(item, names).ifPresent(apart::add);
        }
        if (items.size() < 2 || (apart.size() < 2 && apart.containsAll(texts(items)))) {
            node.get()
                    .problem(
                            "`roles` must name at least two roles that one principal may not combine",
                            "add the other role");
            return;
        }
        if (apart.size() < 2) {
            return;
        }
        for (var role : apart) {
            if (closure(role).containsAll(apart)) {
                node.get()
                        .problem(
                                Quoted.of(role)
                                        + " includes all of these roles, so nobody who has it may do anything",
                                "remove the include, or separate other roles");
                return;
            }
        }
        separations.add(new Separation(apart, reason, mapping.line()));
    }

    private static Set<String> texts(List<YamlNode> items) {
        var texts = new TreeSet<String>();
        items.forEach(item -> item.text().ifPresent(texts::add));
        return texts;
    }

    /// Notes every subject and group that is bound to all roles of a set for some time.
    void check(List<BindingReader.Bound> bound) {
        for (var separation : separations) {
            var byWho = new LinkedHashMap<String, List<BindingReader.Bound>>();
            for (var one : bound) {
                if (gives(one.binding(), separation)) {
                    byWho.computeIfAbsent(one.who(), _ -> new ArrayList<>()).add(one);
                }
            }
            byWho.forEach((who, bindings) -> check(separation, who, bindings));
        }
    }

    /// Whatever is in force together is so at the beginning of one of the bindings; hours of the week are taken to meet.
    private void check(Separation separation, String who, List<BindingReader.Bound> bindings) {
        var beginnings = new TreeSet<Instant>();
        beginnings.add(Instant.MIN);
        bindings.forEach(one -> one.binding().period().from().ifPresent(beginnings::add));
        for (var time : beginnings) {
            var has = new TreeSet<String>();
            for (var one : bindings) {
                if (one.binding().period().runsAt(time)) {
                    has.addAll(closure(one.binding().role()));
                }
                if (has.containsAll(separation.roles())) {
                    one.node()
                            .problem(
                                    Quoted.of(who)
                                            + " is bound to "
                                            + Quoted.all(separation.roles())
                                            + ", which `separate` on line "
                                            + separation.line()
                                            + " keeps apart",
                                    "bind it to some of them only");
                    return;
                }
            }
        }
    }

    private boolean gives(Binding binding, Separation separation) {
        return closure(binding.role()).stream().anyMatch(separation.roles()::contains);
    }

    private Set<String> closure(String role) {
        return closures.computeIfAbsent(role, name -> Grants.closure(List.of(name), roles));
    }
}
