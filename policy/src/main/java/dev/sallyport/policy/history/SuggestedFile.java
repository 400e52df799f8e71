package dev.sallyport.policy.history;

import dev.sallyport.policy.history.Suggestion.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Writes suggested roles as a role map.
final class SuggestedFile {

    private SuggestedFile() {}

    static String print(List<Role> roles) {
        var lines = new ArrayList<String>();
        lines.add(
                "# Suggested from the record. Read it before you put it in force: it permits what was done, and");
        lines.add("# nobody has said that all of that should have been.");
        lines.add("roles:");
        for (var role : roles) {
            role.comments().forEach(text -> lines.add("  " + YamlText.comment(text)));
            lines.add(
                    "  " + YamlText.of(role.name()) + ":" + (role.rules().isEmpty() ? " {}" : ""));
            role.rules().forEach(line -> lines.add("    " + line));
            lines.add("");
        }
        var approverRoles = new TreeSet<String>();
        var approvers = new TreeSet<String>();
        roles.forEach(role -> {
            approverRoles.addAll(role.approverRoles());
            approvers.addAll(role.approvers());
        });
        approverRoles.forEach(
                name -> lines.add("  " + YamlText.of(name) + ": { console: [approve] }"));
        lines.add("bindings:");
        roles.forEach(role -> lines.add(binding(role.name(), role.to())));
        if (!approverRoles.isEmpty() && approvers.isEmpty()) {
            lines.add("  # Bind " + String.join(", ", approverRoles) + " to those who approve.");
        } else {
            approverRoles.forEach(name -> lines.add(binding(name, approvers)));
        }
        return String.join("\n", lines).replace("\n\n\n", "\n\n") + "\n";
    }

    private static String binding(String role, java.util.Set<String> to) {
        return "  - { role: " + YamlText.of(role) + ", to: " + YamlText.list(to) + " }";
    }
}
