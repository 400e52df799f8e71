package dev.sallyport.server.witness;

import java.time.Instant;
import java.util.Optional;

/// How one witness stands to the log.
///
/// @param name the witness's
/// @param last the checkpoint that it cosigned last; empty where it has cosigned none that is known
/// @param problem why it cosigns none now; empty while it does
/// @param alarm what it says against the log: that it went back in time, or has two histories; empty else
public record WitnessState(String name, Optional<Last> last, String problem, String alarm) {

    /// @param size of how many records
    /// @param at by the witness's clock
    public record Last(long size, Instant at) {}

    static WitnessState unasked(String name) {
        return new WitnessState(name, Optional.empty(), "", "");
    }

    WitnessState cosigned(long size, Instant at) {
        return new WitnessState(name, Optional.of(new Last(size, at)), "", "");
    }

    /// What it said against the log stays said.
    WitnessState failed(String why) {
        return new WitnessState(name, last, why, alarm);
    }

    WitnessState alarmed(String what) {
        return new WitnessState(name, last, "", what);
    }
}
