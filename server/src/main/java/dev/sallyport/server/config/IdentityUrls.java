package dev.sallyport.server.config;

import java.net.URI;
import java.net.URISyntaxException;

/// URLs that identity rests on: https, or http on loopback, where nobody stands between.
public final class IdentityUrls {

    private static final int LENGTH_MAX = 2_000;

    private IdentityUrls() {}

    /// What a text came to.
    public sealed interface Read {
        record Good(URI url) implements Read {}

        /// @param problem what is wrong, to follow the name of the setting
        record Bad(String problem, String fix) implements Read {}
    }

    public static Read read(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            return bad("is no URL");
        }
        var scheme = url.getScheme();
        if (url.getHost() == null || text.length() > LENGTH_MAX || !url.isAbsolute()) {
            return bad("is no URL with a host");
        }
        if (url.getRawUserInfo() != null
                || url.getRawFragment() != null
                || url.getRawQuery() != null) {
            return bad("has credentials, a query or a fragment");
        }
        if ("http".equals(scheme) && !isLoopback(url)) {
            return new Read.Bad(
                    "is http, so anyone on the way could forge tokens",
                    "write `https://`; http is for loopback addresses alone");
        }
        if (!"https".equals(scheme) && !"http".equals(scheme)) {
            return bad("is not https");
        }
        return new Read.Good(url);
    }

    private static Read bad(String problem) {
        return new Read.Bad(problem, "write a URL such as `https://idp.example.com/realms/agents`");
    }

    /// Whether the host is this machine by its very name, without asking DNS.
    public static boolean isLoopback(URI url) {
        var host = url.getHost();
        return host != null
                && (host.equalsIgnoreCase("localhost")
                        || host.equals("[::1]")
                        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}"));
    }
}
