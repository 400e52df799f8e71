package dev.sallyport.masking;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Masks one value of JSON or one text. Used once.
final class JsonMasking {

    static final int DEPTH_MAX = 200;
    static final int NODES_MAX = 2_000_000;

    /// Texts of JSON inside texts of JSON are walked this deep, up to this length.
    private static final int NESTED_MAX = 4;

    private static final int NESTED_LENGTH_MAX = 4 * 1024 * 1024;

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Scanner scanner;
    private final TreeMap<String, Long> counts = new TreeMap<>();
    private long characters;
    private int nodes;

    JsonMasking(Scanner scanner) {
        this.scanner = scanner;
    }

    Masked<String> text(String text) {
        return new Masked<>(text(text, 0), counts);
    }

    Masked<JsonNode> value(JsonNode value) {
        return new Masked<>(walk(value, "", 0, 0), counts);
    }

    private String text(String text, int nested) {
        var masking = flat(text);
        var masked = masking.take();
        if (nested >= NESTED_MAX || text.length() > NESTED_LENGTH_MAX || !looksLikeJson(text)) {
            count(masking.counts());
            return masked;
        }
        var original = parse(text);
        if (original == null) {
            count(masking.counts());
            return masked;
        }
        var tree = parse(masked);
        if (tree != null) {
            count(masking.counts());
        }
        var before = tree == null ? original : tree;
        var after = walk(before, "", 0, nested + 1);
        if (tree != null && after.equals(before)) {
            return masked;
        }
        return text.indexOf('\n') >= 0
                ? MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(after)
                : MAPPER.writeValueAsString(after);
    }

    private TextMasking flat(String text) {
        characters += text.length();
        if (characters > Masker.TEXT_MAX) {
            throw new MaskingFailedException(
                    "more than " + Masker.TEXT_MAX + " characters to mask");
        }
        var masking = new TextMasking(scanner);
        masking.add(text, 0, text.length());
        masking.finish();
        return masking;
    }

    /// @param name what the value is called by its surroundings, empty if nothing
    private JsonNode walk(JsonNode node, String name, int depth, int nested) {
        if (depth > DEPTH_MAX || ++nodes > NODES_MAX) {
            throw new MaskingFailedException(
                    "JSON of more than " + DEPTH_MAX + " levels or " + NODES_MAX + " values");
        }
        if (node instanceof ObjectNode object) {
            return object(object, depth, nested);
        }
        if (node instanceof ArrayNode array) {
            var out = NODES.arrayNode(array.size());
            for (var child : array) {
                out.add(walk(child, name, depth + 1, nested));
            }
            return out;
        }
        if (node.isString()) {
            return string(node, name, nested);
        }
        return node.isNumber() ? number(node, name) : node;
    }

    private ObjectNode object(ObjectNode object, int depth, int nested) {
        var out = NODES.objectNode();
        var columns = columnNames(object);
        var entryName = entryName(object);
        for (var property : object.properties()) {
            var key = property.getKey();
            var child = property.getValue();
            var masked =
                    key.equals("rows") && !columns.isEmpty() && child instanceof ArrayNode rows
                            ? rows(rows, columns, depth + 1, nested)
                            : walk(child, key.equals("value") ? entryName : key, depth + 1, nested);
            out.set(freeKey(out, text(key, NESTED_MAX)), masked);
        }
        return out;
    }

    /// The cells of a result set are called by their columns.
    private ArrayNode rows(ArrayNode rows, List<String> columns, int depth, int nested) {
        var out = NODES.arrayNode(rows.size());
        for (var row : rows) {
            if (!(row instanceof ArrayNode cells) || cells.size() != columns.size()) {
                out.add(walk(row, "", depth + 1, nested));
                continue;
            }
            var maskedRow = NODES.arrayNode(cells.size());
            for (int i = 0; i < cells.size(); i++) {
                maskedRow.add(walk(cells.get(i), columns.get(i), depth + 2, nested));
            }
            out.add(maskedRow);
        }
        return out;
    }

