package dev.sallyport.server.cli;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.AuditQuery;
import dev.sallyport.audit.AuditReader;
import dev.sallyport.audit.LoggedRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `--dir` and `--json`, and where the output goes.
final class LogOption {

    @Option(
            names = "--dir",
            required = true,
            paramLabel = "DIR",
            description = "The log's directory.")
    private @Nullable Path directory;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Spec(Spec.Target.MIXEE)
    private CommandLine.Model.@Nullable CommandSpec spec;

    Path directory() {
        if (directory == null) {
            throw CliException.usage("name the log's directory with --dir");
        }
        return directory;
    }

    /// Up to `limit` records, page by page.
    List<LoggedRecord> read(AuditQuery query, int limit) {
        return read(directory(), query, limit);
    }

    /// As [#read(AuditQuery, int)].
    ///
    /// @throws CliException when there is no readable log
    static List<LoggedRecord> read(Path directory, AuditQuery query, int limit) {
        var found = new ArrayList<LoggedRecord>();
        try {
            var reader = AuditReader.open(directory);
            var page = reader.page(query);
            found.addAll(page.records());
            while (page.next().isPresent() && found.size() < limit) {
                page = reader.page(query.from(page.next().getAsLong()));
                found.addAll(page.records());
            }
        } catch (IOException e) {
            throw CliException.usage(
                    "`"
                            + directory
                            + "` holds no readable log; `sallyport audit verify` tells more",
                    e);
        }
        return found.subList(0, Math.min(limit, found.size()));
    }

    /// Shows every record that is wanted, the oldest first, with progress on a terminal.
    ///
    /// @throws CliException when there is no readable log
    void scan(AuditFilter filter, AuditReader.Visitor visitor) {
        RecordOption.scan(
                directory(),
                filter,
                Optional.empty(),
                Optional.empty(),
                visitor,
                TerminalProgress.on(err(), json));
    }

    PrintWriter out() {
        return line().getOut();
    }

    PrintWriter err() {
        return line().getErr();
    }

    private CommandLine line() {
        if (spec == null) {
            throw new IllegalStateException(
                    "picocli sets the specification before it runs a command");
        }
        return spec.commandLine();
    }
}
