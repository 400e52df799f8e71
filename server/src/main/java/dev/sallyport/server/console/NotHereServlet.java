package dev.sallyport.server.console;

import dev.sallyport.server.http.JsonReplies;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;

/// A door that this gate does not have: 404, whatever the method. Safe from many threads.
final class NotHereServlet extends HttpServlet {

    @Serial private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        JsonReplies.error(
                response,
                HttpServletResponse.SC_NOT_FOUND,
                "not_found",
                "there is nothing under this path");
    }
}
