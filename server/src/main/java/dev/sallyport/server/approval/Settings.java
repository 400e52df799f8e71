package dev.sallyport.server.approval;

import java.time.Duration;

/// The times and bounds of held calls.
///
/// @param instance this gate process's name, the same after a restart and different from every other process
///     on the same database: recovery takes back only what it claimed itself
/// @param poll how often other processes' decisions are looked for
/// @param freshSignIn how old the sign-in may be of a human who approves what is of high risk
public record Settings(
        String instance, Times times, Bounds bounds, Duration poll, FreshSignIn freshSignIn) {

    /// One hour to decide, ten minutes to execute.
    public static final Settings DEFAULTS =
            new Settings(
                    "sallyport",
                    new Times(
                            Duration.ofHours(1),
                            Duration.ofMinutes(10),
                            Duration.ofHours(24),
                            Duration.ofDays(30)),
                    new Bounds(3, Duration.ofHours(1), 1_000, 20_000),
                    Duration.ofSeconds(1),
                    new FreshSignIn(Duration.ofMinutes(5)));

    public Settings {
        if (instance.isBlank()) {
            throw new IllegalArgumentException("a gate process needs a name");
        }
        checkPositive(poll);
    }

    /// How long what lasts.
    ///
    /// @param pendingExpires how long a request can be decided
    /// @param executionExpires how long an approved request can be executed
    /// @param replyKept how long a reply is kept for a repeat
    /// @param retention how long ended requests are kept, at least as long as their replies
    public record Times(
            Duration pendingExpires,
            Duration executionExpires,
            Duration replyKept,
            Duration retention) {
        public Times {
            checkPositive(pendingExpires);
            checkPositive(executionExpires);
            checkPositive(replyKept);
            if (retention.compareTo(replyKept) < 0) {
                throw new IllegalArgumentException(
                        "a request is kept at least as long as its reply");
            }
        }
    }

    /// How much humans are asked.
    ///
    /// @param rejectionsMax so many rejections of one requester's calls of one tool on one target within
    ///     `coolDown` stop further requests until the oldest of them is that long ago
    /// @param pendingPerRequesterMax requests of one requester that wait at a time
    /// @param pendingMax requests that wait at a time
    public record Bounds(
            int rejectionsMax, Duration coolDown, int pendingPerRequesterMax, int pendingMax) {
        public Bounds {
            checkPositive(coolDown);
            if (rejectionsMax < 1 || pendingPerRequesterMax < 1 || pendingMax < 1) {
                throw new IllegalArgumentException("every bound of held calls must be at least 1");
            }
        }
    }

    public Settings withInstance(String name) {
        return new Settings(name, times, bounds, poll, freshSignIn);
    }

    public Settings withExpiry(Duration pending, Duration execution) {
        return with(new Times(pending, execution, times.replyKept(), times.retention()));
    }

    public Settings withRetention(Duration kept) {
        return with(
                new Times(
                        times.pendingExpires(), times.executionExpires(), times.replyKept(), kept));
    }

    Settings with(Times other) {
        return new Settings(instance, other, bounds, poll, freshSignIn);
    }

    Settings with(Bounds other) {
        return new Settings(instance, times, other, poll, freshSignIn);
    }

    public Settings withPoll(Duration interval) {
        return new Settings(instance, times, bounds, interval, freshSignIn);
    }

    public Settings withFreshSignIn(Duration within) {
        return new Settings(instance, times, bounds, poll, new FreshSignIn(within));
    }

    private static void checkPositive(Duration duration) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException("every time of held calls must be positive");
        }
    }
}
