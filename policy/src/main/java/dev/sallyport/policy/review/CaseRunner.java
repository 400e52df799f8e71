package dev.sallyport.policy.review;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.DenyReason;
import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.review.CaseTable.Asked;
import dev.sallyport.policy.review.CaseTable.Call;
import dev.sallyport.policy.review.CaseTable.Caller;
import dev.sallyport.policy.review.CaseTable.Case;
import dev.sallyport.policy.review.CaseTable.ExpectedObligation;
import dev.sallyport.policy.rolemap.ColumnGlob;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.policy.yaml.YamlMapping;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// Asks a role map what the rows of a table ask. Belongs to one thread.
public final class CaseRunner {

    private static final String NO_MASK = "none";

    private final RoleMap roleMap;
    private final Planner planner;
    private final Function<DenyReason, String> codes;
    private final Instant now;
    private final Map<String, RoleMap> onlyRoles = new HashMap<>();

    /// @param codes the stable code of a denial
    /// @param now the time of cases that name none
    public CaseRunner(
            RoleMap roleMap, Planner planner, Function<DenyReason, String> codes, Instant now) {
        this.roleMap = roleMap;
        this.planner = planner;
        this.codes = codes;
        this.now = now;
    }

    /// Works out what a call with these arguments would do.
    @FunctionalInterface
    public interface Planner {

        /// @param policy under which the call would be made
        Planning plan(
                Authorizer policy,
                Principal principal,
                Instant at,
                String tool,
                YamlMapping arguments);

        /// The answer.
        sealed interface Planning {
            record Planned(List<Access> accesses) implements Planning {}

            /// @param touching what was accessed before; a caller who may not do that learns nothing else
            record Refused(String code, String message, List<Access> touching)
                    implements Planning {}

            /// There is nothing to plan with.
            ///
            /// @param problem one sentence that says what to do
            record Impossible(String problem) implements Planning {}
        }
    }

    /// @param differences what is not as the row says; empty when it passed
    /// @param expected all that the row says
    /// @param got all that came of it
    public record Outcome(
            String name, int line, List<String> differences, String expected, String got) {

        public boolean passed() {
            return differences.isEmpty();
        }
    }

    /// What came of a call.
    private record Got(
            String decision, String code, Set<ApproverSet> approvers, Obligations obligations) {
        static Got deny(String code) {
            return new Got("deny", code, Set.of(), Obligations.NONE);
        }

        String text() {
            return decision
                    + (code.isEmpty() ? "" : " " + code)
                    + (approvers.isEmpty() ? "" : " by " + CaseRunner.text(approvers))
                    + (obligations.all().isEmpty()
                            ? ""
                            : " with "
                                    + String.join(", ", ObligationText.of(Map.of(), obligations)));
        }
    }

    public Outcome run(Case row) {
        var differences = new ArrayList<String>();
        Got got;
        try {
            got = ask(row);
        } catch (ImpossibleException e) {
            return new Outcome(row.name(), row.line(), List.of(e.problem), row.decision(), "");
        }
        if (!got.decision().equals(row.decision())) {
            differences.add("expected " + row.decision() + ", got " + got.decision());
        } else {
            row.code()
                    .filter(code -> !code.equals(got.code()))
                    .ifPresent(code ->
                            differences.add("expected code " + code + ", got " + got.code()));
            row.approvers()
                    .filter(approvers -> !approvers.equals(got.approvers()))
                    .ifPresent(approvers ->
                            differences.add(
                                    "expected approvers "
                                            + text(approvers)
                                            + ", got "
                                            + text(got.approvers())));
            row.obligations().forEach(expected -> check(expected, got.obligations(), differences));
        }
        return new Outcome(row.name(), row.line(), differences, expected(row), got.text());
    }

    /// The one who calls, as the row says; for a bare role somebody whom only it is bound to.
    public static Principal principal(Call call) {
        var subject =
                switch (call.as()) {
                    case Caller.Subject(var name) -> name;
                    case Caller.OnlyRole(var role) -> onlyHas(role);
                };
        return new Principal(
                subject,
                subject.startsWith("user:") ? Principal.Kind.HUMAN : Principal.Kind.AGENT,
                call.human(),
                call.groups());
    }

