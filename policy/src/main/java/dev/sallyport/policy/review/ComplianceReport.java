package dev.sallyport.policy.review;

import dev.sallyport.policy.rolemap.BindingView;
import dev.sallyport.policy.rolemap.Clause;
import dev.sallyport.policy.rolemap.Role;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.policy.rolemap.Rule;
import dev.sallyport.policy.rolemap.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// The whole role map for those who check it without reading YAML: who is bound, what each role includes and may do,
/// who approves, what must be kept apart.
///
/// All text of the file is escaped: in Markdown nothing of it marks up, and no cell of the CSV is a formula.
public final class ComplianceReport {

    private static final List<String> COLUMNS =
            List.of(
                    "who",
                    "when",
                    "bound_role",
                    "role",
                    "effect",
                    "tools",
                    "conditions",
                    "obligations",
                    "approvers",
                    "description",
                    "line");

    private final String file;
    private final RoleMap roleMap;
    private final Written written;

    private ComplianceReport(String file, RoleMap roleMap) {
        this.file = file;
        this.roleMap = roleMap;
        this.written = roleMap.written();
    }

    /// One document.
    ///
    /// @param file as the operator named it
    public static String markdown(String file, RoleMap roleMap) {
        return new ComplianceReport(file, roleMap).markdown();
    }

    /// After RFC 4180: a line of names, then one for each rule, right and bound on use that each subject and group
    /// has, and one for each set of roles that are kept apart.
    ///
    /// @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
    public static String csv(String file, RoleMap roleMap) {
        return new ComplianceReport(file, roleMap).csv();
    }

    private String markdown() {
        var out = new StringBuilder();
        out.append("# Roles and permissions: ").append(Escaped.markdown(file)).append("\n\n");
        out.append("Digest of the role map: `").append(roleMap.digest()).append("`\n\n");
        out.append("## Who is bound\n\n");
        row(out, List.of("who", "role", "when", "description"));
        row(out, List.of("---", "---", "---", "---"));
        for (var binding : bindings()) {
            row(
                    out,
                    List.of(
                            Escaped.markdown(binding.who()),
                            Escaped.markdown(binding.role()),
                            Escaped.markdown(always(binding)),
                            Escaped.markdown(binding.binding().description().orElse(""))));
        }
        out.append("\n## Role tree\n\n");
        var included = new TreeSet<String>();
        written.roles().values().forEach(role -> included.addAll(role.includes()));
        written.roles().keySet().stream()
                .filter(role -> !included.contains(role))
                .forEach(role -> tree(out, role, 0));
        out.append("\n## Roles\n");
        written.roles().values().forEach(role -> role(out, role));
        out.append("\n## Separation of duty\n\n");
        if (written.separations().isEmpty()) {
            out.append("No roles are kept apart.\n");
        }
        written.separations()
                .forEach(separation ->
                        out.append("- ")
                                .append(
                                        Escaped.markdown(
                                                "nobody may have all of "
                                                        + String.join(", ", separation.roles())
                                                        + separation
                                                                .reason()
                                                                .map(why -> ": " + why)
                                                                .orElse("")))
                                .append('\n'));
        return out.toString();
    }

    private List<BindingView> bindings() {
        return written.bindings().stream()
                .sorted(
                        java.util.Comparator.comparing(BindingView::who)
                                .thenComparing(BindingView::role)
                                .thenComparing(BindingView::when))
                .toList();
    }

    private static String always(BindingView binding) {
        return binding.when().isEmpty() ? "always" : binding.when();
    }

    private void tree(StringBuilder out, String name, int depth) {
        out.append("  ".repeat(depth)).append("- ").append(Escaped.markdown(name)).append('\n');
        var role = written.roles().get(name);
        if (role != null) {
            role.includes().forEach(other -> tree(out, other, depth + 1));
        }
    }

    private void role(StringBuilder out, Role role) {
        out.append("\n### ").append(Escaped.markdown(role.name())).append("\n\n");
        role.description().ifPresent(text -> line(out, text));
        line(out, "Bound: " + orNobody(new People(written).holders(role.name())));
        if (!role.includes().isEmpty()) {
            line(out, "Includes: " + String.join(", ", role.includes()));
        }
        if (!role.console().isEmpty()) {
            line(out, "Console: " + rights(role));
        }
        limits(role).forEach(limit -> line(out, "Limit: " + limit));
        if (role.rules().isEmpty()) {
            return;
        }
        row(
                out,
                List.of(
                        "effect",
                        "tools",
                        "where and what",
                        "asks",
                        "approvers",
                        "description",
                        "line"));
        row(out, List.of("---", "---", "---", "---", "---", "---", "---"));
        for (var rule : role.rules()) {
            row(
                    out,
                    List.of(
                            effect(rule),
                            Escaped.markdown(String.join(", ", rule.clause().tools())),
                            Escaped.markdown(String.join("; ", conditions(rule.clause()))),
                            Escaped.markdown(String.join("; ", obligations(rule.clause()))),
                            Escaped.markdown(approvers(rule.clause())),
                            Escaped.markdown(rule.description().orElse("")),
                            Integer.toString(rule.id().line())));
        }
    }

