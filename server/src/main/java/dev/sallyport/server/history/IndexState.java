package dev.sallyport.server.history;

/// How far the index came.
///
/// @param indexed how many records of the log it has
/// @param recorded how many there are
/// @param unreadable how many of them could not be read
/// @param problem what keeps it from going on, in words; empty while nothing does
public record IndexState(long indexed, long recorded, long unreadable, String problem) {

    /// How many records it lacks.
    public long behind() {
        return Math.max(0, recorded - indexed);
    }
}
