package dev.sallyport.policy.yaml;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// Durations and byte sizes as configuration files write them.
public final class Amounts {

    /// What to write where a duration is wanted.
    public static final String DURATION_FORM =
            "write a whole number and a unit: `500ms`, `10s`, `5m`, `1h` or `90d`";

    /// What to write where a size is wanted.
    public static final String BYTES_FORM =
            "write a whole number of bytes, or one with a unit: `512`, `64KiB`, `1MiB` or `2GiB`";

    /// Longer durations are taken for a slip: ten years.
    public static final Duration DURATION_MAX = Duration.ofDays(3650);

    /// Larger sizes are taken for a slip: one pebibyte.
    public static final long BYTES_MAX = 1L << 50;

    private static final int DIGITS_MAX = 18;

    private Amounts() {}

    /// A whole number in decimal digits, `0` to 10^18 − 1; no sign, no separators.
    public static OptionalLong parseCount(String text) {
        if (text.isEmpty() || text.length() > DIGITS_MAX || digits(text) != text.length()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(text));
    }

    /// `500ms`, `10s`, `5m`, `1h`, `90d`; at most [#DURATION_MAX].
    public static Optional<Duration> parseDuration(String text) {
        int digits = digits(text);
        var number = parseCount(text.substring(0, digits));
        if (number.isEmpty() || number.getAsLong() > DURATION_MAX.toMillis()) {
            return Optional.empty();
        }
        long n = number.getAsLong();
        return (switch (text.substring(digits)) {
                    case "ms" -> Optional.of(Duration.ofMillis(n));
                    case "s" -> Optional.of(Duration.ofSeconds(n));
                    case "m" -> Optional.of(Duration.ofMinutes(n));
                    case "h" -> Optional.of(Duration.ofHours(n));
                    case "d" -> Optional.of(Duration.ofDays(n));
                    default -> Optional.<Duration>empty();
                })
                .filter(duration -> duration.compareTo(DURATION_MAX) <= 0);
    }

    /// `512`, `512B`, `64KiB`, `1MiB`, `2GiB`; at most [#BYTES_MAX].
    public static OptionalLong parseBytes(String text) {
        int digits = digits(text);
        var number = parseCount(text.substring(0, digits));
        int shift =
                switch (text.substring(digits)) {
                    case "", "B" -> 0;
                    case "KiB" -> 10;
                    case "MiB" -> 20;
                    case "GiB" -> 30;
                    default -> -1;
                };
        if (shift < 0 || number.isEmpty() || number.getAsLong() > BYTES_MAX >> shift) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(number.getAsLong() << shift);
    }

    /// The shortest form that [#parseDuration] reads back as the same.
    public static String print(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0 || millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /// The shortest form that [#parseBytes] reads back as the same.
    public static String printBytes(long bytes) {
        String[] units = {"KiB", "MiB", "GiB"};
        long rest = bytes;
        String unit = "";
        for (var larger : units) {
            if (rest == 0 || rest % 1024 != 0) {
                break;
            }
            rest /= 1024;
            unit = larger;
        }
        return rest + unit;
    }

    private static int digits(String text) {
        int i = 0;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i;
    }
}
