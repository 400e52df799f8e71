package dev.sallyport.server.cli;

import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.audit.AuditVerifier.BodyScope;
import dev.sallyport.audit.Verification;
import dev.sallyport.audit.Verification.KeySource;
import dev.sallyport.masking.Visible;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;

/// `sallyport audit verify`: whether the log is what was written.
@Command(
        name = "verify",
        description =
                "Checks that nothing in the log was altered, dropped, reordered or rolled back.",
        footer = {"", "Exit status: 0 sound, 1 tampered, 3 rolled back, 2 unreadable."},
        mixinStandardHelpOptions = true)
final class AuditVerifyCommand implements Callable<Integer> {

    @Mixin private ChosenLog chosen = new ChosenLog();

    @Mixin private Printer printer = new Printer();

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description =
                    "The public key, got elsewhere. Without it the log's own copy is used, which whoever"
                            + " replaced the whole log has replaced as well.")
    private @Nullable Path key;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description =
                    "A signed checkpoint kept elsewhere; a log that went back behind it is rolled back. The"
                            + " gate keeps one beside its signing key, named KEY.checkpoint.")
    private @Nullable Path checkpoint;

    @Option(
            names = "--without-bodies",
            description = "Do not look at bodies: for a copy of the log that has none.")
    private boolean withoutBodies;

    @Override
    public Integer call() {
        var log = chosen.get();
        if (checkpoint != null && log.configuration().isPresent()) {
            throw CliException.usage(
                    "--config has a checkpoint of its own; give --checkpoint with --dir");
        }
        var verification =
                AuditVerifier.verify(
                        log.directory(),
                        Optional.ofNullable(key).map(GivenFile::key),
                        Optional.ofNullable(checkpoint)
                                .map(GivenFile::checkpoint)
                                .or(log::secondPlace),
                        withoutBodies ? BodyScope.NONE : BodyScope.ALL,
                        printer.progress());
        if (printer.json()) {
            printer.out().println(AsciiJson.of(json(verification)));
        } else {
            print(verification);
        }
        return switch (verification) {
            case Verification.Sound _ -> 0;
            case Verification.Tampered _ -> 1;
            case Verification.RolledBack _ -> 3;
            case Verification.Unreadable _ -> 2;
        };
    }

    private void print(Verification verification) {
        if (verification instanceof Verification.Sound sound) {
            printer.out().println(Visible.line(sound.headline()));
            sound.remarks().forEach(remark -> line(remark.name(), remark.text()));
            line(
                    "key",
                    sound.keySource() == KeySource.GIVEN
                            ? "the one you gave"
                            : "the log's own copy; give the one you got elsewhere with --key");
        } else {
            printer.err().println(Visible.line(verification.headline()));
        }
    }

    private void line(String name, String text) {
        printer.out().println(Visible.line("  %-9s %s".formatted(name, text)));
    }

    private static String json(Verification verification) {
        var json = JsonNodeFactory.instance.objectNode();
        switch (verification) {
            case Verification.Sound sound -> {
                json.put("result", "sound");
                json.put("origin", sound.origin());
                json.put("size", sound.size());
                json.put("root", sound.root());
                json.put("unsigned", sound.unsigned());
                json.put("open_intents", sound.openIntents());
                json.put("records_per_second", sound.recordsPerSecond());
                json.put("key", sound.keySource().name().toLowerCase(Locale.ROOT));
                sound.notes().forEach(json.putArray("notes")::add);
            }
            case Verification.Tampered bad -> {
                json.put("result", "tampered");
                json.put("kind", name(bad.kind()));
                bad.index().ifPresent(index -> json.put("index", index));
                json.put("file", bad.file().toString());
                json.put("offset", bad.offset());
                json.put("message", bad.message());
            }
            case Verification.RolledBack bad -> {
                json.put("result", "rolled_back");
                json.put("known", bad.known());
                json.put("found", bad.found());
                json.put("message", bad.message());
            }
            case Verification.Unreadable bad -> {
                json.put("result", "unreadable");
                json.put("message", bad.message());
            }
        }
        return json.toString();
    }

    private static String name(Verification.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
