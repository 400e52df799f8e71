package dev.sallyport.server.call;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.DenyReason;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Glob;
import dev.sallyport.policy.Reach;
import dev.sallyport.policy.UsageLimit;
import dev.sallyport.server.approval.Requested;
import dev.sallyport.tools.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Turns whatever ended a call into words for the agent. No text of a foreign exception, no rule and no other
/// principal passes through here.
final class AgentErrors {

    /// At most this many accesses and ways are named in one message.
    private static final int NAMED_MAX = 3;

    /// At most this many findings are told at once.
    private static final int FINDINGS_MAX = 10;

    /// No target has a longer name.
    private static final int TARGET_MAX = 63;

    private AgentErrors() {}

    /// @param reaches the caller's own ways with this tool; what it may do is told, what others may is not
    static Refusal denied(String tool, DenyReason reason, List<Reach> reaches) {
        return switch (reason) {
            case DenyReason.NoRule(var unmatched) ->
                    Refusal.denied(
                            DenialCode.of(reason),
                            "`"
                                    + tool
                                    + "` "
                                    + actions(unmatched)
                                    + " is not permitted for you."
                                    + particulars(unmatched, reaches)
                                    + findings(unmatched),
                            mayInstead(reaches));
            case DenyReason.Forbidden(var access, _) ->
                    Refusal.denied(
                            DenialCode.of(reason),
                            "`" + tool + "` " + actions(List.of(access)) + " is forbidden for you.",
                            mayInstead(reaches));
            case DenyReason.NothingUnderstood() ->
                    Refusal.denied(
                            DenialCode.of(reason),
                            "`"
                                    + tool
                                    + "` could not tell what this call would do, so it may not run.",
                            "Say it in a simpler way.");
            case DenyReason.Separated _ ->
                    Refusal.denied(
                            DenialCode.of(reason),
                            "your roles must not be combined, so nothing is permitted for you.",
                            "Tell an administrator, who has to take one of them away.");
            case DenyReason.NoPolicy() ->
                    Refusal.denied(
                            DenialCode.of(reason),
                            "no policy is in force, so nothing is permitted.",
                            "Tell an administrator.");
        };
    }

    /// Said before the target is looked at, so that a hidden one answers as one that does not exist, and as
    /// fast.
    static Refusal targetDenied(String tool, String target, List<Reach> reaches) {
        var shown = target.length() <= TARGET_MAX ? target : target.substring(0, TARGET_MAX) + "…";
        return Refusal.denied(
                "DENIED_NO_RULE",
                "`" + tool + "` on `" + shown + "` is not permitted for you.",
                mayInstead(reaches));
    }

    /// @param scopes with spaces between
    static Refusal insufficientScope(String tool, String scopes) {
        return Refusal.denied(
                ToolGate.INSUFFICIENT_SCOPE,
                "`" + tool + "` needs a token with the scope `" + scopes + "`, which yours lacks.",
                "Ask the authorization server for a token with that scope, then call again.");
    }

    static Refusal invalidArguments(String problems) {
        return Refusal.failed(
                "INVALID_ARGUMENTS",
                problems,
                "Correct the arguments; the tool's input schema describes them.");
    }

    static Refusal maskedValueWrittenBack(String tool) {
        return Refusal.denied(
                "DENIED_MASKED_VALUE",
                "the arguments of `"
                        + tool
                        + "` hold a masked value (`⟦masked…⟧`), which stands for data you were not"
                        + " shown; writing it would destroy the real value.",
                "Leave masked columns out of what you write.");
    }

    /// @param self who calls; the limits of the human behind it and of whole roles are told apart from its own
    static Refusal limit(UsageLimit limit, Duration again, String self) {
        var who =
                switch (limit.scope()) {
                    case PRINCIPAL ->
                            limit.counted().equals(self) ? "you" : "the human you act for";
                    case ROLE -> "all who share one of your roles together";
                };
        var what =
                switch (limit.kind()) {
                    case CALLS_PER_MINUTE -> limit.value() + " calls a minute";
                    case ROWS_PER_HOUR -> limit.value() + " rows an hour";
                    case CONCURRENT_CALLS -> limit.value() + " calls at one time";
                };
        return Refusal.denied(
                "DENIED_LIMIT",
                "the limit of " + what + " for " + who + " is reached; nothing has run.",
                "Try again in " + Math.ceilDiv(again.toMillis(), 1_000) + " seconds.");
    }

    static Refusal internal() {
        return Refusal.denied(
                "DENIED_INTERNAL",
                "the gate met a fault of its own and stopped the call.",
                "Quote the call id to an administrator.");
    }

    static Refusal unrecorded() {
        return Refusal.denied(
                "DENIED_UNRECORDED",
                "the call could not be recorded, and what is not recorded does not run.",
                "Nothing will run until an administrator has restored the log.");
    }

    static Refusal outcomeUnrecorded() {
        return Refusal.failed(
                "OUTCOME_UNRECORDED",
                "the call ran, but its outcome could not be recorded, so its result is withheld.",
                "Do not repeat it. Quote the call id to an administrator.");
    }

    static Refusal maskingFailed() {
        return Refusal.failed(
                "RESULT_WITHHELD",
                "the call ran, but its result could not be checked for sensitive data, so it is withheld.",
                "Ask for less, or quote the call id to an administrator.");
    }

    static Refusal cancelled() {
        return Refusal.failed(
                "CANCELLED", "the call was cancelled before it ran; nothing was done.", "");
    }

    static Refusal unknownApproval() {
        return Refusal.failed(
                "UNKNOWN_APPROVAL",
                "you have no held call with this approval id.",
                "Use the `approval_id` of a `pending_approval` reply of your own.");
    }

