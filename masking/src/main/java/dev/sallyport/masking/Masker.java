package dev.sallyport.masking;

import tools.jackson.databind.JsonNode;

/// Hides personal data and secrets in texts and JSON. Immutable; safe from many threads.
///
/// Detectors are the second net behind column masks: they know what a card number or a key looks like, not
/// what a column means, and cannot see names, addresses, free-form passwords, values an adversary has
/// scrambled (reversed, encrypted, split over cells), or look-alike letters of other scripts. Encodings
/// (base64, hexadecimal, URL and backslash escapes) are undone three levels deep.
///
/// Masking twice gives the same as masking once, and sentinels that are already there stay.
public final class Masker {

    /// The longest text, and the most text in one JSON value, that is searched, in characters.
    public static final int TEXT_MAX = 64 * 1024 * 1024;

    private final Scanner scanner = new Scanner(Detectors.all());

    /// Hides what the detectors find.
    ///
    /// A text that is JSON is valid JSON afterwards.
    ///
    /// @throws MaskingFailedException if the text is longer than [#TEXT_MAX] or a detector failed; nothing
    ///     of the text may leave
    public Masked<String> mask(String text) {
        return guarded(() -> new JsonMasking(scanner).text(text));
    }

    /// Hides what the detectors find in texts, keys and numbers, and the values behind the names of secrets.
    /// A text that holds JSON is walked as well. The value itself is not changed.
    ///
    /// @throws MaskingFailedException if the value is nested too deeply, has too many parts or too much text,
    ///     or a detector failed; nothing of the value may leave
    public Masked<JsonNode> mask(JsonNode value) {
        return guarded(() -> new JsonMasking(scanner).value(value));
    }

    /// A new stream, for text that arrives in pieces.
    public MaskingStream stream() {
        return new MaskingStream(scanner);
    }

    private static <T> Masked<T> guarded(java.util.function.Supplier<Masked<T>> masking) {
        try {
            return masking.get();
        } catch (MaskingFailedException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            throw new MaskingFailedException("the detectors failed", e);
        }
    }
}
