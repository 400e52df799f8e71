package dev.sallyport.server;

import dev.sallyport.server.config.Configuration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/// The log's name: made once, kept in a file beside the signing key, unique among all logs.
final class LogOrigin {

    private LogOrigin() {}

    /// Durable before it is returned: a log whose name is lost does not open again.
    ///
    /// @throws UncheckedIOException when it can be neither read nor kept
    static String of(Configuration.Audit audit, SecureRandom random) {
        var file = file(audit);
        try {
            if (Files.exists(file)) {
                return read(file);
            }
            var bytes = new byte[8];
            random.nextBytes(bytes);
            var origin = "sallyport/" + HexFormat.of().formatHex(bytes);
            keep(file, origin);
            return origin;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the log's name in `" + file + "` cannot be kept: " + e.getMessage(), e);
        }
    }

    /// The name, if one was ever made.
    ///
    /// @throws IOException when it cannot be read
    static Optional<String> known(Configuration.Audit audit) throws IOException {
        var file = file(audit);
        return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }

    private static Path file(Configuration.Audit audit) {
        return audit.key().resolveSibling(audit.key().getFileName() + ".origin").toAbsolutePath();
    }

    private static String read(Path file) throws IOException {
        var origin = Files.readString(file).strip();
        if (origin.isEmpty()) {
            throw new IOException(
                    "it is empty: a gate was cut off while it made the name; delete it if there is no"
                            + " signing key beside it yet, or else restore it");
        }
        return origin;
    }

    private static void keep(Path file, String origin) throws IOException {
        var directory = Objects.requireNonNull(file.getParent(), "a file has a directory");
        Files.createDirectories(directory);
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var line = ByteBuffer.wrap((origin + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(true);
        }
        try (var names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
