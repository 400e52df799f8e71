package dev.sallyport.server.config;

import dev.sallyport.audit.WitnessQuorum;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Who is asked to cosign the log's checkpoints.
///
/// @param witnesses none where nobody is
/// @param least how many cosignatures a checkpoint needs, 1 to as many as there are witnesses; 0 without any
/// @param every how often they are asked, 10 seconds to 1 hour
/// @param staleAfter how old the cosignatures of a quorum may be before that is a problem, 1 minute to 30 days and not
///     below `every`
public record Witnessing(List<Witness> witnesses, int least, Duration every, Duration staleAfter) {

    /// Nobody.
    public static final Witnessing NONE =
            new Witnessing(List.of(), 0, Duration.ofMinutes(1), Duration.ofHours(1));

    public Witnessing {
        witnesses = List.copyOf(witnesses);
    }

    /// Empty where nobody is asked.
    public Optional<WitnessQuorum> quorum() {
        return witnesses.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new WitnessQuorum(witnesses.stream().map(Witness::key).toList(), least));
    }
}
