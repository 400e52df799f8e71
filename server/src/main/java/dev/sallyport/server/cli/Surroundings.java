package dev.sallyport.server.cli;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/// What a command finds where it is started.
///
/// @param terminal that a human sits at; empty in a pipe or a script
record Surroundings(Map<String, String> environment, Optional<Terminal> terminal, Clock clock) {

    Surroundings {
        environment = Map.copyOf(environment);
    }

    static Surroundings ofThisProcess() {
        var environment = System.getenv();
        return new Surroundings(
                environment, Terminal.ofThisProcess(environment), Clock.systemUTC());
    }

    /// The gate that is asked, by whoever asks.
    ///
    /// @throws CliException when the environment does not say
    ApiClient api() {
        return ApiClient.from(environment);
    }

    /// Of what is printed.
    Ink ink() {
        return terminal.map(Terminal::ink).orElse(Ink.NONE);
    }
}
