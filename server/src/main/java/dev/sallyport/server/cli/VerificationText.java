package dev.sallyport.server.cli;

import dev.sallyport.audit.Verification;
import dev.sallyport.audit.Verification.KeySource;
import dev.sallyport.masking.Visible;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a verification found, for people and for programs.
final class VerificationText {

    private VerificationText() {}

    static void print(Verification verification, Printer printer) {
        if (verification instanceof Verification.Sound sound) {
            printer.out().println(Visible.line(sound.headline()));
            sound.remarks().forEach(remark -> line(printer, remark.name(), remark.text()));
            key(sound, printer);
        } else {
            printer.err().println(Visible.line(verification.headline()));
        }
    }

    /// Whose key the log was checked with.
    static void key(Verification.Sound sound, Printer printer) {
        line(
                printer,
                "key",
                sound.keySource() == KeySource.GIVEN
                        ? "the one you gave"
                        : "the log's own copy; give the one you got elsewhere with --key");
    }

    static void line(Printer printer, String name, String text) {
        printer.out().println(Visible.line("  %-9s %s".formatted(name, text)));
    }

    static ObjectNode json(Verification verification) {
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
                json.put("key", name(sound.keySource()));
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
        return json;
    }

    static String name(Enum<?> kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
