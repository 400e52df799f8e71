package dev.sallyport.examples.demo;

import dev.sallyport.server.cli.CliException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.jspecify.annotations.Nullable;

/// Finds the demo's port before its configuration is written.
final class DemoPort {

    private static final int USUAL = 8640;

    private DemoPort() {}

    /// @param wanted exactly this one, or null for the usual one or else any free one
    static int choose(@Nullable Integer wanted) {
        if (wanted == null) {
            int usual = probe(USUAL);
            return usual > 0 ? usual : free();
        }
        if (wanted < 0 || wanted > 65_535) {
            throw CliException.usage("--port takes 0 to 65535, not " + wanted);
        }
        if (wanted == 0) {
            return free();
        }
        if (probe(wanted) < 0) {
            throw CliException.usage("port " + wanted + " is in use; choose another with --port");
        }
        return wanted;
    }

    private static int free() {
        int port = probe(0);
        if (port < 0) {
            throw CliException.usage("no port is free on 127.0.0.1");
        }
        return port;
    }

    private static int probe(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket.getLocalPort();
        } catch (IOException e) {
            return -1;
        }
    }
}
