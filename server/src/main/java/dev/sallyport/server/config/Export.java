package dev.sallyport.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;

/// One entry of `audit.export`: where copies of the record go while the gate runs.
public record Export(Place place, ExportFormat format) {

    private static final int SYSLOG_PORT = 6514;
    private static final int TEXT_LENGTH_MAX = 2_000;
    private static final String OTLP_PATH = "/v1/logs";

    /// Where to. Prints as it is named to people, without secrets.
    public sealed interface Place {}

    /// A file with a line per record.
    public record LogFile(Path file) implements Place {
        @Override
        public String toString() {
            return "file:" + file;
        }
    }

    /// A syslog server, over TLS.
    ///
    /// @param ca of the server; empty for the CAs that the JDK trusts
    public record Syslog(String host, int port, Optional<Path> ca) implements Place {

        /// @param text `siem.example.com:6514`, the port may be absent
        /// @return empty when it is none
        public static Optional<Syslog> parse(String text, Optional<Path> ca) {
            return parsed("syslog://" + text)
                    .filter(url -> text.equals(url.getRawAuthority()))
                    .filter(url -> url.getPort() != 0 && url.getPort() <= 65_535)
                    .map(url ->
                            new Syslog(
                                    url.getHost().replaceAll("^\\[|]$", ""),
                                    url.getPort() < 0 ? SYSLOG_PORT : url.getPort(),
                                    ca));
        }

        @Override
        public String toString() {
            return "syslog:" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /// A collector that takes OTLP over HTTP.
    ///
    /// @param url of its logs
    /// @param ca of the server; empty for the CAs that the JDK trusts
    /// @param authorization the header's value
    public record Otlp(URI url, Optional<Path> ca, Optional<Secret> authorization)
            implements Place {

        /// Whether a header can have this value: printable ASCII and nothing else (RFC 9110 §5.5, without obsolete text).
        public static boolean isHeader(Secret value) {
            return value.value().chars().allMatch(c -> c >= ' ' && c < 0x7F);
        }

        /// @param text https, on loopback also http; `/v1/logs` is the path where it has none
        /// @return empty when it is none
        public static Optional<Otlp> parse(
                String text, Optional<Path> ca, Optional<Secret> authorization) {
            return parsed(text)
                    .filter(url -> url.getRawQuery() == null && url.getRawFragment() == null)
                    .filter(url ->
                            "https".equals(url.getScheme())
                                    || ("http".equals(url.getScheme())
                                            && IdentityUrls.isLoopback(url)))
                    .map(url -> url.getRawPath().length() > 1 ? url : url.resolve(OTLP_PATH))
                    .map(url -> new Otlp(url, ca, authorization));
        }

        @Override
        public String toString() {
            return "otlp:" + url;
        }
    }

    private static Optional<URI> parsed(String text) {
        try {
            var url = new URI(text);
            return url.getHost() != null
                            && url.getRawUserInfo() == null
                            && text.length() <= TEXT_LENGTH_MAX
                    ? Optional.of(url)
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
