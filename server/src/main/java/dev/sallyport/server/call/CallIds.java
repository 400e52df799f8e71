package dev.sallyport.server.call;

import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Makes call ids: 26 characters of Crockford's base 32, ten for the millisecond and sixteen random, so that
/// they sort by time. Safe from many threads if its random source is.
///
/// @see <a href="https://github.com/ulid/spec">the ULID format</a>
public final class CallIds {

    private static final char[] ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();

    private final Clock clock;
    private final RandomGenerator random;

    public CallIds(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /// When an id was made; empty where it is none.
    public static Optional<Instant> time(String id) {
        if (!id.matches("[0-7][0-9A-HJKMNP-TV-Z]{25}")) {
            return Optional.empty();
        }
        long time = 0;
        for (char c : id.substring(0, 10).toCharArray()) {
            time = time << 5 | Arrays.binarySearch(ALPHABET, c);
        }
        return Optional.of(Instant.ofEpochMilli(time));
    }

    public String next() {
        var id = new char[26];
        long time = clock.millis();
        for (int i = 9; i >= 0; i--) {
            id[i] = ALPHABET[(int) (time & 31)];
            time >>>= 5;
        }
        for (int i = 10; i < 26; i++) {
            id[i] = ALPHABET[random.nextInt(32)];
        }
        return new String(id);
    }
}
