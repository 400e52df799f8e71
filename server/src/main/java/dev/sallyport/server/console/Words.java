package dev.sallyport.server.console;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.UsageLimit;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.BrokenGlass;
import dev.sallyport.server.approval.Decided;
import dev.sallyport.server.approval.GrantRights;
import dev.sallyport.server.approval.Revoked;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// The console's words for what the gate knows by short names.
final class Words {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Words() {}

    static String right(ConsoleRight right) {
        return switch (right) {
            case APPROVE -> "decide calls that wait for a human";
            case AUDIT -> "read the record";
            case ADMINISTER -> "administer the gate";
        };
    }

    /// @param tone how it looks: `wait`, `good`, `bad` or empty
    record Standing(String name, String tone, String sentence) {}

    /// As [#standing(ApprovalRequest.State)], where it was approved saying how.
    static Standing standing(ApprovalRequest request) {
        var standing = standing(request.state());
        return request.glass().isEmpty()
                ? standing
                : new Standing(
                        request.state() == ApprovalRequest.State.APPROVED
                                ? "Glass broken"
                                : standing.name(),
                        request.state() == ApprovalRequest.State.APPROVED ? "bad" : standing.tone(),
                        standing.sentence().replace("Approved", "Released by broken glass"));
    }

    /// What came of the review.
    static Standing standing(BrokenGlass glass, Instant now) {
        return glass.review()
                .map(review ->
                        switch (review.verdict()) {
                            case JUSTIFIED -> new Standing("Justified", "good", "");
                            case NOT_JUSTIFIED -> new Standing("Not justified", "bad", "");
                        })
                .orElseGet(() ->
                        glass.isOverdue(now)
                                ? new Standing("Overdue", "bad", "")
                                : new Standing("To be reviewed", "wait", ""));
    }

    static Standing standing(ApprovalRequest.State state) {
        return switch (state) {
            case PENDING -> new Standing("Waiting", "wait", "It waits for a decision.");
            case APPROVED ->
                    new Standing(
                            "Approved",
                            "good",
                            "Approved. It runs as soon as the agent asks for the result.");
            case REJECTED ->
                    new Standing(
                            "Rejected", "bad", "Rejected. It will not run, and the agent is told.");
            case EXPIRED -> new Standing("Expired", "", "Its time is over. It will not run.");
            case CANCELLED -> new Standing("Taken back", "", "Taken back. It will not run.");
            case EXECUTING -> new Standing("Running", "wait", "Approved. It is running now.");
            case COMPLETED ->
                    new Standing(
                            "Done", "good", "Approved and executed; the agent has the result.");
            case FAILED ->
                    new Standing(
                            "Failed", "bad", "Approved, and the execution failed or was refused.");
            case UNKNOWN ->
                    new Standing(
                            "Unknown",
                            "bad",
                            "Approved, and nobody knows how far the execution came. It is not run again; look at the"
                                    + " target.");
        };
    }

    static Standing standing(GrantRights.Standing grant) {
        return switch (grant) {
            case ACTIVE -> new Standing("In force", "good", "");
            case KEY_ENDED ->
                    new Standing(
                            "Covers nothing", "bad", "The key that it was granted with has ended.");
            case POLICY_CHANGED ->
                    new Standing(
                            "Covers nothing",
                            "wait",
                            "The role map is not the one under which it was granted.");
            case GRANTOR_CHANGED ->
                    new Standing(
                            "Covers nothing",
                            "wait",
                            "Who granted it may not decide such calls now.");
            case SPENT -> new Standing("Used up", "", "");
            case EXPIRED -> new Standing("Over", "", "");
            case REVOKED -> new Standing("Revoked", "bad", "");
        };
    }

    /// `at most 60 calls a minute`
    static String limit(UsageLimit.Kind kind, long value) {
        return "at most "
                + value
                + switch (kind) {
                    case CALLS_PER_MINUTE -> " calls a minute";
                    case ROWS_PER_HOUR -> " rows an hour";
                    case CONCURRENT_CALLS -> " calls at one time";
                };
    }

    /// How a rule's effect looks.
    static String tone(Effect effect) {
        return switch (effect) {
            case PERMIT -> "good";
            case HOLD -> "wait";
            case FORBID -> "bad";
        };
    }

