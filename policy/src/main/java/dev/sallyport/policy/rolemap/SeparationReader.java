package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
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

    /// Longer closures are made whenever they are asked for: kept, those of a long row of roles would take the square of it.
    private static final int KEPT_MAX = 64;

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
            node.get().goOn();
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
            var given = new HashMap<String, BitSet>();
            var byWho = new LinkedHashMap<String, List<Giving>>();
            for (var one : bound) {
                one.node().goOn();
                var gives =
                        given.computeIfAbsent(
                                one.binding().role(), role -> given(role, separation));
                if (!gives.isEmpty()) {
                    byWho.computeIfAbsent(one.who(), _ -> new ArrayList<>())
                            .add(new Giving(one, gives));
                }
            }
            byWho.forEach((who, bindings) -> check(separation, who, bindings));
        }
    }

    /// @param gives which of the roles that must not meet, by their place among them
    private record Giving(BindingReader.Bound bound, BitSet gives) {}

    private BitSet given(String role, Separation separation) {
        var closure = closure(role);
        var given = new BitSet();
        int place = 0;
        for (var apart : separation.roles()) {
            given.set(place++, closure.contains(apart));
        }
        return given;
    }

    /// Whatever is in force together is so at the beginning of one of the bindings; hours of the week are taken to meet.
    private void check(Separation separation, String who, List<Giving> bindings) {
        var beginnings = new TreeSet<Instant>();
        beginnings.add(Instant.MIN);
        bindings.forEach(one -> one.bound().binding().period().from().ifPresent(beginnings::add));
        for (var time : beginnings) {
            var has = new BitSet();
            for (var one : bindings) {
                one.bound().node().goOn();
                if (one.bound().binding().period().runsAt(time)) {
                    has.or(one.gives());
                }
                if (has.cardinality() == separation.roles().size()) {
                    one.bound()
                            .node()
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

    private Set<String> closure(String role) {
        var kept = closures.get(role);
        if (kept != null) {
            return kept;
        }
        var closure = Grants.closure(List.of(role), roles);
        if (closure.size() <= KEPT_MAX) {
            closures.put(role, closure);
        }
        return closure;
    }
}
