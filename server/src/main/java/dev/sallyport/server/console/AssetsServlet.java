package dev.sallyport.server.console;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;

/// `/assets/…`: what the console's pages load. Safe from many threads.
public final class AssetsServlet extends HttpServlet {

    public static final String MAPPING = Assets.DIRECTORY + "*";

    @Serial private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var asset = Assets.at(request.getRequestURI());
        if (asset.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        Pages.headers(response);
        response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
        response.setContentType(asset.get().type());
        response.setContentLength(asset.get().length());
        asset.get().writeTo(response.getOutputStream());
    }
}
