package dev.sallyport.tools.kubernetes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.diff.DiffAlgorithm;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Objects as people read them: YAML-like lines without what the cluster keeps for itself, and what differs
/// between two of them.
final class ObjectText {

    private static final Set<String> NOISE =
            Set.of(
                    "managedFields",
                    "resourceVersion",
                    "uid",
                    "generation",
                    "creationTimestamp",
                    "selfLink");
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private ObjectText() {}

    /// The object without status and without the cluster's own metadata.
    static ObjectNode withoutNoise(ObjectNode object) {
        var quiet = object.deepCopy();
        quiet.remove("status");
        if (quiet.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove(NOISE);
            if (metadata.path("annotations") instanceof ObjectNode annotations) {
                annotations.remove(LAST_APPLIED);
            }
        }
        return quiet;
    }

    static String of(ObjectNode object) {
        var text = new StringBuilder();
        write(withoutNoise(object), 0, text);
        return text.toString();
    }

    /// A unified diff with three lines around each change; empty where nothing differs.
    static String diff(Optional<ObjectNode> before, ObjectNode after) {
        var old = text(before.map(ObjectText::of).orElse(""));
        var now = text(of(after));
        var edits =
                DiffAlgorithm.getAlgorithm(DiffAlgorithm.SupportedAlgorithm.HISTOGRAM)
                        .diff(RawTextComparator.DEFAULT, old, now);
        var bytes = new ByteArrayOutputStream();
        try (var formatter = new DiffFormatter(bytes)) {
            formatter.format(edits, old, now);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static RawText text(String text) {
        return new RawText(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void write(JsonNode node, int indent, StringBuilder text) {
        if (node.isObject()) {
            for (var entry :
                    node.properties().stream()
                            .sorted(java.util.Map.Entry.comparingByKey())
                            .toList()) {
                text.repeat(' ', indent).append(key(entry.getKey())).append(':');
                value(entry.getValue(), indent, text);
            }
        } else {
            for (var item : node) {
                text.repeat(' ', indent).append('-');
                value(item, indent, text);
            }
        }
    }

    private static void value(JsonNode node, int indent, StringBuilder text) {
        if (node.isContainer() && !node.isEmpty()) {
            text.append('\n');
            write(node, indent + 2, text);
        } else if (node.isString() && node.stringValue().indexOf('\n') >= 0) {
            block(node.stringValue(), indent + 2, text);
        } else {
            text.append(' ').append(scalar(node)).append('\n');
        }
    }

    private static void block(String value, int indent, StringBuilder text) {
        text.append(value.endsWith("\n") ? " |\n" : " |-\n");
        var body = value.endsWith("\n") ? value.substring(0, value.length() - 1) : value;
        for (String line : body.split("\n", -1)) {
            text.repeat(' ', indent).append(line.replace("\r", "\\r")).append('\n');
        }
    }

    private static String scalar(JsonNode node) {
        if (!node.isString()) {
            return Json.canonical(node);
        }
        var value = node.stringValue();
        boolean plain = !value.isEmpty() && isPlain(value);
        return plain ? value : Json.canonical(node);
    }

    private static String key(String name) {
        return isPlain(name)
                ? name
                : Json.canonical(tools.jackson.databind.node.StringNode.valueOf(name));
    }

    /// Starts with a letter, goes on with what paths and image names are made of, and is no word with a meaning.
    private static boolean isPlain(String value) {
        if (PlainScalars.readsDifferently(value)
                || Set.of("true", "false", "null")
                        .contains(value.toLowerCase(java.util.Locale.ROOT))) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean later = (c >= '0' && c <= '9') || "._-/:@".indexOf(c) >= 0;
            if (!letter && (i == 0 || !later)) {
                return false;
            }
        }
        return !value.isEmpty() && !value.endsWith(":");
    }
}
