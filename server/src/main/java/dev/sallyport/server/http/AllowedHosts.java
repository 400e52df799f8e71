package dev.sallyport.server.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The names under which this server may be called, against DNS rebinding: a page whose name is made to
/// resolve to this machine still sends its own name in `Host` and `Origin`.
///
/// Allowed are the listen address with its port, the loopback names when it listens on loopback or on every
/// interface, any literal address when it listens on every interface (a literal cannot be rebound), and the
/// authority of the public URL. Immutable.
///
/// @see <a href="https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http">
///     MCP 2026-07-28, Streamable HTTP, Security</a>
final class AllowedHosts {

    private final String scheme;
    private final Set<String> authorities;
    private final Set<String> origins;
    private final int literalPort;

    private AllowedHosts(
            String scheme, Set<String> authorities, Set<String> origins, int literalPort) {
        this.scheme = scheme;
        this.authorities = Set.copyOf(authorities);
        this.origins = Set.copyOf(origins);
        this.literalPort = literalPort;
    }

    /// @param own scheme of the listener: `http` or `https`
    static AllowedHosts of(
            String own, InetAddress listen, String listenHost, int port, Optional<URI> publicUrl) {
        var authorities = new HashSet<String>();
        var origins = new HashSet<String>();
        var names = new HashSet<String>();
        names.add(bracketed(listenHost));
        if (listen.isLoopbackAddress() || listen.isAnyLocalAddress()) {
            names.addAll(Set.of("localhost", "127.0.0.1", "[::1]"));
        }
        for (var name : names) {
            authorities.add(name + ":" + port);
            origins.add(own + "://" + name + ":" + port);
            if (port == (own.equals("https") ? 443 : 80)) {
                authorities.add(name);
                origins.add(own + "://" + name);
            }
        }
        publicUrl.ifPresent(url -> {
            var scheme = lower(url.getScheme());
            var host = lower(url.getHost());
            var usual = scheme.equals("https") ? 443 : 80;
            var at = url.getPort() == -1 ? usual : url.getPort();
            authorities.add(host + ":" + at);
            origins.add(scheme + "://" + host + ":" + at);
            if (at == usual) {
                authorities.add(host);
                origins.add(scheme + "://" + host);
            }
        });
        return new AllowedHosts(
                own + "://", authorities, origins, listen.isAnyLocalAddress() ? port : -1);
    }

    boolean host(@Nullable String header) {
        if (header == null) {
            return false;
        }
        var authority = lower(header);
        return authorities.contains(authority) || literal(authority);
    }

    /// An absent `Origin` is fine: only browsers send it.
    boolean origin(@Nullable String header) {
        if (header == null) {
            return true;
        }
        var origin = lower(header);
        return origins.contains(origin)
                || (origin.startsWith(scheme) && literal(origin.substring(scheme.length())));
    }

    private boolean literal(String authority) {
        if (literalPort < 0) {
            return false;
        }
        try {
            var uri = new URI("http://" + authority);
            var host = uri.getHost();
            return host != null
                    && uri.getPort() == literalPort
                    && authority.equals(host + ":" + literalPort)
                    && (host.startsWith("[") || dotted(host));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean dotted(String host) {
        var parts = host.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (var part : parts) {
            if (part.isEmpty()
                    || part.length() > 3
                    || !part.chars().allMatch(AllowedHosts::digit)) {
                return false;
            }
        }
        return true;
    }

    private static boolean digit(int c) {
        return c >= '0' && c <= '9';
    }

    private static String bracketed(String host) {
        var name = lower(host);
        return name.indexOf(':') >= 0 && !name.startsWith("[") ? "[" + name + "]" : name;
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }
}
