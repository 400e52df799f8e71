package dev.sallyport.server.cli;

import dev.sallyport.audit.AuditOpenException;
import dev.sallyport.audit.AuditUnavailableException;
import dev.sallyport.audit.Erased;
import dev.sallyport.server.Erasures;
import dev.sallyport.server.config.Configuration;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sallyport audit erase`: destroys the keys of a month's bodies, on record, while the gate is stopped.
@Command(
        name = "erase",
        description =
                "Destroys data keys, so that the bodies under them can never be opened again. It is put on record"
                        + " first, and the log still verifies. The gate must be stopped.",
        footer = {"", "What backups have kept of the keys is not reached: delete it there too."},
        mixinStandardHelpOptions = true)
final class AuditEraseCommand implements Callable<Integer> {

    private static final int REASON_LENGTH_MAX = 500;

    @Parameters(
            paramLabel = "MONTH_OR_KEY",
            description = "A calendar month in UTC, 2026-11, or one of its keys, 2026-11.1.")
    private String which = "";

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "Why; stays on record for ever, so name nobody in it.")
    private String reason = "";

    @Mixin private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() {
        if (reason.isBlank() || reason.length() > REASON_LENGTH_MAX) {
            throw CliException.usage("--reason takes 1 to " + REASON_LENGTH_MAX + " characters");
        }
        var configuration = config.read();
        var directory = configuration.audit().directory();
        if (!Files.isDirectory(directory)) {
            throw CliException.usage("there is no log in `" + directory + "`");
        }
        try (var erasure = Opening.explained(() -> opened(configuration))) {
            var keys = erasure.find(which);
            if (keys.isEmpty()) {
                throw CliException.negative(
                        "there is no data key of `"
                                + which
                                + "`; erased ones are on record:"
                                + " `sallyport audit list --stage bodies_erased`");
            }
            return said(erasure.erase(keys, "os:" + System.getProperty("user.name"), reason));
        } catch (AuditUnavailableException e) {
            throw CliException.usage(String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw CliException.usage("the record cannot say that reason; use plain words", e);
        }
    }

    private static Erasures opened(Configuration configuration) {
        try {
            return Erasures.open(configuration);
        } catch (AuditOpenException e) {
            if (e.kind() == AuditOpenException.Kind.IN_USE) {
                throw CliException.usage(
                        "the log does not open: "
                                + e.getMessage()
                                + "; or erase while it runs: `POST /api/log/erasures`",
                        e);
            }
            throw e;
        }
    }

    private int said(Erased erased) {
        return switch (erased) {
            case Erased.Done(var index, var keys) -> {
                config.out()
                        .println(
                                "Erased "
                                        + keys.stream()
                                                .map(Object::toString)
                                                .collect(Collectors.joining(", "))
                                        + "; on record as record "
                                        + index
                                        + ".");
                config.out().println("Delete these keys from the backups too.");
                yield 0;
            }
            case Erased.NotThere() ->
                    throw CliException.negative("there is no such data key any more");
            case Erased.Unfinished() ->
                    throw CliException.usage(
                            "the erasure is not finished; if it is on record, the next start of the gate"
                                    + " finishes it");
        };
    }
}
