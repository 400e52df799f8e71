package dev.sallyport.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/// The secret from which the `token` mask derives its keys: made once, kept in a file that its owner alone can
/// read. With another key the same value gets another token.
final class TokenKey {

    static final int BYTES = 32;

    private TokenKey() {}

    static byte[] of(Path file, SecureRandom random) {
        try {
            if (Files.exists(file)) {
                var bytes = HexFormat.of().parseHex(Files.readString(file).strip());
                if (bytes.length != BYTES) {
                    throw new IllegalStateException(
                            "the token key in " + file + " is damaged; restore it");
                }
                return bytes;
            }
            var bytes = new byte[BYTES];
            random.nextBytes(bytes);
            var parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(file);
            }
            Files.writeString(file, HexFormat.of().formatHex(bytes) + "\n");
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("the token key cannot be kept in " + file, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "the token key in " + file + " is damaged; restore it", e);
        }
    }
}
