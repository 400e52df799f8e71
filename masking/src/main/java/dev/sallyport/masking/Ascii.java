package dev.sallyport.masking;

/// Classes of the bytes of a [View].
final class Ascii {

    static final int DIGIT = 1;
    static final int UPPER = 1 << 1;
    static final int LOWER = 1 << 2;
    static final int HEX = 1 << 3;

    /// `A-Z a-z 0-9 + /`, without padding.
    static final int BASE64 = 1 << 4;

    /// `A-Z a-z 0-9 - _`.
    static final int BASE64_URL = 1 << 5;

    static final int SPACE = 1 << 6;
    static final int EMAIL_LOCAL = 1 << 7;

    /// `A-Z a-z 0-9 _ - .`, what keys are made of.
    static final int IDENTIFIER = 1 << 8;

    /// `A-Z 2-7`.
    static final int BASE32 = 1 << 9;

    static final int LOWER_HEX = 1 << 10;

    /// `A-Z a-z 0-9 - _ .`, and what else stands in opaque tokens: `+ / = ~`.
    static final int TOKEN = 1 << 11;

    static final int LETTER = UPPER | LOWER;
    static final int ALNUM = DIGIT | UPPER | LOWER;

    /// Stands for a letter or digit outside ASCII.
    static final int FOREIGN_WORD = 0x80;

    /// Stands for any other character outside ASCII.
    static final int FOREIGN = 0x81;

    /// Stands for every character of a sentinel.
    static final int BARRIER = 0x82;

    private static final short[] CLASSES = classes();

    private Ascii() {}

    static boolean is(int b, int classes) {
        return (CLASSES[b] & classes) != 0;
    }

    /// A letter or digit of any script: something that a word could go on with.
    static boolean isWord(int b) {
        return (CLASSES[b] & ALNUM) != 0 || b == FOREIGN_WORD;
    }

    static int lower(int b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }

    private static short[] classes() {
        var classes = new short[256];
        for (int b = 0; b < 128; b++) {
            boolean digit = b >= '0' && b <= '9';
            boolean upper = b >= 'A' && b <= 'Z';
            boolean lower = b >= 'a' && b <= 'z';
            boolean alnum = digit || upper || lower;
            int c = 0;
            c |= digit ? DIGIT : 0;
            c |= upper ? UPPER : 0;
            c |= lower ? LOWER : 0;
            c |= digit || (b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F') ? HEX : 0;
            c |= digit || (b >= 'a' && b <= 'f') ? LOWER_HEX : 0;
            c |= alnum || b == '+' || b == '/' ? BASE64 : 0;
            c |= alnum || b == '-' || b == '_' ? BASE64_URL : 0;
            c |= b == ' ' || b == '\t' || b == '\n' || b == '\r' ? SPACE : 0;
            c |= alnum || "._%+-!#$&'*/=?^`{|}~".indexOf(b) >= 0 ? EMAIL_LOCAL : 0;
            c |= alnum || b == '_' || b == '-' || b == '.' ? IDENTIFIER : 0;
            c |= upper || (b >= '2' && b <= '7') ? BASE32 : 0;
            c |= alnum || "-_.+/=~".indexOf(b) >= 0 ? TOKEN : 0;
            classes[b] = (short) c;
        }
        return classes;
    }
}
