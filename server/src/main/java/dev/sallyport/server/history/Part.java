package dev.sallyport.server.history;

import java.util.OptionalLong;

/// Which part of a list is wanted, the newest first. A list is divided by positions in the log, so that what is new moves
/// nothing between parts.
///
/// @param before only what stands before this position
/// @param after only what stands after this position: that nearest to it
/// @param limit how many at most: 1 to [#LIMIT_MAX]
public record Part(OptionalLong before, OptionalLong after, int limit) {

    public static final int LIMIT_MAX = 100;

    public Part {
        if (limit < 1 || limit > LIMIT_MAX) {
            throw new IllegalArgumentException("a part has 1 to " + LIMIT_MAX + " entries");
        }
        if (before.isPresent() && after.isPresent()) {
            throw new IllegalArgumentException("a part lies before or after a position");
        }
    }

    /// The newest.
    public static Part newest(int limit) {
        return new Part(OptionalLong.empty(), OptionalLong.empty(), limit);
    }

    public static Part before(long position, int limit) {
        return new Part(OptionalLong.of(position), OptionalLong.empty(), limit);
    }

    public static Part after(long position, int limit) {
        return new Part(OptionalLong.empty(), OptionalLong.of(position), limit);
    }

    boolean isNewest() {
        return before.isEmpty() && after.isEmpty();
    }
}
