package dev.sallyport.server.console;

import dev.sallyport.audit.RecordedAccess;
import dev.sallyport.audit.RecordedFact;
import dev.sallyport.audit.Stage;
import dev.sallyport.server.console.Words.Standing;
import dev.sallyport.server.history.CallStatus;
import dev.sallyport.server.history.Facets.Facet;
import dev.sallyport.server.history.HistoryException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;

/// The console's words for what the record knows by short names.
final class RecordWords {

    private RecordWords() {}

    /// Why there is nothing to see of what was asked, and what helps.
    static String unanswered(HistoryException.Why why) {
        return switch (why) {
            case UNAVAILABLE ->
                    "The gate’s log says why. Try again in a moment; `sallyport audit` reads the record without the"
                            + " index.";
            case BUSY ->
                    "Others are searching the record, and this search did not get its turn. Try again in a moment.";
            case TOO_LONG ->
                    "The search took too long and was broken off. Ask for less: a shorter time, whole words instead of"
                            + " stars.";
        };
    }

    static Standing standing(CallStatus status) {
        return switch (status) {
            case RECEIVED ->
                    new Standing("Received", "", "It arrived, and nothing more is on record.");
            case WAITING -> new Standing("Waiting", "wait", "It waits for a human.");
            case JOINED ->
                    new Standing(
                            "Joined",
                            "wait",
                            "It waits with an earlier call that asks for the same; what became of it is on record there.");
            case APPROVED ->
                    new Standing(
                            "Approved",
                            "good",
                            "Humans agreed, or one broke the glass, and it has not run yet.");
            case RUNNING ->
                    new Standing("Running", "wait", "It was about to run; no end is on record.");
            case COMPLETED -> new Standing("Done", "good", "It ran to its end.");
            case DENIED -> new Standing("Denied", "bad", "It was refused, and did not run.");
            case FAILED -> new Standing("Failed", "bad", "It ran into an error.");
            case REJECTED -> new Standing("Rejected", "bad", "A human said no. It did not run.");
            case EXPIRED -> new Standing("Expired", "", "Its time was over. It did not run.");
            case CANCELLED -> new Standing("Taken back", "", "It was taken back, and did not run.");
            case UNKNOWN ->
                    new Standing(
                            "Unknown",
                            "bad",
                            "The gate stopped while it ran. Nobody knows how far it came; look at the target.");
        };
    }

    static Standing stage(Stage stage) {
        return switch (stage) {
            case RECEIVED -> named("Received", "");
            case DENIED -> named("Denied", "bad");
            case HELD -> named("Held", "wait");
            case VOTED -> named("Voted", "");
            case APPROVED -> named("Approved", "good");
            case REJECTED -> named("Rejected", "bad");
            case EXPIRED -> named("Expired", "");
            case CANCELLED -> named("Taken back", "");
            case GRANTED -> named("Granted", "good");
            case GRANT_USED -> named("Ran under a grant", "");
            case GRANT_REVOKED -> named("Grant revoked", "");
            case DELEGATED -> named("Let another decide", "");
            case DELEGATION_ENDED -> named("Ended it", "");
            case BROKE_GLASS -> named("Broke the glass", "bad");
            case GLASS_REVIEWED -> named("Reviewed broken glass", "");
            case REVIEW_OVERDUE -> named("Review overdue", "bad");
            case INTENT -> named("About to run", "");
            case OUTCOME -> named("Ran", "good");
            case FAILED -> named("Failed", "bad");
            case UNKNOWN -> named("End unknown", "bad");
            case KEY_ROTATED -> named("Signing key changed", "");
            case LOG_ADOPTED -> named("Log taken over", "bad");
            case START,
                    STOP,
                    POLICY_CHANGED,
                    KEY_CREATED,
                    KEY_REVOKED,
                    LOG_CHECK_STARTED,
                    LOG_CHECKED,
                    BODIES_ERASED,
                    SIGNED_IN,
                    SIGNED_OUT ->
                    named(spaced(stage.text()), "");
        };
    }

    private static Standing named(String name, String tone) {
        return new Standing(name, tone, "");
    }

    static String facet(Facet facet) {
        return switch (facet) {
            case STATUS -> "Outcome";
            case CODE -> "Code";
            case PRINCIPAL -> "Caller";
            case TOOL -> "Tool";
            case TARGET -> "Target";
            case RULE -> "Rule";
            case HELD -> "Held";
        };
    }

    static String value(Facet facet, String value) {
        return switch (facet) {
            case STATUS ->
                    CallStatus.parse(value).map(status -> standing(status).name()).orElse(value);
            case CODE, PRINCIPAL, TOOL, TARGET, RULE, HELD -> value;
        };
    }

    /// What is known of an access, in one line.
    static String facts(RecordedAccess access) {
        var words = new ArrayList<String>();
        access.facts().forEach((name, fact) -> words.add(name + ": " + value(fact)));
        return String.join(" · ", words);
    }

    private static String value(RecordedFact fact) {
        return switch (fact) {
            case RecordedFact.Text(var text) -> text;
            case RecordedFact.Texts(var texts) ->
                    texts.isEmpty() ? "none" : String.join(", ", texts);
            case RecordedFact.Quantity(var number) -> Long.toString(number);
            case RecordedFact.Level(var name) -> name;
            case RecordedFact.NotApplicable() -> "does not apply";
            case RecordedFact.Unknown() -> "could not be determined";
            case RecordedFact.Withheld(var shown) -> String.join(", ", shown) + " (withheld)";
        };
    }

    /// The name of a detail of a record: `key_id` as `Key id`.
    static String detail(String name) {
        return name.isEmpty() ? name : spaced(name);
    }

    private static String spaced(String name) {
        var words = name.replace('_', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /// To the millisecond below a second: `7 ms`, `1.2 s`; from ten seconds on as [Words#precisely].
    static String exactly(Duration span) {
        return span.toMillis() < 1000
                ? Math.max(0, span.toMillis()) + " ms"
                : Words.precisely(span);
    }
}
