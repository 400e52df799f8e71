package dev.sallyport.audit;

import dev.sallyport.audit.AuditOpenException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// The data keys of a log, a file each, in a directory of their own beside the signing key. One call at a time for
/// what changes files; the rest is safe from many threads.
///
/// | name | what |
/// |---|---|
/// | `2026-11.1` | four lines: [#FORM], the log's origin, the key's id, and 32 random bytes in base64 |
/// | `2026-11.1.erasing` | empty; the key is being erased, or was about to be |
/// | `2026-11.1.erased` | empty; the key was erased, and its id is never used again |
final class BodyKeys {

    static final String FORM = "sallyport-body-key";

    private static final String ERASING = ".erasing";
    private static final String ERASED = ".erased";
    private static final String WHAT = "the data key";
    private static final int KEY_BYTES = 32;
    private static final int FILE_BYTES_MAX = 1024;

    private final Path directory;
    private final String origin;
    private final Storage storage;

    BodyKeys(Path directory, String origin, Storage storage) {
        this.directory = directory.toAbsolutePath().normalize();
        this.origin = origin;
        this.storage = storage;
    }

    /// Where the data keys of a log lie.
    static Path beside(Path signingKey) {
        var key = signingKey.toAbsolutePath().normalize();
        return key.resolveSibling(key.getFileName() + ".bodies");
    }

    Path directory() {
        return directory;
    }

    /// Makes the directory durable, where it is not there, and looks whether others may enter it.
    ///
    /// @throws AuditOpenException when they may
    void prepare() throws IOException {
        if (!Files.isDirectory(directory)) {
            storage.createPrivateDirectory(directory);
        }
        storage.syncDirectory(SafeFiles.parent(directory));
        refuseOpenToOthers();
    }

    private void refuseOpenToOthers() throws IOException {
        OwnerOnly.refuseOpenToOthers(directory, "the directory of the data keys");
    }

    /// Looks whether keys can be worked with here, and changes nothing.
    ///
    /// @throws AuditOpenException when others can read the directory
    void check() throws IOException {
        if (Files.isDirectory(directory)) {
            refuseOpenToOthers();
        }
    }

    boolean exists(BodyKeyId id) {
        return Files.exists(file(id), LinkOption.NOFOLLOW_LINKS);
    }

    /// Whether its id is never to be used again.
    boolean erased(BodyKeyId id) {
        return Files.exists(marker(id, ERASED), LinkOption.NOFOLLOW_LINKS);
    }

    /// Every id that has a file here, whatever file that is.
    SortedSet<BodyKeyId> known() throws IOException {
        var all = new TreeSet<BodyKeyId>();
        for (var suffix : new String[] {"", ERASING, ERASED}) {
            all.addAll(ids(suffix));
        }
        return all;
    }

    /// The keys that are there.
    SortedSet<BodyKeyId> there() throws IOException {
        return ids("");
    }

    /// The keys that were about to be erased.
    SortedSet<BodyKeyId> erasing() throws IOException {
        return ids(ERASING);
    }

    /// The keys that were erased.
    SortedSet<BodyKeyId> erased() throws IOException {
        return ids(ERASED);
    }

    private SortedSet<BodyKeyId> ids(String suffix) throws IOException {
        return ids(directory, suffix);
    }

    /// The ids that files of a directory are named after; none where there is no directory.
    static SortedSet<BodyKeyId> ids(Path directory, String suffix) throws IOException {
        var ids = new TreeSet<BodyKeyId>();
        if (!Files.isDirectory(directory)) {
            return ids;
        }
        try (var files = Files.newDirectoryStream(directory)) {
            for (var file : files) {
                var name = String.valueOf(file.getFileName());
                if (name.endsWith(suffix)) {
                    BodyKeyId.parse(name.substring(0, name.length() - suffix.length()))
                            .ifPresent(ids::add);
                }
            }
        }
        return ids;
    }

    /// @return empty when there is no such key
    /// @throws AuditOpenException when the file is a link, open to others, malformed, or another log's key
    Optional<SecretKey> find(BodyKeyId id) throws IOException {
        var file = file(id);
        if (!exists(id)) {
            return Optional.empty();
        }
        if (!SafeFiles.isFile(file)) {
            throw new AuditOpenException(
                    Kind.KEY,
                    WHAT + " `" + file + "` is a link or no file; put the file itself there");
        }
        OwnerOnly.refuseOpenToOthers(file, WHAT);
        String[] lines;
        try {
            lines = SafeFiles.text(SafeFiles.read(file, FILE_BYTES_MAX)).split("\n", -1);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (CharacterCodingException e) {
            throw malformed(id);
        }
        if (lines.length != 5
                || !lines[0].equals(FORM)
                || !lines[1].equals(origin)
                || !lines[2].equals(id.toString())
                || !lines[4].isEmpty()) {
            throw malformed(id);
        }
        return Optional.of(
                StrictBase64.decode(lines[3])
                        .filter(bytes -> bytes.length == KEY_BYTES)
                        .<SecretKey>map(bytes -> new SecretKeySpec(bytes, "AES"))
                        .orElseThrow(() -> malformed(id)));
    }

    private AuditOpenException malformed(BodyKeyId id) {
        return new AuditOpenException(
                Kind.KEY,
                "`"
                        + file(id)
                        + "` is not the data key "
                        + id
                        + " of the log `"
                        + origin
                        + "`; bring the file back from a backup of the keys");
    }

    /// Makes a key; its file is durable when this returns.
    SecretKey create(BodyKeyId id, SecureRandom random) throws IOException {
        var bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        var text = String.join("\n", FORM, origin, id.toString(), StrictBase64.encode(bytes), "");
        var temporary = directory.resolve(id + ".tmp");
        storage.delete(temporary);
        writePrivate(temporary, text.getBytes(StandardCharsets.US_ASCII));
        storage.rename(temporary, file(id));
        storage.syncDirectory(directory);
        return new SecretKeySpec(bytes, "AES");
    }

    private void writePrivate(Path file, byte[] content) throws IOException {
        try (var sink = storage.createPrivate(file)) {
            sink.write(ByteBuffer.wrap(content));
            sink.sync();
        }
    }

    /// Notes that a key is about to be erased.
    void markErasing(BodyKeyId id) throws IOException {
        var marker = marker(id, ERASING);
        storage.delete(marker);
        writePrivate(marker, new byte[0]);
        storage.syncDirectory(directory);
    }

    /// Notes that it is not, after all.
    void unmarkErasing(BodyKeyId id) throws IOException {
        storage.delete(marker(id, ERASING));
        storage.syncDirectory(directory);
    }

    /// Destroys a key that is marked: writes over its file, deletes it, and notes that its id is gone. What a file
    /// system, a disk or a backup has kept of the old bytes is out of reach.
    void destroy(BodyKeyId id) throws IOException {
        var file = file(id);
        if (SafeFiles.isFile(file)) {
            int length = (int) Math.min(Files.size(file), FILE_BYTES_MAX);
            try (var sink = storage.overwrite(file)) {
                sink.write(ByteBuffer.allocate(length));
                sink.sync();
            }
        }
        storage.delete(file);
        storage.delete(directory.resolve(id + ".tmp"));
        storage.syncDirectory(directory);
        storage.rename(marker(id, ERASING), marker(id, ERASED));
        storage.syncDirectory(directory);
    }

    private Path file(BodyKeyId id) {
        return directory.resolve(id.toString());
    }

    private Path marker(BodyKeyId id, String suffix) {
        return directory.resolve(id + suffix);
    }
}
