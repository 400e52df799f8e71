package dev.sallyport.server.mcp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The stdio wire as a process of its own, before an [InMemoryGate].
final class StdioFixture {

    private StdioFixture() {}

    /// @param args the user's name
    public static void main(String[] args) throws IOException {
        StdioWire.run(
                TestServer.core(new InMemoryGate(), TestServer.QUICK),
                TestServer.principal(args[0]),
                System.in,
                System.out);
    }

    /// The command that runs it on this very JDK and class path.
    static List<String> command(String user) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                StdioFixture.class.getName(),
                user);
    }
}
