package dev.sallyport.tools.kubernetes;

import java.math.BigDecimal;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Turns one parsed document into the tree that is judged and sent. Names with the value null are left out, as
/// though they did not stand there; a null in a sequence is refused.
final class ManifestTree {

    static final int DEPTH_MAX = 64;

    /// After aliases are expanded, so that a small text cannot become a huge tree.
    private static final int VALUES_MAX = 100_000;

    private static final long INTEGER_MAX = (1L << 53) - 1;
    private static final int DIGITS_MAX = 17;

    private int values;

    private ManifestTree() {}

    static JsonNode fromYaml(Node root) {
        var node = new ManifestTree().convert(root, "", 0);
        if (node == null) {
            throw ManifestReader.invalid("a document of the manifest is null", "Send objects.");
        }
        return node;
    }

    /// @param json read with exact fractions
    static JsonNode fromJson(JsonNode json) {
        var node = new ManifestTree().convert(json, "", 0);
        if (node == null) {
            throw ManifestReader.invalid("a document of the manifest is null", "Send objects.");
        }
        return node;
    }

    private void count(String path, int depth) {
        if (depth > DEPTH_MAX) {
            throw ManifestReader.invalid(
                    "the manifest is nested deeper than " + DEPTH_MAX + " levels", "Flatten it.");
        }
        if (++values > VALUES_MAX) {
            throw RefusedException.denied(
                    "DENIED_MANIFEST_TOO_LARGE",
                    "the manifest holds more than %d values once its aliases are expanded"
                            .formatted(VALUES_MAX),
                    "Split it, and write aliases out at " + Words.path(path) + ".");
        }
    }

    private @Nullable JsonNode convert(Node node, String path, int depth) {
        count(path, depth);
        return switch (node) {
            case MappingNode mapping -> mapping(mapping, path, depth);
            case SequenceNode sequence -> {
                requireTag(node, Tag.SEQ, path);
                var list = JsonNodeFactory.instance.arrayNode();
                for (var item : sequence.getValue()) {
                    var here = path + "[" + list.size() + "]";
                    list.add(requireValue(convert(item, here, depth + 1), here));
                }
                yield list;
            }
            case ScalarNode scalar -> scalar(scalar, path);
            default -> throw at(node, path, "is not understood", "Write it out.");
        };
    }

    private ObjectNode mapping(MappingNode mapping, String path, int depth) {
        requireTag(mapping, Tag.MAP, path);
        var seen = new HashSet<String>();
        var object = JsonNodeFactory.instance.objectNode();
        for (NodeTuple tuple : mapping.getValue()) {
            var name = name(tuple.getKeyNode(), path);
            var here = path.isEmpty() ? name : path + "." + name;
            if (!seen.add(name)) {
                throw at(tuple.getKeyNode(), here, "stands twice", "Keep one of them.");
            }
            var value = convert(tuple.getValueNode(), here, depth + 1);
            if (value != null) {
                object.set(name, value);
            }
        }
        return object;
    }

    private static String name(Node key, String path) {
        if (!(key instanceof ScalarNode scalar)) {
            throw at(key, path, "has a name that is no text", "Use texts as names.");
        }
        var name = scalar.getValue();
        if (name.equals("<<")) {
            throw at(key, path, "uses a merge key (`<<`)", "Write the merged fields out.");
        }
        if (!scalar.getTag().equals(Tag.STR)
                || (scalar.isPlain() && PlainScalars.readsDifferently(name))) {
            throw at(
                    key,
                    path,
                    "has the name `%s`, which not every parser reads as text"
                            .formatted(Words.shown(name)),
                    "Put the name in quotes.");
        }
        return name;
    }

    private static @Nullable JsonNode scalar(ScalarNode scalar, String path) {
        var text = scalar.getValue();
        var tag = scalar.getTag();
        if (tag.equals(Tag.STR)) {
            if (scalar.isPlain() && PlainScalars.readsDifferently(text)) {
                throw at(
                        scalar,
                        path,
                        "is the bare word `%s`, which parsers read differently"
                                .formatted(Words.shown(text)),
                        "Put it in quotes if it is text, or write `true`, `false` or a decimal number.");
            }
            return StringNode.valueOf(text);
        }
        if (tag.equals(Tag.NULL)) {
            return null;
        }
        if (tag.equals(Tag.BOOL) && (isWord(text, "true") || isWord(text, "false"))) {
            return BooleanNode.valueOf(isWord(text, "true"));
        }
        if (tag.equals(Tag.INT) && PlainScalars.isInteger(text) && text.length() <= DIGITS_MAX) {
            return integer(Long.parseLong(text), path);
        }
        if (tag.equals(Tag.FLOAT) && PlainScalars.isFraction(text) && text.length() <= DIGITS_MAX) {
            return DecimalNode.valueOf(new BigDecimal(text));
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            throw at(
                    scalar,
                    path,
                    "is the number `%s` in a form that parsers read differently"
                            .formatted(Words.shown(text)),
                    "Write it as a plain decimal number (octal 0644 is 420), or in quotes if it is text.");
        }
        throw at(scalar, path, "carries a tag", "Remove the tag.");
    }

    private static boolean isWord(String text, String word) {
        return text.equalsIgnoreCase(word);
    }

    private static JsonNode integer(long value, String path) {
        if (Math.abs(value) > INTEGER_MAX) {
            throw ManifestReader.invalid(
                    Words.path(path) + " is an integer beyond 2^53", "Put it in quotes.");
        }
        return LongNode.valueOf(value);
    }

    private static void requireTag(Node node, Tag tag, String path) {
        if (!node.getTag().equals(tag)) {
            throw at(node, path, "carries a tag", "Remove the tag.");
        }
    }

    private static JsonNode requireValue(@Nullable JsonNode value, String path) {
        if (value == null) {
            throw ManifestReader.invalid(
                    Words.path(path) + " is null in a sequence", "Remove it or give it a value.");
        }
        return value;
    }

    private static RefusedException at(Node node, String path, String what, String next) {
        var line = node.getStartMark().map(mark -> ", line " + (mark.getLine() + 1)).orElse("");
        return ManifestReader.invalid(Words.path(path) + line + ", " + what, next);
    }

    private @Nullable JsonNode convert(JsonNode node, String path, int depth) {
        count(path, depth);
        if (node.isNull()) {
            return null;
        }
        if (node.isObject()) {
            var object = JsonNodeFactory.instance.objectNode();
            for (var entry : node.properties()) {
                var name = entry.getKey();
                var here = path.isEmpty() ? name : path + "." + name;
                if (name.equals("<<")) {
                    throw ManifestReader.invalid(
                            Words.path(path) + " uses a merge key (`<<`)",
                            "Write the merged fields out.");
                }
                var value = convert(entry.getValue(), here, depth + 1);
                if (value != null) {
                    object.set(name, value);
                }
            }
            return object;
        }
        if (node.isArray()) {
            var list = JsonNodeFactory.instance.arrayNode();
            for (var item : node) {
                var here = path + "[" + list.size() + "]";
                list.add(requireValue(convert(item, here, depth + 1), here));
            }
            return list;
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return integer(node.longValue(), path);
        }
        if (node.isNumber()) {
            var number = node.isBigDecimal() ? node.decimalValue() : BigDecimal.TEN.pow(30);
            if (number.scale() < 1
                    || number.precision() > DIGITS_MAX
                    || number.scale() > DIGITS_MAX) {
                throw ManifestReader.invalid(
                        Words.path(path) + " is a number in an unusual form",
                        "Write it as a plain decimal number of at most 17 digits.");
            }
            return node;
        }
        return node;
    }
}
