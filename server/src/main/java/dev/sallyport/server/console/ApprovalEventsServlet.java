package dev.sallyport.server.console;

import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.Approvals;
import dev.sallyport.server.approval.ChangeFeed;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;

/// `GET /approvals/events`: tells an open page that held calls have changed. Safe from many threads; a stream holds one
/// virtual thread.
public final class ApprovalEventsServlet extends EventsServlet {

    public static final String MAPPING = "/approvals/events";

    private static final Duration GAP = Duration.ofMillis(250);

    @Serial private static final long serialVersionUID = 1L;

    private final transient EventStreams streams;
    private final transient Approvals approvals;
    private final transient ApprovalRights rights;

    public ApprovalEventsServlet(EventStreams streams, Approvals approvals, ApprovalRights rights) {
        this.streams = streams;
        this.approvals = approvals;
        this.rights = rights;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        streams.serve(
                request, response, rights::looks, () -> new OfApprovals(approvals.follow()), GAP);
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
