package dev.sallyport.server.approval;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactValue;
import dev.sallyport.server.approval.Decided.Refused;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// What a grant covers: no more than the approver was shown, in every fact there is. Pure.
///
/// INVARIANT: what is not known covers nothing and is covered by nothing.
final class GrantScope {
    private GrantScope() {}

    /// Why calls like this one cannot be granted, only this one approved; empty when they can.
    ///
    /// @param irreversible whether the tool says so of the plan
    static Optional<Refused> objection(NewRequest asked, boolean irreversible) {
        if (irreversible) {
            return refused(
                    "what this call does cannot be taken back, so it cannot be granted for a time; approve the"
                            + " call itself");
        }
        if (!asked.preview().unseen().isEmpty()) {
            return refused(
                    "the gate could not look into all that this call does, so it cannot say which calls are like"
                            + " it; approve the call itself");
        }
        if (asked.approvers().size() != 1 || asked.approvers().getFirst().quorum() != 1) {
            return refused(
                    "this call wants several approvals, and a grant has one grantor; approve the call itself");
        }
        boolean known =
                !asked.plan().accesses().isEmpty()
                        && asked.plan().accesses().stream().allMatch(GrantScope::isKnown)
                        && sizes(asked.preview().state()).isPresent();
        return known
                ? Optional.empty()
                : refused(
                        "the gate does not know all that this call touches, so it cannot say which calls are like"
                                + " it; approve the call itself");
    }

    private static Optional<Refused> refused(String message) {
        return Optional.of(new Refused(Decided.Code.NOT_GRANTABLE, message));
    }

    private static boolean isKnown(Access access) {
        return access.facts().values().stream().noneMatch(FactValue.Unknown.class::isInstance);
    }

    /// Every text of a call's accesses: those in which a grant says what it covers.
    static Stream<String> texts(NewRequest asked) {
        return asked.plan().accesses().stream()
                .flatMap(access ->
                        Stream.concat(
                                Stream.of(access.action(), access.resource()),
                                access.facts().entrySet().stream()
                                        .flatMap(fact ->
                                                Stream.concat(
                                                        Stream.of(fact.getKey()),
                                                        texts(fact.getValue())))));
    }

    private static Stream<String> texts(FactValue value) {
        return switch (value) {
            case FactValue.Text(var text) -> Stream.of(text);
            case FactValue.Texts(var texts) -> texts.stream();
            case FactValue.Level(var name) -> Stream.of(name);
            case FactValue.Quantity _, FactValue.NotApplicable _, FactValue.Unknown _ ->
                    Stream.empty();
        };
    }

    /// The objection to a grant of which nobody can see what it covers.
    static Optional<Refused> hidden() {
        return refused(
                "values are hidden in the names of what this call touches, so nobody can see which calls are like"
                        + " it; approve the call itself");
    }

    /// Whether a call that the policy now holds is one that was granted.
    ///
    /// @param granted the call that was approved with the grant
    static boolean covers(NewRequest granted, NewRequest asked) {
        return objection(granted, false).isEmpty()
                && asked.preview().unseen().isEmpty()
                && asked.requester().subject().equals(granted.requester().subject())
                && asked.requester().onBehalfOf().equals(granted.requester().onBehalfOf())
                && asked.plan().tool().equals(granted.plan().tool())
                && asked.plan().target().equals(granted.plan().target())
                && asked.policyDigest().equals(granted.policyDigest())
                && new HashSet<>(granted.ruleIds()).containsAll(asked.ruleIds())
                && granted.approvers().equals(asked.approvers())
                && granted.obligations().equals(asked.obligations())
                && !asked.plan().accesses().isEmpty()
                && asked.plan().accesses().stream()
                        .allMatch(access ->
                                granted.plan().accesses().stream()
                                        .anyMatch(shown -> within(shown, access)))
                && sizesWithin(granted.preview().state(), asked.preview().state());
    }

    /// Whether an access goes no further than one that was shown: the same action in the same place, and of each fact
    /// the same text, no further element, no larger number.
    private static boolean within(Access shown, Access access) {
        return access.action().equals(shown.action())
                && access.resource().equals(shown.resource())
                && access.facts().keySet().equals(shown.facts().keySet())
                && access.facts().entrySet().stream()
                        .allMatch(fact -> within(shown.fact(fact.getKey()), fact.getValue()));
    }

    private static boolean within(FactValue shown, FactValue value) {
        return switch (value) {
            case FactValue.Unknown() -> false;
            case FactValue.Texts(var texts) ->
                    shown instanceof FactValue.Texts(var known) && known.containsAll(texts);
            case FactValue.Quantity(var number) ->
                    shown instanceof FactValue.Quantity(var known)
                            && number >= 0
                            && number <= known;
            case FactValue.Text _, FactValue.Level _, FactValue.NotApplicable _ ->
                    value.equals(shown);
        };
    }

    /// Every number in a preview's state is a size, such as of rows: the same ones, none larger.
    private static boolean sizesWithin(JsonNode shown, JsonNode now) {
        var most = sizes(shown);
        var sizes = sizes(now);
        return most.isPresent()
                && sizes.isPresent()
                && sizes.get().keySet().equals(most.get().keySet())
                && sizes.get().entrySet().stream()
                        .allMatch(size ->
                                size.getValue()
                                        <= most.get().getOrDefault(size.getKey(), Long.MIN_VALUE));
    }

    /// The numbers in it by where they stand; empty when one is no whole number from 0 up, and so not known.
    static Optional<Map<String, Long>> sizes(JsonNode state) {
        var found = new TreeMap<String, Long>();
        return collect("", state, found) ? Optional.of(found) : Optional.empty();
    }

    private static boolean collect(String path, JsonNode node, Map<String, Long> found) {
        if (node.isNumber()) {
            if (!node.canConvertToLong() || !node.isIntegralNumber() || node.longValue() < 0) {
                return false;
            }
            found.put(path, node.longValue());
            return true;
        }
        for (var property : node.properties()) {
            if (!collect(path + "/" + property.getKey(), property.getValue(), found)) {
                return false;
            }
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            if (!collect(path + "/" + i, node.path(i), found)) {
                return false;
            }
        }
        return true;
    }
}
