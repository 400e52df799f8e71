package dev.sallyport.server.witness;

import dev.sallyport.audit.Witnessed;
import dev.sallyport.server.config.Witnessing;
import java.time.Instant;
import java.util.Optional;

/// The newest checkpoint that a quorum of witnesses cosigned.
///
/// @param size of how many records; empty where there is none
/// @param since how long a quorum stands behind it
/// @param stale whether that is longer ago than the configuration allows
public record WitnessStanding(Optional<Long> size, Optional<Instant> since, boolean stale) {

    static WitnessStanding of(Optional<Witnessed> stored, Witnessing witnessing, Instant now) {
        var since =
                stored.flatMap(
                        each -> witnessing.quorum().flatMap(quorum -> each.since(quorum, now)));
        boolean fresh =
                since.isPresent() && !since.get().plus(witnessing.staleAfter()).isBefore(now);
        return new WitnessStanding(
                since.flatMap(_ -> stored).map(each -> each.checkpoint().size()),
                since,
                !witnessing.witnesses().isEmpty() && !fresh);
    }
}
