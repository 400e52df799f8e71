package dev.sallyport.server.identity.oidc;

import java.time.Duration;
import java.time.Instant;

/// How often strangers may make us ask an issuer: a few times at once, then once in a while. Safe from many
/// threads.
final class FetchBudget {

    private final int most;
    private final Duration each;

    // Guarded by this.
    private int left;
    private Instant counted;

    FetchBudget(int most, Duration each, Instant now) {
        this.most = most;
        this.each = each;
        this.left = most;
        this.counted = now;
    }

    synchronized boolean take(Instant now) {
        long earned = Math.max(0, Duration.between(counted, now).dividedBy(each));
        if (earned > 0) {
            left = (int) Math.min(most, left + earned);
            counted = counted.plus(each.multipliedBy(earned));
        }
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }
}
