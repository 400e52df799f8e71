package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Searches texts for the hidden values of [Twin] in every simple encoding.
final class Secrets {

    private static final int WINDOW = 4;

    /// Digits and hexadecimal digits are common, so shorter runs of them prove nothing.
    private static final int NUMBER_WINDOW = 8;

    private static final int DATE = 10;

    /// Code points joined to one number collide with numbers when they are few.
    private static final int CODES = 4;

    private static final List<String> DIGESTS =
            List.of("MD5", "SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512");

    /// By their first characters, so that a text is gone through once.
    private static final Map<String, List<String>> FORMS =
            Twin.values().stream()
                    .flatMap(value -> forms(value).stream())
                    .distinct()
                    .collect(Collectors.groupingBy(form -> form.substring(0, WINDOW)));

    private Secrets() {}

    /// Fails when the text shows a secret. What the agent itself wrote proves nothing.
    static void assertNone(String shown, String written) {
        var text = shown.toLowerCase(Locale.ROOT);
        var known = written.toLowerCase(Locale.ROOT);
        for (int i = 0; i + WINDOW <= text.length(); i++) {
            for (var form : FORMS.getOrDefault(text.substring(i, i + WINDOW), List.of())) {
                if (text.startsWith(form, i) && !known.contains(form)) {
                    assertThat(text).as(written).doesNotContain(form);
                }
            }
        }
    }

    /// Everything in lower case, since the search ignores case.
    static Set<String> forms(String value) {
        var forms = new LinkedHashSet<String>();
        for (var cased :
                List.of(
                        value,
                        value.toUpperCase(Locale.ROOT),
                        value.toLowerCase(Locale.ROOT),
                        initial(value))) {
            encodings(cased, forms);
        }
        forms.add(rot13(value));
        forms.add(value.replace("-", ""));
        forms.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
        windows(value, forms);
        windows(value.replace("-", ""), forms);
        return forms.stream()
                .map(form -> form.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static void encodings(String value, Set<String> forms) {
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        forms.add(value);
        forms.add(reversed(value));
        forms.add(HexFormat.of().formatHex(bytes));
        forms.add(HexFormat.of().formatHex(reversed(value).getBytes(StandardCharsets.UTF_8)));
        base64(value, forms);
        for (var algorithm : DIGESTS) {
            var digest = digest(algorithm, bytes);
            forms.add(HexFormat.of().formatHex(digest));
            forms.add(Base64.getEncoder().withoutPadding().encodeToString(digest));
            forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
        }
        for (int i = 0; i + CODES <= value.length() && Character.isLetter(value.charAt(0)); i++) {
            var part = value.substring(i, i + CODES);
            for (var separator : List.of(",", ", ", " ", "")) {
                forms.add(codes(part, 10, separator));
                forms.add(codes(part, 16, separator));
            }
        }
    }

    /// What base64 makes of the value wherever it stands in a longer text: the characters that hold bits of its
    /// neighbours are cut off.
    private static void base64(String value, Set<String> forms) {
        for (int offset = 0; offset < 3; offset++) {
            var bytes = ("x".repeat(offset) + value).getBytes(StandardCharsets.UTF_8);
            int from = offset == 0 ? 0 : offset + 1;
            int to = bytes.length * 8 / 6;
            for (var encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
                forms.add(encoder.encodeToString(bytes).substring(from, to));
            }
        }
    }

    private static void windows(String value, Set<String> forms) {
        for (int i = 0; i + WINDOW <= value.length(); i++) {
            var part = value.substring(i, i + WINDOW);
            if (part.chars().filter(Character::isLetter).count() >= 3
                    && part.chars().noneMatch(Character::isDigit)
                    && part.toLowerCase(Locale.ROOT).chars().noneMatch(c -> "aeiou".indexOf(c) >= 0)
                    && !part.contains(".")) {
                forms.add(part);
                forms.add(reversed(part));
                forms.add(
                        HexFormat.of()
                                .formatHex(
                                        part.toLowerCase(Locale.ROOT)
                                                .getBytes(StandardCharsets.UTF_8)));
                forms.add(HexFormat.of().formatHex(part.getBytes(StandardCharsets.UTF_8)));
            }
        }
        // A date's year and month are shown with any day.
        for (int i = 0; value.length() != DATE && i + NUMBER_WINDOW <= value.length(); i++) {
            var part = value.substring(i, i + NUMBER_WINDOW);
            if (part.chars().distinct().count() > 4) {
                forms.add(part);
                forms.add(reversed(part));
            }
        }
    }

    private static String reversed(String text) {
        return new StringBuilder(text).reverse().toString();
    }

    private static String initial(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT)
                + text.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String rot13(String text) {
        var turned = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'a' && c <= 'z') {
                turned.append((char) ('a' + (c - 'a' + 13) % 26));
            } else if (c >= 'A' && c <= 'Z') {
                turned.append((char) ('A' + (c - 'A' + 13) % 26));
            } else {
                turned.append(c);
            }
        }
        return turned.toString();
    }

    private static String codes(String text, int radix, String separator) {
        return text.chars()
                .mapToObj(c -> Integer.toString(c, radix))
                .collect(Collectors.joining(separator));
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
