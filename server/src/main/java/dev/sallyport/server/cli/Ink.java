package dev.sallyport.server.cli;

import java.util.Map;

/// How texts are set off on a terminal: by colours, or not at all. What they surround must be fit to be shown.
///
/// @see <a href="https://no-color.org">NO_COLOR</a>
enum Ink {
    NONE,
    COLOURS;

    private static final String END = "\u001b[0m";

    /// For a terminal in this environment.
    static Ink of(Map<String, String> environment) {
        var kind = environment.getOrDefault("TERM", "");
        boolean unwanted = !environment.getOrDefault("NO_COLOR", "").isEmpty();
        return unwanted || kind.isEmpty() || kind.equals("dumb") ? NONE : COLOURS;
    }

    String bold(String text) {
        return in("1", text);
    }

    /// What one must not overlook.
    String alarm(String text) {
        return in("1;31", text);
    }

    String added(String text) {
        return in("32", text);
    }

    String removed(String text) {
        return in("31", text);
    }

    /// Where in a file the next lines of a diff are.
    String place(String text) {
        return in("36", text);
    }

    private String in(String code, String text) {
        return switch (this) {
            case NONE -> text;
            case COLOURS -> text.isEmpty() ? text : "\u001b[" + code + "m" + text + END;
        };
    }
}
