package dev.sallyport.server.export;

import dev.sallyport.server.config.Export;
import dev.sallyport.server.config.Export.LogFile;
import dev.sallyport.server.config.Export.Otlp;
import dev.sallyport.server.config.Export.Syslog;
import dev.sallyport.server.config.Secret;
import dev.sallyport.server.tls.TlsFileException;
import dev.sallyport.server.tls.TrustedServers;
import java.time.Duration;

/// Makes the sink for a place.
public final class Sinks {

    /// A batch is about a megabyte.
    private static final Duration BATCH_MAX = Duration.ofSeconds(30);

    private Sinks() {}

    /// Asks nobody yet.
    ///
    /// @param ca which setting names the CA's file: `--ca`
    /// @throws TlsFileException when that file cannot be used
    public static Sink of(Export export, String ca) throws TlsFileException {
        return switch (export.place()) {
            case LogFile(var file) -> new FileSink(file, export.format());
            case Syslog syslog ->
                    new SyslogSink(
                            syslog.host(),
                            syslog.port(),
                            TrustedServers.context(ca, syslog.ca()),
                            export.format(),
                            BATCH_MAX);
            case Otlp otlp ->
                    new OtlpSink(
                            otlp.url(),
                            otlp.authorization().map(Secret::value).orElse(""),
                            TrustedServers.context(ca, otlp.ca()),
                            export.format(),
                            BATCH_MAX);
        };
    }
}
