package dev.sallyport.examples.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The demo as a process of its own, so that its threads are its alone.
final class DemoProcess implements AutoCloseable {

    private static final long END_SECONDS_MAX = 30;

    private final Process process;
    private final JsonNode ready;

    /// Starts it and waits until it is ready.
    DemoProcess(Path home) throws IOException {
        process =
                new ProcessBuilder(
                                CommandLines.sallyport(
                                        "demo", "--json", "--port", "0", "--dir", home.toString()))
                        .redirectError(Redirect.INHERIT)
                        .start();
        var line =
                new BufferedReader(
                                new InputStreamReader(
                                        process.getInputStream(), StandardCharsets.UTF_8))
                        .readLine();
        if (line == null) {
            throw new AssertionError("the demo ended before it was ready");
        }
        ready = JsonMapper.shared().readTree(line);
    }

    /// The line that `sallyport demo --json` printed.
    JsonNode ready() {
        return ready;
    }

    String token(String who) {
        return ready.path("tokens").path(who).asString("");
    }

    /// @param platform what Java code runs on; a virtual thread is none
    /// @param ofMachine what the virtual machine has beside them to compile and collect, by the number of cores
    record Threads(long platform, long ofMachine) {}

    Threads threads() throws IOException, InterruptedException {
        var jcmd =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                                Long.toString(process.pid()),
                                "Thread.print")
                        .redirectErrorStream(true)
                        .start();
        var printed = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new AssertionError("jcmd failed: " + printed);
        }
        var all = printed.lines().filter(line -> line.startsWith("\"")).toList();
        // Only threads of Java have a number.
        long platform = all.stream().filter(line -> line.contains("\" #")).count();
        return new Threads(platform, all.size() - platform);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(END_SECONDS_MAX, TimeUnit.SECONDS).join();
    }
}
