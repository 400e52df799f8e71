package dev.sallyport.server.console;

import dev.sallyport.server.console.Chart.Series;
import dev.sallyport.server.history.CallFigures;
import dev.sallyport.server.history.CallFigures.Figures;
import dev.sallyport.server.history.IndexState;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;

/// How the gate was used lately, by the record.
///
/// @param behind what the figures lack
record OverviewPage(
        Frame frame, Period period, String from, Optional<String> behind, List<Chart> charts)
        implements Page {

    OverviewPage {
        charts = List.copyOf(charts);
    }

    /// What may be looked at.
    enum Period {
        HOUR("Last hour", Duration.ofMinutes(2), 30, "HH:mm"),
        DAY("Last 24 hours", Duration.ofHours(1), 24, "MM-dd HH:mm"),
        WEEK("Last 7 days", Duration.ofHours(6), 28, "MM-dd HH:mm");

        private final String title;
        private final Duration each;
        private final int parts;
        private final DateTimeFormatter form;

        Period(String title, Duration each, int parts, String form) {
            this.title = title;
            this.each = each;
            this.parts = parts;
            this.form = DateTimeFormatter.ofPattern(form, Locale.ROOT).withZone(ZoneOffset.UTC);
        }

        String title() {
            return title;
        }

        Duration each() {
            return each;
        }

        int parts() {
            return parts;
        }

        /// As addresses have it.
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Period> parse(String text) {
            for (var period : values()) {
                if (period.text().equals(text)) {
                    return Optional.of(period);
                }
            }
            return Optional.empty();
        }

        /// Where the first part begins: parts begin at whole multiples of their length, and the last of them holds now.
        Instant from(Instant now) {
            long length = each.toMillis();
            long last = Math.floorDiv(now.toEpochMilli(), length) * length;
            return Instant.ofEpochMilli(last - (parts - 1) * length);
        }
    }

    static OverviewPage of(Frame frame, Period period, CallFigures figures, IndexState state) {
        var whens = new ArrayList<String>();
        for (int i = 0; i < figures.parts().size(); i++) {
            whens.add(period.form.format(figures.from().plus(figures.each().multipliedBy(i))));
        }
        return new OverviewPage(
                frame,
                period,
                Words.time(figures.from()),
                behind(state),
                List.of(
                        counts("Calls", "call", "calls", whens, figures, Figures::calls),
                        counts(
                                "Denials",
                                "call was denied",
                                "calls were denied",
                                whens,
                                figures,
                                Figures::denied),
                        counts(
                                "Holds",
                                "call was held for humans",
                                "calls were held for humans",
                                whens,
                                figures,
                                Figures::held),
                        counts(
                                "Found and masked",
                                "value was found by detectors and masked",
                                "values were found by detectors and masked",
                                whens,
                                figures,
                                Figures::masked),
                        times(whens, figures)));
    }

    private static Optional<String> behind(IndexState state) {
        if (!state.problem().isEmpty()) {
            return Optional.of("The figures are not up to date: " + state.problem() + ".");
        }
        return state.behind() == 0
                ? Optional.empty()
                : Optional.of(
                        state.behind() == 1
                                ? "The newest record of the log is not counted yet."
                                : "The newest "
                                        + state.behind()
                                        + " records of the log are not counted yet.");
    }

    private static Chart counts(
            String title,
            String one,
            String many,
            List<String> whens,
            CallFigures figures,
            ToLongFunction<Figures> count) {
        var all = figures.parts().stream().map(count::applyAsLong).toList();
        return Chart.of(
                title,
                Words.count(all.stream().mapToLong(Long::longValue).sum(), one, many) + ".",
                whens,
                List.of(new Series(title, all)),
                Long::toString);
    }

    private static Chart times(List<String> whens, CallFigures figures) {
        long timed = figures.parts().stream().mapToLong(Figures::timed).sum();
        return Chart.of(
                "Run times",
                Words.count(timed, "call", "calls") + " ran to an end.",
                whens,
                List.of(
                        new Series(
                                "95 % in at most",
                                figures.parts().stream().map(Figures::p95).toList()),
                        new Series(
                                "half in at most",
                                figures.parts().stream().map(Figures::p50).toList())),
                millis -> millis + " ms");
    }

    @Override
    public String template() {
        return "overview.jte";
    }
}
