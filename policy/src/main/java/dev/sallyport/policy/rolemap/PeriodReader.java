package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.Suggestion;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlNode;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Reads `from`, `until` and `when` of a binding; what is wrong is noted with the file.
final class PeriodReader {

    private static final int DATE_LENGTH = 10;
    private static final Set<String> ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());

    private PeriodReader() {}

    /// Empty where something is wrong: a binding whose time is not understood must not bind for all time.
    static Optional<Period> read(YamlMapping binding) {
        var fromNode = binding.get("from");
        var untilNode = binding.get("until");
        var whenNode = binding.get("when");
        var from = fromNode.flatMap(PeriodReader::instant);
        var until = untilNode.flatMap(PeriodReader::instant);
        var hours = whenNode.flatMap(PeriodReader::hours);
        if (from.isPresent() != fromNode.isPresent()
                || until.isPresent() != untilNode.isPresent()
                || hours.isPresent() != whenNode.isPresent()) {
            return Optional.empty();
        }
        if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
            untilNode
                    .orElseThrow()
                    .problem(
                            "`until` is not after `from`, so the binding is never in force",
                            "correct one of the two; `until` itself is not included");
            return Optional.empty();
        }
        return Optional.of(new Period(from, until, hours));
    }

    /// An instant of RFC 3339, or a date for its midnight in UTC; of the years 0000 to 9999.
    private static Optional<Instant> instant(YamlNode node) {
        var text = node.text();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            var written = text.get();
            var instant =
                    written.length() == DATE_LENGTH
                            ? LocalDate.parse(written).atStartOfDay(ZoneOffset.UTC).toInstant()
                            : OffsetDateTime.parse(written).toInstant();
            int year = instant.atOffset(ZoneOffset.UTC).getYear();
            if (year >= 0 && year <= 9999) {
                return Optional.of(instant);
            }
        } catch (DateTimeException _) {
            // Told below.
        }
        node.problem(
                node.name() + " must be an instant or a date, not " + Quoted.of(text.get()),
                "write `2026-01-01T00:00:00Z`, `2026-01-01T00:00:00+01:00`, or `2026-01-01` for midnight in UTC");
        return Optional.empty();
    }

    private static Optional<Hours> hours(YamlNode node) {
        var mapping = node.mapping().map(m -> m.allow("days", "hours", "zone"));
        if (mapping.isEmpty()) {
            return Optional.empty();
        }
        var when = mapping.get();
        if (!when.has("days") && !when.has("hours")) {
            when.problem("`when` names no days and no hours", "add `days` or `hours`");
            return Optional.empty();
        }
        var zone = when.require("zone").flatMap(PeriodReader::zone);
        var days = when.get("days").map(PeriodReader::days).orElse(EnumSet.allOf(DayOfWeek.class));
        var spans = when.get("hours").map(PeriodReader::spans).orElse(List.of(Hours.Span.ALL_DAY));
        return zone.isEmpty() || days.isEmpty() || spans.isEmpty()
                ? Optional.empty()
                : Optional.of(new Hours(days, spans, zone.get()));
    }

    private static Optional<ZoneId> zone(YamlNode node) {
        var name = node.text();
        if (name.isPresent() && !ZONES.contains(name.get())) {
            node.problem(
                    "unknown time zone " + Quoted.of(name.get()),
                    Suggestion.question(name.get(), ZONES)
                            .or(() -> Optional.of("write `UTC` or a name like `Europe/Berlin`")));
            return Optional.empty();
        }
        return name.map(ZoneId::of);
    }

    /// None where any is wrong.
    private static Set<DayOfWeek> days(YamlNode node) {
        var byName = new TreeMap<String, DayOfWeek>();
        for (var day : DayOfWeek.values()) {
            byName.put(day.name().toLowerCase(Locale.ROOT).substring(0, 3), day);
        }
        var days = EnumSet.noneOf(DayOfWeek.class);
        var items = node.oneOrMany();
        if (items.isEmpty()) {
            node.problem("`days` is empty, so the binding is never in force", "name a day");
        }
        boolean good = true;
        for (var item : items) {
            var name = item.text();
            var day = name.map(byName::get);
            if (name.isPresent() && day.isEmpty()) {
                item.problem(
                        "unknown day " + Quoted.of(name.get()),
                        "there are "
                                + Quoted.all(
                                        Arrays.stream(DayOfWeek.values())
                                                .map(d ->
                                                        d.name()
                                                                .toLowerCase(Locale.ROOT)
                                                                .substring(0, 3))
                                                .toList()));
            }
            good &= day.isPresent();
            day.ifPresent(days::add);
        }
        return good ? days : Set.of();
    }

    /// None where any is wrong.
    private static List<Hours.Span> spans(YamlNode node) {
        var items = node.oneOrMany();
        if (items.isEmpty()) {
            node.problem(
                    "`hours` is empty, so the binding is never in force",
                    "write `08:00-18:00`, or leave the key away for the whole day");
        }
        var spans = new ArrayList<Hours.Span>();
        for (var item : items) {
            var text = item.text();
            var span = text.flatMap(PeriodReader::span);
            if (text.isPresent() && span.isEmpty()) {
                item.problem(
                        "`hours` must be a span of the day, not " + Quoted.of(text.get()),
                        "write `08:00-18:00`; `22:00-06:00` goes on after midnight, `00:00-24:00` is the whole day");
            }
            span.ifPresent(spans::add);
        }
        return spans.size() == items.size() ? spans : List.of();
    }

    private static Optional<Hours.Span> span(String text) {
        if (text.length() != 11 || text.charAt(5) != '-') {
            return Optional.empty();
        }
        int start = minute(text.substring(0, 5));
        int end = minute(text.substring(6));
        // A span that ends at midnight ends at the end of its day.
        int until = end == 0 ? Hours.Span.DAY : end;
        return start < 0 || start == Hours.Span.DAY || end < 0 || start == end
                ? Optional.empty()
                : Optional.of(new Hours.Span(start, until));
    }

    /// The minute of the day that `HH:MM` names, 0 to 1440; −1 where it names none.
    private static int minute(String text) {
        for (int i : new int[] {0, 1, 3, 4}) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return -1;
            }
        }
        int hour = Integer.parseInt(text.substring(0, 2));
        int minute = Integer.parseInt(text.substring(3));
        int of = hour * 60 + minute;
        return text.charAt(2) != ':' || minute > 59 || of > Hours.Span.DAY ? -1 : of;
    }
}
