package dev.sallyport.server.approval;

import dev.sallyport.masking.Visible;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest.CastWith;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// That one human released a held call past its approvers, and what became of the review that this calls for.
///
/// @param breaker the human who did
/// @param digest what they were shown
/// @param reason what they typed, of [#REASON_LENGTH_MIN] to [#TEXT_LENGTH_MAX] characters
/// @param passed the roles that were passed over, each with how many of it had agreed by then
/// @param due by when another human has to review it
/// @param key what it was done with; empty where no key vouched for the human
/// @param overdue when it was told that nobody had reviewed it in time
/// @param review what the other human found; empty as long as none has looked
public record BrokenGlass(
        Principal breaker,
        String digest,
        String reason,
        SortedMap<String, Integer> passed,
        Instant at,
        Instant due,
        Optional<CastWith> key,
        Optional<Instant> overdue,
        Optional<Review> review) {

    public BrokenGlass {
        passed = Collections.unmodifiableSortedMap(new TreeMap<>(passed));
    }

    /// How long another human has to review it.
    public static final Duration REVIEWED_WITHIN = Duration.ofHours(24);

    /// So many characters a reason has at least that can be seen, runs of blanks counting as one.
    public static final int REASON_LENGTH_MIN = 20;

    /// Characters of a reason or a note.
    public static final int TEXT_LENGTH_MAX = 1_000;

    /// What another human found.
    public enum Verdict {
        JUSTIFIED,
        NOT_JUSTIFIED;

        /// As the API and records spell it: `not_justified`.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Verdict> parse(String text) {
            for (var verdict : values()) {
                if (verdict.text().equals(text)) {
                    return Optional.of(verdict);
                }
            }
            return Optional.empty();
        }
    }

    /// @param note data from a human, at most [#TEXT_LENGTH_MAX] characters; perhaps none where it was justified
    public record Review(Principal reviewer, Verdict verdict, String note, Instant at) {}

    /// Whether what vouched for the human still does.
    public boolean counts(Instant now) {
        return key.map(with -> with.works(now)).orElse(true);
    }

    /// Whether it releases the call though so many of a set of approvers have agreed now: it was broken past this set, and no
    /// fewer have agreed than then.
    boolean passes(ApproverSet set, int given, Instant now) {
        return counts(now)
                && set.breakGlass().isPresent()
                && Optional.ofNullable(passed.get(set.role()))
                        .filter(then -> given >= then)
                        .isPresent();
    }

    /// Whether the time to review it is over and nobody has.
    public boolean isOverdue(Instant now) {
        return review.isEmpty() && !now.isBefore(due);
    }

    /// Why a text does not do as a reason or note; empty where it does.
    ///
    /// @param min so many characters that can be seen
    static Optional<String> flaw(String name, String text, int min) {
        if (text.codePointCount(0, text.length()) > TEXT_LENGTH_MAX) {
            return Optional.of(
                    "write a "
                            + name
                            + " of at most "
                            + String.format(Locale.ROOT, "%,d", TEXT_LENGTH_MAX)
                            + " characters");
        }
        if (seen(text) < min) {
            return Optional.of(
                    min == 1
                            ? "write a " + name
                            : "write a " + name + " of at least " + min + " characters");
        }
        return Optional.empty();
    }

    /// How many characters of a text say something: those that can be seen, and one blank between them.
    private static int seen(String text) {
        int seen = 0;
        boolean blank = true;
        for (var character : text.codePoints().mapToObj(Character::toString).toList()) {
            if (character.isBlank()) {
                seen += blank ? 0 : 1;
                blank = true;
            } else if (Visible.line(character).equals(character)) {
                seen++;
                blank = false;
            }
        }
        return seen > 0 && blank ? seen - 1 : seen;
    }
}
