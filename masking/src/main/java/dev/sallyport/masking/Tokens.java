package dev.sallyport.masking;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/// Credentials that carry their issuer's prefix: a prefix, exact in case, and a body of one alphabet.
///
/// @param prefix as it stands in the token
/// @param body what classes of [Ascii] the body has
/// @param min least length of the body
/// @param max greatest length; a longer run is no such token
/// @param distinct at least this many different bytes in the body, so that `xxxx…` is none
record Tokens(Kind kind, String prefix, int body, int min, int max, int distinct)
        implements Detector {

    private static final String BASE62 =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int CHECKED_BODY = 36;

    @Override
    public void look(View view, int start, int end, Findings findings) {
        if (!view.matches(start, prefix) || Ascii.isWord(view.at(start - 1))) {
            return;
        }
        int stop = view.runEnd(end, body, max + 1);
        while (stop > end && isTrailing(view.at(stop - 1))) {
            stop--;
        }
        int length = stop - end;
        if (length < min || length > max || Ascii.isWord(view.at(stop))) {
            return;
        }
        if (view.distinct(end, stop) >= distinct || isChecked(view, end, length)) {
            findings.add(kind, start, stop);
        }
    }

    /// A sentence's full stop or a dash after the token is not its body.
    private static boolean isTrailing(int b) {
        return b == '.' || b == '/' || b == '~';
    }

    /// Classic GitHub and npm tokens end in six base-62 digits of the CRC-32 of the thirty before. A match
    /// vouches for a token of few different characters; a mismatch proves nothing, formats change.
    private boolean isChecked(View view, int start, int length) {
        if ((kind != Kind.GITHUB_TOKEN && kind != Kind.NPM_TOKEN) || length != CHECKED_BODY) {
            return false;
        }
        var text = view.text(start, start + length);
        var crc = new CRC32();
        crc.update(text.substring(0, 30).getBytes(StandardCharsets.US_ASCII));
        long value = crc.getValue();
        for (int i = CHECKED_BODY - 1; i >= 30; i--) {
            if (text.charAt(i) != BASE62.charAt((int) (value % 62))) {
                return false;
            }
            value /= 62;
        }
        return true;
    }
}
