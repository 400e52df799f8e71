package dev.sallyport.server.export;

import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why another place did not take records, in words that hold nothing it said itself.
final class SinkException extends IOException {

    @Serial private static final long serialVersionUID = 1L;

    private final transient Optional<Duration> after;
    private final boolean lasting;

    private SinkException(
            String why, Optional<Duration> after, boolean lasting, @Nullable Throwable cause) {
        super(why, cause);
        this.after = after;
        this.lasting = lasting;
    }

    /// It may do so when it is asked again.
    ///
    /// @param after how long it wants to be left alone
    static SinkException passing(String why, Optional<Duration> after) {
        return new SinkException(why, after, false, null);
    }

    static SinkException passing(String why, Throwable cause) {
        return new SinkException(why, Optional.empty(), false, cause);
    }

    /// It will not, until somebody changes something.
    static SinkException lasting(String why) {
        return new SinkException(why, Optional.empty(), true, null);
    }

    Optional<Duration> after() {
        return after;
    }

    boolean isLasting() {
        return lasting;
    }
}