    static Refusal approvalExpired() {
        return Refusal.denied(
                "DENIED_APPROVAL_EXPIRED",
                "the time to approve or to run this call is over; nothing has run.",
                "Make the call again if it is still needed.");
    }

    static Refusal approvalCancelled() {
        return Refusal.denied(
                "DENIED_APPROVAL_CANCELLED",
                "the request for approval was cancelled; nothing has run.",
                "");
    }

    static Refusal policyChanged() {
        return Refusal.denied(
                "DENIED_POLICY_CHANGED",
                "the policy changed after this call was held, so its approval no longer counts; nothing has run.",
                "Make the call again to have it decided under the policy in force.");
    }

    static Refusal approversChanged() {
        return Refusal.denied(
                "DENIED_APPROVERS_CHANGED",
                "an approver of this call no longer holds the role it needed; nothing has run.",
                "Make the call again.");
    }

    static Refusal approverKeyEnded() {
        return Refusal.denied(
                "DENIED_APPROVER_KEY_ENDED",
                "the key with which a human approved this call was revoked or has expired since, so the approval no"
                        + " longer counts; nothing has run.",
                "Make the call again.");
    }

    static Refusal credentialEnded() {
        return Refusal.denied(
                "DENIED_CREDENTIAL_ENDED",
                "the credential that you made this call with was revoked or expired while you waited, so nothing more is"
                        + " done for it.",
                "Authenticate again. `await_approval` goes on where this call stopped, if you are still who asked for it.");
    }

    static Refusal outcomeUnknown() {
        return Refusal.failed(
                "OUTCOME_UNKNOWN",
                "the gate stopped while this call ran; it may or may not have taken effect, and it will not be run"
                        + " again.",
                "Check the target's state, then make a new call if needed. Quote the call id to an administrator.");
    }

    static Refusal notAsked(Requested.Code code, String message) {
        return switch (code) {
            case COOLING_DOWN ->
                    Refusal.denied(
                            "DENIED_COOLING_DOWN",
                            message,
                            "Do something else first; ask the humans who rejected it.");
            case TAKING_BACK ->
                    Refusal.denied(
                            "DENIED_COOLING_DOWN",
                            message,
                            "Make a call again after that time, and only if you mean it.");
            case TOO_MANY_PENDING ->
                    Refusal.denied(
                            "DENIED_TOO_MANY_PENDING", message, "Wait until some are decided.");
        };
    }

    private static String actions(List<Access> accesses) {
        var named = new TreeSet<String>();
        accesses.forEach(
                access -> named.add("`" + access.action() + "` on `" + access.resource() + "`"));
        var shown = named.stream().limit(NAMED_MAX).toList();
        return "(" + String.join(", ", shown) + (named.size() > NAMED_MAX ? " and more" : "") + ")";
    }

    /// Where the place is the caller's own, something else of the access is not: the facts that were known.
    private static String particulars(List<Access> accesses, List<Reach> reaches) {
        var known = new TreeSet<String>();
        for (var access : accesses) {
            var within = reaches.stream().filter(reach -> isWithin(access, reach)).findFirst();
            if (within.isEmpty()) {
                continue;
            }
            access.facts()
                    .forEach((name, value) -> {
                        if (!within.get().on().containsKey(name) && !name.endsWith("_findings")) {
                            text(value).ifPresent(text -> known.add(name + " " + text));
                        }
                    });
        }
        return known.isEmpty()
                ? ""
                : " You may act there, but not like this: " + String.join(", ", known) + ".";
    }

    private static boolean isWithin(Access access, Reach reach) {
        return reach.on().entrySet().stream()
                .allMatch(place ->
                        access.fact(place.getKey()) instanceof FactValue.Text(var text)
                                && place.getValue().stream()
                                        .anyMatch(glob -> new Glob(glob).matches(text)));
    }

    private static Optional<String> text(FactValue value) {
        return switch (value) {
            case FactValue.Text(var text) -> Optional.of("`" + text + "`");
            case FactValue.Texts(var texts) ->
                    texts.isEmpty()
                            ? Optional.empty()
                            : Optional.of(
                                    "`"
                                            + String.join(
                                                    "`, `",
                                                    texts.stream().limit(FINDINGS_MAX).toList())
                                            + "`");
            case FactValue.Quantity(var number) -> Optional.of(Long.toString(number));
            case FactValue.Level(var name) -> Optional.of("`" + name + "`");
            case FactValue.NotApplicable() -> Optional.empty();
            case FactValue.Unknown() -> Optional.of("(could not be determined)");
        };
    }

    /// What a tool found wrong in the caller's own input, by the place in it: a set fact named `…_findings`.
    private static String findings(List<Access> accesses) {
        var found = new TreeSet<String>();
        for (var access : accesses) {
            access.facts()
                    .forEach((name, value) -> {
                        if (name.endsWith("_findings")
                                && value instanceof FactValue.Texts(var texts)) {
                            found.addAll(texts);
                        }
                    });
        }
        return found.isEmpty()
                ? ""
                : " Found: " + String.join("; ", found.stream().limit(FINDINGS_MAX).toList()) + ".";
    }

    private static String mayInstead(List<Reach> reaches) {
        if (reaches.isEmpty()) {
            return "`my_access` lists what you may do.";
        }
        var ways = new TreeSet<String>();
        reaches.forEach(reach -> ways.add(ToolOffers.place(reach)));
        return "You may use it on "
                + String.join("; or ", ways.stream().limit(NAMED_MAX).toList())
                + "; `my_access` lists the rest.";
    }
}
