package dev.sallyport.server.console;

import dev.sallyport.server.approval.BrokenGlass;
import java.util.Optional;

/// Whether a human in a role for emergencies can break the glass of a held call.
sealed interface GlassOffer {

    /// @param missing who would have to agree: `1 more of sre`
    /// @param opened shows that everything was; empty while something is left out, and then there is no button
    /// @param fresh of the sign-in that it asks for
    record Open(String missing, Optional<String> opened, FreshNote fresh) implements GlassOffer {}

    /// @param why a sentence
    record Closed(String why) implements GlassOffer {}

    static int reasonMin() {
        return BrokenGlass.REASON_LENGTH_MIN;
    }

    static int lettersMin() {
        return BrokenGlass.REASON_LETTERS_MIN;
    }

    static int textMax() {
        return BrokenGlass.TEXT_LENGTH_MAX;
    }

    /// `24 hours`
    static String reviewedWithin() {
        return BrokenGlass.REVIEWED_WITHIN.toHours() + " hours";
    }
}
