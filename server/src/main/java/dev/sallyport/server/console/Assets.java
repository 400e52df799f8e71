package dev.sallyport.server.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/// What pages load: our style sheet, htmx, its extension for server-sent events, and our script for sessions. Each has the start of its SHA-256 in
/// its path, so a browser may keep it for good and never shows a new page with an old file.
final class Assets {

    /// Ends in a slash.
    static final String DIRECTORY = "/assets/";

    static final Asset STYLE = Asset.of("console", "css", own("console.css"));
    static final Asset HTMX = Asset.of("htmx", "js", webjar("htmx.org", "dist/htmx.min.js"));
    static final Asset HTMX_SSE = Asset.of("htmx-sse", "js", webjar("htmx-ext-sse", "sse.js"));

    static final Asset REPLAY = Asset.of("replay", "js", own("replay.js"));

    private Assets() {}

    /// One file.
    static final class Asset {
        private final String path;
        private final String type;
        private final byte[] bytes;

        private Asset(String path, String type, byte[] bytes) {
            this.path = path;
            this.type = type;
            this.bytes = bytes;
        }

        private static Asset of(String name, String suffix, byte[] bytes) {
            var hash = SessionSecret.sha256(bytes).substring(0, 16);
            return new Asset(
                    DIRECTORY + name + "-" + hash + "." + suffix,
                    (suffix.equals("css") ? "text/css" : "text/javascript") + ";charset=utf-8",
                    bytes);
        }

        /// Under which it is served.
        String path() {
            return path;
        }

        String type() {
            return type;
        }

        int length() {
            return bytes.length;
        }

        void writeTo(OutputStream out) throws IOException {
            out.write(bytes);
        }
    }

    static Optional<Asset> at(String path) {
        return Stream.of(STYLE, HTMX, HTMX_SSE, REPLAY)
                .filter(asset -> asset.path().equals(path))
                .findFirst();
    }

    private static byte[] own(String name) {
        return read("/dev/sallyport/server/console/" + name);
    }

    /// A file of a library for browsers that is packed as a jar. Its path has the version, which the jar itself knows.
    private static byte[] webjar(String library, String file) {
        var about = new Properties();
        try (var in = open("/META-INF/maven/org.webjars.npm/" + library + "/pom.properties")) {
            about.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read(
                "/META-INF/resources/webjars/"
                        + library
                        + "/"
                        + about.getProperty("version")
                        + "/"
                        + file);
    }

    private static byte[] read(String resource) {
        try (var in = open(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) {
        return Objects.requireNonNull(Assets.class.getResourceAsStream(resource), resource);
    }
}
