package dev.sallyport.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import tools.jackson.databind.JsonNode;

/// Canonical JSON for texts, integers, booleans, null, arrays and objects.
///
/// Fractions are refused: a record has none, and their canonical form is where implementations differ. A
/// surrogate without its other half has no UTF-8 form and becomes U+FFFD, since a caller's odd text must not
/// keep its call from being recorded.
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc8785">RFC 8785</a>
final class CanonicalJson {

    static final long INTEGER_MAX = (1L << 53) - 1;

    /// Beneath the outermost value.
    static final int DEPTH_MAX = 32;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[2048];
    private int size;

    private CanonicalJson() {}

    /// @throws IllegalArgumentException for a fraction, an integer beyond ±(2^53 − 1), or deep nesting
    static byte[] bytes(JsonNode node) {
        var json = new CanonicalJson();
        json.write(node, 0);
        return Arrays.copyOf(json.bytes, json.size);
    }

    private void write(JsonNode node, int depth) {
        if (depth > DEPTH_MAX) {
            throw new IllegalArgumentException("nested deeper than " + DEPTH_MAX);
        }
        switch (node.getNodeType()) {
            case OBJECT -> object(node, depth);
            case ARRAY -> array(node, depth);
            case STRING -> text(node.stringValue());
            case NUMBER -> ascii(Long.toString(integer(node)));
            case BOOLEAN -> ascii(node.booleanValue() ? "true" : "false");
            case NULL -> ascii("null");
            case BINARY, MISSING, POJO ->
                    throw new IllegalArgumentException("no JSON value: " + node.getNodeType());
        }
    }

    private static long integer(JsonNode node) {
        if (!node.isIntegralNumber()
                || !node.canConvertToLong()
                || Math.abs(node.longValue()) > INTEGER_MAX) {
            throw new IllegalArgumentException(
                    "only integers up to 2^53 - 1 have a canonical form here");
        }
        return node.longValue();
    }

    private void object(JsonNode node, int depth) {
        var names = new ArrayList<>(node.propertyNames());
        // By UTF-16 code units, as Java compares texts.
        Collections.sort(names);
        put('{');
        for (int i = 0; i < names.size(); i++) {
            if (i > 0) {
                put(',');
            }
            text(names.get(i));
            put(':');
            write(node.path(names.get(i)), depth + 1);
        }
        put('}');
    }

    private void array(JsonNode node, int depth) {
        put('[');
        for (int i = 0; i < node.size(); i++) {
            if (i > 0) {
                put(',');
            }
            write(node.path(i), depth + 1);
        }
        put(']');
    }

    private void text(String text) {
        put('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                utf8(Character.toCodePoint(c, text.charAt(i + 1)));
                i++;
            } else if (Character.isSurrogate(c)) {
                utf8(0xFFFD);
            } else if (c < 0x20 || c == '"' || c == '\\') {
                escape(c);
            } else {
                utf8(c);
            }
        }
        put('"');
    }

    private void escape(char c) {
        put('\\');
        switch (c) {
            case '"', '\\' -> put(c);
            case '\b' -> put('b');
            case '\t' -> put('t');
            case '\n' -> put('n');
            case '\f' -> put('f');
            case '\r' -> put('r');
            default -> {
                ascii("u00");
                put(HEX[c >> 4]);
                put(HEX[c & 0xF]);
            }
        }
    }

    private void utf8(int point) {
        if (point < 0x80) {
            put(point);
        } else if (point < 0x800) {
            put(0xC0 | (point >> 6));
            rest(point, 0);
        } else if (point < 0x10000) {
            put(0xE0 | (point >> 12));
            rest(point, 6);
        } else {
            put(0xF0 | (point >> 18));
            rest(point, 12);
        }
    }

    /// The bytes after the first of a character, six bits each.
    private void rest(int point, int firstShift) {
        for (int shift = firstShift; shift >= 0; shift -= 6) {
            put(0x80 | ((point >> shift) & 0x3F));
        }
    }

    private void put(int b) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * size);
        }
        bytes[size++] = (byte) b;
    }

    private void ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            put(text.charAt(i));
        }
    }
}
