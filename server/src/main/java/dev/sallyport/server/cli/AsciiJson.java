package dev.sallyport.server.cli;

import tools.jackson.databind.JsonNode;

/// JSON as commands print it: the same data, in visible ASCII alone, so that it does no harm where it lands on a
/// terminal.
final class AsciiJson {

    private AsciiJson() {}

    static String of(JsonNode json) {
        return of(json.toString());
    }

    /// @param json well-formed; beyond ASCII it has nothing outside its texts and names
    static String of(String json) {
        var ascii = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c < 0x7F) {
                ascii.append(c);
            } else {
                ascii.append("\\u%04x".formatted((int) c));
            }
        }
        return ascii.toString();
    }
}
