package dev.sallyport.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// One [HostileGate] for all tests of a class, with people at their browsers.
@TestInstance(Lifecycle.PER_CLASS)
abstract class HostileGateFixture extends ConsoleGateFixture {

    @TempDir private static Path whole;

    private final Map<String, String> tokens = new HashMap<>();
    private final Map<String, Browser> browsers = new HashMap<>();
    HostileGate hostile;

    @BeforeAll
    void openAtFirst() throws IOException {
        hostile = new HostileGate(whole, tool, "");
        gate = hostile.gate;
        beforeTheAttacks();
        hostile.fillAll();
    }

    @Override
    void open() {
        // Before all.
    }

    /// What a test wants to know of a gate in which nothing is hostile.
    void beforeTheAttacks() {}

    @Override
    void close() {
        // After all.
    }

    @AfterAll
    void closeAtLast() {
        super.close();
    }

    /// Of a human's own key.
    final String token(String name) {
        return tokens.computeIfAbsent(name, human -> gate.token(human, Set.of(), true));
    }

    /// The same human again.
    final Browser reader(String name) {
        return browsers.computeIfAbsent(name, human -> with(token(human)));
    }
}
