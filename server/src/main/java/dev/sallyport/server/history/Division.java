package dev.sallyport.server.history;

/// How SQLite may divide a text into words. Its tokenizer `unicode61` has a table of its own, older than that of Java:
/// characters that Java takes for symbols or marks may be parts of words for it. Where the two may differ, both is taken
/// for possible, so that what is told here bounds what SQLite does.
final class Division {

    /// Far from any bound, and from overflow.
    private static final int FAR = 1 << 20;

    /// The marks that SQLite leaves out of a word without dividing it there.
    private static final String UPON =
            "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0309\u030A\u030B\u030C\u030F\u0311\u031B"
                    + "\u0323\u0324\u0325\u0326\u0327\u0328\u032D\u032E\u0330\u0331";

    private Division() {}

    /// What a character is to SQLite.
    enum Kind {
        /// Part of a word.
        WORD,
        /// A mark that belongs to the word it stands in, and is no part of it.
        UPON,
        /// Between words.
        BETWEEN,
        /// Any of these.
        UNSURE
    }

    static Kind kind(int c) {
        if (UPON.indexOf(c) >= 0) {
            return Kind.UPON;
        }
        if (isWord(c) && !wasMark(c)) {
            return Kind.WORD;
        }
        // Latin-1 and the punctuation of all scripts are older than either table.
        return c < 0xC0 || (c >= 0x2010 && c <= 0x205E) ? Kind.BETWEEN : Kind.UNSURE;
    }

    private static boolean isWord(int c) {
        return switch (Character.getType(c)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.DECIMAL_DIGIT_NUMBER,
                    Character.LETTER_NUMBER,
                    Character.OTHER_NUMBER,
                    Character.PRIVATE_USE ->
                    true;
            default -> false;
        };
    }

    /// The signs of New Tai Lue and Vedic that became letters after SQLite's table was made.
    private static boolean wasMark(int c) {
        return (c >= 0x19B0 && c <= 0x19C0)
                || c == 0x19C8
                || c == 0x19C9
                || c == 0x1CF2
                || c == 0x1CF3;
    }

    /// Whether there surely is a word.
    static boolean hasWord(String text) {
        return text.codePoints().anyMatch(c -> kind(c) == Kind.WORD);
    }

    /// How many words it is at most.
    static int words(String text) {
        // The most words so far where the last character is part of one, and where it is not.
        int within = -FAR;
        int between = 0;
        for (int c : text.codePoints().toArray()) {
            int longer = Math.max(within, between + 1);
            int ended = Math.max(within, between);
            switch (kind(c)) {
                case WORD -> {
                    within = longer;
                    between = -FAR;
                }
                case BETWEEN -> {
                    within = -FAR;
                    between = ended;
                }
                case UNSURE -> {
                    within = longer;
                    between = ended;
                }
                case UPON -> {}
            }
        }
        return Math.max(within, between);
    }

    /// How many characters its last word has at least, marks upon them not counted; many where there may be no word.
    static int lengthOfLast(String text) {
        // The least of the last word where the last character is part of it, and where it is not.
        int within = FAR;
        int between = FAR;
        boolean mayBegin = true;
        for (int c : text.codePoints().toArray()) {
            int longer = mayBegin ? 1 : within + 1;
            int ended = Math.min(within, between);
            switch (kind(c)) {
                case WORD -> {
                    within = longer;
                    between = FAR;
                    mayBegin = false;
                }
                case BETWEEN -> {
                    within = FAR;
                    between = ended;
                    mayBegin = true;
                }
                case UNSURE -> {
                    within = longer;
                    between = ended;
                    mayBegin = true;
                }
                case UPON -> {}
            }
        }
        return Math.min(within, between);
    }
}
