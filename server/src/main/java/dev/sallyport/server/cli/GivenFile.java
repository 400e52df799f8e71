package dev.sallyport.server.cli;

import dev.sallyport.audit.LogKeys;
import dev.sallyport.audit.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Small files that a command is given by name. Links and pipes are followed: whoever names them means them.
final class GivenFile {

    /// A signed checkpoint with every signature a log may carry is shorter.
    static final int NOTE_BYTES_MAX = 100 * 1024;

    private GivenFile() {}

    /// @param what what the file is to be, as a sentence names it
    /// @throws CliException when the file cannot be read, or is longer than `most` bytes
    static byte[] bytes(Path file, String what, int most) {
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw CliException.usage(
                        what + " `" + file + "` is longer than " + most + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw CliException.usage(what + " `" + file + "` cannot be read", e);
        }
    }

    /// A signed checkpoint. Whether it is one is for the reader of it to say: what is not UTF-8 is none.
    static String checkpoint(Path file) {
        return new String(bytes(file, "the checkpoint", NOTE_BYTES_MAX), StandardCharsets.UTF_8);
    }

    /// The newest of [#keys].
    ///
    /// @throws CliException when the file holds no public key of a log
    static VerifierKey key(Path file) {
        return keys(file).last();
    }

    /// A public key of a log, or all of them as `audit keys list` prints them.
    ///
    /// @throws CliException when the file holds no public key of a log
    static LogKeys keys(Path file) {
        var bytes = bytes(file, "the key file", LogKeys.TEXT_BYTES_MAX);
        try {
            return LogKeys.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw CliException.usage("`" + file + "` holds no public key of a log", e);
        }
    }
}
