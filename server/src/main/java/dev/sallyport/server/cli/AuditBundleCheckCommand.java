package dev.sallyport.server.cli;

import dev.sallyport.audit.ProofCheck;
import dev.sallyport.audit.ProofException;
import dev.sallyport.server.export.BundleCheck;
import dev.sallyport.server.export.BundleException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sallyport audit bundle check`: whether a bundle proves what is in it. Needs neither the log nor the gate.
@Command(
        name = "check",
        description = {
            "Checks a bundle with the log's public key alone, without the log and without unpacking it.",
            "The texts beside the records and the checkpoint (README.md, manifest.json, vkey) are not signed."
        },
        footer = {"", ProofRefusal.STATUS},
        mixinStandardHelpOptions = true)
final class AuditBundleCheckCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The bundle.")
    private @Nullable Path file;

    @Option(
            names = "--key",
            required = true,
            paramLabel = "FILE",
            description =
                    "The log's public key, got elsewhere; or its keys as `audit keys list` prints them, where the log's key"
                            + " was changed since the bundle was made.")
    private @Nullable Path key;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description =
                    "A signed checkpoint kept elsewhere; the bundle must be of the history that it signs.")
    private @Nullable Path checkpoint;

    @Mixin private Printer printer = new Printer();

    @Override
    public Integer call() {
        if (file == null || key == null) {
            throw CliException.usage("name the bundle, and the public key with --key");
        }
        var check = new ProofCheck(GivenFile.keys(key));
        try {
            var proven = new BundleCheck(check).check(file);
            if (checkpoint != null) {
                check.compare(GivenFile.checkpoint(checkpoint), List.of(proven.checkpoint()));
            }
            print(proven);
            return 0;
        } catch (BundleException e) {
            return ProofRefusal.print(e.kind(), file + ": " + e.getMessage(), printer);
        } catch (ProofException e) {
            return ProofRefusal.print(e, printer);
        }
    }

    private void print(BundleCheck.Proven proven) {
        var signed = proven.checkpoint();
        var indices = proven.indices();
        if (printer.json()) {
            var answer = ProvenText.json(signed);
            indices.forEach(answer.putArray("records")::add);
            printer.print(answer);
            return;
        }
        printer.out()
                .println(
                        "proven: "
                                + indices.size()
                                + (indices.size() == 1 ? " record of " : " records of ")
                                + signed.origin()
                                + ", the first "
                                + indices.getFirst()
                                + ", the last "
                                + indices.getLast());
        printer.out().println("  signed    " + ProvenText.of(signed));
    }
}
