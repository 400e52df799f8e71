package dev.sallyport.examples.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Sallyport's own command line as a process, on this very JDK and class path, with the launcher's options.
final class CommandLines {

    private CommandLines() {}

    static List<String> sallyport(String... arguments) {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        command.addAll(List.of(arguments));
        return List.copyOf(command);
    }
}
