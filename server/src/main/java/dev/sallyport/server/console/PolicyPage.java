package dev.sallyport.server.console;

import dev.sallyport.policy.Effect;
import dev.sallyport.policy.UsageLimit;
import dev.sallyport.policy.rolemap.BindingView;
import dev.sallyport.policy.rolemap.Role;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.policy.rolemap.Rule;
import dev.sallyport.server.rules.PolicyFile.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the role map in force says.
///
/// @param file where it stands
/// @param since when it went live in this gate
/// @param refused why the file as it is now is not in force
/// @param find what roles and bindings are shown: those in which it occurs
/// @param roles at most [#ROLES_MAX]
/// @param rolesInWords how many there are, and are shown
/// @param bindings at most [#BINDINGS_MAX]
record PolicyPage(
        Frame frame,
        String file,
        String digest,
        String since,
        Optional<Refusal> refused,
        String find,
        String rolesInWords,
        List<RoleRow> roles,
        String bindingsInWords,
        List<BindingRow> bindings,
        List<Apart> separations)
        implements Page {

    static final int ROLES_MAX = 100;
    static final int BINDINGS_MAX = 200;

    PolicyPage {
        roles = List.copyOf(roles);
        bindings = List.copyOf(bindings);
        separations = List.copyOf(separations);
    }

    record Refusal(String at, List<String> problems) {
        Refusal {
            problems = List.copyOf(problems);
        }
    }

    /// @param limits of use, a sentence each
    /// @param console rights, in words
    record RoleRow(
            String name,
            int line,
            String description,
            List<String> includes,
            List<String> limits,
            List<String> console,
            List<RuleRow> rules) {
        RoleRow {
            includes = List.copyOf(includes);
            limits = List.copyOf(limits);
            console = List.copyOf(console);
            rules = List.copyOf(rules);
        }
    }

    /// @param text the rule as a file writes it
    record RuleRow(int line, Effect effect, String description, String text) {}

    record BindingRow(String who, String role, String when, String description, int line) {}

    /// Roles that must not meet.
    record Apart(List<String> roles, String reason, int line) {}

    static PolicyPage of(Frame frame, String file, Standing standing, String find) {
        var roleMap = standing.roleMap();
        var lower = find.toLowerCase(Locale.ROOT);
        var allRoles = roles(roleMap, lower);
        var allBindings = bindings(roleMap, lower);
        return new PolicyPage(
                frame,
                file,
                roleMap.digest(),
                Words.time(standing.since()),
                standing.refused()
                        .map(refused -> new Refusal(Words.time(refused.at()), refused.problems())),
                find,
                shown(allRoles.size(), ROLES_MAX, "role"),
                allRoles.stream().limit(ROLES_MAX).map(PolicyPage::row).toList(),
                shown(allBindings.size(), BINDINGS_MAX, "binding"),
                allBindings.stream().limit(BINDINGS_MAX).map(PolicyPage::row).toList(),
                roleMap.written().separations().stream()
                        .map(one ->
                                new Apart(
                                        List.copyOf(one.roles()),
                                        one.reason().orElse(""),
                                        one.line()))
                        .toList());
    }

    private static String shown(int all, int most, String what) {
        var total = Words.count(all, what, what + "s");
        return all <= most ? total : total + ", of which the first " + most + " are shown";
    }

    private static List<Role> roles(RoleMap roleMap, String find) {
        return roleMap.written().roles().values().stream()
                .filter(role -> has(find, role.name(), role.description().orElse("")))
                .sorted(Comparator.comparingInt(Role::line))
                .toList();
    }

    private static List<BindingView> bindings(RoleMap roleMap, String find) {
        return roleMap.written().bindings().stream()
                .filter(one ->
                        has(find, one.role(), one.who(), one.binding().description().orElse("")))
                .sorted(Comparator.comparing(BindingView::who).thenComparing(BindingView::role))
                .toList();
    }

    private static boolean has(String find, String... texts) {
        for (var text : texts) {
            if (text.toLowerCase(Locale.ROOT).contains(find)) {
                return true;
            }
        }
        return false;
    }

    private static RoleRow row(Role role) {
        return new RoleRow(
                role.name(),
                role.line(),
                role.description().orElse(""),
                List.copyOf(role.includes()),
                limits(role.limits()),
                role.console().stream().map(Words::right).toList(),
                role.rules().stream()
                        .sorted(Comparator.comparingInt(rule -> rule.id().line()))
                        .map(PolicyPage::row)
                        .toList());
    }

    private static RuleRow row(Rule rule) {
        return new RuleRow(
                rule.id().line(),
                rule.id().effect(),
                rule.description().orElse(""),
                rule.clause().print().strip());
    }

    private static BindingRow row(BindingView one) {
        return new BindingRow(
                one.who(),
                one.role(),
                one.when(),
                one.binding().description().orElse(""),
                one.binding().line());
    }

    private static List<String> limits(Role.Limits limits) {
        var sentences = new ArrayList<String>();
        limits(sentences, limits.principal(), "for each principal");
        limits(sentences, limits.role(), "for all of the role together");
        return sentences;
    }

    private static void limits(
            List<String> sentences, Map<UsageLimit.Kind, Long> limits, String whom) {
        new TreeMap<>(limits)
                .forEach((kind, value) -> sentences.add(Words.limit(kind, value) + " " + whom));
    }

    @Override
    public String template() {
        return "policy.jte";
    }
}
