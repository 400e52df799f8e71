package dev.sallyport.server.notify;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/// How long a receiver asks to be left alone.
public final class RetryAfter {

    private static final Duration MAX = Duration.ofHours(1);

    private RetryAfter() {}

    /// The form in seconds alone (RFC 9110 §10.2.3); a date is left to our own pace.
    ///
    /// @return at most an hour; empty where the answer asks for nothing
    public static Optional<Duration> of(HttpResponse<?> answer) {
        return answer.headers().firstValue("Retry-After").flatMap(RetryAfter::seconds);
    }

    private static Optional<Duration> seconds(String text) {
        if (text.isEmpty()
                || text.length() > 9
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        var wanted = Duration.ofSeconds(Long.parseLong(text));
        return Optional.of(wanted.compareTo(MAX) > 0 ? MAX : wanted);
    }
}
