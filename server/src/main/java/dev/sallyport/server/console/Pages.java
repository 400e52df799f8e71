package dev.sallyport.server.console;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Writes pages. They run no script but those of [Assets], load from this server alone, and may be framed by no one.
/// Safe from many threads.
///
/// The templates in `src/main/jte` were compiled with this class, into this package; there is no compiler at run time.
final class Pages {

    private static final TemplateEngine TEMPLATES =
            TemplateEngine.createPrecompiled(
                    null,
                    ContentType.Html,
                    Pages.class.getClassLoader(),
                    Pages.class.getPackageName());

    private Pages() {}

    static String html(Page page) {
        var html = new StringOutput();
        TEMPLATES.render(page.template(), page, new VisibleOutput(html));
        return html.toString();
    }

    /// For strangers.
    static void write(HttpServletResponse response, int status, Page page) throws IOException {
        write(response, status, page, Optional.empty());
    }

    /// @param formsLeadTo the origin to which an answer to a form may redirect, beside this server
    static void write(
            HttpServletResponse response, int status, Page page, Optional<String> formsLeadTo)
            throws IOException {
        headers(response);
        writeBody(response, status, page, formsLeadTo);
    }

    /// As [#write], for a page whose own address is a secret: what the browser then sends names the origin, as forms
    /// must, and never the address.
    static void writeUnderSecretAddress(HttpServletResponse response, int status, Page page)
            throws IOException {
        headers(response);
        response.setHeader("Referrer-Policy", "strict-origin");
        writeBody(response, status, page, Optional.empty());
    }

    /// After a form that did what it should, so that reading the page again sends nothing twice.
    static void leadTo(HttpServletResponse response, String path) {
        headers(response);
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", path);
    }

    private static void writeBody(
            HttpServletResponse response, int status, Page page, Optional<String> formsLeadTo)
            throws IOException {
        var bytes = html(page).getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
                        + " form-action 'self'"
                        + formsLeadTo.map(origin -> " " + origin).orElse("")
                        + "; frame-ancestors 'none'; base-uri 'none'");
        response.setContentType("text/html;charset=utf-8");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /// What every answer of the console carries. The referrer policy is not `no-referrer`, under which browsers would
    /// hide the origin of forms, too.
    static void headers(HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("X-Frame-Options", "DENY");
    }
}
