package dev.sallyport.server.approval;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Whether humans are asked at all. Their attention is the scarcest thing here: an agent that asks too much, or
/// again and again after a no, is told so by the gate.
final class Admission {
    private Admission() {}

    static Optional<Requested> refusal(
            Handle handle, NewRequest asked, Settings settings, Instant now) {
        var requester = asked.requester().subject();
        if (RequestTable.countPending(handle, requester) >= settings.pendingPerRequesterMax()
                || RequestTable.countPending(handle) >= settings.pendingMax()) {
            return Optional.of(
                    new Requested.Refused(
                            Requested.Code.TOO_MANY_PENDING,
                            "too many calls wait for approval already"));
        }
        var rejections =
                RequestTable.rejections(
                        handle,
                        requester,
                        asked.plan().tool(),
                        asked.plan().target(),
                        now.minus(settings.coolDown()),
                        settings.rejectionsMax());
        if (rejections.size() < settings.rejectionsMax()) {
            return Optional.empty();
        }
        var until = rejections.getLast().plus(settings.coolDown());
        return Optional.of(
                new Requested.Refused(
                        Requested.Code.COOLING_DOWN,
                        "humans have rejected "
                                + rejections.size()
                                + " of your calls of `"
                                + asked.plan().tool()
                                + "` on `"
                                + asked.plan().target()
                                + "`; they are not asked again before "
                                + until));
    }
}
