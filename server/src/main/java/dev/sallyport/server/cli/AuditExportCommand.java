package dev.sallyport.server.cli;

import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.masking.Visible;
import dev.sallyport.server.config.Export;
import dev.sallyport.server.config.Export.Place;
import dev.sallyport.server.config.ExportFormat;
import dev.sallyport.server.export.Backoff;
import dev.sallyport.server.export.CursorFile;
import dev.sallyport.server.export.ExportException;
import dev.sallyport.server.export.Exporter;
import dev.sallyport.server.export.FileSink;
import dev.sallyport.server.export.Lines;
import dev.sallyport.server.export.Sink;
import dev.sallyport.server.export.Sinks;
import dev.sallyport.server.tls.TlsFileException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sallyport audit export`: copies of the record for other systems. Needs nothing but the log's directory; a gate may be
/// writing to it.
@Command(
        name = "export",
        description = {
            "Copies the signed records for other systems, one a line, the oldest first.",
            "With a cursor it goes on where it ended: every record comes at least once, after a crash some come twice."
        },
        footer = {
            "",
            "Exit status: 0 copied, 1 the other place did not take them, 2 usage or unreadable,"
                    + " 3 the log went back in time or is another than the cursor's."
        },
        mixinStandardHelpOptions = true)
final class AuditExportCommand implements Callable<Integer> {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /// Without `--follow`: how long a server may take nothing before the command gives up.
    private static final Duration FAILING_MAX = Duration.ofMinutes(1);

    @Option(
            names = "--dir",
            required = true,
            paramLabel = "DIR",
            description = "The log's directory.")
    private @Nullable Path directory;

    @Option(
            names = "--format",
            paramLabel = "F",
            description = "ocsf (OCSF 1.8.0 events) or json (the records as they are); ocsf.")
    private String format = "ocsf";

    @Option(
            names = "--from",
            paramLabel = "N",
            description = "From the record with this number on, as `audit list` prints it; 0.")
    private @Nullable Long from;

    @Option(
            names = "--cursor",
            paramLabel = "FILE",
            description = "Where to keep how far the copy came.")
    private @Nullable Path cursor;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "Where to write, rather than standard output: with --cursor it is gone on with, else it is new.")
    private @Nullable Path target;

    @Mixin private RemoteOption remote = new RemoteOption();

    @Option(names = "--follow", description = "Do not end, and copy what comes later as well.")
    private boolean follow;

    @Spec private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (directory == null) {
            throw CliException.usage("name the log's directory with --dir");
        }
        if (from != null && from < 0) {
            throw CliException.usage("--from is the number of a record, from 0");
        }
        if (from != null && cursor != null && Files.exists(cursor)) {
            throw CliException.usage(
                    "`"
                            + cursor
                            + "` tells where to go on; leave --from out, or take the file away");
        }
        try (var sink = sink()) {
            return copy(directory, sink);
        } catch (ExportException e) {
            return refused(e);
        } catch (IOException e) {
            throw CliException.usage("the copy cannot be written: " + e.getMessage(), e);
        }
    }

    private int copy(Path log, Sink sink) throws IOException, InterruptedException {
        var exporter =
                Exporter.open(
                        log,
                        sink,
                        Optional.ofNullable(cursor).map(CursorFile::new),
                        from == null ? 0 : from);
        var backoff = new Backoff(new SplittableRandom());
        long copied = 0;
        var failingSince = Optional.<Instant>empty();
        while (true) {
            try {
                int some = exporter.step();
                copied += some;
                failingSince = Optional.empty();
                backoff.succeeded();
                if (some == 0 && exporter.behind() == 0) {
                    if (!follow) {
                        say(copied + " records copied; the next is " + exporter.next());
                        return 0;
                    }
                    Thread.sleep(LOOK_EVERY);
                }
            } catch (ExportException e) {
                throw e;
            } catch (IOException e) {
                var since = failingSince.orElseGet(Instant::now);
                failingSince = Optional.of(since);
                waitAfter(e, exporter.next(), since, backoff);
            }
        }
    }

    /// @throws CliException when it is not worth while to wait
    private void waitAfter(IOException why, long next, Instant since, Backoff backoff)
            throws InterruptedException {
        var wait = backoff.failed(why);
        boolean late = !follow && Instant.now().plus(wait).isAfter(since.plus(FAILING_MAX));
        if (remote.place().isEmpty() || !Backoff.helps(why) || late) {
            throw CliException.negative(
                    "the records from " + next + " on were not taken: " + why.getMessage());
        }
        say(
                "the records from "
                        + next
                        + " on are sent again in "
                        + wait.toSeconds()
                        + " s: "
                        + why.getMessage());
        Thread.sleep(wait);
    }

    private void say(String sentence) {
        line().getErr().println(Visible.line(sentence));
    }

    private int refused(ExportException e) {
        say("sallyport: " + e.getMessage());
        return switch (e.kind()) {
            case UNREADABLE -> 2;
            case ROLLED_BACK, OTHER_LOG -> 3;
        };
    }

    private ExportFormat format() {
        for (var each : ExportFormat.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(format)) {
                return each;
            }
        }
        throw CliException.usage("--format is ocsf or json, not `" + format + "`");
    }

    private Sink sink() throws IOException {
        var place = remote.place();
        if (place.isPresent() && target != null) {
            throw CliException.usage("name one of --out, --syslog and --otlp");
        }
        if (place.isPresent()) {
            return open(place.get());
        }
        if (target == null) {
            return new Printed(format(), line().getOut());
        }
        try {
            return cursor == null
                    ? FileSink.create(target, format())
                    : new FileSink(target, format());
        } catch (FileAlreadyExistsException e) {
            throw CliException.usage(
                    "`" + target + "` exists already; name another file, or a --cursor", e);
        }
    }

    private Sink open(Place place) throws IOException {
        try {
            return Sinks.of(new Export(place, format()), "--ca");
        } catch (TlsFileException e) {
            throw CliException.usage(String.valueOf(e.getMessage()), e);
        }
    }

    private CommandLine line() {
        if (spec == null) {
            throw new IllegalStateException(
                    "picocli sets the specification before it runs a command");
        }
        return spec.commandLine();
    }

    /// Standard output: the same data in visible ASCII, which suits terminals and every locale.
    private record Printed(ExportFormat format, java.io.PrintWriter out) implements Sink {

        @Override
        public void send(List<LoggedRecord> records) throws IOException {
            records.forEach(record -> out.print(AsciiJson.of(Lines.of(record, format)) + "\n"));
            // A closed pipe takes nothing more.
            if (out.checkError()) {
                throw new IOException("standard output is closed");
            }
        }

        @Override
        public void close() {
            out.flush();
        }
    }
}
