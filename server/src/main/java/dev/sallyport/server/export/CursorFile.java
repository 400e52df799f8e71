package dev.sallyport.server.export;

import dev.sallyport.server.export.ExportException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// Keeps a [Cursor] in a file of one line of JSON. After a power cut the file holds the old cursor or the new one. One
/// call at a time.
public final class CursorFile {

    private static final int BYTES_MAX = 4096;

    private static final JsonMapper STRICT =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final Path file;

    public CursorFile(Path file) {
        this.file = file.toAbsolutePath().normalize();
    }

    /// @return empty where there is no file yet
    /// @throws ExportException when it holds no cursor: a copy must not begin anew because of that
    public Optional<Cursor> read() throws ExportException {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw damaged(null);
            }
            return Optional.of(parse(STRICT.readTree(bytes)));
        } catch (ExportException e) {
            throw e;
        } catch (IOException | JacksonException e) {
            throw damaged(e);
        }
    }

    private Cursor parse(JsonNode json) throws ExportException {
        var origin = json.path("origin");
        var index = json.path("index");
        var leafHash = json.path("leaf_hash");
        if (!origin.isString()
                || !index.isIntegralNumber()
                || !index.canConvertToLong()
                || index.longValue() < 0
                || !leafHash.isString()) {
            throw damaged(null);
        }
        return new Cursor(origin.stringValue(), index.longValue(), leafHash.stringValue());
    }

    private ExportException damaged(@org.jspecify.annotations.Nullable Throwable cause) {
        return new ExportException(
                Kind.UNREADABLE,
                "the cursor `"
                        + file
                        + "` cannot be read; take it away to copy the log from its beginning",
                cause);
    }

    /// Returns once it is on the disk.
    public void write(Cursor cursor) throws IOException {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("origin", cursor.origin());
        json.put("index", cursor.index());
        json.put("leaf_hash", cursor.leafHash());
        var bytes = ByteBuffer.wrap((json + "\n").getBytes(StandardCharsets.UTF_8));
        var parent = Objects.requireNonNull(file.getParent(), "a file has a directory");
        Files.createDirectories(parent);
        var next = file.resolveSibling(file.getFileName() + ".new");
        try (var channel =
                FileChannel.open(
                        next,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(parent);
    }

    /// Makes the names in a directory durable.
    static void sync(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
