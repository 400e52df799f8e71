package dev.sallyport.server.planted;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Collectors;

/// A secret that is like no other.
///
/// @param kind of the detector that knows it
/// @param text the secret with what stands around it
/// @param core what must be nowhere, at least eight characters
public record Planted(String kind, String text, String core) {

    /// How a text may be written otherwise, which hides nothing.
    enum Writing {
        PLAIN,
        BASE64,
        BASE64_URL,
        HEX,
        PERCENT,
        ESCAPED,
        BASE64_TWICE;

        String of(String text) {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            return switch (this) {
                case PLAIN -> text;
                case BASE64 -> Base64.getEncoder().encodeToString(bytes);
                case BASE64_URL -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
                case HEX -> HexFormat.of().formatHex(bytes);
                case PERCENT -> each(text, "%%%02X");
                case ESCAPED -> each(text, "\\u%04x");
                case BASE64_TWICE -> BASE64.of(BASE64.of(text));
            };
        }

        private static String each(String text, String format) {
            return text.chars().mapToObj(c -> format.formatted(c)).collect(Collectors.joining());
        }
    }

    public Planted {
        if (core.length() < 8) {
            throw new IllegalArgumentException("a core of eight characters at least");
        }
    }

    Planted written(Writing writing) {
        return new Planted(
                writing == Writing.PLAIN ? kind : kind + " as " + writing, writing.of(text), core);
    }
}
