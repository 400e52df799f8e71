package dev.sallyport.audit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/// Reads files somebody else may have put there: regular files only, never through a link, never more than
/// a bound.
final class SafeFiles {

    /// The JDK keeps memory of this size for each thread that reads.
    private static final int CHUNK = 512 << 10;

    private SafeFiles() {}

    static boolean isFile(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    /// The directory a file lies in.
    static Path parent(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a directory");
    }

    /// @throws IOException when the file is absent, no regular file, or longer than `most` bytes
    static byte[] read(Path file, int most) throws IOException {
        if (!isFile(file)) {
            throw new java.nio.file.NoSuchFileException(file.toString());
        }
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            var bytes = in.readNBytes(most);
            if (in.read() >= 0) {
                throw new IOException("`" + file + "` is longer than " + most + " bytes");
            }
            return bytes;
        }
    }

    /// The first `most` bytes and, where the file is longer, one more; nothing when there is no such file.
    static Optional<byte[]> readUpTo(Path file, int most) throws IOException {
        if (!isFile(file)) {
            return Optional.empty();
        }
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(readUpTo(in, most + 1));
        } catch (java.nio.file.NoSuchFileException e) {
            // A writer deletes a partial tile once the full one is there.
            return Optional.empty();
        }
    }

    /// Into one array, when the file does not shrink meanwhile.
    private static byte[] readUpTo(InputStream in, int most) throws IOException {
        var bytes = new byte[Math.min(in.available(), most)];
        int read = 0;
        for (int last = -1; read < bytes.length && last != 0; read += last) {
            last = in.readNBytes(bytes, read, Math.min(CHUNK, bytes.length - read));
        }
        return read == bytes.length ? bytes : Arrays.copyOf(bytes, read);
    }

    /// @throws CharacterCodingException when the bytes are no UTF-8
    static String text(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
}