    /// How `permit`, `hold`, `forbid` and `deny` look.
    static String tone(String decision) {
        return switch (decision) {
            case "permit" -> "good";
            case "hold" -> "wait";
            default -> "bad";
        };
    }

    static String effect(Effect effect) {
        return effect.name().toLowerCase(Locale.ROOT);
    }

    static String verdict(Verdict verdict) {
        return switch (verdict) {
            case APPROVE -> "approved";
            case REJECT -> "rejected";
        };
    }

    /// Why a human's word does not count, as a sentence.
    static String refusal(Decided.Refused refused) {
        return switch (refused.code()) {
            case NOT_FOUND -> "There is no such request.";
            case NOT_HUMAN -> "Only a human can decide.";
            case OWN_REQUEST ->
                    "This is your own request, or an agent's that acts for you. Nobody decides on their own.";
            case NO_ROLE -> "You hold none of the roles that it asks for.";
            case NOT_PENDING -> "It is no longer open: " + refused.message() + ".";
            case DIGEST_MISMATCH ->
                    "What you were shown is not what would run. Look at it again, as it stands here now.";
            case HIDDEN_VALUES ->
                    "Values are hidden on it, and how many you accept is not how many there are. Look at it again,"
                            + " and tick the box if you approve what you cannot see.";
            case OTHER_RIGHT ->
                    "You do not decide by the right that you were shown any more. Look at it again, as it stands here now.";
            case ALREADY_VOTED -> "You have decided on it already. One human counts once.";
            case NOT_GRANTABLE -> "It cannot be granted: " + refused.message() + ".";
            case KEY_ENDED -> "The key that you signed in with is revoked or has expired.";
            case FRESH_SIGN_IN_NEEDED ->
                    "You signed in too long ago for that. Sign in again first.";
            case NOT_FROM_PAGE -> "It did not come from the page on which you decide.";
            case NOT_OPENED -> "Parts of it were left out of the page.";
            case WRONG_REASON, SAID_NO, REVIEW_OVERDUE -> sentence(refused.message());
            case TAMPERED -> "The stored request is not the one that was made. It will never run.";
        };
    }

    /// A message that starts in lower case, as a sentence.
    static String sentence(String message) {
        var plain = message.replace("`", "");
        return plain.substring(0, 1).toUpperCase(Locale.ROOT) + plain.substring(1) + ".";
    }

    /// Why a grant is not taken back, as a sentence.
    static String refusal(Revoked.Code code) {
        return switch (code) {
            case NOT_FOUND -> "There is no such grant.";
            case NO_ROLE ->
                    "Only those who could approve the granted call and administrators revoke the grant.";
            case NOT_ACTIVE -> "The grant had ended already.";
        };
    }

    /// How many there are of something: `1 call`, `2 calls`.
    static String count(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    static String time(Instant time) {
        return TIME.format(time.truncatedTo(ChronoUnit.SECONDS));
    }

    /// To the minute, rounded down: `17:47 UTC`, of another day `2026-03-02 09:00 UTC`.
    static String minute(Instant time, Instant now) {
        boolean today = DAY.format(time).equals(DAY.format(now));
        return (today ? "" : DAY.format(time) + " ") + MINUTE.format(time);
    }

    /// For comparing: `0.8 s`, `42 s`, `3 min 20 s`; from an hour on as [#span].
    static String precisely(Duration span) {
        if (span.toSeconds() < 10) {
            return String.format(Locale.ROOT, "%.1f s", span.toMillis() / 1000.0);
        }
        if (span.toMinutes() < 1) {
            return span.toSeconds() + " s";
        }
        return span.toMinutes() < 60
                ? span.toMinutes() + " min " + span.toSecondsPart() + " s"
                : span(span);
    }

    /// In one unit, rounded down: `42 minutes`.
    static String span(Duration span) {
        if (span.toDays() > 1) {
            return span.toDays() + " days";
        }
        if (span.toHours() > 1) {
            return span.toHours() + " hours";
        }
        return switch ((int) Math.max(0, span.toMinutes())) {
            case 0 -> "less than a minute";
            case 1 -> "1 minute";
            default -> span.toMinutes() + " minutes";
        };
    }
}
