package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A human's leave, given with the approval of one held call, that calls like it run without being asked about again,
/// until it ends or its uses are spent. What a call may do under it is in [GrantScope].
///
/// @param id `grt_` and 26 characters of base32, 130 random bits
/// @param request the call that was approved with it, and the first use; without its reply
/// @param grantor who approved it
/// @param reason the grantor's, at most [NewRequest#REASON_LENGTH_MAX] characters, perhaps none
/// @param ends from then on nothing runs under it
/// @param usesMax how many calls may start under it, 1 to [#USES_MAX]
/// @param uses how many have: at least 1, the request's own
public record Grant(
        String id,
        ApprovalRequest request,
        Principal grantor,
        String reason,
        Instant granted,
        Instant ends,
        int usesMax,
        int uses,
        Optional<Revocation> revoked) {

    public static final Duration LENGTH_MIN = Duration.ofMinutes(1);
    public static final Duration LENGTH_MAX = Duration.ofHours(8);

    /// Of a grant by a human who is known by no API key: nothing tells the gate, while it lasts, that a provider has sent
    /// the human away.
    public static final Duration KEYLESS_MAX = Duration.ofHours(1);

    public static final int USES_MAX = 1_000;
    public static final int USES_DEFAULT = 10;

    /// @throws IllegalArgumentException when it is longer or larger than a grant can be
    public Grant {
        var terms = new Terms(Duration.between(granted, ends), usesMax);
        if (uses < 1 || uses > terms.uses()) {
            throw new IllegalArgumentException("a grant was used 1 to " + usesMax + " times");
        }
    }

    /// The same grant, with its request as that is now.
    Grant of(ApprovalRequest now) {
        return new Grant(id, now, grantor, reason, granted, ends, usesMax, uses, revoked);
    }

    /// For how long, and for how many calls, the approved one included.
    ///
    /// @param until when that which vouches for the grantor ends, and the grant at the latest; empty where it has no end
    ///     of its own, or the gate can see it end
    public record Terms(Duration length, int uses, Optional<Instant> until) {

        public Terms(Duration length, int uses) {
            this(length, uses, Optional.empty());
        }

        /// @throws IllegalArgumentException when one of them is out of bounds
        public Terms {
            if (!isLength(length) || !isUses(uses)) {
                throw new IllegalArgumentException(
                        "a grant lasts 1 minute to 8 hours and has 1 to " + USES_MAX + " uses");
            }
        }

        public Terms until(Optional<Instant> end) {
            return new Terms(length, uses, end);
        }

        /// When a grant that begins now ends.
        Instant endsFrom(Instant now) {
            var ends = now.plus(length);
            return until.filter(end -> end.isBefore(ends)).orElse(ends);
        }

        public static boolean isLength(Duration length) {
            return length.compareTo(LENGTH_MIN) >= 0 && length.compareTo(LENGTH_MAX) <= 0;
        }

        public static boolean isUses(long uses) {
            return uses >= 1 && uses <= USES_MAX;
        }
    }

    /// @param by the subject who took it back
    /// @param reason data from a human, perhaps none
    public record Revocation(Instant at, String by, String reason) {}

    /// What has become of a grant.
    public enum State {
        ACTIVE,
        /// Every use is taken.
        SPENT,
        EXPIRED,
        REVOKED
    }

    public State state(Instant now) {
        if (revoked.isPresent()) {
            return State.REVOKED;
        }
        if (!now.isBefore(ends)) {
            return State.EXPIRED;
        }
        return uses < usesMax ? State.ACTIVE : State.SPENT;
    }
}
