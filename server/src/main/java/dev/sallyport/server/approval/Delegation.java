package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest.CastWith;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// An approver's leave for another human to decide in their place for a time. It gives no right of its own: what the
/// delegator may not decide at that moment, nobody decides by it.
///
/// @param id `dlg_` and 26 characters of base32, 130 random bits
/// @param delegator whose right it is, with the groups that were vouched for when it was made
/// @param key with which the delegator made it; it ends with that key. Empty where no key vouched for them
/// @param ended when the delegator took it back
public record Delegation(
        String id,
        Principal delegator,
        Terms terms,
        Instant made,
        Optional<CastWith> key,
        Optional<Instant> ended) {

    public static final Duration LENGTH_MIN = Duration.ofMinutes(1);
    public static final Duration LENGTH_MAX = Duration.ofDays(14);

    /// How long ago it may start at most, since it takes a while to ask for one from now on.
    static final Duration SLACK = Duration.ofMinutes(1);

    /// From when it is made to its end.
    public static final Duration AHEAD_MAX = Duration.ofDays(30);

    /// So many that one human has given, and that are not over.
    public static final int PER_HUMAN_MAX = 20;

    /// So many of these to the same delegate, so that nobody uses up what another can be given.
    public static final int PER_PAIR_MAX = 3;

    /// So many that one human has been given by all, and that are not over.
    public static final int RECEIVED_MAX = 100;

    public static final int ROLES_MAX = 50;

    /// Of a subject, and of a role's name.
    public static final int NAME_LENGTH_MAX = 255;

    private static final String HUMAN = "user:";

    /// To whom, for what, from when to when.
    ///
    /// @param delegate the subject who may decide, exactly as the gate knows them: `user:ben`
    /// @param roles in which the delegate may decide; empty for all that the delegator holds at that moment
    /// @param starts the first instant at which it holds
    /// @param ends the first at which it does not
    public record Terms(String delegate, Set<String> roles, Instant starts, Instant ends) {
        public Terms {
            roles = Collections.unmodifiableSet(new TreeSet<>(roles));
        }

        /// Whether the delegate could be a human at all.
        boolean namesHuman() {
            return delegate.startsWith(HUMAN)
                    && delegate.length() > HUMAN.length()
                    && isName(delegate);
        }

        boolean areRolesBounded() {
            return roles.size() <= ROLES_MAX && roles.stream().allMatch(Terms::isName);
        }

        private static boolean isName(String text) {
            return text.length() <= NAME_LENGTH_MAX
                    && text.equals(text.strip())
                    && text.codePoints().noneMatch(Character::isISOControl)
                    && StandardCharsets.UTF_8.newEncoder().canEncode(text);
        }

        boolean isTime(Instant now) {
            var length = Duration.between(starts, ends);
            return !starts.isBefore(now.minus(SLACK))
                    && length.compareTo(LENGTH_MIN) >= 0
                    && length.compareTo(LENGTH_MAX) <= 0
                    && !ends.isAfter(now.plus(AHEAD_MAX));
        }
    }

    /// What has become of it, whatever the role map says now.
    public enum State {
        SCHEDULED,
        ACTIVE,
        EXPIRED,
        ENDED,
        KEY_ENDED
    }

    public State state(Instant now) {
        if (ended.isPresent()) {
            return State.ENDED;
        }
        if (!now.isBefore(terms.ends())) {
            return State.EXPIRED;
        }
        if (key.filter(with -> !with.works(now)).isPresent()) {
            return State.KEY_ENDED;
        }
        return now.isBefore(terms.starts()) ? State.SCHEDULED : State.ACTIVE;
    }

    /// Whether it does, or may yet, let anyone decide anything.
    boolean isOpen(Instant now) {
        return switch (state(now)) {
            case SCHEDULED, ACTIVE -> true;
            case EXPIRED, ENDED, KEY_ENDED -> false;
        };
    }

    /// Those of the delegator's roles that it is for.
    Set<String> of(Set<String> delegatorsRoles) {
        var left = new TreeSet<>(delegatorsRoles);
        if (!terms.roles().isEmpty()) {
            left.retainAll(terms.roles());
        }
        return left;
    }

    InPlaceOf inPlaceOf() {
        return new InPlaceOf(id, delegator, holdsUntil(terms.ends(), key, ended.isPresent()));
    }

    static Instant holdsUntil(Instant ends, Optional<CastWith> key, boolean ended) {
        if (ended) {
            return Instant.MIN;
        }
        return key.map(CastWith::worksUntil).filter(until -> until.isBefore(ends)).orElse(ends);
    }
}
