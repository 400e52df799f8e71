package dev.sallyport.server.cli;

import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.audit.AuditVerifier.BodyScope;
import dev.sallyport.audit.Brought;
import dev.sallyport.audit.Verification;
import dev.sallyport.audit.VerifierKey;
import dev.sallyport.audit.WitnessQuorum;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sallyport audit verify`: whether the log is what was written.
@Command(
        name = "verify",
        description =
                "Checks that nothing in the log was altered, dropped, reordered or rolled back.",
        footer = {
            "",
            "Exit status: 0 sound, 1 tampered, 3 rolled back, 2 unreadable or unwitnessed."
        },
        mixinStandardHelpOptions = true)
final class AuditVerifyCommand implements Callable<Integer> {

    @Mixin private ChosenLog chosen = new ChosenLog();

    @Mixin private Printer printer = new Printer();

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description =
                    "The public key, got elsewhere. Without it the log's own copy is used, which whoever"
                            + " replaced the whole log has replaced as well. With --set repeatable, one for"
                            + " each log; with one, all are needed.")
    private List<Path> keys = List.of();

    @Option(
            names = "--set",
            arity = "1..*",
            paramLabel = "DIR",
            description =
                    "The logs of several gates in place of one: each is verified, and then whether a call ran in two,"
                            + " ended in another than it ran in, or stands in two although nobody was asked; and"
                            + " when one was closed while another was not. Takes 28 bytes a record in the directory"
                            + " for temporary files.")
    private List<Path> set = List.of();

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description =
                    "A signed checkpoint kept elsewhere; a log that went back behind it is rolled back. The"
                            + " gate keeps one beside its signing key, named KEY.checkpoint.")
    private @Nullable Path checkpoint;

    @Mixin private WitnessOption witnesses = new WitnessOption();

    @Option(
            names = "--without-bodies",
            description = "Do not look at bodies: for a copy of the log that has none.")
    private boolean withoutBodies;

    @Override
    public Integer call() {
        var bodies = withoutBodies ? BodyScope.NONE : BodyScope.ALL;
        var given = keys.stream().map(GivenFile::key).toList();
        if (!set.isEmpty()) {
            if (chosen.isGiven() || checkpoint != null || witnesses.isGiven()) {
                throw CliException.usage(
                        "--set goes without --dir, --config, --checkpoint and --witness");
            }
            return AuditSet.verify(set, given, bodies, printer);
        }
        if (given.size() > 1) {
            throw CliException.usage("one log takes one --key");
        }
        var log = chosen.get();
        if (checkpoint != null && log.configuration().isPresent()) {
            throw CliException.usage(
                    "--config has a checkpoint of its own; give --checkpoint with --dir");
        }
        var key = given.stream().findFirst();
        var verification =
                log.configuration().isPresent()
                        ? AuditVerifier.verifyWithSecondPlace(
                                log.directory(),
                                brought(key, log.secondPlace(), witnesses.of(log)),
                                bodies,
                                printer.progress())
                        : AuditVerifier.verify(
                                log.directory(),
                                brought(
                                        key,
                                        Optional.ofNullable(checkpoint).map(GivenFile::checkpoint),
                                        witnesses.of(log)),
                                bodies,
                                printer.progress());
        if (printer.json()) {
            printer.out().println(AsciiJson.of(VerificationText.json(verification)));
        } else {
            VerificationText.print(verification, printer);
        }
        return switch (verification) {
            case Verification.Sound _ -> 0;
            case Verification.Tampered _ -> 1;
            case Verification.RolledBack _ -> 3;
            case Verification.Unreadable _ -> 2;
        };
    }

    private static Brought brought(
            Optional<VerifierKey> key,
            Optional<String> checkpoint,
            Optional<WitnessQuorum> witnesses) {
        return new Brought(key, checkpoint, witnesses, Instant.now());
    }
}
