package dev.sallyport.examples.identity;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A real Keycloak from its distribution, as a process of its own on a loopback port, with its data in a file, so
/// that it can be stopped and started again. Belongs to one thread at a time.
///
/// The distribution is prepared once (about 20 s); a first start makes the database (about 20 s), a later one takes
/// about 10 s.
final class Keycloak implements AutoCloseable {

    static final String ADMIN = "admin";
    static final String ADMIN_PASSWORD = "admin-password";

    private static final long START_SECONDS_MAX = 180;
    private static final long STOP_SECONDS_MAX = 30;

    private final Path home;
    private final int port;
    private final Thread atExit = new Thread(this::kill, "keycloak-exit");
    private @Nullable Process process;

    private Keycloak(Path home, int port) {
        this.home = home;
        this.port = port;
    }

    /// Starts one that knows nothing yet but its administrator.
    static Keycloak start() {
        try {
            var home = Path.of(System.getProperty("keycloak.home", "missing")).toRealPath();
            var keycloak = new Keycloak(home, freePort());
            keycloak.prepare();
            delete(home.resolve("data"));
            Runtime.getRuntime().addShutdownHook(keycloak.atExit);
            keycloak.run();
            return keycloak;
        } catch (IOException e) {
            throw new UncheckedIOException("Keycloak did not start", e);
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /// A port that was free a moment ago.
    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Drops its port and every connection. What it knows stays in its file.
    void stop() {
        var running = process;
        if (running == null) {
            return;
        }
        process = null;
        // By its handle, which leaves its output readable to the end.
        running.toHandle().destroy();
        try {
            if (!running.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                running.destroyForcibly();
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /// Starts it, on the same port and with what it knew, unless it runs.
    void run() throws IOException {
        if (process != null) {
            return;
        }
        var command =
                java(
                        "start",
                        "--optimized",
                        "--http-enabled=true",
                        "--http-host=127.0.0.1",
                        "--http-port=" + port,
                        "--hostname-strict=false",
                        "--cache=local");
        var started = new ProcessBuilder(command).redirectErrorStream(true);
        started.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN);
        started.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN_PASSWORD);
        var running = started.start();
        process = running;
        // Either may come first.
        var ready = new CountDownLatch(2);
        var log = home.resolveSibling("keycloak.log");
        Thread.ofVirtual().start(() -> copy(running, log, ready));
        try {
            if (!ready.await(START_SECONDS_MAX, TimeUnit.SECONDS) || !running.isAlive()) {
                stop();
                throw new IOException("Keycloak is not ready; see " + log);
            }
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Keycloak started", e);
        }
    }

    private static void copy(Process running, Path log, CountDownLatch ready) {
        try (var out = Files.newBufferedWriter(log);
                var in =
                        new BufferedReader(
                                new InputStreamReader(
                                        running.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                out.write(line);
                out.newLine();
                out.flush();
                if (line.contains("Bootstrap completed in") || line.contains("Listening on:")) {
                    ready.countDown();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ready.countDown();
            ready.countDown();
        }
    }

    private void prepare() throws IOException {
        var prepared = home.resolveSibling("prepared");
        if (Files.exists(prepared)) {
            return;
        }
        var log = home.resolveSibling("keycloak-build.log");
        var build =
                new ProcessBuilder(java("build", "--db=dev-file"))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        // Keycloak ends with 10 where it would like to be started again by its script.
        int code = build.onExit().orTimeout(START_SECONDS_MAX, TimeUnit.SECONDS).join().exitValue();
        if (code != 0 && code != 10) {
            throw new IOException("Keycloak could not be prepared (" + code + "); see " + log);
        }
        Files.createFile(prepared);
    }

    /// As its own script starts it, with bounds on memory.
    private List<String> java(String... arguments) {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx448m",
                                "-XX:MaxMetaspaceSize=256m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
                                        + "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
                                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                                "-Dkc.home.dir=" + home,
                                "-Djboss.server.config.dir=" + home.resolve("conf"),
                                "-cp",
                                home.resolve("lib/quarkus-run.jar").toString(),
                                "io.quarkus.bootstrap.runner.QuarkusEntryPoint"));
        command.addAll(List.of(arguments));
        return command;
    }

    private void kill() {
        var running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return;
        }
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void close() {
        stop();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
