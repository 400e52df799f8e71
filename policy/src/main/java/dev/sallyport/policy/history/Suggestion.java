package dev.sallyport.policy.history;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.FactDefinition.QuantityFact;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.policy.yaml.Amounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// The smallest role under which the completed calls of one principal could have run, and little else. One thread at a
/// time; its memory grows with what is distinct among the calls, up to [#DISTINCT_MAX].
///
/// What was permitted is permitted, what was held is held by the same approvers, and by those whom the policy in force
/// asks; nobody may break the glass. Masks, filters and limits of the calls come along, never weaker. Whatever lies
/// within a seen access, and has a value wherever that has one, is permitted as well, since whatever policy permitted
/// the one permitted the other. The access without one of those values is only permitted where the policy in force
/// permits that too, under the same obligations. Nothing else is, save where two accesses are joined that the policy in
/// force permits as one, under no more obligations.
///
/// Of what the policy in force permits, nothing is permitted under weaker obligations than there, also where it was
/// not seen itself: limits of the calls are made smaller for that ([Owed]).
public final class Suggestion {

    /// How many different accesses and held calls are kept apart.
    public static final int DISTINCT_MAX = 20_000;

    private static final int DENIED_MAX = 200;

    private final String subject;
    private final SortedMap<String, ToolTerms> tools = new TreeMap<>();
    private final Map<Shape, Observed> permitted = new LinkedHashMap<>();
    private final Map<HeldCall, Observed> held = new LinkedHashMap<>();
    private final Set<Principal> principals = new LinkedHashSet<>();
    private final SortedMap<String, Seen> denied = new TreeMap<>();
    private final SortedMap<String, Seen> leftOut = new TreeMap<>();
    private final Set<String> approvers = new TreeSet<>();
    private final Seen all = new Seen();

    /// @param tools the words of every tool
    /// @param subject whom the role is for
    public Suggestion(List<ToolTerms> tools, String subject) {
        this.subject = subject;
        tools.forEach(terms -> this.tools.put(terms.tool(), terms));
    }

    /// A held call, its accesses in no order.
    record HeldCall(String tool, Set<Shape> shapes, List<ApproverSet> approvers) {}

    /// What is known of one thing that was seen.
    static final class Observed {
        final Seen seen = new Seen();
        Obligations obligations;

        Observed(Obligations obligations) {
            this.obligations = obligations;
        }

        void add(PastCall call, Obligations more) {
            seen.add(call.callId(), call.time());
            obligations = Terms.stricter(obligations, more);
        }
    }

    public String subject() {
        return subject;
    }

    /// A call that ran to its end.
    ///
    /// @param approvedBy the subjects who agreed to it, where it was held
    public void completed(PastCall call, List<String> approvedBy) {
        var terms = tools.get(call.tool());
        if (terms == null) {
            leftOut("the tool `" + call.tool() + "` is not among this release's", call);
            return;
        }
        if (call.withheld()) {
            leftOut("a fact of it is withheld from the record", call);
            return;
        }
        var shapes = new LinkedHashSet<Shape>();
        call.accesses().forEach(access -> shapes.add(Shape.of(terms, access)));
        if (shapes.isEmpty() || !shapes.stream().allMatch(shape -> writable(shape, terms))) {
            leftOut("a value of it has no place in a rule", call);
            return;
        }
        if (permitted.size() + held.size() + shapes.size() > DISTINCT_MAX) {
            leftOut("there are too many different ones; look at a shorter time", call);
            return;
        }
        all.add(call.callId(), call.time());
        if (principals.size() <= InForce.PRINCIPALS_MAX) {
            principals.add(call.principal());
        }
        switch (call.verdict()) {
            case Verdict.Permitted(var obligations) ->
                    shapes.forEach(shape ->
                            permitted
                                    .computeIfAbsent(shape, _ -> new Observed(obligations))
                                    .add(call, obligations));
            case Verdict.Held(var asked, var obligations) -> {
                approvers.addAll(approvedBy);
                held.computeIfAbsent(
                                new HeldCall(call.tool(), Set.copyOf(shapes), asked),
                                _ -> new Observed(obligations))
                        .add(call, obligations);
            }
            case Verdict.Denied(var reason) -> denied(call, reason);
        }
    }

    /// A call that was refused; it is told of and not permitted.
    ///
    /// @param what in words for people
    public void denied(PastCall call, String what) {
        var where = call.target().isEmpty() ? "" : " on " + call.target();
        count(denied, call.tool() + where + ": " + what, call);
    }

