package dev.sallyport.tools.kubernetes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/// Writes one object in one of the many ways that mean the same: order of names, block and flow style, quotes,
/// escapes, core tags, anchors, comments, JSON, a List around it.
final class ManifestWriter {

    private final Random random;
    private int anchors;

    ManifestWriter(Random random) {
        this.random = random;
    }

    String write(JsonNode object) {
        var wrapped =
                switch (random.nextInt(4)) {
                    case 0 -> list(object);
                    case 1 -> list(list(object));
                    default -> object;
                };
        anchors = 0;
        return switch (random.nextInt(3)) {
            case 0 -> flow(wrapped, true);
            case 1 -> flow(wrapped, false) + "\n";
            default -> (random.nextBoolean() ? "# a comment\n---\n" : "") + block(wrapped, 0);
        };
    }

    private static JsonNode list(JsonNode object) {
        var list = Json.object().put("apiVersion", "v1").put("kind", "List");
        list.putArray("items").add(object);
        return list;
    }

    private List<Map.Entry<String, JsonNode>> shuffled(JsonNode object) {
        var entries = new ArrayList<>(object.properties());
        Collections.shuffle(entries, random);
        return entries;
    }

    private String flow(JsonNode node, boolean json) {
        if (node.isObject()) {
            var parts =
                    shuffled(node).stream()
                            .map(e -> key(e.getKey(), json) + ": " + flow(e.getValue(), json))
                            .toList();
            return "{" + String.join(random.nextBoolean() ? ", " : " ,  ", parts) + "}";
        }
        if (node.isArray()) {
            var parts = node.valueStream().map(item -> flow(item, json)).toList();
            return "[" + String.join(", ", parts) + "]";
        }
        return json ? escaped(node) : scalar(node);
    }

    private String block(JsonNode node, int indent) {
        var text = new StringBuilder();
        if (node.isObject()) {
            for (var entry : shuffled(node)) {
                text.append(" ".repeat(indent)).append(key(entry.getKey(), false)).append(":");
                text.append(blockValue(entry.getValue(), indent + 1 + random.nextInt(3)));
            }
        } else {
            for (var item : node) {
                text.append(" ".repeat(indent)).append("-");
                text.append(blockValue(item, indent + 1 + random.nextInt(3)));
            }
        }
        return text.toString();
    }

    private String blockValue(JsonNode node, int indent) {
        if (node.isContainer() && !node.isEmpty() && random.nextInt(5) > 0) {
            var anchor = random.nextInt(6) == 0 ? " &n" + anchors++ : "";
            return anchor + (random.nextInt(6) == 0 ? "  # here" : "") + "\n" + block(node, indent);
        }
        return " " + flow(node, false) + "\n";
    }

    private String key(String name, boolean json) {
        return json || random.nextInt(4) == 0 ? text(name, json) : name;
    }

    private String escaped(JsonNode node) {
        return node.isString() ? text(node.stringValue(), true) : node.toString();
    }

    private String scalar(JsonNode node) {
        if (!node.isString()) {
            var tag = node.isBoolean() ? "!!bool " : "!!int ";
            var anchor = random.nextInt(6) == 0 ? "&n" + anchors++ + " " : "";
            return anchor + (random.nextInt(6) == 0 ? tag : "") + node;
        }
        return (random.nextInt(8) == 0 ? "!!str " : "") + text(node.stringValue(), false);
    }

    /// A text in quotes, some of its characters escaped.
    private String text(String value, boolean json) {
        if (!json && random.nextInt(3) == 0) {
            return "'" + value.replace("'", "''") + "'";
        }
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (random.nextInt(12) == 0) {
                quoted.append(
                        json || random.nextBoolean()
                                ? "\\u%04x".formatted((int) c)
                                : "\\x%02x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
