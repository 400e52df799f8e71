package dev.sallyport.server.console;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;

/// Whether a form that needs no session yet comes from a page of ours, so that no other site signs a browser in as
/// somebody whom its human does not expect.
///
/// Every request has passed the check of `Origin` where it has one. Here it must have one, and it must name the host that
/// was called, and not just one of those under which the gate may be called.
final class OwnForm {

    private OwnForm() {}

    static boolean isFrom(HttpServletRequest request) {
        var origin = request.getHeader("Origin");
        var host = request.getHeader("Host");
        if (origin == null || host == null) {
            return false;
        }
        var own = "://" + host.toLowerCase(Locale.ROOT);
        var lower = origin.toLowerCase(Locale.ROOT);
        return lower.equals("http" + own) || lower.equals("https" + own);
    }
}
