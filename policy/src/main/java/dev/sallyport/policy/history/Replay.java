package dev.sallyport.policy.history;

import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.DenyReason;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.RuleId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Past calls decided again, under a candidate and under the policy in force. One thread at a time; its memory grows
/// with the principals and tools, not with the calls.
public final class Replay {

    /// How many groups are told apart; what is beyond is only counted.
    public static final int GROUPS_MAX = 5_000;

    private static final int EXAMPLES_MAX = 3;
    private static final int RULES_MAX = 8;

    private static final Comparator<Key> ORDER =
            Comparator.comparing(Key::cause)
                    .thenComparing(Key::principal)
                    .thenComparing(Key::tool)
                    .thenComparing(Key::change);

    private final Authorizer candidate;
    private final Authorizer inForce;
    private final SortedMap<Key, Group> groups = new TreeMap<>(ORDER);
    private long replayed;
    private long unchanged;
    private long ungrouped;
    private long withheld;

    public Replay(Authorizer candidate, Authorizer inForce) {
        this.candidate = candidate;
        this.inForce = inForce;
    }

    /// What lies behind a difference.
    public enum Cause {
        /// The policy in force would decide the call as it was decided; the candidate would not.
        CANDIDATE("candidate"),
        /// The candidate would decide it as it was decided; the policy in force no longer would.
        RESTORED("restored"),
        /// The policy in force decides it otherwise already, and the candidate does as that does: it is not the policy
        /// that decided then.
        POLICY_SINCE("policy_since"),
        /// As [#POLICY_SINCE], but it is the very policy that decided: something it was decided on has changed, such as
        /// the labels of a target.
        SITUATION("situation"),
        /// As [#SITUATION], for a call of which some fact is not on record and was judged as unknown.
        WITHHELD("withheld");

        private final String text;

        Cause(String text) {
            this.text = text;
        }

        /// As JSON spells it.
        public String text() {
            return text;
        }
    }

    /// Which of the two role maps a rule is of.
    public enum Source {
        CANDIDATE,
        IN_FORCE
    }

    /// A rule that makes the difference.
    public record Responsible(Source source, RuleId rule) implements Comparable<Responsible> {
        @Override
        public int compareTo(Responsible other) {
            return Comparator.comparing(Responsible::source)
                    .thenComparingInt(each -> each.rule().line())
                    .thenComparing(each -> each.rule().toString())
                    .compare(this, other);
        }
    }

    private record Key(Cause cause, String principal, String tool, Change change) {}

    private static final class Group {
        private long calls;
        private final List<String> examples = new ArrayList<>();
        private final SortedSet<Responsible> rules = new TreeSet<>();
    }

    /// Calls that would change alike.
    ///
    /// @param examples ids of the first of them
    /// @param rules that make the difference, as far as rules do
    public record Changed(
            Cause cause,
            String principal,
            String tool,
            Change change,
            long calls,
            List<String> examples,
            List<Responsible> rules) {
        public Changed {
            examples = List.copyOf(examples);
            rules = List.copyOf(rules);
        }
    }

    /// What it came to.
    ///
    /// @param changed the candidate's doing first
    /// @param unchanged how many the candidate decides as they were decided, the restored among them
    /// @param ungrouped changed calls beyond [#GROUPS_MAX] groups
    /// @param withheld how many of the replayed calls had a fact that was judged as unknown
    public record Report(
            long replayed, long unchanged, List<Changed> changed, long ungrouped, long withheld) {
        public Report {
            changed = List.copyOf(changed);
        }

        /// Whether the candidate decides any of the calls otherwise than the policy in force.
        public boolean candidateChanges() {
            return ungrouped > 0
                    || changed.stream()
                            .anyMatch(group ->
                                    group.cause() == Cause.CANDIDATE
                                            || group.cause() == Cause.RESTORED);
        }
    }

    public void add(PastCall call) {
        replayed++;
        if (call.withheld()) {
            withheld++;
        }
        var request = call.request();
        var next = candidate.decide(request);
        var now = inForce.decide(request);
        var change = Change.between(call.verdict(), Verdict.of(next));
        var since = Change.between(Verdict.of(now), Verdict.of(next));
        if (change.isEmpty()) {
            unchanged++;
        }
        if (change.isEmpty() && since.isEmpty()) {
            return;
        }
        var key =
                new Key(
                        cause(call, change.isPresent(), since.isPresent()),
                        call.principal().subject(),
                        call.tool(),
                        change.or(() -> since).orElseThrow());
        if (!groups.containsKey(key) && groups.size() == GROUPS_MAX) {
            ungrouped++;
            return;
        }
        var group = groups.computeIfAbsent(key, _ -> new Group());
        group.calls++;
        if (group.examples.size() < EXAMPLES_MAX) {
            group.examples.add(call.callId());
        }
        responsible(next, now)
                .forEach(rule -> {
                    if (group.rules.size() < RULES_MAX) {
                        group.rules.add(rule);
                    }
                });
    }

    private Cause cause(PastCall call, boolean otherThanRecorded, boolean otherThanInForce) {
        if (otherThanInForce) {
            return otherThanRecorded ? Cause.CANDIDATE : Cause.RESTORED;
        }
        if (call.withheld()) {
            return Cause.WITHHELD;
        }
        return inForce.digest().equals(call.policyDigest()) ? Cause.SITUATION : Cause.POLICY_SINCE;
    }

    public Report report() {
        var changed = new ArrayList<Changed>();
        groups.forEach((key, group) ->
                changed.add(
                        new Changed(
                                key.cause(),
                                key.principal(),
                                key.tool(),
                                key.change(),
                                group.calls,
                                group.examples,
                                List.copyOf(group.rules))));
        return new Report(replayed, unchanged, changed, ungrouped, withheld);
    }

    /// The rules that only one of the two decisions names; for a denial without a rule, those that allow it now.
    private static List<Responsible> responsible(Decision next, Decision now) {
        var ofNext = rules(next);
        var ofNow = rules(now);
        var found = new ArrayList<Responsible>();
        for (var rule : ofNext) {
            if (ofNow.stream().noneMatch(other -> other.toString().equals(rule.toString()))) {
                found.add(new Responsible(Source.CANDIDATE, rule));
            }
        }
        for (var rule : ofNow) {
            if (ofNext.stream().noneMatch(other -> other.toString().equals(rule.toString()))) {
                found.add(new Responsible(Source.IN_FORCE, rule));
            }
        }
        if (next instanceof Decision.Hold && now instanceof Decision.Permit) {
            found.removeIf(each -> each.rule().effect() == Effect.PERMIT);
        }
        return found;
    }

    private static List<RuleId> rules(Decision decision) {
        return switch (decision) {
            case Decision.Permit(var rules, _) -> rules;
            case Decision.Hold(var rules, _, _) -> rules;
            case Decision.Deny(var reason) -> forbidding(reason).stream().toList();
        };
    }

    private static Optional<RuleId> forbidding(DenyReason reason) {
        return reason instanceof DenyReason.Forbidden(_, var rule)
                ? Optional.of(rule)
                : Optional.empty();
    }
}
