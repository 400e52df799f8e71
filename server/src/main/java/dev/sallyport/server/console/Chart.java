package dev.sallyport.server.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;

/// Bars over time, with the figures behind them: drawn by the template, coloured by classes of the style sheet.
///
/// @param name of the chart; a word that is fit for an id
/// @param sum in words: what it comes to
/// @param desc what is to be seen, for those who do not see it
/// @param top the figure at the upper edge
/// @param rows of the table, the oldest first; those of nothing are left out
record Chart(
        String name,
        String title,
        String sum,
        String desc,
        String top,
        List<String> series,
        List<Bar> bars,
        List<Row> rows) {

    static final int WIDTH = 600;
    static final int HEIGHT = 140;

    Chart {
        series = List.copyOf(series);
        bars = List.copyOf(bars);
        rows = List.copyOf(rows);
    }

    /// In units of the picture, which is [#WIDTH] by [#HEIGHT].
    ///
    /// @param series which of them, from 0
    record Bar(int x, int y, int width, int height, int series) {
        String tone() {
            return "bar-" + series;
        }
    }

    record Row(String when, List<String> figures) {
        Row {
            figures = List.copyOf(figures);
        }
    }

    /// @param name for people
    /// @param figures one for each part
    record Series(String name, List<Long> figures) {
        Series {
            figures = List.copyOf(figures);
        }
    }

    /// @param whens the beginning of each part
    /// @param all drawn one before the other, so that each must be no more than the one before
    /// @param print a figure
    static Chart of(
            String title,
            String sum,
            List<String> whens,
            List<Series> all,
            LongFunction<String> print) {
        long top = 0;
        int peak = 0;
        for (var one : all) {
            for (int i = 0; i < whens.size(); i++) {
                if (one.figures().get(i) > top) {
                    top = one.figures().get(i);
                    peak = i;
                }
            }
        }
        return new Chart(
                title.toLowerCase(Locale.ROOT).replace(' ', '-'),
                title,
                sum,
                top == 0
                        ? "Nothing in this period."
                        : sum
                                + " Most at "
                                + whens.get(peak)
                                + ": "
                                + print.apply(top)
                                + ". The table has all figures.",
                print.apply(top),
                all.stream().map(Series::name).toList(),
                bars(whens.size(), all, top),
                rows(whens, all, print));
    }

    private static List<Bar> bars(int parts, List<Series> all, long top) {
        var bars = new ArrayList<Bar>();
        int step = WIDTH / parts;
        for (int s = 0; s < all.size(); s++) {
            for (int i = 0; i < parts; i++) {
                long figure = all.get(s).figures().get(i);
                if (figure > 0) {
                    // What is there at all can be seen.
                    int height = (int) Math.max(2, figure * HEIGHT / top);
                    bars.add(
                            new Bar(
                                    i * step + 1,
                                    HEIGHT - height,
                                    Math.max(2, step - 2),
                                    height,
                                    s));
                }
            }
        }
        return bars;
    }

    private static List<Row> rows(
            List<String> whens, List<Series> all, LongFunction<String> print) {
        var rows = new ArrayList<Row>();
        for (int i = 0; i < whens.size(); i++) {
            int part = i;
            if (all.stream().anyMatch(one -> one.figures().get(part) > 0)) {
                rows.add(
                        new Row(
                                whens.get(i),
                                all.stream()
                                        .map(one -> print.apply(one.figures().get(part)))
                                        .toList()));
            }
        }
        return rows;
    }
}
