package dev.sallyport.policy.rolemap;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Hours of the week by the clocks of one zone.
///
/// They are what the clock on the wall shows: an hour that the clocks skip in spring never comes, one that they show
/// twice in autumn counts twice.
///
/// @param days on which spans begin; at least one
/// @param spans at least one
public record Hours(Set<DayOfWeek> days, List<Span> spans, ZoneId zone) {

    /// From one minute of the day up to another, which is not included. One that does not end after it starts goes on
    /// after midnight.
    ///
    /// @param start 0 to 1439
    /// @param end 1 to 1440; not the start
    public record Span(int start, int end) implements Comparable<Span> {

        static final int DAY = 24 * 60;

        /// Every hour of the day.
        static final Span ALL_DAY = new Span(0, DAY);

        public Span {
            if (start < 0 || start >= DAY || end < 1 || end > DAY || start == end) {
                throw new IllegalArgumentException("no span of a day: " + start + " to " + end);
            }
        }

        boolean acrossMidnight() {
            return end < start;
        }

        @Override
        public int compareTo(Span other) {
            return start == other.start
                    ? Integer.compare(end, other.end)
                    : Integer.compare(start, other.start);
        }
    }

    public Hours {
        days = Collections.unmodifiableSet(new TreeSet<>(days));
        spans = spans.stream().distinct().sorted().toList();
        if (days.isEmpty() || spans.isEmpty()) {
            throw new IllegalArgumentException("hours of no day");
        }
    }

    /// @throws java.time.DateTimeException for an instant that no calendar has
    public boolean contain(Instant time) {
        var local = LocalDateTime.ofInstant(time, zone);
        var today = local.getDayOfWeek();
        int minute = local.get(java.time.temporal.ChronoField.MINUTE_OF_DAY);
        for (var span : spans) {
            if (span.acrossMidnight()
                    ? (minute >= span.start && days.contains(today))
                            || (minute < span.end && days.contains(today.minus(1)))
                    : minute >= span.start && minute < span.end && days.contains(today)) {
                return true;
            }
        }
        return false;
    }

    /// `08:00`, or `24:00` for the end of the day.
    static String clock(int minute) {
        return minute == Span.DAY ? "24:00" : LocalTime.of(minute / 60, minute % 60).toString();
    }
}
