package dev.sallyport.server.export;

/// How the copy in one place stands.
///
/// @param place as it is named to people, without secrets
/// @param next the first record that it does not have yet
/// @param behind how many signed records it lacks
/// @param refused how many it has refused for good since the gate started
/// @param problem why it gets none now; empty while it does
public record ExportState(String place, long next, long behind, long refused, String problem) {}
