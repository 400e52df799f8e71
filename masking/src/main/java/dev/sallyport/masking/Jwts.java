package dev.sallyport.masking;

import java.util.Base64;

/// JSON Web Tokens, signed (three parts) or encrypted (five), whose header decodes to an object with `alg`.
final class Jwts implements Detector {

    private static final int PART_MAX = 4096;

    @Override
    public void look(View view, int start, int end, Findings findings) {
        if (!view.matches(start, "eyJ") || Ascii.is(view.at(start - 1), Ascii.BASE64_URL)) {
            return;
        }
        int headerEnd = view.runEnd(start, Ascii.BASE64_URL, PART_MAX);
        if (view.at(headerEnd) != '.' || !isHeader(view, start, headerEnd)) {
            return;
        }
        int payloadEnd = view.runEnd(headerEnd + 1, Ascii.BASE64_URL, 4 * PART_MAX);
        if (view.at(payloadEnd) != '.') {
            // The signature is cut off; what is left still tells all that the payload says.
            if (payloadEnd - headerEnd > 16) {
                findings.add(Kind.JWT, start, payloadEnd);
            }
            return;
        }
        int stop = view.runEnd(payloadEnd + 1, Ascii.BASE64_URL, PART_MAX);
        for (int part = 0;
                part < 2 && view.at(stop) == '.' && Ascii.is(view.at(stop + 1), Ascii.BASE64_URL);
                part++) {
            stop = view.runEnd(stop + 1, Ascii.BASE64_URL, 4 * PART_MAX);
        }
        findings.add(Kind.JWT, start, stop);
    }

    private static boolean isHeader(View view, int start, int end) {
        int whole = (end - start) % 4 == 1 ? end - 1 : end;
        var header = Base64.getUrlDecoder().decode(view.text(start, whole));
        int count = header.length;
        return count > 0
                && header[0] == '{'
                && View.ofUtf8(header, count).indexOfFolded("\"alg\"", 0, count) >= 0;
    }
}
