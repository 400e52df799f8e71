package dev.sallyport.audit;

import dev.sallyport.audit.CallSpool.Mark;
import dev.sallyport.audit.SetVerification.Kind;
import java.util.Optional;

/// One call as several logs tell of it. Logs have numbers from 0 to 63. One call at a time.
final class SpooledCall {

    /// A record of one of the logs.
    record Place(int log, long index) {}

    /// What does not fit, and the two records that do not.
    record Misfit(Kind kind, Place one, Place other) {}

    // A bit for each log.
    private long intents;
    private long ends;
    private long done;
    private boolean asked;
    private Optional<Place> first = Optional.empty();
    private Optional<Place> elsewhere = Optional.empty();
    private Optional<Place> intent = Optional.empty();
    private Optional<Place> otherIntent = Optional.empty();
    private Optional<Place> end = Optional.empty();
    private Optional<Place> otherEnd = Optional.empty();

    void see(int log, Mark mark, long index) {
        var place = new Place(log, index);
        if (first.isEmpty()) {
            first = Optional.of(place);
        } else if (elsewhere.isEmpty() && first.get().log() != log) {
            elsewhere = Optional.of(place);
        }
        long bit = 1L << log;
        switch (mark) {
            case INTENT -> {
                intents |= bit;
                if (intent.isEmpty()) {
                    intent = Optional.of(place);
                } else if (intent.get().log() != log) {
                    otherIntent = otherIntent.or(() -> Optional.of(place));
                }
            }
            case DONE -> {
                done |= bit;
                end(bit, place);
            }
            case FAILED -> end(bit, place);
            case ASKED -> asked = true;
            case OTHER -> {}
        }
    }

    private void end(long bit, Place place) {
        ends |= bit;
        if (end.isEmpty()) {
            end = Optional.of(place);
        } else if (end.get().log() != place.log()) {
            otherEnd = otherEnd.or(() -> Optional.of(place));
        }
    }

    /// A call may be held in one log, decided in others and run in yet another. What it cannot do is to run in
    /// two, to run in one and end in another, or to be in two although nobody was asked.
    Optional<Misfit> misfit() {
        if (otherIntent.isPresent()) {
            return misfit(Kind.RAN_TWICE, intent, otherIntent);
        }
        // What failed before it could run, elsewhere, is no end of what ran here and ended here.
        boolean endedHere = (ends & intents) != 0;
        long foreign = (endedHere ? done : ends) & ~intents;
        if (intent.isPresent() && foreign != 0) {
            var there = end.filter(place -> (foreign & 1L << place.log()) != 0).or(() -> otherEnd);
            return misfit(Kind.ENDED_ELSEWHERE, intent, there);
        }
        return asked ? Optional.empty() : misfit(Kind.IN_TWO_LOGS, first, elsewhere);
    }

    private static Optional<Misfit> misfit(Kind kind, Optional<Place> one, Optional<Place> other) {
        return one.flatMap(here -> other.map(there -> new Misfit(kind, here, there)));
    }
}
