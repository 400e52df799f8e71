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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
    public record Party(String subject, List<String> roles) {}

    /// @param facts by name, as [FactText] prints them
    public record ExplainedAccess(
            String action, String resource, Map<String, String> facts, List<Considered> parties) {}

    /// @param rules every rule of the party's roles that names the tool; those that match first
    public record Considered(String subject, Verdict verdict, List<ExplainedRule> rules) {}

    /// @param outcome one sentence on what the rule does here, or why it does nothing
    public record ExplainedRule(
            String rule,
            String role,
            String effect,
            int line,
            boolean matches,
            String outcome,
            List<ExplainedKey> keys) {}

    /// @param wanted as the rule writes it
    /// @param passes whether the key is no obstacle to the rule's matching
    public record ExplainedKey(String key, String wanted, String found, boolean passes) {}

    public static Explanation of(RoleMap roleMap, Request request) {
        var decision = roleMap.decide(request);
        var parties = parties(request.principal());
        var accesses = new ArrayList<ExplainedAccess>();
        for (var access : request.accesses()) {
            accesses.add(
                    new ExplainedAccess(
                            access.action(),
                            access.resource(),
                            facts(roleMap, request.tool(), access),
                            parties.stream()
                                    .map(party -> consider(roleMap, request, party, access))
                                    .toList()));
        }
        return new Explanation(
                kind(decision),
                reason(decision),
                parties.stream()
                        .map(party ->
                                new Party(
                                        party.subject(),
                                        List.copyOf(roleMap.roles(party, request.time()))))
                        .toList(),
                accesses,
                approvers(decision).stream().map(Explanation::text).toList(),
                ObligationText.of(
                        roleMap.written().limits(request.tool()), obligations(decision)));
    }

    /// The caller alone, and the human behind it.
    private static List<Principal> parties(Principal principal) {
        var parties = new ArrayList<Principal>();
        parties.add(
                new Principal(
                        principal.subject(),
                        principal.kind(),
                        Optional.empty(),
                        principal.groups(),
                        principal.confinedTo()));
        principal.human().ifPresent(parties::add);
        return parties;
    }

    private static Map<String, String> facts(RoleMap roleMap, String tool, Access access) {
        var facts = new TreeMap<String, String>();
        access.facts()
                .forEach((name, value) ->
                        facts.put(
                                name,
                                FactText.print(roleMap.written().fact(tool, name), value)));
        return facts;
    }

    private static Considered consider(
            RoleMap roleMap, Request request, Principal party, Access access) {
        var written = roleMap.written();
        var traces = new ArrayList<RuleTrace>();
        if (written.tools().contains(request.tool())) {
            for (var role : roleMap.roles(party, request.time())) {
                written.rules(role).stream()
                        .filter(rule -> rule.clause().named().contains(request.tool()))
                        .forEach(rule -> traces.add(written.trace(rule, request.tool(), access)));
            }
        }
        traces.sort(
                java.util.Comparator.comparing((RuleTrace trace) -> !trace.matches())
                        .thenComparing(trace -> trace.rule().id().effect(), strongestFirst())
                        .thenComparingInt(trace -> trace.rule().id().line()));
        return new Considered(
                party.subject(),
                verdict(traces),
                traces.stream()
                        .map(trace -> explained(roleMap, request.tool(), trace))
                        .toList());
    }

    private static java.util.Comparator<Effect> strongestFirst() {
        return java.util.Comparator.reverseOrder();
    }

    private static Verdict verdict(List<RuleTrace> traces) {
        if (any(traces, Effect.FORBID)) {
            return Verdict.FORBIDDEN;
        }
        if (traces.stream().noneMatch(RuleTrace::opens)) {
            return Verdict.NOT_PERMITTED;
        }
        return any(traces, Effect.HOLD) ? Verdict.HELD : Verdict.PERMITTED;
    }

    private static boolean any(List<RuleTrace> traces, Effect effect) {
        return traces.stream().anyMatch(t -> t.matches() && t.rule().id().effect() == effect);
    }

    private static ExplainedRule explained(RoleMap roleMap, String tool, RuleTrace trace) {
        var id = trace.rule().id();
        return new ExplainedRule(
                id.toString(),
                id.role(),
                id.effect().name().toLowerCase(Locale.ROOT),
                id.line(),
                trace.matches(),
                outcome(trace),
                trace.keys().stream()
                        .map(key ->
                                new ExplainedKey(
                                        key.key(),
                                        key.wanted(),
                                        FactText.print(
                                                roleMap.written().fact(tool, key.fact()),
                                                key.found()),
                                        key.passes()))
                        .toList());
    }

    private static String outcome(RuleTrace trace) {
        if (!trace.matches()) {
            return "does not match: "
                    + String.join(
                            " and ",
                            trace.keys().stream()
                                    .filter(key -> !key.passes())
                                    .map(KeyTrace::key)
                                    .map(key -> "`" + key + "`")
                                    .toList());
        }
        return switch (trace.rule().id().effect()) {
            case FORBID -> "forbids it";
            case HOLD ->
                    trace.opens()
                            ? "holds it"
                            : "holds it, but does not allow it: " + byName(trace.closed());
            case PERMIT ->
                    trace.opens()
                            ? "permits it"
                            : "matches, but does not allow it: " + byName(trace.closed());
        };
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
                                    " and ", approvers.stream().map(Explanation::text).toList())
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
            case Decision.Deny(DenyReason.NothingUnderstood()) ->
                    "the call comes to no access, so nothing can be permitted";
            case Decision.Deny(DenyReason.NoPolicy()) ->
                    "the role map is empty or could not be evaluated";
        };
    }

    private static List<ApproverSet> approvers(Decision decision) {
        return decision instanceof Decision.Hold hold ? hold.approvers() : List.of();
    }

    private static String text(ApproverSet approvers) {
        return approvers.quorum() + " of `" + approvers.role() + "`";
    }

    private static Obligations obligations(Decision decision) {
        return switch (decision) {
            case Decision.Permit(_, var obligations) -> obligations;
            case Decision.Hold(_, _, var obligations) -> obligations;
            case Decision.Deny _ -> Obligations.NONE;
        };
    }
}
