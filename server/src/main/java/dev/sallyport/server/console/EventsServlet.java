package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.Approvals;
import dev.sallyport.server.approval.ChangeFeed;
import dev.sallyport.server.history.History;
import dev.sallyport.server.http.JsonReplies;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Streams of events for open pages. While the state database does not answer, none begins (503), and those that run break
/// off, so that browsers come back. Safe from many threads; a stream holds one virtual thread.
public final class EventsServlet extends ConsoleServlet {

    /// Of [#ofApprovals].
    public static final String APPROVALS_MAPPING = "/approvals/events";

    /// Of [#ofCalls].
    public static final String CALLS_MAPPING = "/calls/events";

    @Serial private static final long serialVersionUID = 1L;

    private static final Duration APPROVALS_GAP = Duration.ofMillis(250);

    /// A busy gate's calls come in one stream; nobody reads a list that changes more often.
    private static final Duration CALLS_GAP = Duration.ofMillis(400);

    private final transient EventStreams streams;
    private final transient Predicate<Principal> mayFollow;
    private final transient Supplier<EventStreams.Follower> following;
    private final Duration gap;

    private EventsServlet(
            EventStreams streams,
            Predicate<Principal> mayFollow,
            Supplier<EventStreams.Follower> following,
            Duration gap) {
        this.streams = streams;
        this.mayFollow = mayFollow;
        this.following = following;
        this.gap = gap;
    }

    /// Tells an open page that held calls have changed.
    public static EventsServlet ofApprovals(
            EventStreams streams, Approvals approvals, ApprovalRights rights) {
        return new EventsServlet(
                streams, rights::looks, () -> new OfApprovals(approvals.follow()), APPROVALS_GAP);
    }

    /// Tells an open page that calls were put on record.
    public static EventsServlet ofCalls(
            EventStreams streams, History history, RecordReaders readers) {
        return new EventsServlet(
                streams, readers::mayRead, () -> history.follow()::await, CALLS_GAP);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        streams.serve(request, response, mayFollow, following, gap);
    }

    @Override
    void unavailable(HttpServletResponse response) throws IOException {
        JsonReplies.error(
                response,
                HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                "unavailable",
                "the gate cannot answer now; try again in a moment");
    }

    private record OfApprovals(ChangeFeed.Follower feed) implements EventStreams.Follower {

        @Override
        public boolean await(Duration max) throws InterruptedException {
            return feed.await(max);
        }

        @Override
        public void close() {
            feed.close();
        }
    }
}