    private static String onlyHas(String role) {
        return "client:has only the role " + role;
    }

    /// The role map with somebody who has only the role.
    private RoleMap withOnly(String role) {
        if (!roleMap.written().roles().containsKey(role)) {
            throw new ImpossibleException("the role map has no role `" + role + "`");
        }
        return onlyRoles.computeIfAbsent(role, name -> roleMap.withBinding(name, onlyHas(name)));
    }

    private Got ask(Case row) {
        var call = row.call();
        var asked = call.as() instanceof Caller.OnlyRole(var role) ? withOnly(role) : roleMap;
        var principal = principal(call);
        var at = row.at().orElse(now);
        return switch (call.asked()) {
            case Asked.Accesses(var accesses) ->
                    got(asked.decide(new Request(principal, call.tool(), accesses, at)));
            case Asked.Arguments(var arguments) ->
                    switch (planner.plan(asked, principal, at, call.tool(), arguments)) {
                        case Planner.Planning.Planned(var accesses) ->
                                got(
                                        asked.decide(
                                                new Request(principal, call.tool(), accesses, at)));
                        case Planner.Planning.Refused refused when refused.touching().isEmpty() ->
                                Got.deny(refused.code());
                        case Planner.Planning.Refused refused -> {
                            var touched =
                                    got(
                                            asked.decide(
                                                    new Request(
                                                            principal,
                                                            call.tool(),
                                                            refused.touching(),
                                                            at)));
                            yield touched.decision().equals("deny")
                                    ? touched
                                    : Got.deny(refused.code());
                        }
                        case Planner.Planning.Impossible(var problem) ->
                                throw new ImpossibleException(problem);
                    };
        };
    }

    private Got got(Decision decision) {
        return switch (decision) {
            case Decision.Permit(_, var obligations) ->
                    new Got("permit", "", Set.of(), obligations);
            case Decision.Hold(_, var approvers, var obligations) ->
                    new Got("hold", "", new TreeSet<>(approvers), obligations);
            case Decision.Deny(var reason) -> Got.deny(codes.apply(reason));
        };
    }

    private static void check(
            ExpectedObligation expected, Obligations obligations, List<String> differences) {
        switch (expected) {
            case ExpectedObligation.Masked(var column, var with) -> {
                var got =
                        obligations.masks().stream()
                                .filter(mask -> ColumnGlob.covers(mask.column(), column))
                                .map(MaskColumn::with)
                                .reduce(MaskColumn::stricter)
                                .orElse(NO_MASK);
                if (!got.equals(with)) {
                    differences.add("expected mask " + with + " of " + column + ", got " + got);
                }
            }
            case ExpectedObligation.Filtered(var table, var where) -> {
                var got =
                        obligations.filters().stream()
                                .filter(filter -> ColumnGlob.covers(filter.table(), table))
                                .map(FilterRows::where)
                                .toList();
                if (!got.contains(where)) {
                    differences.add(
                            "expected filter of " + table + " where " + where + ", got " + got);
                }
            }
            case ExpectedObligation.Limited(var name, var value) -> {
                var got = obligations.limit(name);
                if (got.isEmpty() || got.getAsLong() != value) {
                    differences.add(
                            "expected "
                                    + name
                                    + " "
                                    + value
                                    + ", got "
                                    + (got.isEmpty() ? "none" : got.getAsLong()));
                }
            }
        }
    }

    private static String expected(Case row) {
        return row.decision()
                + row.code().map(code -> " " + code).orElse("")
                + row.approvers().map(approvers -> " by " + text(approvers)).orElse("");
    }

    private static String text(Set<ApproverSet> approvers) {
        return approvers.isEmpty()
                ? "nobody"
                : String.join(
                        " and ", approvers.stream().sorted().map(ApproverText::quoted).toList());
    }

    /// A case that cannot be asked.
    private static final class ImpossibleException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String problem;

        ImpossibleException(String problem) {
            super(problem, null, false, false);
            this.problem = problem;
        }
    }
}
