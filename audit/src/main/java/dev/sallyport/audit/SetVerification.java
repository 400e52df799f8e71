package dev.sallyport.audit;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// What a look at the logs of several gates found.
///
/// @param logs each by itself, in the order they were given
/// @param faults what does not fit between them; the first [SetVerifier#SHOWN_MAX]
/// @param faultCount how many there are
/// @param gaps while one log was closed and another was not; the longest [SetVerifier#SHOWN_MAX]. They are no
///     faults: gates are stopped and started
public record SetVerification(
        List<Found> logs, List<Fault> faults, long faultCount, List<Gap> gaps) {

    public SetVerification {
        logs = List.copyOf(logs);
        faults = List.copyOf(faults);
        gaps = List.copyOf(gaps);
    }

    /// One log by itself.
    public record Found(Path directory, Verification verification) {}

    /// Something that two sound logs cannot both say, or a key that is for none of them.
    ///
    /// @param message one sentence, which can quote a call's id
    public record Fault(Kind kind, String message) {}

    /// What does not fit between logs.
    public enum Kind {
        /// Two directories hold the same log.
        SAME_ORIGIN,
        /// A key was given that no log was checked with.
        KEY_UNUSED,
        /// A call was about to run in two logs.
        RAN_TWICE,
        /// A call was about to run in one log, and its end stands in another.
        ENDED_ELSEWHERE,
        /// A call that nobody was asked about stands in two logs.
        IN_TWO_LOGS
    }

    /// A log was closed while another was not.
    ///
    /// @param before the time of the last record before
    /// @param next the first record after, or the start where it was not stopped
    /// @param stopped whether the last record before says that it stops
    public record Gap(Path directory, Instant before, Instant after, long next, boolean stopped) {}

    /// How it ends for whoever asked.
    public enum Result {
        SOUND,
        TAMPERED,
        ROLLED_BACK,
        UNREADABLE
    }

    /// The worst that was found: what was tampered with comes before what went back, and that before what cannot
    /// be read.
    public Result result() {
        if (faultCount > 0 || any(Verification.Tampered.class)) {
            return Result.TAMPERED;
        }
        if (any(Verification.RolledBack.class)) {
            return Result.ROLLED_BACK;
        }
        return any(Verification.Unreadable.class) ? Result.UNREADABLE : Result.SOUND;
    }

    private boolean any(Class<? extends Verification> kind) {
        return logs.stream().anyMatch(found -> kind.isInstance(found.verification()));
    }
}
