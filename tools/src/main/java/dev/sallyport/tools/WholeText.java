package dev.sallyport.tools;

import tools.jackson.databind.JsonNode;

/// Tells text from what has no form in UTF-8: a surrogate without its other half, which JSON can write (`"\ud800"`) and
/// which every store and wire turns into something else.
public final class WholeText {

    private WholeText() {}

    /// Whether every text and every name in it is whole.
    public static boolean in(JsonNode json) {
        if (json.isString()) {
            return in(json.stringValue());
        }
        for (var property : json.properties()) {
            if (!in(property.getKey())) {
                return false;
            }
        }
        for (var child : json) {
            if (!in(child)) {
                return false;
            }
        }
        return true;
    }

    /// The beginning of a text that is whole: at most so many characters, and none of them cut in two.
    ///
    /// @param charsMax UTF-16 code units
    public static String start(String text, int charsMax) {
        if (text.length() <= charsMax) {
            return text;
        }
        boolean cutsOne = charsMax > 0 && Character.isHighSurrogate(text.charAt(charsMax - 1));
        return text.substring(0, cutsOne ? charsMax - 1 : charsMax);
    }

    public static boolean in(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }
}
