package dev.sallyport.server.cli;

import java.io.Console;
import java.util.Map;
import java.util.Optional;

/// A human at a terminal. For one thread.
interface Terminal {

    /// @return what is typed next, without the end of its line; empty once nothing more comes
    Optional<String> line();

    Ink ink();

    /// The terminal of this process; empty where its input or its output is none.
    static Optional<Terminal> ofThisProcess(Map<String, String> environment) {
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .map(console -> new OfThisProcess(console, Ink.of(environment)));
    }

    /// The one that the process was started from.
    record OfThisProcess(Console console, Ink ink) implements Terminal {
        @Override
        public Optional<String> line() {
            return Optional.ofNullable(console.readLine());
        }
    }
}
