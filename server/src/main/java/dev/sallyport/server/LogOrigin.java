package dev.sallyport.server;

import dev.sallyport.server.config.Configuration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;

/// The log's name: made once, kept in a file beside the signing key, unique among all logs.
final class LogOrigin {

    private LogOrigin() {}

    static String of(Configuration.Audit audit, SecureRandom random) {
        var file = audit.key().resolveSibling(audit.key().getFileName() + ".origin");
        try {
            if (Files.exists(file)) {
                return Files.readString(file).strip();
            }
            var bytes = new byte[8];
            random.nextBytes(bytes);
            var origin = "sallyport/" + HexFormat.of().formatHex(bytes);
            var parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.writeString(file, origin + "\n", StandardOpenOption.CREATE_NEW);
            return origin;
        } catch (IOException e) {
            throw new UncheckedIOException("the log's name cannot be kept in " + file, e);
        }
    }
}
