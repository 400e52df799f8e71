package dev.sallyport.server.cli;

import dev.sallyport.server.config.Export.Otlp;
import dev.sallyport.server.config.Export.Place;
import dev.sallyport.server.config.Export.Syslog;
import dev.sallyport.server.config.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--syslog` and `--otlp`: another machine that takes copies of the record.
final class RemoteOption {

    private static final int HEADER_BYTES_MAX = 8 * 1024;

    @Option(
            names = "--syslog",
            paramLabel = "HOST:PORT",
            description = "To a syslog server over TLS (RFC 5425).")
    private @Nullable String syslog;

    @Option(
            names = "--otlp",
            paramLabel = "URL",
            description =
                    "To a collector of OpenTelemetry logs (OTLP over HTTP with JSON); the path is /v1/logs where the URL has none.")
    private @Nullable String otlp;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "The CA of that server, PEM. Without it the CAs count that Java trusts.")
    private @Nullable Path ca;

    @Option(
            names = "--authorization",
            paramLabel = "FILE",
            description = "A file with the Authorization header for --otlp: `Bearer …`.")
    private @Nullable Path authorization;

    /// @return empty where none is asked for
    Optional<Place> place() {
        if (syslog != null && otlp != null) {
            throw CliException.usage("name one of --out, --syslog and --otlp");
        }
        if (syslog == null && otlp == null) {
            if (ca != null || authorization != null) {
                throw CliException.usage("--ca and --authorization go with --syslog or --otlp");
            }
            return Optional.empty();
        }
        return Optional.of(given());
    }

    private Place given() {
        var cas = Optional.ofNullable(ca);
        if (syslog != null) {
            if (authorization != null) {
                throw CliException.usage("--authorization goes with --otlp");
            }
            var text = syslog;
            return Syslog.parse(text, cas)
                    .orElseThrow(() ->
                            CliException.usage(
                                    "--syslog is a host and a port, not `" + text + "`"));
        }
        var text = String.valueOf(otlp);
        return Otlp.parse(text, cas, header())
                .orElseThrow(() ->
                        CliException.usage(
                                "--otlp is an https URL without credentials (http on loopback alone), not `"
                                        + text
                                        + "`"));
    }

    private Optional<Secret> header() {
        return Optional.ofNullable(authorization)
                .map(file ->
                        new Secret(
                                new String(
                                                GivenFile.bytes(
                                                        file, "the header", HEADER_BYTES_MAX),
                                                StandardCharsets.UTF_8)
                                        .strip()))
                .map(value -> {
                    if (!Otlp.isHeader(value)) {
                        throw CliException.usage(
                                "the file of --authorization has characters that no header can have");
                    }
                    return value;
                });
    }
}
