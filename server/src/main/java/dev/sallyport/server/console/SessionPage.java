package dev.sallyport.server.console;

import dev.sallyport.server.history.FoundCall;
import dev.sallyport.server.history.FoundSession;
import dev.sallyport.server.history.History;
import dev.sallyport.server.history.History.Stretch;
import dev.sallyport.server.history.IndexState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A session as a timeline, at one of its calls.
///
/// @param steps the calls around that one, in order
/// @param number of that one, from 1
/// @param total of the session's calls
/// @param current that call; empty where it cannot be read
/// @param said where the human is now, in one line
/// @param stay how long playing stays here, in ms
/// @param pace how long it really was, and that it was shortened; empty at the end
record SessionPage(
        Frame frame,
        SessionsPage.Row session,
        List<Step> steps,
        int number,
        int total,
        Optional<CallPage> current,
        Optional<String> first,
        Optional<String> previous,
        Optional<String> next,
        String said,
        long stay,
        String pace,
        IndexState index)
        implements Page {

    /// Neighbours that are shown on each side.
    static final int EACH = 8;

    /// What nobody could read in that time is not played faster, what nobody would wait for not slower.
    private static final Duration WAIT_MIN = Duration.ofMillis(700);

    private static final Duration WAIT_MAX = Duration.ofSeconds(3);

    SessionPage {
        steps = List.copyOf(steps);
    }

    /// @param offset how long after the session began
    record Step(String path, CallRow call, String offset, boolean current) {}

    static String path(long session) {
        return SessionsPage.PATH + "/" + session;
    }

    private static String path(long session, long call) {
        return path(session) + "?at=" + call;
    }

    /// @param at the call that is wanted, by the position of its first record; the first where it is not given
    /// @return empty when there is no such session, or no such call in it
    static Optional<SessionPage> read(Frame frame, History history, long session, OptionalLong at) {
        var index = history.state();
        var found = history.session(session);
        return found.flatMap(known ->
                history.stretch(session, at.orElse(session), EACH)
                        .map(stretch -> of(frame, history, known, stretch, index)));
    }

    private static SessionPage of(
            Frame frame, History history, FoundSession session, Stretch stretch, IndexState index) {
        var calls = stretch.calls();
        var here = calls.get(stretch.at());
        var row = CallRow.of(here);
        var next =
                stretch.at() + 1 < calls.size()
                        ? Optional.of(calls.get(stretch.at() + 1))
                        : Optional.<FoundCall>empty();
        var previous =
                stretch.at() > 0
                        ? Optional.of(calls.get(stretch.at() - 1))
                        : Optional.<FoundCall>empty();
        var gap = next.map(following -> Duration.between(begun(here), begun(following)));
        var stay = gap.map(SessionPage::played).orElse(Duration.ZERO);
        int number = stretch.number() + stretch.at() + 1;
        return new SessionPage(
                frame,
                SessionsPage.row(session),
                steps(session, stretch),
                number,
                session.calls(),
                current(frame, history, here),
                number == 1 ? Optional.empty() : Optional.of(path(session.first())),
                previous.map(call -> path(session.first(), call.first())),
                next.map(call -> path(session.first(), call.first())),
                "Call "
                        + number
                        + " of "
                        + session.calls()
                        + ": "
                        + row.tool()
                        + ", "
                        + row.standing().name(),
                stay.toMillis(),
                gap.map(real -> pace(real, stay)).orElse(""),
                index);
    }

    private static Optional<CallPage> current(Frame frame, History history, FoundCall here) {
        return switch (here) {
            case FoundCall.Read call ->
                    history.call(call.id()).map(whole -> CallPage.of(frame, whole, history, false));
            case FoundCall.Lost _ -> Optional.empty();
        };
    }

    private static List<Step> steps(FoundSession session, Stretch stretch) {
        var start = session.begun().map(logged -> logged.time());
        var steps = new ArrayList<Step>();
        for (int i = 0; i < stretch.calls().size(); i++) {
            var call = stretch.calls().get(i);
            var begun = begun(call);
            steps.add(
                    new Step(
                            path(session.first(), call.first()),
                            CallRow.of(call),
                            start.filter(_ -> !begun.equals(Instant.EPOCH))
                                    .map(from ->
                                            "+"
                                                    + RecordWords.exactly(
                                                            Duration.between(from, begun)))
                                    .orElse(""),
                            i == stretch.at()));
        }
        return steps;
    }

    private static Instant begun(FoundCall call) {
        return switch (call) {
            case FoundCall.Read read -> read.begun().time();
            case FoundCall.Lost _ -> Instant.EPOCH;
        };
    }

    private static Duration played(Duration real) {
        if (real.compareTo(WAIT_MIN) < 0) {
            return WAIT_MIN;
        }
        return real.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : real;
    }

    private static String pace(Duration real, Duration played) {
        var words = "The next call came " + RecordWords.exactly(real) + " later";
        return real.compareTo(played) > 0
                ? words + "; played after " + RecordWords.exactly(played) + "."
                : words + ".";
    }

    @Override
    public String template() {
        return "session.jte";
    }
}
