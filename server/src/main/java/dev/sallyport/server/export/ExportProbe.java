package dev.sallyport.server.export;

import dev.sallyport.server.config.Export;
import dev.sallyport.server.config.Export.LogFile;
import dev.sallyport.server.config.Export.Otlp;
import dev.sallyport.server.config.Export.Syslog;
import dev.sallyport.server.tls.ServerProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Finds out why places would not take copies, as far as that shows without sending one.
public final class ExportProbe {

    private static final String CA = "audit.export.ca";

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
            case Syslog syslog ->
                    ServerProbe.problem(CA, syslog.host(), syslog.port(), true, syslog.ca());
            case Otlp otlp -> ServerProbe.problem(CA, otlp.url(), otlp.ca());
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
}
