package dev.sallyport.server.console;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.server.export.ExportState;
import dev.sallyport.server.witness.Witnesses;
import java.io.IOException;
import java.io.Serial;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// Whether the record is whole: `GET /log` says how it stands, `POST /log/verify` has it verified, on record.
/// Safe from many threads.
public final class LogServlet extends RightedServlet {

    public static final String MAPPING = "/log/*";

    static final String PATH = "/log";
    private static final String VERIFY = "/verify";

    @Serial private static final long serialVersionUID = 1L;

    private final transient LogCheck check;
    private final transient Supplier<List<ExportState>> exports;
    private final transient Witnesses witnesses;

    /// @param exports how the copies of the record stand
    /// @param witnesses who cosigns its checkpoints
    public LogServlet(
            Reception reception,
            LogCheck check,
            Supplier<List<ExportState>> exports,
            Witnesses witnesses) {
        super(reception, Frame.Place.LOG, Set.of(ConsoleRight.AUDIT));
        this.check = check;
        this.exports = exports;
        this.witnesses = witnesses;
    }

    @Override
    void get(Visit visit) throws IOException {
        if (!visit.path().isEmpty()) {
            visit.notFound();
            return;
        }
        visit.show(
                LogPage.of(
                        visit.frame("Log", true),
                        check.standing(),
                        exports.get(),
                        WitnessWords.of(witnesses.standing(), witnesses.states()),
                        check.state(),
                        check.pausedUntil(),
                        visit.now()));
    }

    @Override
    void post(Visit visit, Form form) throws IOException {
        if (!visit.path().equals(VERIFY)) {
            visit.notFound();
            return;
        }
        switch (check.start(visit.human())) {
            // One that is under way is what was asked for.
            case LogCheck.Begun.Now(), LogCheck.Begun.Already() -> visit.goOn(PATH);
            case LogCheck.Begun.TooSoon(var next) ->
                    visit.say(
                            429,
                            "Nothing was begun",
                            "A verification has just ended, and its result is on the page. The next one can begin at "
                                    + Words.time(next)
                                    + ".");
        }
    }
}
