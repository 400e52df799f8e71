package dev.sallyport.server.approval;

import java.time.Duration;

/// The times and bounds of held calls.
///
/// @param instance this gate process's name, the same after a restart and different from every other process
///     on the same database: recovery takes back only what it claimed itself
/// @param pendingExpires how long a request can be decided
/// @param executionExpires how long an approved request can be executed
/// @param replyKept how long a reply is kept for a repeat
/// @param rejectionsMax so many rejections of one requester's calls of one tool on one target within
///     `coolDown` stop further requests until the oldest of them is that long ago
/// @param pendingPerRequesterMax requests of one requester that wait at a time
/// @param pendingMax requests that wait at a time
/// @param retention how long ended requests are kept, at least as long as their replies
/// @param poll how often other processes' decisions are looked for
/// @param freshSignIn how old the sign-in may be of a human who approves what is of high risk
public record Settings(
        String instance,
        Duration pendingExpires,
        Duration executionExpires,
        Duration replyKept,
        int rejectionsMax,
        Duration coolDown,
        int pendingPerRequesterMax,
        int pendingMax,
        Duration retention,
        Duration poll,
        FreshSignIn freshSignIn) {

    /// One hour to decide, ten minutes to execute.
    public static final Settings DEFAULTS =
            new Settings(
                    "sallyport",
                    Duration.ofHours(1),
                    Duration.ofMinutes(10),
                    Duration.ofHours(24),
                    3,
                    Duration.ofHours(1),
                    1_000,
                    20_000,
                    Duration.ofDays(30),
                    Duration.ofSeconds(1),
                    new FreshSignIn(Duration.ofMinutes(5)));

    public Settings {
        if (instance.isBlank()) {
            throw new IllegalArgumentException("a gate process needs a name");
        }
        if (!positive(pendingExpires)
                || !positive(executionExpires)
                || !positive(replyKept)
                || !positive(coolDown)
                || !positive(poll)) {
            throw new IllegalArgumentException("every time of held calls must be positive");
        }
        if (retention.compareTo(replyKept) < 0) {
            throw new IllegalArgumentException("a request is kept at least as long as its reply");
        }
        if (rejectionsMax < 1 || pendingPerRequesterMax < 1 || pendingMax < 1) {
            throw new IllegalArgumentException("every bound of held calls must be at least 1");
        }
    }

    public Settings withInstance(String name) {
        return new Settings(
                name,
                pendingExpires,
                executionExpires,
                replyKept,
                rejectionsMax,
                coolDown,
                pendingPerRequesterMax,
                pendingMax,
                retention,
                poll,
                freshSignIn);
    }

    public Settings withExpiry(Duration pending, Duration execution) {
        return new Settings(
                instance,
                pending,
                execution,
                replyKept,
                rejectionsMax,
                coolDown,
                pendingPerRequesterMax,
                pendingMax,
                retention,
                poll,
                freshSignIn);
    }

    public Settings withPoll(Duration interval) {
        return new Settings(
                instance,
                pendingExpires,
                executionExpires,
                replyKept,
                rejectionsMax,
                coolDown,
                pendingPerRequesterMax,
                pendingMax,
                retention,
                interval,
                freshSignIn);
    }

    public Settings withRetention(Duration kept) {
        return new Settings(
                instance,
                pendingExpires,
                executionExpires,
                replyKept,
                rejectionsMax,
                coolDown,
                pendingPerRequesterMax,
                pendingMax,
                kept,
                poll,
                freshSignIn);
    }

    public Settings withFreshSignIn(Duration within) {
        return new Settings(
                instance,
                pendingExpires,
                executionExpires,
                replyKept,
                rejectionsMax,
                coolDown,
                pendingPerRequesterMax,
                pendingMax,
                retention,
                poll,
                new FreshSignIn(within));
    }

    private static boolean positive(Duration duration) {
        return duration.isPositive();
    }
}
