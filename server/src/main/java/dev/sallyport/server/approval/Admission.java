package dev.sallyport.server.approval;

import dev.sallyport.server.approval.Requested.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Whether humans are asked at all. Their attention is the scarcest thing here: an agent that asks too much, again and
/// again after a no, or only to take it back, is told so by the gate.
final class Admission {

    /// So many requests that their requester took back within [#TAKEN_BACK_WITHIN] stop its further ones.
    static final int TAKEN_BACK_MAX = 5;

    static final Duration TAKEN_BACK_WITHIN = Duration.ofMinutes(10);

    /// How long after the last of them.
    static final Duration TAKEN_BACK_PAUSE = Duration.ofMinutes(15);

    /// More than anyone takes back in one pause and the window before it, with 1,000 waiting at most.
    private static final int LOOKED_AT = 2_000;

    /// Once contents of so many bytes wait, their requester asks for nothing further: whoever looks at a list has each of
    /// its requests read and verified. No tool holds more than a few megabytes at a time.
    static final long PENDING_BYTES_MAX = 64L << 20;

    private Admission() {}

    static Optional<Requested> refusal(
            Handle handle, NewRequest asked, Settings settings, Instant now) {
        return tooMany(handle, asked, settings)
                .or(() -> rejected(handle, asked, settings, now))
                .or(() -> takenBack(handle, asked, now))
                .map(refused -> refused);
    }

    private static Optional<Requested.Refused> tooMany(
            Handle handle, NewRequest asked, Settings settings) {
        int own = settings.bounds().pendingPerRequesterMax();
        if (EarlierRequests.countPending(handle, asked.requester()) >= own) {
            return refused(
                    Code.TOO_MANY_PENDING,
                    own + " of your calls wait for approval already, and that is the most");
        }
        if (EarlierRequests.pendingBytes(handle, asked.requester()) >= PENDING_BYTES_MAX) {
            return refused(
                    Code.TOO_MANY_PENDING,
                    "calls of yours with "
                            + (PENDING_BYTES_MAX >> 20)
                            + " MiB of content wait for approval already, and that is the most");
        }
        return EarlierRequests.countPending(handle) >= settings.bounds().pendingMax()
                ? refused(
                        Code.TOO_MANY_PENDING,
                        "this gate has as many calls waiting for approval as it takes")
                : Optional.empty();
    }

    static Optional<Requested.Refused> rejected(
            Handle handle, NewRequest asked, Settings settings, Instant now) {
        var rejections =
                EarlierRequests.rejections(
                        handle,
                        asked.requester(),
                        asked.plan().tool(),
                        asked.plan().target(),
                        now.minus(settings.bounds().coolDown()),
                        settings.bounds().rejectionsMax());
        if (rejections.size() < settings.bounds().rejectionsMax()) {
            return Optional.empty();
        }
        var until = rejections.getLast().plus(settings.bounds().coolDown());
        return refused(
                Code.COOLING_DOWN,
                "humans have rejected "
                        + rejections.size()
                        + " of your calls of `"
                        + asked.plan().tool()
                        + "` on `"
                        + asked.plan().target()
                        + "`; they are not asked again before "
                        + until);
    }

    /// Each request that is taken back was a message to its approvers, whatever it was for.
    private static Optional<Requested.Refused> takenBack(
            Handle handle, NewRequest asked, Instant now) {
        var ends =
                EarlierRequests.takenBack(
                        handle,
                        asked.requester(),
                        now.minus(TAKEN_BACK_PAUSE).minus(TAKEN_BACK_WITHIN),
                        LOOKED_AT);
        var until = Instant.MIN;
        // The newest come first. One more that is taken back in a pause does not end it.
        for (int i = 0; i + TAKEN_BACK_MAX <= ends.size(); i++) {
            var last = ends.get(i);
            var first = ends.get(i + TAKEN_BACK_MAX - 1);
            if (!first.isBefore(last.minus(TAKEN_BACK_WITHIN))) {
                until = last.plus(TAKEN_BACK_PAUSE);
                break;
            }
        }
        return now.isBefore(until)
                ? refused(
                        Code.TAKING_BACK,
                        "you took back "
                                + TAKEN_BACK_MAX
                                + " requests for approval within "
                                + TAKEN_BACK_WITHIN.toMinutes()
                                + " minutes; humans are not asked again before "
                                + until)
                : Optional.empty();
    }

    private static Optional<Requested.Refused> refused(Code code, String message) {
        return Optional.of(new Requested.Refused(code, message));
    }
}
