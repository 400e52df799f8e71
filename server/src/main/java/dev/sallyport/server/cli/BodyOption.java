package dev.sallyport.server.cli;

import dev.sallyport.audit.AuditOpenException;
import dev.sallyport.audit.BodyReader;
import dev.sallyport.audit.BodyReader.Opened;
import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.masking.Visible;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// `--bodies` and `--keys`: what stands beside records, encrypted.
final class BodyOption {

    @Option(
            names = "--bodies",
            description = "Show what was asked, shown to approvers and answered, too.")
    private boolean bodies;

    @Option(
            names = "--keys",
            paramLabel = "DIR",
            description =
                    "The directory of the data keys: beside the signing key, named KEY.bodies. Without it bodies"
                            + " stay encrypted.")
    private @Nullable Path keys;

    /// @return what opens them; empty where nobody asked for it
    Optional<BodyReader> reader(Path log) {
        if (keys != null && !bodies) {
            throw CliException.usage("--keys goes with --bodies");
        }
        return bodies
                ? Optional.of(BodyReader.of(log, Optional.ofNullable(keys)))
                : Optional.empty();
    }

    /// Prints the body of a record; nothing where it has none.
    ///
    /// @throws CliException when a key cannot be used, or a file not be read
    static void print(BodyReader reader, LoggedRecord record, boolean json, PrintWriter out) {
        Opened opened;
        try {
            opened = reader.open(record);
        } catch (AuditOpenException e) {
            throw CliException.usage(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw CliException.usage("the body of record " + record.index() + " cannot be read", e);
        }
        if (opened instanceof Opened.None) {
            return;
        }
        if (json) {
            out.println(AsciiJson.of(json(record.index(), opened)));
        } else if (opened instanceof Opened.Body(var body)) {
            out.println("body of record " + record.index() + ":");
            out.println(Visible.block(AuditShowCommand.pretty(body)));
        } else {
            out.println(Visible.line("body of record " + record.index() + ": " + words(opened)));
        }
    }

    private static String json(long index, Opened opened) {
        var line = JsonNodeFactory.instance.objectNode();
        line.put("body_of", index);
        line.put("state", state(opened));
        switch (opened) {
            case Opened.Body(var body) -> {
                try {
                    line.set("body", JsonMapper.shared().readTree(body));
                } catch (JacksonException e) {
                    line.put("body", body);
                }
            }
            case Opened.Erased(var erasure) ->
                    line.putObject("erased")
                            .put("record", erasure.index())
                            .put("time", erasure.time().toString())
                            .put("by", erasure.by())
                            .put("reason", erasure.reason());
            case Opened.None _,
                    Opened.Encrypted _,
                    Opened.KeyMissing _,
                    Opened.Missing _,
                    Opened.Changed _,
                    Opened.Undecipherable _ ->
                    line.put("message", words(opened));
        }
        return line.toString();
    }

    private static String state(Opened opened) {
        return switch (opened) {
            case Opened.None _ -> "none";
            case Opened.Body _ -> "open";
            case Opened.Encrypted _ -> "encrypted";
            case Opened.Erased _ -> "erased";
            case Opened.KeyMissing _ -> "key_missing";
            case Opened.Missing _ -> "missing";
            case Opened.Changed _ -> "changed";
            case Opened.Undecipherable _ -> "undecipherable";
        };
    }

    private static String words(Opened opened) {
        return switch (opened) {
            case Opened.None _ -> "none";
            case Opened.Body _ -> "open";
            case Opened.Encrypted(var key) ->
                    "encrypted under the key " + key + "; name the keys' directory with --keys";
            case Opened.Erased(var erasure) ->
                    "erased at "
                            + erasure.time()
                            + " by "
                            + erasure.by()
                            + " (record "
                            + erasure.index()
                            + "): "
                            + erasure.reason();
            case Opened.KeyMissing(var key) ->
                    "its key "
                            + key
                            + " is not in the keys' directory, and no erasure is on record: look for it"
                            + " in a backup of the keys";
            case Opened.Missing(var key) ->
                    "it is missing in `bodies/"
                            + key
                            + "`, and no erasure is on record: somebody took it away";
            case Opened.Changed(var key) ->
                    "what stands in its place in `bodies/" + key + "` is not what was recorded";
            case Opened.Undecipherable(var key) ->
                    "it is the one that was recorded, and the key "
                            + key
                            + " does not open it: this is another key of that name";
        };
    }
}
