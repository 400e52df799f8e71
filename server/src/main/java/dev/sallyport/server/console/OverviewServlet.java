package dev.sallyport.server.console;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.server.console.OverviewPage.Period;
import dev.sallyport.server.history.History;
import dev.sallyport.server.history.HistoryException;
import java.io.IOException;
import java.io.Serial;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `GET /overview`: how the gate was used in the last hour, day or week. Safe from many threads.
public final class OverviewServlet extends RightedServlet {

    public static final String MAPPING = "/overview/*";

    @Serial private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(OverviewServlet.class);

    private final transient History history;

    public OverviewServlet(Reception reception, History history) {
        super(reception, Frame.Place.OVERVIEW, Set.of(ConsoleRight.AUDIT, ConsoleRight.ADMINISTER));
        this.history = history;
    }

    @Override
    void get(Visit visit) throws IOException {
        var period = Period.parse(visit.asked("period").orElse(Period.HOUR.text()));
        if (!visit.path().isEmpty() || period.isEmpty()) {
            visit.notFound();
            return;
        }
        var asked = period.get();
        try {
            // Asked first: what comes between the two is shown, and said to be not counted yet,
            // rather than the reverse.
            var state = history.state();
            var figures =
                    history.askedBy(visit.human().subject())
                            .figures(asked.from(visit.now()), asked.each(), asked.parts());
            visit.show(OverviewPage.of(visit.frame("Overview", true), asked, figures, state));
        } catch (HistoryException e) {
            LOG.warn("the overview cannot be shown", e);
            visit.say(503, "No figures now", RecordWords.unanswered(e.why()));
        }
    }
}
