package dev.sallyport.server.cli;

import dev.sallyport.audit.AuditQuery;
import dev.sallyport.audit.LogProofs;
import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.audit.Proof;
import dev.sallyport.audit.ProofException;
import dev.sallyport.audit.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `sallyport audit proof`: files with which somebody without the log finds out that a record is in it, or that it only
/// grew.
@Command(
        name = "proof",
        description = {
            "Proves that a record is in the log, or that the log only grew since a checkpoint.",
            "Whoever has the public key checks the file without the log: `sallyport audit proof check`, or any tool"
                    + " that reads C2SP tlog-proof. The record goes along in the file."
        },
        footer = {"", ProofRefusal.STATUS},
        synopsisSubcommandLabel = "[check]",
        mixinStandardHelpOptions = true)
final class AuditProofCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..1",
            paramLabel = "CALL",
            description =
                    "Of which call, by its id or an approval's: a proof for each of its records.")
    private @Nullable String call;

    @Option(
            names = "--index",
            paramLabel = "N",
            description = "Of the record with this number, as `audit list` prints it.")
    private @Nullable Long index;

    @Option(
            names = "--stage",
            paramLabel = "S",
            description = "Of a call's records only those of this stage: intent, outcome, …")
    private @Nullable String stage;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "That the log only grew since this signed checkpoint, kept from earlier.")
    private @Nullable Path from;

    // Not required by itself: `proof check` goes without.
    @Option(names = "--dir", paramLabel = "DIR", description = "The log's directory; needed.")
    private @Nullable Path directory;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "The public key, got elsewhere. Without it the log's own copy is used.")
    private @Nullable Path key;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "Where to write, rather than standard output: a new file, or a directory for a file per proof.")
    private @Nullable Path target;

    @Mixin private Printer printer = new Printer();

    /// A proof, what it is of, and what its file is called in a directory.
    private record Made(Proof proof, ObjectNode of, String fileName) {}

    @Override
    public Integer call() {
        int asked = (call == null ? 0 : 1) + (index == null ? 0 : 1) + (from == null ? 0 : 1);
        if (asked != 1) {
            throw CliException.usage(
                    "name one of: a call, a record with --index, a checkpoint with --from");
        }
        if (stage != null && call == null) {
            throw CliException.usage("--stage goes with a call");
        }
        if (directory == null) {
            throw CliException.usage("name the log's directory with --dir");
        }
        try {
            var made = make(LogProofs.open(directory, givenKey()), directory);
            if (target == null) {
                print(made);
            } else {
                write(made, target);
            }
            return 0;
        } catch (ProofException e) {
            return ProofRefusal.print(e, printer);
        }
    }

    private Optional<VerifierKey> givenKey() {
        return Optional.ofNullable(key).map(GivenFile::key);
    }

    private List<Made> make(LogProofs proofs, Path log) throws ProofException {
        if (from != null) {
            return List.of(growth(proofs, GivenFile.checkpoint(from)));
        }
        if (index != null) {
            return List.of(record(proofs, proofs.inclusion(index)));
        }
        var made = new ArrayList<Made>();
        for (var record : records(log)) {
            made.add(record(proofs, proven(proofs, record)));
        }
        return made;
    }

    private static Made growth(LogProofs proofs, String older) throws ProofException {
        var proof = proofs.consistency(older);
        return new Made(proof, about(proofs), proofs.checkpoint().size() + ".tlog-consistency");
    }

    private static Made record(LogProofs proofs, Proof.Inclusion proof) {
        var of = about(proofs).put("index", proof.index());
        return new Made(proof, of, proof.index() + ".tlog-proof");
    }

    private static ObjectNode about(LogProofs proofs) {
        var checkpoint = proofs.checkpoint();
        return JsonNodeFactory.instance
                .objectNode()
                .put("origin", checkpoint.origin())
                .put("size", checkpoint.size())
                .put("root", checkpoint.root());
    }

    private List<LoggedRecord> records(Path log) {
        var id = String.valueOf(call);
        var filter = AuditShowCommand.filter(id);
        if (stage != null) {
            filter = filter.withStages(Set.of(WantedRecords.stage(stage)));
        }
        var query = new AuditQuery(filter, false, OptionalLong.empty(), AuditQuery.LIMIT_MAX);
        var records = LogOption.read(log, query, AuditQuery.LIMIT_MAX);
        if (records.isEmpty()) {
            throw CliException.usage("the log has no such record of the call `" + id + "`");
        }
        boolean room = target == null ? printer.json() : Files.isDirectory(target);
        if (records.size() > 1 && !room) {
            throw CliException.usage(
                    "the call has "
                            + records.size()
                            + " records ("
                            + records.stream()
                                    .map(each -> each.index() + " " + each.record().stage().text())
                                    .collect(Collectors.joining(", "))
                            + "); choose one with --stage or --index, or name a directory with --out");
        }
        return records;
    }

    /// A record says itself which number it has; the proof is of what stands there.
    private static Proof.Inclusion proven(LogProofs proofs, LoggedRecord record)
            throws ProofException {
        var proof = proofs.inclusion(record.index());
        var bytes = record.json().getBytes(StandardCharsets.UTF_8);
        if (!proof.extra().equals(Optional.of(Base64.getEncoder().encodeToString(bytes)))) {
            throw CliException.negative(
                    "a record of the call says that it is record "
                            + record.index()
                            + ", and another stands there; `sallyport audit verify` tells more");
        }
        return proof;
    }

    private void print(List<Made> made) {
        if (printer.json()) {
            printJson(made, each -> each.of().put("proof", each.proof().text()));
        } else {
            made.forEach(each -> printer.document().print(each.proof().text()));
            printer.document().flush();
        }
    }

    private void printJson(List<Made> made, Function<Made, ObjectNode> described) {
        var answer = JsonNodeFactory.instance.objectNode().put("result", "made");
        var list = answer.putArray("proofs");
        made.forEach(each -> list.add(described.apply(each)));
        printer.print(answer);
    }

    private void write(List<Made> made, Path to) {
        boolean several = Files.isDirectory(to);
        for (var each : made) {
            var file = several ? to.resolve(each.fileName()) : to;
            writeNew(file, each.proof().text());
            each.of().put("file", file.toString());
            if (!printer.json()) {
                printer.out().println(file.toString());
            }
        }
        if (printer.json()) {
            printJson(made, Made::of);
        }
    }

    /// Evidence is not written over.
    private static void writeNew(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw CliException.usage("`" + file + "` exists already; name another file", e);
        } catch (IOException e) {
            throw CliException.usage("`" + file + "` cannot be written", e);
        }
    }
}
