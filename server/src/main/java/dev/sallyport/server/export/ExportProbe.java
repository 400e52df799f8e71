package dev.sallyport.server.export;

import dev.sallyport.server.config.Export;
import dev.sallyport.server.config.Export.LogFile;
import dev.sallyport.server.config.Export.Otlp;
import dev.sallyport.server.config.Export.Syslog;
import dev.sallyport.server.tls.TlsFileException;
import dev.sallyport.server.tls.TrustedServers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Finds out why places would not take copies, as far as that shows without sending one.
public final class ExportProbe {

    private static final int WAIT_MS = Math.toIntExact(Duration.ofSeconds(10).toMillis());
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private ExportProbe() {}

    /// Connects to servers and hangs up.
    ///
    /// @return by place, sorted; empty where nothing speaks against it
    public static SortedMap<String, String> problems(List<Export> all) {
        var problems = new TreeMap<String, String>();
        all.forEach(one -> problems.put(one.place().toString(), problem(one)));
        return problems;
    }

    private static String problem(Export export) {
        return switch (export.place()) {
            case LogFile(var file) -> writable(file);
            case Syslog syslog -> reachable(syslog.host(), syslog.port(), true, syslog.ca());
            case Otlp otlp -> {
                var url = otlp.url();
                boolean tls = "https".equals(url.getScheme());
                int port = url.getPort() > 0 ? url.getPort() : tls ? HTTPS_PORT : HTTP_PORT;
                var host = url.getHost().replaceAll("^\\[|]$", "");
                yield reachable(host, port, tls, otlp.ca());
            }
        };
    }

    private static String writable(Path file) {
        var directory = file.getParent();
        boolean good =
                Files.exists(file)
                        ? Files.isRegularFile(file) && Files.isWritable(file)
                        : directory != null && Files.isWritable(directory);
        return good ? "" : "it cannot be written; make its directory, and let the gate write there";
    }

    private static String reachable(String host, int port, boolean tls, Optional<Path> ca) {
        try (var plain = new Socket()) {
            var trusted = TrustedServers.context("audit.export.ca", ca);
            plain.connect(new InetSocketAddress(host, port), WAIT_MS);
            plain.setSoTimeout(WAIT_MS);
            if (tls) {
                TrustedServers.handshake(trusted, plain, host, port).close();
            }
            return "";
        } catch (TlsFileException e) {
            return String.valueOf(e.getMessage());
        } catch (IOException e) {
            return "it cannot be reached (" + e.getClass().getSimpleName() + ")";
        }
    }
}
