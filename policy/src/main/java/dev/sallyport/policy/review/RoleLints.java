package dev.sallyport.policy.review;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.rolemap.Role;
import dev.sallyport.policy.rolemap.Rule;
import dev.sallyport.policy.rolemap.Written;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.YamlNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Roles and bindings that lead nowhere, and holds that nobody can release.
final class RoleLints {

    private final Written written;
    private final People people;
    private final Places places;
    private final Instant now;
    private final List<Warning> found = new ArrayList<>();

    RoleLints(Written written, People people, Places places, Instant now) {
        this.now = now;
        this.written = written;
        this.people = people;
        this.places = places;
    }

    List<Warning> all() {
        var asked = named(approvers -> Stream.of(approvers.role()));
        var breaking = named(approvers -> approvers.breakGlass().stream());
        for (var role : written.roles().values()) {
            unbound(role);
            role.rules()
                    .forEach(rule ->
                            rule.clause()
                                    .approvers()
                                    .ifPresent(approvers -> approvers(rule, approvers)));
        }
        asked.forEach(role -> mayNotApprove(role, "is asked to approve", "cannot decide"));
        breaking.stream()
                .filter(role -> !asked.contains(role))
                .forEach(role ->
                        mayNotApprove(
                                role, "is there to break the glass", "cannot break the glass"));
        asked.addAll(breaking);
        bindingsToNothing(asked);
        expired();
        return found;
    }

    /// The roles that holds name so.
    private Set<String> named(Function<ApproverSet, Stream<String>> of) {
        return written.roles().values().stream()
                .flatMap(role -> role.rules().stream())
                .flatMap(rule -> rule.clause().approvers().stream())
                .flatMap(of)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void unbound(Role role) {
        boolean included =
                written.roles().values().stream()
                        .anyMatch(other -> other.includes().contains(role.name()));
        if (!included && people.holders(role.name()).isEmpty()) {
            add(
                    "unbound-role",
                    place(role.name()),
                    "nobody is bound to the role "
                            + Quoted.of(role.name())
                            + ", and no role includes it",
                    "bind someone to it, or remove it");
        }
    }

    private void approvers(Rule rule, ApproverSet approvers) {
        var node = places.key(rule, "approvers");
        approvers.breakGlass().ifPresent(role -> breakGlass(node, approvers, role));
        var humans = humans(approvers.role());
        if (humans.isEmpty()) {
            add(
                    "nobody-approves",
                    node,
                    "nobody can release what this holds: no user and no group has the role "
                            + Quoted.of(approvers.role()),
                    "bind a `user:` or a `group:` to it");
            return;
        }
        if (humans.stream().noneMatch(People::isGroup) && humans.size() < approvers.quorum()) {
            add(
                    "quorum-too-large",
                    node,
                    "this asks for "
                            + approvers.quorum()
                            + " approvers, and "
                            + (humans.size() == 1 ? "one user has" : humans.size() + " users have")
                            + " the role "
                            + Quoted.of(approvers.role()),
                    "bind more users or a group to it, or lower the quorum");
        }
        humans.retainAll(people.holders(rule.id().role()));
        if (!humans.isEmpty()) {
            add(
                    "approves-own-kind",
                    node,
                    Quoted.all(humans)
                            + " may both ask for what this holds and release it: nobody releases"
                            + " their own calls, but they do each other's",
                    "let another role approve, if colleagues should not");
        }
    }

    /// A way past the approvers that nobody can take, or each of them.
    private void breakGlass(YamlNode node, ApproverSet approvers, String role) {
        if (humans(role).isEmpty()) {
            add(
                    "nobody-breaks-glass",
                    node,
                    "nobody can break the glass here: no user and no group has the role "
                            + Quoted.of(role),
                    "bind a `user:` or a `group:` to it, or remove `break_glass`");
        } else if (role.equals(approvers.role())) {
            add(
                    "approvers-break-glass",
                    node,
                    "each of "
                            + Quoted.of(role)
                            + " may break the glass of what they are asked to approve, and so pass the quorum of "
                            + approvers.quorum()
                            + " alone, also one that is raised for content that was not inspected",
                    "name another role under `break_glass`, or remove it");
        }
    }

    private Set<String> humans(String role) {
        var humans = new TreeSet<>(people.holders(role));
        humans.removeIf(who -> !People.mayBeHuman(who));
        return humans;
    }

    /// A role that a hold needs, and whose holders the console turns away.
    private void mayNotApprove(String role, String what, String without) {
        var turnedAway = new TreeSet<>(people.holders(role));
        turnedAway.removeIf(
                who -> !People.mayBeHuman(who) || people.hasRight(who, ConsoleRight.APPROVE));
        boolean byItself =
                people.closure(role).stream()
                        .flatMap(name -> written.findRole(name).stream())
                        .anyMatch(r -> r.console().contains(ConsoleRight.APPROVE));
        if (!byItself && !turnedAway.isEmpty()) {
            add(
                    "approver-without-right",
                    place(role),
                    "the role "
                            + Quoted.of(role)
                            + " "
                            + what
                            + ", and lacks the right to: "
                            + Quoted.all(turnedAway)
                            + " "
                            + without,
                    "write `console: [approve]` in it");
        }
    }

    private void bindingsToNothing(Set<String> asked) {
        for (var binding : places.bindings()) {
            var role = binding.text("role").orElse("");
            boolean nothing =
                    !asked.contains(role)
                            && people.closure(role).stream()
                                    .flatMap(name -> written.findRole(name).stream())
                                    .allMatch(r -> r.rules().isEmpty() && r.console().isEmpty());
            if (nothing) {
                add(
                        "binding-to-nothing",
                        binding.get("role").orElse(binding),
                        "this binds to the role "
                                + Quoted.of(role)
                                + ", which has no rule and no right",
                        "give the role a rule, or remove the binding");
            }
        }
    }

    private void expired() {
        for (var binding : places.bindings()) {
            var until =
                    written.bindings().stream()
                            .filter(view -> view.binding().line() == binding.line())
                            .flatMap(view -> view.binding().period().until().stream())
                            .findFirst();
            if (until.isPresent() && !now.isBefore(until.get())) {
                add(
                        "expired-binding",
                        binding.get("until").orElse(binding),
                        "this binding ended at " + until.get(),
                        "remove it, or move `until`");
            }
        }
    }

    private YamlNode place(String role) {
        return places.role(role).orElse(places.root());
    }

    private void add(String code, YamlNode node, String message, String fix) {
        found.add(places.warning(code, node, message, fix));
    }
}
