package dev.sallyport.server.console;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.Reach;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The console's pages. They hold no script, load nothing but one style sheet of this server, and may be framed by no
/// one.
final class Pages {

    private Pages() {}

    /// A tool that a human may use.
    ///
    /// @param ways the rules that let it, seen from outside
    record Offer(String tool, String title, List<Reach> ways) {
        Offer {
            ways = List.copyOf(ways);
        }
    }

    /// What a human sees of themself.
    ///
    /// @param shownName as the provider writes it; may be empty
    /// @param csrfToken goes into every form
    record Self(
            String shownName,
            String principal,
            Set<String> groups,
            Set<String> roles,
            Set<ConsoleRight> rights,
            List<Offer> offers,
            String csrfToken) {}

    static String signIn() {
        return page(
                "Sign in",
                """
                <h1>You are not signed in</h1>
                <p>Sallyport guards databases, repositories and clusters. Sign in to see who you are to it, and what you
                may do.</p>
                <p><a class="button" href="/login">Sign in</a></p>
                """);
    }

    /// @param what one sentence
    static String notSignedIn(String what) {
        return page(
                "Not signed in",
                """
                <h1>You are not signed in</h1>
                <p>%s</p>
                <p><a class="button" href="/login">Try again</a> <a href="/">To the first page</a></p>
                """
                        .formatted(Html.text(what)));
    }

    static String notSignedOut() {
        return page(
                "Still signed in",
                """
                <h1>You are still signed in</h1>
                <p>That did not come from the page on which you sign out.</p>
                <p><a href="/">To the first page</a></p>
                """);
    }

    static String self(Self self) {
        return page(
                "Sallyport",
                """
                <h1>%s</h1>
                <dl>
                <dt>In the role map</dt><dd><code>%s</code></dd>
                <dt>Groups</dt><dd>%s</dd>
                <dt>Roles</dt><dd>%s</dd>
                <dt>In the console</dt><dd>%s</dd>
                </dl>
                <h2>What you may do</h2>
                %s
                <form method="post" action="/logout">
                <input type="hidden" name="csrf" value="%s">
                <button>Sign out</button>
                </form>
                """
                        .formatted(
                                self.shownName().isEmpty()
                                        ? "You are signed in"
                                        : "You are " + Html.text(self.shownName()),
                                Html.text(self.principal()),
                                codes(self.groups(), "none"),
                                codes(self.roles(), "none; ask an administrator for one"),
                                rights(self.rights()),
                                offers(self.offers()),
                                Html.text(self.csrfToken())));
    }

    private static String codes(Collection<String> texts, String none) {
        return texts.isEmpty()
                ? none
                : texts.stream()
                        .sorted()
                        .map(text -> "<code>" + Html.text(text) + "</code>")
                        .collect(Collectors.joining(" "));
    }

    private static String rights(Set<ConsoleRight> rights) {
        return rights.isEmpty()
                ? "you may look at yourself alone"
                : rights.stream().sorted().map(Pages::right).collect(Collectors.joining("<br>"));
    }

    private static String right(ConsoleRight right) {
        return switch (right) {
            case APPROVE -> "decide calls that wait for a human";
            case AUDIT -> "read the record";
            case ADMINISTER -> "administer the gate";
        };
    }

    private static String offers(List<Offer> offers) {
        if (offers.isEmpty()) {
            return "<p>No role of yours lets you use a tool.</p>\n";
        }
        var list = new StringBuilder("<ul class=\"offers\">\n");
        for (var offer : offers) {
            list.append("<li><strong>")
                    .append(Html.text(offer.title()))
                    .append("</strong> <code>")
                    .append(Html.text(offer.tool()))
                    .append("</code>");
            offer.ways().forEach(way -> list.append("<div>").append(way(way)).append("</div>"));
            list.append("</li>\n");
        }
        return list.append("</ul>\n").toString();
    }

    private static String way(Reach way) {
        var where =
                way.on().entrySet().stream()
                        .map(fact ->
                                Html.text(fact.getKey()) + " " + codes(fact.getValue(), "nothing"))
                        .collect(Collectors.joining(", "));
        return (where.isEmpty() ? "anywhere" : where)
                + (way.effect() == Effect.HOLD ? " <em>after a human approves</em>" : "");
    }

    static String page(String title, String body) {
        return """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>%s</title>
        <link rel="stylesheet" href="/console.css">
        </head>
        <body>
        <header><a href="/">Sallyport</a></header>
        <main>
        %s</main>
        </body>
        </html>
        """
                .formatted(title, body);
    }

    /// @param formsLeadTo the origin to which an answer to a form may redirect, beside this server
    static void write(
            HttpServletResponse response, int status, String html, Optional<String> formsLeadTo)
            throws IOException {
        headers(response);
        writeBody(response, status, html, formsLeadTo);
    }

    /// As [#write], for a page whose own address is a secret: what the browser then sends names the origin, as forms
    /// must, and never the address.
    static void writeUnderSecretAddress(HttpServletResponse response, int status, String html)
            throws IOException {
        headers(response);
        response.setHeader("Referrer-Policy", "strict-origin");
        writeBody(response, status, html, Optional.empty());
    }

    private static void writeBody(
            HttpServletResponse response, int status, String html, Optional<String> formsLeadTo)
            throws IOException {
        response.setStatus(status);
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; form-action 'self'"
                        + formsLeadTo.map(origin -> " " + origin).orElse("")
                        + "; frame-ancestors 'none'; base-uri 'none'");
        response.setContentType("text/html;charset=utf-8");
        var bytes = html.getBytes(StandardCharsets.UTF_8);
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
