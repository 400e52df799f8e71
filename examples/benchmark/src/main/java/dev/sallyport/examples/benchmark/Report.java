package dev.sallyport.examples.benchmark;

import java.io.PrintStream;
import java.util.Locale;

/// Prints figures a line each, beside the bound that each has, and remembers whether one was missed.
final class Report {

    private final PrintStream out;
    private boolean missed;

    Report(PrintStream out) {
        this.out = out;
    }

    boolean missed() {
        return missed;
    }

    /// A figure that has no bound.
    void say(String what, String figure) {
        out.printf(Locale.ROOT, "%-44s %s%n", what, figure);
    }

    /// A rate that is to be reached.
    void atLeast(String what, double perSecond, double bound, String beside) {
        line(
                what,
                String.format(Locale.ROOT, "%,12.0f /s", perSecond),
                String.format(Locale.ROOT, ">= %,.0f /s", bound),
                perSecond >= bound,
                beside);
    }

    /// A time that is not to be exceeded, in milliseconds.
    void atMost(String what, double millis, double bound, String beside) {
        line(
                what,
                String.format(Locale.ROOT, "%,12.2f ms", millis),
                String.format(Locale.ROOT, "<= %,.0f ms", bound),
                millis <= bound,
                beside);
    }

    private void line(String what, String figure, String bound, boolean met, String beside) {
        missed |= !met;
        out.printf(
                Locale.ROOT,
                "%-44s %s  %-14s %-6s %s%n",
                what,
                figure,
                bound,
                met ? "met" : "MISSED",
                beside);
    }
}
