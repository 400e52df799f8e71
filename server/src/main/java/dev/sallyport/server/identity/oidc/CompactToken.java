package dev.sallyport.server.identity.oidc;

/// A JWT that means to be an access token, so far believed in nothing.
record CompactToken(Header header, JwtParts parts) {

    /// As long as the door takes them.
    static final int CHARS_MAX = 8 * 1024;

    /// Whether the text means to be a JWT: it has the dots of one. Everything else is opaque.
    static boolean looksLikeOne(String text) {
        return text.chars().filter(c -> c == '.').count() >= 2;
    }

    static CompactToken parse(String text) throws RefusedTokenException {
        var parts = JwtParts.parse(text, "token", CHARS_MAX);
        return new CompactToken(Header.of(parts.header()), parts);
    }

    ClaimSet claims() {
        return parts.claims();
    }
}
