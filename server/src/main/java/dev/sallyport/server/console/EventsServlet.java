package dev.sallyport.server.console;

import dev.sallyport.server.http.JsonReplies;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;

/// Streams of events for open pages. While the state database does not answer, none begins (503), and those that run break
/// off, so that browsers come back.
abstract class EventsServlet extends ConsoleServlet {

    @Serial private static final long serialVersionUID = 1L;

    @Override
    final void unavailable(HttpServletResponse response) throws IOException {
        JsonReplies.error(
                response,
                HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                "unavailable",
                "the gate cannot answer now; try again in a moment");
    }
}
