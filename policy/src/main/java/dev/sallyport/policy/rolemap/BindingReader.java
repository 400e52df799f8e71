package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads `bindings`; what is wrong is noted with the file. Used once.
final class BindingReader {

    private static final List<String> KINDS = List.of("client:", "user:", "group:");

    private final Set<String> roles;
    private final List<Binding> bindings = new ArrayList<>();
    private final List<Bound> bound = new ArrayList<>();

    /// One subject or group of a binding, and where it stands.
    record Bound(Binding binding, String who, YamlNode node) {}

    /// @param roles all that the file defines
    BindingReader(Set<String> roles) {
        this.roles = roles;
    }

    List<Binding> bindings() {
        return bindings;
    }

    List<Bound> bound() {
        return bound;
    }

    void read(YamlMapping mapping) {
        mapping.allow("role", "to", "description", "from", "until", "when");
        var role = mapping.require("role").flatMap(node -> RoleMapReader.requireRole(node, roles));
        var description = mapping.get("description").flatMap(Descriptions::read);
        var period = PeriodReader.read(mapping);
        var to = mapping.require("to");
        if (to.isEmpty()) {
            return;
        }
        var items = to.get().oneOrMany();
        if (items.isEmpty()) {
            to.get().problem("`to` is empty, so the binding binds nobody", "remove the binding");
        }
        var who = new LinkedHashMap<String, YamlNode>();
        for (var item : items) {
            item.text()
                    .filter(text -> checkSubject(item, text))
                    .ifPresent(text -> who.putIfAbsent(text, item));
        }
        if (role.isPresent() && period.isPresent() && !who.isEmpty()) {
            add(
                    new Binding(
                            role.get(), who.keySet(), description, period.get(), mapping.line()),
                    who);
        }
    }

    private void add(Binding binding, Map<String, YamlNode> who) {
        bindings.add(binding);
        who.forEach((subject, node) -> bound.add(new Bound(binding, subject, node)));
    }

    private static boolean checkSubject(YamlNode item, String who) {
        var kind = KINDS.stream().filter(who::startsWith).findFirst();
        if (kind.isEmpty() || kind.get().length() == who.length()) {
            item.problem(
                    Quoted.of(who) + " names nobody",
                    "write `client:NAME`, `user:NAME` or `group:NAME`");
            return false;
        }
        if (who.indexOf('*') >= 0) {
            item.problem(
                    "a binding names one subject or group, and " + Quoted.of(who) + " is a pattern",
                    "bind a group instead");
            return false;
        }
        return true;
    }
}
