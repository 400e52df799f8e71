package dev.sallyport.server.console;

import dev.sallyport.server.approval.Approvals;
import dev.sallyport.server.approval.ApproverFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// How each approver decides: whether requests are read, or only clicked.
///
/// @param period how far back the figures go
record ApproversPage(Frame frame, Duration period, List<Row> rows) implements Page {

    /// No figures go back further.
    private static final Duration PERIOD_MAX = Duration.ofDays(30);

    /// From so many decisions on, that most of them were quick says something.
    private static final int ENOUGH = 5;

    ApproversPage {
        rows = List.copyOf(rows);
    }

    /// One human.
    ///
    /// @param approved how many of them, as a share too
    /// @param median in which half of the decisions were taken
    /// @param quick how many took less than [ApproverFigures#QUICK], as a share too
    /// @param clicks whether most were so quick that nothing can have been read
    record Row(
            String approver,
            String decisions,
            String approved,
            String median,
            String quick,
            boolean clicks) {}

    static ApproversPage read(Frame frame, Approvals approvals, Instant now) {
        var kept = approvals.retention();
        var period = kept.compareTo(PERIOD_MAX) < 0 ? kept : PERIOD_MAX;
        return new ApproversPage(
                frame,
                period,
                approvals.figures(now.minus(period)).stream().map(ApproversPage::row).toList());
    }

    private static Row row(ApproverFigures one) {
        return new Row(
                one.approver(),
                Integer.toString(one.decisions()),
                share(one.approved(), one.decisions()),
                Words.precisely(one.median()),
                share(one.quick(), one.decisions()),
                one.decisions() >= ENOUGH && 2 * one.quick() > one.decisions());
    }

    private static String share(int part, int all) {
        return part + " (" + Math.round(100.0 * part / all) + " %)";
    }

    static long quickSeconds() {
        return ApproverFigures.QUICK.toSeconds();
    }

    String periodInWords() {
        return Words.span(period);
    }

    @Override
    public String template() {
        return "approvers.jte";
    }
}
