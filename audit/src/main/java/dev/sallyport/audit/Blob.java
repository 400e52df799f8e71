package dev.sallyport.audit;

import java.util.Optional;
import java.util.regex.Pattern;

/// Where a record's body is, and what it must be: the part of a leaf that binds the body to it.
///
/// @param key the [data key][BodyKeyId] it is encrypted under, and the file below `bodies/` that holds it
/// @param at where its frame starts in that file, in bytes
/// @param size how long the frame is, in bytes
/// @param digest SHA-256 of the frame, in lower-case hex
public record Blob(BodyKeyId key, long at, int size, String digest) {

    private static final int DIGEST_LENGTH = 64;
    private static final Pattern CANONICAL =
            Pattern.compile(
                    "\\{\"at\":([0-9]{1,16}),\"digest\":\"([0-9a-f]{64})\",\"key\":\"([0-9.-]{9,14})\",\"size\":([0-9]{1,7})}");

    /// @throws IllegalArgumentException when a number or the digest is out of its bounds
    public Blob {
        if (at < 0
                || at > CanonicalJson.INTEGER_MAX - BodyFrame.BYTES_MAX
                || size < BodyFrame.OVERHEAD_BYTES
                || size > BodyFrame.BYTES_MAX
                || digest.length() != DIGEST_LENGTH
                || !digest.chars().allMatch(Blob::isHex)) {
            throw new IllegalArgumentException("no place of a body");
        }
    }

    /// What a leaf has under `blob`, as its bytes are; empty where that is nothing a log writes.
    static Optional<Blob> parse(String canonical) {
        var parts = CANONICAL.matcher(canonical);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            long at = Long.parseLong(parts.group(1));
            int size = Integer.parseInt(parts.group(4));
            return BodyKeyId.parse(parts.group(3))
                    .map(key -> new Blob(key, at, size, parts.group(2)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// The first byte behind the frame.
    long end() {
        return at + size;
    }

    private static boolean isHex(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
}
