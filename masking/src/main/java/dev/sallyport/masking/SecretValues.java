package dev.sallyport.masking;

import java.util.Locale;
import java.util.Set;

/// Decides whether what stands behind a secret's name is a value, or a placeholder, a type, a reference or
/// a piece of code.
final class SecretValues {

    private static final Set<String> NO_VALUES =
            Set.of(
                    "null",
                    "nil",
                    "none",
                    "true",
                    "false",
                    "undefined",
                    "string",
                    "str",
                    "text",
                    "varchar",
                    "char",
                    "bytes",
                    "byte",
                    "required",
                    "optional",
                    "redacted",
                    "hidden",
                    "masked",
                    "password",
                    "passwd",
                    "secret",
                    "token",
                    "empty",
                    "unset",
                    "yes",
                    "no",
                    "int",
                    "integer",
                    "number",
                    "bool",
                    "boolean",
                    "object",
                    "any",
                    "default",
                    "invalid",
                    "expired",
                    "missing",
                    "incorrect",
                    "wrong",
                    "unknown",
                    "n/a",
                    "is",
                    "the",
                    "a",
                    "an",
                    "not",
                    "must",
                    "was",
                    "has",
                    "for",
                    "and",
                    "or",
                    "field",
                    "key",
                    "value",
                    "credentials",
                    "new",
                    "this",
                    "self",
                    "var",
                    "let",
                    "const",
                    "final",
                    "return",
                    "authentication",
                    "generated",
                    "disabled",
                    "enabled",
                    "on",
                    "off",
                    "...",
                    "tbd",
                    "todo",
                    "pending");

    private SecretValues() {}

    /// Whether a value can begin so: two quotes with something else behind them are an empty one.
    static boolean begins(int b) {
        return b > ' ' && ",;)]}:=".indexOf(b) < 0;
    }

    /// @param quoted whether the value stood in quotes or in a field of its own; else it was cut at a blank
    static boolean isSecret(Kind kind, String value, boolean quoted) {
        int length = value.length();
        if (length == 0 || length < (kind == Kind.PASSWORD ? 3 : 6) || isPlaceholder(value)) {
            return false;
        }
        var lower = value.toLowerCase(Locale.ROOT);
        if (NO_VALUES.contains(lower) || isNameOfSecret(value)) {
            return false;
        }
        if (quoted) {
            return isQuotedSecret(kind, value);
        }
        if (isCode(value)) {
            return false;
        }
        return kind == Kind.PASSWORD || looksRandom(value) || (length >= 8 && !isPlainWord(value));
    }

    private static boolean isQuotedSecret(Kind kind, String value) {
        int blanks = 0;
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) == ' ') {
                blanks++;
            }
        }
        if (blanks > 0) {
            boolean sentence =
                    Character.isUpperCase(value.charAt(0))
                            || value.endsWith(".")
                            || value.endsWith(":");
            return kind == Kind.PASSWORD && blanks <= 5 && !sentence;
        }
        return kind == Kind.PASSWORD || value.length() >= 8 || looksRandom(value);
    }

    /// `***`, `xxxx`, `<password>`, `${PASSWORD}`, `{{ secret }}`, `%s`, `$1`.
    private static boolean isPlaceholder(String value) {
        char first = value.charAt(0);
        char last = value.charAt(value.length() - 1);
        if ((first == '<' && last == '>')
                || value.startsWith("${")
                || value.startsWith("$(")
                || value.startsWith("{{")
                || value.startsWith("{%")
                || (first == '{' && last == '}')
                || (first == '[' && last == ']')
                || (first == '"' && last == '"')
                || (first == '%' && value.length() <= 3)
                || (first == '$' && isName(value, 1))) {
            return true;
        }
        for (int i = 1; i < value.length(); i++) {
            if (value.charAt(i) != first) {
                return false;
            }
        }
        return true;
    }

    /// `privateKey = privateKey`, `password: your-password`: another name and no value.
    private static boolean isNameOfSecret(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= 0x80 || !(Ascii.is(c, Ascii.LETTER) || c == '_' || c == '-')) {
                return false;
            }
        }
        return SecretNames.kindOf(value) != null;
    }

    private static boolean isName(String value, int from) {
        for (int i = from; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= 0x80 || !(Ascii.is(c, Ascii.UPPER | Ascii.DIGIT) || c == '_')) {
                return false;
            }
        }
        return value.length() > from;
    }

    /// A call, a path of names (`config.password`) or an index: no literal in any language.
    private static boolean isCode(String value) {
        boolean names = true;
        boolean dotted = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c == '(' || c == '[') && names && i > 0) {
                return true;
            }
            dotted |= c == '.' && i > 0 && i + 1 < value.length();
            names &= c < 0x80 && (Ascii.is(c, Ascii.LETTER) || c == '_' || c == '.' || c == ':');
        }
        return names && dotted;
    }

    private static boolean isPlainWord(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= 0x80
                    || !(Ascii.is(c, Ascii.LOWER)
                            || c == '-'
                            || c == '_'
                            || (i == 0 && Ascii.is(c, Ascii.UPPER)))) {
                return false;
            }
        }
        return true;
    }

    /// Digits among letters, or both letter cases in turn.
    static boolean looksRandom(String value) {
        int digits = 0;
        int upper = 0;
        int lower = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                digits += Ascii.is(c, Ascii.DIGIT) ? 1 : 0;
                upper += Ascii.is(c, Ascii.UPPER) ? 1 : 0;
                lower += Ascii.is(c, Ascii.LOWER) ? 1 : 0;
            }
        }
        return value.length() >= 6
                && ((digits > 0 && upper + lower > 0)
                        || (upper > 1 && lower > 1)
                        || digits == value.length());
    }
}
