package dev.sallyport.server.console;

import dev.sallyport.server.history.History;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;

/// `GET /calls/events`: tells an open page that calls were put on record. Safe from many threads; a stream holds one
/// virtual thread.
public final class CallEventsServlet extends EventsServlet {

    public static final String MAPPING = "/calls/events";

    /// A busy gate's calls come in one stream; nobody reads a list that changes more often.
    private static final Duration GAP = Duration.ofMillis(400);

    @Serial private static final long serialVersionUID = 1L;

    private final transient EventStreams streams;
    private final transient History history;
    private final transient RecordReaders readers;

    public CallEventsServlet(EventStreams streams, History history, RecordReaders readers) {
        this.streams = streams;
        this.history = history;
        this.readers = readers;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        streams.serve(
                request, response, readers::mayRead, () -> new OfCalls(history.follow()), GAP);
    }

    private record OfCalls(History.Follower index) implements EventStreams.Follower {

        @Override
        public boolean await(Duration max) throws InterruptedException {
            return index.await(max);
        }

        @Override
        public void close() {
            // Nothing is held for one who only counts.
        }
    }
}
