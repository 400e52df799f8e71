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
/// @param reason what they typed, of [#REASON_LENGTH_MIN] to [#TEXT_LENGTH_MAX] characters, [#REASON_LETTERS_MIN] of them
///     letters or digits
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

    /// How long another human has to review it.
    public static final Duration REVIEWED_WITHIN = Duration.ofHours(24);

    /// So many characters a reason has at least that can be seen, runs of blanks counting as one.
    public static final int REASON_LENGTH_MIN = 20;

    /// So many of these are letters or digits of any script, at least.
    public static final int REASON_LETTERS_MIN = 15;

    /// Characters of a reason or a note.
    public static final int TEXT_LENGTH_MAX = 1_000;

    public BrokenGlass {
        passed = Collections.unmodifiableSortedMap(new TreeMap<>(passed));
    }

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

    /// Why a text does not do as a reason; empty where it does.
    static Optional<String> reasonFlaw(String text) {
        var said = Said.of(text);
        return said.characters() < REASON_LENGTH_MIN || said.letters() < REASON_LETTERS_MIN
                ? Optional.of(
                        "write a reason of at least "
                                + REASON_LENGTH_MIN
                                + " characters, "
                                + REASON_LETTERS_MIN
                                + " of them letters or digits")
                : tooLong("reason", text);
    }

    /// Why a text does not do as a note; empty where it does.
    ///
    /// @param needed whether it has to say something
    static Optional<String> noteFlaw(String text, boolean needed) {
        return needed && Said.of(text).letters() == 0
                ? Optional.of("write a note")
                : tooLong("note", text);
    }

    private static Optional<String> tooLong(String name, String text) {
        return text.codePointCount(0, text.length()) > TEXT_LENGTH_MAX
                ? Optional.of(
                        "write a "
                                + name
                                + " of at most "
                                + String.format(Locale.ROOT, "%,d", TEXT_LENGTH_MAX)
                                + " characters")
                : Optional.empty();
    }

    /// How much of a text says something.
    ///
    /// @param characters that can be seen, and one blank between them
    /// @param letters and digits among them
    private record Said(int characters, int letters) {

        static Said of(String text) {
            int characters = 0;
            int letters = 0;
            boolean blank = true;
            for (int codePoint : text.codePoints().toArray()) {
                var character = Character.toString(codePoint);
                if (character.isBlank()) {
                    characters += blank ? 0 : 1;
                    blank = true;
                } else if (Visible.line(character).equals(character)) {
                    characters++;
                    letters += Character.isLetterOrDigit(codePoint) ? 1 : 0;
                    blank = false;
                }
            }
            return new Said(characters > 0 && blank ? characters - 1 : characters, letters);
        }
    }
}