    /// A call that is told of and not permitted, because the record does not say enough.
    public void leftOut(String why, PastCall call) {
        count(leftOut, why, call);
    }

    private static void count(Map<String, Seen> counts, String what, PastCall call) {
        if (counts.size() < DENIED_MAX || counts.containsKey(what)) {
            counts.computeIfAbsent(what, _ -> new Seen()).add(call.callId(), call.time());
        } else {
            counts.computeIfAbsent("others", _ -> new Seen()).add(call.callId(), call.time());
        }
    }

    private static boolean writable(Shape shape, ToolTerms terms) {
        boolean targeted =
                terms.target()
                        .map(shape::fact)
                        .filter(value ->
                                !(value instanceof FactValue.Text(var name)) || name.isEmpty())
                        .isEmpty();
        return targeted
                && terms.facts().stream()
                        .allMatch(fact ->
                                switch (shape.fact(fact.name())) {
                                    case FactValue.Text(var text) ->
                                            text.isEmpty() || YamlText.glob(text).isPresent();
                                    case FactValue.Texts(var texts) ->
                                            texts.stream()
                                                    .allMatch(t -> YamlText.glob(t).isPresent());
                                    case FactValue.Quantity(var number) ->
                                            fact instanceof QuantityFact quantity
                                                    && writable(number, quantity);
                                    case FactValue.Level _,
                                            FactValue.NotApplicable _,
                                            FactValue.Unknown _ ->
                                            true;
                                });
    }

    private static boolean writable(long number, QuantityFact fact) {
        var text = Block.amount(number, fact.unit());
        return switch (fact.unit()) {
            case COUNT -> Amounts.parseCount(text).isPresent();
            case BYTES -> Amounts.parseBytes(text).isPresent();
            case DURATION -> Amounts.parseDuration(text).isPresent();
        };
    }

    /// What is to be bound to whom.
    ///
    /// @param rules the role's body, as lines of YAML without indentation
    /// @param to the subjects to bind it to: the principal, and whoever it acted for
    /// @param approverRoles the roles that its holds want
    /// @param approvers who of them has agreed to something
    /// @param calls how many calls it is made from
    public record Role(
            String name,
            List<String> comments,
            List<String> rules,
            Set<String> to,
            Set<String> approverRoles,
            Set<String> approvers,
            long calls) {
        public Role {
            comments = List.copyOf(comments);
            rules = List.copyOf(rules);
            to = new TreeSet<>(to);
            approverRoles = new TreeSet<>(approverRoles);
            approvers = new TreeSet<>(approvers);
        }
    }

    /// @param inForce the policy in force: it says which accesses may be joined, and how much may be used
    public Role role(String name, Authorizer inForce) {
        var to = new TreeSet<>(Set.of(subject));
        principals.forEach(principal -> principal.onBehalfOf().ifPresent(to::add));
        var rules = new ArrayList<String>();
        rules.addAll(SuggestedLimits.of(principals, inForce, all));
        var bodies =
                new SuggestedRules(
                        tools, permitted, held, new InForce(inForce, principals, all.last()));
        rules.addAll(bodies.lines());
        return new Role(
                name,
                comments(bodies.notes()),
                rules,
                to,
                bodies.approverRoles(),
                approvers,
                all.calls());
    }

    private List<String> comments(List<String> notes) {
        var comments = new ArrayList<String>();
        comments.add(
                all.calls() == 0
                        ? "No completed calls of " + subject + " are on record."
                        : "What " + subject + " did: " + all.text());
        principals.stream()
                .flatMap(principal -> principal.confinedTo().stream())
                .distinct()
                .forEach(roles ->
                        comments.add(
                                "It was confined to the roles "
                                        + String.join(", ", roles)
                                        + ": a key or token that still is cannot use this one."));
        comments.addAll(notes);
        leftOut.forEach(
                (why, seen) -> comments.add("Left out, because " + why + ": " + seen.text()));
        denied.forEach((what, seen) ->
                comments.add("Was denied and stays so: " + what + ": " + seen.text()));
        return comments;
    }

    /// How often each is counted, for reports.
    public Map<String, Long> counts() {
        var counts = new HashMap<String, Long>();
        counts.put("completed", all.calls());
        counts.put("denied", denied.values().stream().mapToLong(Seen::calls).sum());
        counts.put("left_out", leftOut.values().stream().mapToLong(Seen::calls).sum());
        return counts;
    }

    /// The role map that consists of these roles, with who approves what they hold.
    public static String print(List<Role> roles) {
        return SuggestedFile.print(roles);
    }
}
