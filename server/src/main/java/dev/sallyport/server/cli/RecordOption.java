package dev.sallyport.server.cli;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.AuditReader;
import dev.sallyport.audit.ProgressListener;
import dev.sallyport.policy.yaml.Amounts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--since` and `--until`: which part of the record is meant.
final class RecordOption {

    @Option(
            names = "--since",
            paramLabel = "T",
            description = "Only from then on: 2026-03-01T12:00:00Z, 2026-03-01 (UTC) or 30d ago.")
    private @Nullable String since;

    @Option(
            names = "--until",
            paramLabel = "T",
            description = "Only before then, in the same forms.")
    private @Nullable String until;

    boolean given() {
        return since != null || until != null;
    }

    /// Shows what the record has, the oldest first; a gate may be writing it.
    ///
    /// @throws CliException when there is no readable record, or an option is wrong
    void read(
            Path directory,
            AuditFilter filter,
            AuditReader.Visitor visitor,
            ProgressListener progress) {
        var from = time("--since", since, Clock.systemUTC());
        var to = time("--until", until, Clock.systemUTC());
        scan(directory, filter, from, to, visitor, progress);
    }

    /// As [#read], from one time until another.
    static void scan(
            Path directory,
            AuditFilter filter,
            Optional<Instant> from,
            Optional<Instant> to,
            AuditReader.Visitor visitor,
            ProgressListener progress) {
        try {
            AuditReader.open(directory).scan(filter, from, to, visitor, progress);
        } catch (IOException e) {
            throw CliException.usage(
                    "`"
                            + directory
                            + "` holds no readable log; `sallyport audit verify` tells more",
                    e);
        }
    }

    static Optional<Instant> time(String option, @Nullable String text, Clock clock) {
        if (text == null) {
            return Optional.empty();
        }
        var ago = Amounts.parseDuration(text);
        if (ago.isPresent()) {
            return Optional.of(clock.instant().minus(ago.get()));
        }
        try {
            return Optional.of(
                    text.indexOf('T') > 0
                            ? Instant.parse(text)
                            : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            throw CliException.usage(
                    option
                            + " takes a time such as `2026-03-01T12:00:00Z`, a day or `30d`, not `"
                            + text
                            + "`",
                    e);
        }
    }
}
