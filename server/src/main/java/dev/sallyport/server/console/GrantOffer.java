package dev.sallyport.server.console;

import dev.sallyport.server.approval.Grant;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Whether a human who can approve a held call can also grant calls like it.
sealed interface GrantOffer {

    /// @param fresh of the sign-in that granting asks for
    record Open(Covered covered, FreshNote fresh) implements GrantOffer {}

    /// @param why a sentence
    record Closed(String why) implements GrantOffer {}

    int USES_MIN = 2;

    static int usesMax() {
        return Grant.USES_MAX;
    }

    static int usesUsual() {
        return Grant.USES_DEFAULT;
    }

    static List<Length> lengths() {
        return Arrays.asList(Length.values());
    }

    /// For how long one can grant on a page; the API takes others too.
    enum Length {
        QUARTER(Duration.ofMinutes(15), "15 minutes"),
        HALF(Duration.ofMinutes(30), "30 minutes"),
        ONE(Duration.ofHours(1), "1 hour"),
        TWO(Duration.ofHours(2), "2 hours"),
        FOUR(Duration.ofHours(4), "4 hours"),
        EIGHT(Duration.ofHours(8), "8 hours");

        private final Duration length;
        private final String words;

        Length(Duration length, String words) {
            this.length = length;
            this.words = words;
        }

        Duration length() {
            return length;
        }

        String words() {
            return words;
        }

        /// As the form sends it: `15m`.
        String field() {
            return length.toMinutes() + "m";
        }

        boolean usual() {
            return this == ONE;
        }

        static Optional<Length> of(String field) {
            return Arrays.stream(values()).filter(one -> one.field().equals(field)).findFirst();
        }
    }
}
