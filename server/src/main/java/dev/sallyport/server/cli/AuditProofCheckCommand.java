package dev.sallyport.server.cli;

import dev.sallyport.audit.Checkpoint;
import dev.sallyport.audit.Proof;
import dev.sallyport.audit.ProofCheck;
import dev.sallyport.audit.ProofException;
import dev.sallyport.masking.Visible;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sallyport audit proof check`: whether a proof proves what it says. Needs neither the log nor the gate.
@Command(
        name = "check",
        description = "Checks a proof with the log's public key alone, without the log.",
        footer = {"", ProofRefusal.STATUS},
        mixinStandardHelpOptions = true)
final class AuditProofCheckCommand implements Callable<Integer> {

    // An entry of the log is at most 65,535 bytes; a newline may follow.
    private static final int RECORD_BYTES_MAX = 0xFFFF + 1;

    @Parameters(paramLabel = "FILE", description = "The proof.")
    private @Nullable Path file;

    @Option(
            names = "--key",
            required = true,
            paramLabel = "FILE",
            description =
                    "The log's public key, got elsewhere; or its keys as `audit keys list` prints them, where the log's key"
                            + " was changed between the two ends of the proof.")
    private @Nullable Path key;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description =
                    "The record's JSON as the log has it, rather than the one that came with the proof.")
    private @Nullable Path record;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description =
                    "A signed checkpoint kept elsewhere; the proof must be of the history that it signs.")
    private @Nullable Path checkpoint;

    @Mixin private Printer printer = new Printer();

    @Override
    public Integer call() {
        if (file == null || key == null) {
            throw CliException.usage("name the proof, and the public key with --key");
        }
        var check = new ProofCheck(GivenFile.keys(key));
        var known = Optional.ofNullable(checkpoint).map(GivenFile::checkpoint);
        var bytes = GivenFile.bytes(file, "the proof", Proof.BYTES_MAX);
        var given = Optional.ofNullable(record).map(AuditProofCheckCommand::record);
        try {
            switch (Proof.read(bytes)) {
                case Proof.Inclusion proof -> {
                    var included = check.check(proof, given);
                    compare(check, known, List.of(included.checkpoint()));
                    print(included);
                }
                case Proof.Consistency proof -> {
                    if (given.isPresent()) {
                        throw CliException.usage(
                                "--record goes with the proof of a record; this proves that the log only grew");
                    }
                    var consistent = check.check(proof);
                    compare(check, known, List.of(consistent.older(), consistent.newer()));
                    print(consistent, known.isPresent());
                }
            }
            return 0;
        } catch (ProofException e) {
            return ProofRefusal.print(e, printer);
        }
    }

    /// Without the newline that an editor puts at the end.
    private static byte[] record(Path file) {
        var bytes = GivenFile.bytes(file, "the record", RECORD_BYTES_MAX);
        boolean newline = bytes.length > 0 && bytes[bytes.length - 1] == '\n';
        return newline ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }

    private static void compare(ProofCheck check, Optional<String> known, List<Checkpoint> proven)
            throws ProofException {
        if (known.isPresent()) {
            check.compare(known.get(), proven);
        }
    }

    private void print(ProofCheck.Included included) {
        var checkpoint = included.checkpoint();
        if (printer.json()) {
            var answer = ProvenText.json(checkpoint);
            answer.put("index", included.index());
            answer.put("record", included.record());
            printer.print(answer);
            return;
        }
        say("proven: record " + included.index() + " of " + checkpoint.origin());
        say("  signed    " + ProvenText.of(checkpoint));
        printer.out().println(AuditShowCommand.pretty(included.record()));
    }

    private void print(ProofCheck.Consistent consistent, boolean compared) {
        var older = consistent.older();
        var newer = consistent.newer();
        if (printer.json()) {
            var answer = ProvenText.json(newer);
            answer.put("older_size", older.size());
            answer.put("older_root", older.root());
            printer.print(answer);
            return;
        }
        say("proven: " + newer.origin() + " only grew between the two checkpoints");
        say("  older     " + ProvenText.of(older));
        say("  newer     " + ProvenText.of(newer));
        if (!compared) {
            say("  note      give the checkpoint you kept with --checkpoint: then it is that one");
        }
    }

    private void say(String text) {
        printer.out().println(Visible.line(text));
    }
}
