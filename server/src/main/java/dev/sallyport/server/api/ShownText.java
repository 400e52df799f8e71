package dev.sallyport.server.api;

import java.util.function.UnaryOperator;

/// Makes a text from outside fit to be shown to a human: masked first, while it still is what the detectors
/// know, then with control, bidirectional and invisible characters made visible.
///
/// @param masker replaces what detectors find
/// @param visible escapes what a reader could not see
public record ShownText(UnaryOperator<String> masker, UnaryOperator<String> visible) {
    /// Who somebody is to the gate: nothing of it is replaced, even where it looks like a mail address.
    String name(String subject) {
        return visible.apply(subject);
    }

    String of(String text) {
        return visible.apply(masker.apply(text));
    }
}