    private JsonNode string(JsonNode node, String name, int nested) {
        var text = node.stringValue();
        var named = namedKind(name, text);
        if (named != null) {
            count(named);
            return StringNode.valueOf(Sentinels.of(named.name()));
        }
        var masked = text(text, nested);
        if (masked.equals(text) && isNumeric(text) && findsBehind(name, text)) {
            return number(node, name);
        }
        return masked.equals(text) ? node : StringNode.valueOf(masked);
    }

    private JsonNode number(JsonNode node, String name) {
        var text = node.isString() ? node.stringValue() : plain(node);
        if (SecretNames.kindOf(name) == Kind.PASSWORD) {
            count(Kind.PASSWORD);
            return StringNode.valueOf(Sentinels.of(Kind.PASSWORD.name()));
        }
        var behind = flat(name + ": " + text);
        if (text.length() < 9 || !behind.take().startsWith(name + ": ⟦")) {
            return node;
        }
        var kinds = behind.counts();
        count(kinds);
        return StringNode.valueOf(Sentinels.of(kinds.firstKey()));
    }

    private boolean findsBehind(String name, String text) {
        return flat(name + ": " + text).take().startsWith(name + ": ⟦");
    }

    private static String plain(JsonNode number) {
        if (number.isIntegralNumber()) {
            return number.asString();
        }
        var decimal = number.decimalValue();
        return decimal.scale() <= 0 && decimal.precision() - decimal.scale() < 64
                ? decimal.toPlainString()
                : number.asString();
    }

    private @Nullable Kind namedKind(String name, String value) {
        if (value.isEmpty() || flatIsMasked(value)) {
            return null;
        }
        var lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith("authorization") && value.length() >= 8) {
            return Kind.AUTHORIZATION;
        }
        if ((lower.equals("cookie") || lower.equals("set-cookie")) && value.indexOf('=') > 0) {
            return Kind.COOKIE;
        }
        return Assignments.kindOf(name, value);
    }

    /// Whether the value is nothing but sentinels.
    private static boolean flatIsMasked(String value) {
        var chars = value.toCharArray();
        int i = 0;
        while (i < chars.length) {
            int sentinel = Sentinels.lengthAt(chars, i, chars.length);
            if (sentinel == 0) {
                return false;
            }
            i += sentinel;
        }
        return true;
    }

    private static List<String> columnNames(ObjectNode object) {
        var names = new ArrayList<String>();
        if (object.get("columns") instanceof ArrayNode columns
                && object.get("rows") instanceof ArrayNode) {
            for (var column : columns) {
                var name = column.isObject() ? column.get("name") : column;
                names.add(name != null && name.isString() ? name.stringValue() : "");
            }
        }
        return names;
    }

    /// `{"name": "DB_PASSWORD", "value": …}`, as environments of containers are written.
    private static String entryName(ObjectNode object) {
        for (var key : List.of("name", "key", "Name", "Key")) {
            var name = object.get(key);
            if (name != null && name.isString()) {
                return name.stringValue();
            }
        }
        return "value";
    }

    private static String freeKey(ObjectNode out, String key) {
        var free = key;
        for (int n = 2; out.has(free); n++) {
            free = key + "#" + n;
        }
        return free;
    }

    private static boolean isNumeric(String text) {
        return text.length() <= 40
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == ' ' || c == '-');
    }

    private static boolean looksLikeJson(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) <= ' ') {
            from++;
        }
        while (to > from && text.charAt(to - 1) <= ' ') {
            to--;
        }
        if (to - from < 2) {
            return false;
        }
        char first = text.charAt(from);
        char last = text.charAt(to - 1);
        return (first == '{' && last == '}') || (first == '[' && last == ']');
    }

    private static @Nullable JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException e) {
            return null;
        }
    }

    private void count(Kind kind) {
        counts.merge(kind.name(), 1L, Long::sum);
    }

    private void count(SortedMap<String, Long> more) {
        more.forEach((kind, count) -> counts.merge(kind, count, Long::sum));
    }
}
