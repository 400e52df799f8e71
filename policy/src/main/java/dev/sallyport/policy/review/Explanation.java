package dev.sallyport.policy.review;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.DenyReason;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.rolemap.KeyTrace;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.policy.rolemap.RuleTrace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;

/// Why one call is decided as it is.
///
/// @param decision `permit`, `hold` or `deny`: the answer of [RoleMap#decide] itself
/// @param reason one sentence
/// @param parties who must be allowed: the caller, and the human behind it where there is one
/// @param approvers who must agree, where the call is held
/// @param obligations what must happen to the call, as texts
public record Explanation(
        String decision,
        String reason,
        List<Party> parties,
        List<ExplainedAccess> accesses,
        List<String> approvers,
        List<String> obligations) {

    /// What the rules of one party say about one access.
    public enum Verdict {
        PERMITTED,
        HELD,
        FORBIDDEN,
        NOT_PERMITTED;

        /// `not permitted`
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /// @param roles those in force, includes expanded
    /// @param allowing those of them that may allow anything; fewer than all where the party is confined
    /// @param asleep the roles that are bound to it at other times, with the period
    /// @param separated roles that it has and must not combine, so that it may do nothing
    public record Party(
            String subject,
            List<String> roles,
            List<String> allowing,
            List<String> asleep,
            List<String> separated) {

        /// Its roles, a sentence each without a full stop: what it has, and then why that is less than it seems.
        public List<String> inWords() {
            var sentences = new ArrayList<String>();
            sentences.add(
                    subject
                            + (roles.isEmpty()
                                    ? " has no role"
                                    : " has the roles " + String.join(", ", roles)));
            if (!allowing.equals(roles)) {
                sentences.add("of which may allow anything: " + listed(allowing));
            }
            if (!asleep.isEmpty()) {
                sentences.add("at other times also: " + listed(asleep));
            }
            if (!separated.isEmpty()) {
                sentences.add("and must not combine: " + listed(separated));
            }
            return sentences;
        }

        private static String listed(List<String> texts) {
            return texts.isEmpty() ? "none" : String.join(", ", texts);
        }
    }

    /// @param facts by name, as [FactText] prints them
    public record ExplainedAccess(
            String action, String resource, Map<String, String> facts, List<Considered> parties) {}

    /// @param rules every rule of the party's roles that names the tool, as far as was asked for; those that match first
    public record Considered(String subject, Verdict verdict, List<ExplainedRule> rules) {}

    /// @param outcome one sentence on what the rule does here, or why it does nothing
    public record ExplainedRule(
            String rule,
            String role,
            String effect,
            int line,
            String description,
            boolean matches,
            String outcome,
            List<ExplainedKey> keys) {}

    /// @param wanted as the rule writes it
    /// @param passes whether the key is no obstacle to the rule's matching
    public record ExplainedKey(String key, String wanted, String found, boolean passes) {}

    /// The roles that one principal has, without those of the human behind it.
    public static Party party(RoleMap roleMap, Principal principal, Instant time) {
        return PartyRoles.of(roleMap.written(), principal, time, Brevity.whole())
                .getFirst()
                .party();
    }

    public static Explanation of(RoleMap roleMap, Request request) {
        return of(roleMap, request, Brevity.whole());
    }

    /// The same, as short as is asked for. Only the telling is shortened: the decision and the verdicts are the same.
    ///
    /// @param brevity is used up by this
    /// @throws CancellationException when whoever asks wants no answer any more
    public static Explanation of(RoleMap roleMap, Request request, Brevity brevity) {
        brevity.goOn();
        var decision = roleMap.decide(request);
        var parties =
                PartyRoles.of(roleMap.written(), request.principal(), request.time(), brevity);
        var accesses = new ArrayList<ExplainedAccess>();
        for (var access : request.accesses()) {
            accesses.add(
                    new ExplainedAccess(
                            brevity.text(access.action()),
                            brevity.text(access.resource()),
                            facts(roleMap, request.tool(), access, brevity),
                            parties.stream()
                                    .map(party ->
                                            consider(roleMap, request, party, access, brevity))
                                    .toList()));
        }
        return new Explanation(
                kind(decision),
                brevity.text(reason(decision)),
                parties.stream().map(PartyRoles::party).toList(),
                accesses,
                approvers(decision).stream().map(ApproverText::quoted).toList(),
                brevity.texts(
                        ObligationText.of(
                                roleMap.written().limits(request.tool()), obligations(decision))));
    }

    private static Map<String, String> facts(
            RoleMap roleMap, String tool, Access access, Brevity brevity) {
        var facts = new TreeMap<String, String>();
        access.facts()
                .forEach((name, value) ->
                        facts.put(
                                name,
                                brevity.text(
                                        FactText.print(
                                                roleMap.written().fact(tool, name), value))));
        return facts;
    }

    private static Considered consider(
            RoleMap roleMap, Request request, PartyRoles party, Access access, Brevity brevity) {
        var written = roleMap.written();
        var traces = new ArrayList<RuleTrace>();
        if (written.tools().contains(request.tool())) {
            for (var role : party.roles()) {
                written.rules(role).stream()
                        .filter(rule -> rule.clause().named().contains(request.tool()))
                        .forEach(rule -> {
                            brevity.goOn();
                            traces.add(written.trace(rule, request.tool(), access));
                        });
            }
        }
        traces.sort(
                java.util.Comparator.comparing((RuleTrace trace) -> !trace.matches())
                        .thenComparing(trace -> trace.rule().id().effect(), strongestFirst())
                        .thenComparingInt(trace -> trace.rule().id().line()));
        return new Considered(
                party.subject(),
                verdict(party, traces),
                traces.subList(0, brevity.rules(traces.size())).stream()
                        .map(trace -> explained(roleMap, request.tool(), party, trace, brevity))
                        .toList());
    }

    private static java.util.Comparator<Effect> strongestFirst() {
        return java.util.Comparator.reverseOrder();
    }

    private static Verdict verdict(PartyRoles party, List<RuleTrace> traces) {
        if (any(traces, Effect.FORBID)) {
            return Verdict.FORBIDDEN;
        }
        if (traces.stream().noneMatch(trace -> trace.opens() && party.opens(trace))) {
            return Verdict.NOT_PERMITTED;
        }
        return any(traces, Effect.HOLD) ? Verdict.HELD : Verdict.PERMITTED;
    }

    private static boolean any(List<RuleTrace> traces, Effect effect) {
        return traces.stream().anyMatch(t -> t.matches() && t.rule().id().effect() == effect);
    }

    private static ExplainedRule explained(
            RoleMap roleMap, String tool, PartyRoles party, RuleTrace trace, Brevity brevity) {
        var id = trace.rule().id();
        return new ExplainedRule(
                id.toString(),
                id.role(),
                id.effect().name().toLowerCase(Locale.ROOT),
                id.line(),
                brevity.text(trace.rule().description().orElse("")),
                trace.matches(),
                brevity.text(outcome(party, trace)),
                trace.keys().stream()
                        .map(key ->
                                new ExplainedKey(
                                        key.key(),
                                        brevity.text(key.wanted()),
                                        brevity.text(
                                                FactText.print(
                                                        roleMap.written().fact(tool, key.fact()),
                                                        key.found())),
                                        key.passes()))
                        .toList());
    }

    private static String outcome(PartyRoles party, RuleTrace trace) {
        if (!trace.matches()) {
            return "does not match: " + String.join(" and ", obstacles(trace));
        }
        var does =
                switch (trace.rule().id().effect()) {
                    case FORBID -> "forbids it";
                    case HOLD -> "holds it";
                    case PERMIT -> "permits it";
                };
        if (trace.rule().id().effect() == Effect.FORBID) {
            return does;
        }
        if (!trace.opens()) {
            return does.equals("holds it")
                    ? "holds it, but does not allow it: " + whyClosed(trace)
                    : "matches, but does not allow it: " + whyClosed(trace);
        }
        return party.opens(trace)
                ? does
                : (does.equals("holds it") ? "holds it" : "matches")
                        + ", but allows nothing: the caller is confined to other roles";
    }

    private static List<String> obstacles(RuleTrace trace) {
        var obstacles = new ArrayList<String>();
        trace.keys().stream()
                .filter(key -> !key.passes())
                .map(KeyTrace::key)
                .forEach(key -> obstacles.add("`" + key + "`"));
        trace.exceptions().forEach(except -> obstacles.add("it is excepted by " + except));
        return obstacles;
    }

    private static String whyClosed(RuleTrace trace) {
        return trace.closed().isEmpty()
                ? "the target is not known to carry its labels"
                : byName(trace.closed());
    }

    private static String byName(List<String> closed) {
        return String.join(", ", closed.stream().map(fact -> "`" + fact + "`").toList())
                + " has a value that a rule must write out by name";
    }

    private static String kind(Decision decision) {
        return switch (decision) {
            case Decision.Permit _ -> "permit";
            case Decision.Hold _ -> "hold";
            case Decision.Deny _ -> "deny";
        };
    }

    private static String reason(Decision decision) {
        return switch (decision) {
            case Decision.Permit _ -> "every access is permitted";
            case Decision.Hold(_, var approvers, _) ->
                    "held until "
                            + String.join(
                                    " and ", approvers.stream().map(ApproverText::quoted).toList())
                            + " agree";
            case Decision.Deny(DenyReason.NoRule(var unmatched)) ->
                    "no rule permits "
                            + String.join(
                                    ", ",
                                    unmatched.stream()
                                            .map(access ->
                                                    access.action() + " on " + access.resource())
                                            .distinct()
                                            .toList());
            case Decision.Deny(DenyReason.Forbidden(var access, var rule)) ->
                    access.action()
                            + " on "
                            + access.resource()
                            + " is forbidden by "
                            + rule
                            + " on line "
                            + rule.line();
            case Decision.Deny(DenyReason.Separated(var subject, var roles, var why)) ->
                    subject
                            + " has roles that nobody may combine: "
                            + String.join(" and ", roles)
                            + why.map(text -> " (" + text + ")").orElse("");
            case Decision.Deny(DenyReason.NothingUnderstood()) ->
                    "the call comes to no access, so nothing can be permitted";
            case Decision.Deny(DenyReason.NoPolicy()) ->
                    "the role map is empty or could not be evaluated";
        };
    }

    private static List<ApproverSet> approvers(Decision decision) {
        return decision instanceof Decision.Hold hold ? hold.approvers() : List.of();
    }

    private static Obligations obligations(Decision decision) {
        return switch (decision) {
            case Decision.Permit(_, var obligations) -> obligations;
            case Decision.Hold(_, _, var obligations) -> obligations;
            case Decision.Deny _ -> Obligations.NONE;
        };
    }
}
