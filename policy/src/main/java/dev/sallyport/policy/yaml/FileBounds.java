package dev.sallyport.policy.yaml;

/// How large a file may be.
///
/// @param length in characters
/// @param values how many; one counts once for each use through an alias, so that aliases cannot multiply
/// @param characters of all values and of the keys that lead to each, counted in the same way
public record FileBounds(int length, int values, long characters) {

    /// For files that only operators write: a role map with 10,000 bindings is a tenth of this. The parser holds the
    /// whole text in memory.
    public static final FileBounds OPERATORS =
            new FileBounds(8 * 1024 * 1024, 1_000_000, 256L * 1024 * 1024);

    /// For texts that somebody pastes: what is made of one takes some ten MiB at most.
    public static final FileBounds PASTED = new FileBounds(256 * 1024, 30_000, 4L * 1024 * 1024);

    public FileBounds {
        if (length < 1 || values < 1 || characters < 1) {
            throw new IllegalArgumentException("bounds are at least 1");
        }
    }
}