    private static void line(StringBuilder out, String text) {
        out.append(Escaped.markdown(text)).append("\n\n");
    }

    private static void row(StringBuilder out, List<String> cells) {
        out.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String orNobody(java.util.Set<String> who) {
        return who.isEmpty() ? "nobody" : String.join(", ", who);
    }

    private static String rights(Role role) {
        return String.join(
                ", ",
                role.console().stream()
                        .map(right -> right.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    private static List<String> limits(Role role) {
        var limits = new ArrayList<String>();
        role.limits()
                .principal()
                .forEach((kind, value) ->
                        limits.add(
                                kind.name().toLowerCase(Locale.ROOT)
                                        + " "
                                        + value
                                        + " for each principal"));
        role.limits()
                .role()
                .forEach((kind, value) ->
                        limits.add(
                                kind.name().toLowerCase(Locale.ROOT)
                                        + " "
                                        + value
                                        + " for all together"));
        return limits;
    }

    private static String effect(Rule rule) {
        return rule.clause().effect().name().toLowerCase(Locale.ROOT);
    }

    private static List<String> conditions(Clause clause) {
        var conditions = new ArrayList<String>();
        clause.on().forEach((key, value) -> conditions.add(key + ": " + value.print()));
        if (!clause.labels().isEmpty()) {
            conditions.add("label: " + clause.printLabels());
        }
        clause.facts().forEach((key, value) -> conditions.add(key + ": " + value.print()));
        clause.printExceptions().forEach(except -> conditions.add("except " + except));
        return conditions.isEmpty() ? List.of("anything") : conditions;
    }

    private static List<String> obligations(Clause clause) {
        var obligations = new ArrayList<String>();
        clause.limits().forEach((name, bound) -> obligations.add(name + " " + bound.print()));
        clause.masks().forEach(mask -> obligations.add(ObligationText.mask(mask)));
        clause.filters().forEach(filter -> obligations.add(ObligationText.filter(filter)));
        clause.unmask().forEach(column -> obligations.add("unmask " + column));
        return obligations;
    }

    private static String approvers(Clause clause) {
        return clause.approvers().map(ApproverText::plain).orElse("");
    }

    private String csv() {
        var out = new StringBuilder();
        csv(out, COLUMNS);
        for (var binding : bindings()) {
            for (var name : written.withIncludes(Set.of(binding.role()))) {
                var role = written.roles().get(name);
                if (role != null) {
                    csv(out, binding, role);
                }
            }
        }
        for (var separation : written.separations()) {
            csv(
                    out,
                    List.of(
                            "everyone",
                            "",
                            "",
                            String.join(", ", separation.roles()),
                            "separate",
                            "",
                            "",
                            "",
                            "",
                            separation.reason().orElse(""),
                            Integer.toString(separation.line())));
        }
        return out.toString();
    }

    private void csv(StringBuilder out, BindingView binding, Role role) {
        for (var rule : role.rules()) {
            var clause = rule.clause();
            csv(
                    out,
                    List.of(
                            binding.who(),
                            always(binding),
                            binding.role(),
                            role.name(),
                            effect(rule),
                            String.join(", ", clause.tools()),
                            String.join("; ", conditions(clause)),
                            String.join("; ", obligations(clause)),
                            approvers(clause),
                            rule.description().orElse(""),
                            Integer.toString(rule.id().line())));
        }
        if (!role.console().isEmpty()) {
            other(out, binding, role, "console", rights(role));
        }
        limits(role).forEach(limit -> other(out, binding, role, "limit", limit));
    }

    private static void other(
            StringBuilder out, BindingView binding, Role role, String effect, String text) {
        csv(
                out,
                List.of(
                        binding.who(),
                        always(binding),
                        binding.role(),
                        role.name(),
                        effect,
                        "",
                        "",
                        text,
                        "",
                        role.description().orElse(""),
                        Integer.toString(role.line())));
    }

    private static void csv(StringBuilder out, List<String> cells) {
        out.append(String.join(",", cells.stream().map(Escaped::csv).toList())).append("\r\n");
    }
}
