package dev.sallyport.masking;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;

/// What a character outside ASCII counts as for detection: its compatibility form where that is ASCII
/// (full-width digits, mathematical letters, ligatures), nothing where it is invisible.
///
/// Look-alikes of other scripts (Cyrillic `а`) are no compatibility forms and stay foreign.
final class Folding {

    /// In [#BASIC]: the form has several characters.
    private static final int SEVERAL = 0xFF;

    private static final Map<Integer, String> ASCII_FORMS = asciiForms();

    /// For each character of the basic plane: its form of one byte, 0 for none, or [#SEVERAL].
    private static final byte[] BASIC = basic();

    private Folding() {}

    /// The one byte that a character of the basic plane counts as, 0 for none, or -1 to ask [#of].
    static int single(char c) {
        int b = BASIC[c] & 0xFF;
        return b == SEVERAL ? -1 : b;
    }

    /// @return the ASCII form, the empty text for an invisible character, or one of the stand-ins of [Ascii]
    static String of(int codePoint) {
        if (isInvisible(codePoint)) {
            return "";
        }
        var form = ASCII_FORMS.get(codePoint);
        if (form != null) {
            return form;
        }
        return Character.isLetterOrDigit(codePoint) ? "\u0080" : "\u0081";
    }

    /// Zero-width, bidirectional, variation and tag characters: what a reader does not see.
    static boolean isInvisible(int cp) {
        return cp == 0xAD
                || cp == 0x34F
                || cp == 0x61C
                || cp == 0x115F
                || cp == 0x1160
                || cp == 0x17B4
                || cp == 0x17B5
                || (cp >= 0x180B && cp <= 0x180F)
                || (cp >= 0x200B && cp <= 0x200F)
                || (cp >= 0x202A && cp <= 0x202E)
                || (cp >= 0x2060 && cp <= 0x206F)
                || cp == 0x3164
                || (cp >= 0xFE00 && cp <= 0xFE0F)
                || cp == 0xFEFF
                || cp == 0xFFA0
                || (cp >= 0xFFF0 && cp <= 0xFFFB)
                || (cp >= 0x1BCA0 && cp <= 0x1BCA3)
                || (cp >= 0x1D173 && cp <= 0x1D17A)
                || (cp >= 0xE0000 && cp <= 0xE0FFF);
    }

    private static byte[] basic() {
        var basic = new byte[0x10000];
        for (int c = 0; c < basic.length; c++) {
            var form = Character.isSurrogate((char) c) ? "ab" : of(c);
            basic[c] = (byte) (form.isEmpty() ? 0 : form.length() > 1 ? SEVERAL : form.charAt(0));
        }
        return basic;
    }

    private static Map<Integer, String> asciiForms() {
        var forms = new HashMap<Integer, String>();
        int[][] ranges = {
            {0x80, 0x33FF},
            {0xA700, 0xA7FF},
            {0xF900, 0xFFEF},
            {0x1D400, 0x1D7FF},
            {0x1F100, 0x1F2FF},
            {0x1FBF0, 0x1FBF9}
        };
        for (var range : ranges) {
            for (int cp = range[0]; cp <= range[1]; cp++) {
                var form = Normalizer.normalize(Character.toString(cp), Normalizer.Form.NFKC);
                if (!form.isEmpty() && form.chars().allMatch(c -> c < 0x80)) {
                    forms.put(cp, form);
                }
            }
        }
        // Dashes that stand between digits; their compatibility form is no hyphen.
        for (int cp = 0x2010; cp <= 0x2015; cp++) {
            forms.put(cp, "-");
        }
        forms.put(0x2212, "-");
        return Map.copyOf(forms);
    }
}
