package dev.sallyport.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;

/// The name of a data key: the calendar month in UTC in which it is the one in use, and a number that rises
/// when the month needs another.
///
/// @param month of the years 2000 to 9999
/// @param number from 1 to [#NUMBER_MAX]
public record BodyKeyId(YearMonth month, int number) implements Comparable<BodyKeyId> {

    static final int NUMBER_MAX = 999_999;

    private static final int YEAR_MIN = 2000;
    private static final int YEAR_MAX = 9999;
    private static final Pattern TEXT = Pattern.compile("([0-9]{4}-[0-9]{2})\\.([1-9][0-9]{0,5})");

    /// @throws IllegalArgumentException when year or number are out of their bounds
    public BodyKeyId {
        if (month.getYear() < YEAR_MIN
                || month.getYear() > YEAR_MAX
                || number < 1
                || number > NUMBER_MAX) {
            throw new IllegalArgumentException("no data key " + month + "." + number);
        }
    }

    /// `2026-11.1`; empty for any other spelling, so that the text is always a safe file name.
    public static Optional<BodyKeyId> parse(String text) {
        var parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new BodyKeyId(
                            YearMonth.parse(parts.group(1)), Integer.parseInt(parts.group(2))));
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Whether a text stands for it: `2026-11` for every key of the month, or `2026-11.1`.
    public boolean isMeant(String text) {
        return text.equals(toString()) || text.equals(month.toString());
    }

    static YearMonth month(Instant time) {
        return YearMonth.from(time.atZone(ZoneOffset.UTC));
    }

    @Override
    public int compareTo(BodyKeyId other) {
        int months = month.compareTo(other.month);
        return months != 0 ? months : Integer.compare(number, other.number);
    }

    /// As file names and records have it: `2026-11.1`.
    @Override
    public String toString() {
        return month + "." + number;
    }
}
