package dev.sallyport.audit;

import java.util.Comparator;
import java.util.Map;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes a body as JSON that is never longer than a bound. What is too much is cut out of the middle of it, so that the
/// rest is JSON still, and a mark in its place says how much is missing: `…[cut: 4096 characters missing]` at the end of a
/// text, `[cut: 12 more]` at the end of an array, and the same as member `[cut]` of an object.
///
/// Half a surrogate pair becomes U+FFFD, since a caller's odd text must not keep its call from being recorded.
final class BodyText {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES).build();

    /// No mark is longer, with its quotes, its comma and the name of a member.
    private static final int MARK_BYTES = 64;

    /// Less room than this is not worth a part of a value.
    private static final int PIECE_BYTES_MIN = 4 * MARK_BYTES;

    private BodyText() {}

    /// @param head stands before the parts, and is never cut
    /// @throws IllegalArgumentException when the head alone is too long
    static byte[] bytes(ObjectNode head, Map<String, JsonNode> parts, int bytesMax) {
        var json = head.deepCopy();
        long left = bytesMax - cost(head, bytesMax);
        for (var name : parts.keySet()) {
            left -= textCost(name) + 2;
        }
        if (left < (long) parts.size() * PIECE_BYTES_MIN) {
            throw new IllegalArgumentException("a body without room for what it says");
        }
        long all = 0;
        for (var part : parts.values()) {
            all += cost(part, left - all);
            if (all > left) {
                break;
            }
        }
        if (all <= left) {
            parts.forEach(json::set);
        } else {
            cutInto(json, parts, left);
        }
        return MAPPER.writeValueAsBytes(whole(json));
    }

    private static void cutInto(ObjectNode json, Map<String, JsonNode> parts, long room) {
        // The small ones first: what they leave is the large ones' too.
        var bySize =
                parts.entrySet().stream()
                        .sorted(Comparator.comparingLong(part -> cost(part.getValue(), room)))
                        .toList();
        long left = room;
        int waiting = parts.size();
        for (var part : bySize) {
            long share = left / waiting;
            var kept = kept(part.getValue(), share);
            json.set(part.getKey(), kept);
            left -= cost(kept, share);
            waiting--;
        }
    }

    /// As much of a value as there is room for.
    private static JsonNode kept(JsonNode value, long room) {
        return cost(value, room) <= room ? value : cut(value, room);
    }

    /// A part of a value that does not fit.
    private static JsonNode cut(JsonNode value, long room) {
        return switch (value.getNodeType()) {
            case STRING -> JsonNodeFactory.instance.stringNode(cut(value.stringValue(), room));
            case ARRAY -> cutArray(value, room);
            case OBJECT -> cutObject(value, room);
            case NUMBER, BOOLEAN, NULL, BINARY, MISSING, POJO ->
                    JsonNodeFactory.instance.stringNode("[cut]");
        };
    }

    private static String cut(String text, long room) {
        long used = MARK_BYTES;
        int end = 0;
        while (end < text.length()) {
            int next = text.offsetByCodePoints(end, 1);
            used += cost(text.codePointAt(end));
            if (used > room) {
                break;
            }
            end = next;
        }
        return text.substring(0, end) + "…[cut: " + (text.length() - end) + " characters missing]";
    }

    private static ArrayNode cutArray(JsonNode value, long room) {
        var kept = JsonNodeFactory.instance.arrayNode();
        long left = room - MARK_BYTES;
        for (var item : value) {
            long cost = cost(item, left) + 1;
            if (cost > left) {
                if (left > PIECE_BYTES_MIN) {
                    kept.add(cut(item, left - 1));
                }
                break;
            }
            kept.add(item);
            left -= cost;
        }
        if (kept.size() < value.size()) {
            kept.add(more(value.size() - kept.size()));
        }
        return kept;
    }

    private static ObjectNode cutObject(JsonNode value, long room) {
        var kept = JsonNodeFactory.instance.objectNode();
        long left = room - MARK_BYTES;
        for (var member : value.properties()) {
            long name = textCost(member.getKey()) + 2;
            long cost = name + cost(member.getValue(), left);
            if (cost > left) {
                if (left - name > PIECE_BYTES_MIN) {
                    kept.set(member.getKey(), cut(member.getValue(), left - name));
                }
                break;
            }
            kept.set(member.getKey(), member.getValue());
            left -= cost;
        }
        if (kept.size() < value.size()) {
            kept.put("[cut]", more(value.size() - kept.size()));
        }
        return kept;
    }

    private static String more(int count) {
        return "[cut: " + count + " more]";
    }

    /// The same with whole characters only.
    private static JsonNode whole(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> JsonNodeFactory.instance.stringNode(whole(value.stringValue()));
            case ARRAY -> {
                var all = JsonNodeFactory.instance.arrayNode();
                value.forEach(item -> all.add(whole(item)));
                yield all;
            }
            case OBJECT -> {
                var all = JsonNodeFactory.instance.objectNode();
                value.properties().forEach(m -> all.set(whole(m.getKey()), whole(m.getValue())));
                yield all;
            }
            case NUMBER, BOOLEAN, NULL, BINARY, MISSING, POJO -> value;
        };
    }

    private static String whole(String text) {
        if (!hasHalf(text)) {
            return text;
        }
        return text.codePoints()
                .map(point -> isHalf(point) ? 0xFFFD : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean hasHalf(String text) {
        int point;
        for (int i = 0; i < text.length(); i += Character.charCount(point)) {
            point = text.codePointAt(i);
            if (isHalf(point)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isHalf(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }

    /// How many bytes a value takes; where it is more than `most`, some number above that.
    private static long cost(JsonNode value, long most) {
        return switch (value.getNodeType()) {
            case STRING -> textCost(value.stringValue());
            case ARRAY -> {
                long cost = 2;
                for (var item : value) {
                    cost += cost(item, most - cost) + 1;
                    if (cost > most) {
                        break;
                    }
                }
                yield cost;
            }
            case OBJECT -> {
                long cost = 2;
                for (var member : value.properties()) {
                    cost += textCost(member.getKey()) + 2;
                    cost += cost(member.getValue(), most - cost);
                    if (cost > most) {
                        break;
                    }
                }
                yield cost;
            }
            case NUMBER, BOOLEAN, NULL, BINARY, MISSING, POJO -> value.toString().length();
        };
    }

    private static long textCost(String text) {
        long cost = 2;
        int point;
        for (int i = 0; i < text.length(); i += Character.charCount(point)) {
            point = text.codePointAt(i);
            cost += cost(point);
        }
        return cost;
    }

    private static int cost(int point) {
        if (point < 0x20) {
            return 6;
        }
        if (point < 0x80) {
            return point == '"' || point == '\\' ? 2 : 1;
        }
        if (point < 0x800) {
            return 2;
        }
        return point < 0x10000 ? 3 : 4;
    }
}
