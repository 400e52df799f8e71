package dev.sallyport.server.console;

import dev.sallyport.server.call.UnrecordedException;
import dev.sallyport.server.console.Page.Notice;
import dev.sallyport.server.state.StateException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pages for humans. While the state database does not answer, or nothing can be put on record, they say so (503), whoever
/// asks.
abstract class ConsoleServlet extends HttpServlet {

    @Serial private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleServlet.class);

    @Override
    protected final void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            super.service(request, response);
        } catch (StateException | UnrecordedException e) {
            LOG.error("a page could not be shown", e);
            if (!response.isCommitted()) {
                unavailable(response);
            }
        }
    }

    /// Says that nobody can be answered now.
    void unavailable(HttpServletResponse response) throws IOException {
        var heading = "The gate cannot answer now";
        Pages.write(
                response,
                HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                Notice.of(
                        Frame.ofStranger(heading),
                        heading,
                        "Nothing was changed. Try again in a moment."));
    }
}
