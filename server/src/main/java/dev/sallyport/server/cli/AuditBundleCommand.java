package dev.sallyport.server.cli;

import dev.sallyport.audit.AuditQuery;
import dev.sallyport.audit.LogProofs;
import dev.sallyport.audit.ProofException;
import dev.sallyport.server.export.BundleWriter;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;

/// `sallyport audit bundle`: a file with records and all it takes to check them.
@Command(
        name = "bundle",
        description = {
            "Packs records with their proofs, the checkpoint, the public key and how to check them into a zip file.",
            "Encrypted bodies are not in it. The log is not changed; that a bundle was made is not on record."
        },
        footer = {"", ProofRefusal.STATUS},
        synopsisSubcommandLabel = "[check]",
        mixinStandardHelpOptions = true)
final class AuditBundleCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..*",
            paramLabel = "CALL",
            description = "All records of these calls, by their ids or their approvals'.")
    private @Nullable List<String> calls;

    @Option(
            names = "--from",
            paramLabel = "N",
            description = "From the record with this number, as `audit list` prints it.")
    private @Nullable Long from;

    @Option(names = "--to", paramLabel = "M", description = "To the record with this number.")
    private @Nullable Long to;

    // Not required by itself: `bundle check` goes without.
    @Option(names = "--dir", paramLabel = "DIR", description = "The log's directory; needed.")
    private @Nullable Path directory;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "The public key, got elsewhere. Without it the log's own copy is used.")
    private @Nullable Path key;

    @Option(names = "--out", paramLabel = "FILE", description = "A new file; needed.")
    private @Nullable Path target;

    @Mixin private Printer printer = new Printer();

    @Override
    public Integer call() {
        if (directory == null || target == null) {
            throw CliException.usage("name the log's directory with --dir, and a file with --out");
        }
        var trusted = GivenFile.key(key == null ? directory.resolve("vkey") : key);
        try {
            var proofs = LogProofs.open(directory, Optional.of(trusted));
            var indices = indices(directory);
            if (indices.size() > BundleWriter.RECORDS_MAX) {
                throw CliException.usage(
                        "these are "
                                + indices.size()
                                + " records; a bundle has "
                                + BundleWriter.RECORDS_MAX
                                + " at most, so make several");
            }
            write(proofs, indices, target);
            print(proofs, indices.size(), target);
            return 0;
        } catch (ProofException e) {
            return ProofRefusal.print(e, printer);
        }
    }

    private SortedSet<Long> indices(Path log) {
        boolean named = calls != null && !calls.isEmpty();
        if (named == (from != null || to != null)) {
            throw CliException.usage("name calls, or records with --from and --to");
        }
        return named ? ofCalls(log) : ofRange();
    }

    private SortedSet<Long> ofRange() {
        if (from == null || to == null || from < 0 || to < from) {
            throw CliException.usage(
                    "--from and --to go together: numbers of records, the smaller one first");
        }
        if (to - from >= BundleWriter.RECORDS_MAX) {
            throw CliException.usage(
                    "a bundle has "
                            + BundleWriter.RECORDS_MAX
                            + " records at most, so make several");
        }
        var all = new TreeSet<Long>();
        for (long index = from; index <= to; index++) {
            all.add(index);
        }
        return all;
    }

    private SortedSet<Long> ofCalls(Path log) {
        var all = new TreeSet<Long>();
        for (var call : calls == null ? new ArrayList<String>() : calls) {
            var query =
                    new AuditQuery(
                            AuditShowCommand.filter(call),
                            false,
                            OptionalLong.empty(),
                            AuditQuery.LIMIT_MAX);
            var records = LogOption.read(log, query, AuditQuery.LIMIT_MAX);
            if (records.isEmpty()) {
                throw CliException.negative("the log has no call `" + call + "`");
            }
            records.forEach(record -> all.add(record.index()));
        }
        return all;
    }

    /// All of it, or no file.
    private static void write(LogProofs proofs, SortedSet<Long> indices, Path file)
            throws ProofException {
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            boolean whole = false;
            try (var bundle = new BundleWriter(Channels.newOutputStream(channel))) {
                bundle.write(proofs, indices);
                channel.force(true);
                whole = true;
            } finally {
                if (!whole) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (FileAlreadyExistsException e) {
            throw CliException.usage("`" + file + "` exists already; name another file", e);
        } catch (IOException e) {
            throw CliException.usage("`" + file + "` cannot be written", e);
        }
    }

    private void print(LogProofs proofs, int records, Path file) {
        if (printer.json()) {
            printer.print(
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("result", "made")
                            .put("file", file.toString())
                            .put("origin", proofs.checkpoint().origin())
                            .put("size", proofs.checkpoint().size())
                            .put("root", proofs.checkpoint().root())
                            .put("records", records));
            return;
        }
        printer.out()
                .println(
                        file
                                + ": "
                                + records
                                + (records == 1 ? " record" : " records")
                                + " of "
                                + proofs.checkpoint().origin());
    }
}
