package dev.sallyport.audit;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// What several logs say of calls, kept on disk until all have been read: 28 bytes a record, without the call's
/// id, in files of which each has the calls of one share of all ids. One such share at a time is in memory, some
/// 200 bytes a call: 90 MB for 100 million calls. The ids are hashed with a salt, so that nobody can choose them
/// to fall together. One call at a time.
final class CallSpool implements Closeable {

    /// How much of the salted hash tells calls apart, and what chooses the share.
    private static final int SHARES = 256;

    private static final int SALT_BYTES = 16;

    /// What a record says of its call, as far as it matters between logs.
    enum Mark {
        INTENT('i'),
        DONE('d'),
        FAILED('f'),
        /// Humans were asked, or have agreed before.
        ASKED('a'),
        OTHER('o');

        private final char letter;

        Mark(char letter) {
            this.letter = letter;
        }

        private static Mark of(char letter) throws IOException {
            for (var each : values()) {
                if (each.letter == letter) {
                    return each;
                }
            }
            throw new IOException("what was written down of calls is not what is read");
        }

        static Mark of(Stage stage) {
            return switch (stage) {
                case INTENT -> INTENT;
                case OUTCOME, UNKNOWN -> DONE;
                case FAILED -> FAILED;
                case RECEIVED,
                        DENIED,
                        START,
                        STOP,
                        POLICY_CHANGED,
                        KEY_CREATED,
                        KEY_REVOKED,
                        KEY_ROTATED,
                        BODIES_ERASED,
                        LOG_ADOPTED,
                        LOG_CHECK_STARTED,
                        LOG_CHECKED,
                        SIGNED_IN,
                        SIGNED_OUT ->
                        OTHER;
                case HELD,
                        VOTED,
                        APPROVED,
                        REJECTED,
                        EXPIRED,
                        CANCELLED,
                        GRANTED,
                        GRANT_USED,
                        GRANT_REVOKED,
                        DELEGATED,
                        DELEGATION_ENDED,
                        BROKE_GLASS,
                        GLASS_REVIEWED,
                        REVIEW_OVERDUE ->
                        ASKED;
            };
        }
    }

    private record Key(long high, long low) {}

    private final Path directory;
    private final List<DataOutputStream> shares = new ArrayList<>();
    private final byte[] salt = new byte[SALT_BYTES];

    /// In a directory of its own, which goes with it.
    ///
    /// @param parent where there is room
    CallSpool(Path parent, SecureRandom random) throws IOException {
        directory = Files.createTempDirectory(parent, "sallyport-set-");
        random.nextBytes(salt);
        try {
            for (int i = 0; i < SHARES; i++) {
                shares.add(
                        new DataOutputStream(
                                new BufferedOutputStream(Files.newOutputStream(file(i)))));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private Path file(int share) {
        return directory.resolve(Integer.toString(share));
    }

    void add(int log, Mark mark, long index, String callId) throws IOException {
        var digest = Merkle.sha256();
        digest.update(salt);
        var hash = ByteBuffer.wrap(digest.digest(callId.getBytes(StandardCharsets.UTF_8)));
        long high = hash.getLong();
        var out = shares.get((int) (high >>> 56));
        out.writeLong(high);
        out.writeLong(hash.getLong());
        out.writeShort(log);
        out.writeChar(mark.letter);
        out.writeLong(index);
    }

    /// Every call of which records were added, in no order.
    void calls(Consumer<SpooledCall> each) throws IOException {
        for (int i = 0; i < SHARES; i++) {
            shares.get(i).close();
            share(file(i)).values().forEach(each);
        }
    }

    private static Map<Key, SpooledCall> share(Path file) throws IOException {
        var calls = new HashMap<Key, SpooledCall>();
        try (var in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            while (true) {
                var key = new Key(in.readLong(), in.readLong());
                int log = in.readShort();
                var mark = Mark.of(in.readChar());
                calls.computeIfAbsent(key, _ -> new SpooledCall()).see(log, mark, in.readLong());
            }
        } catch (EOFException e) {
            return calls;
        }
    }

    @Override
    public void close() throws IOException {
        for (var share : shares) {
            share.close();
        }
        for (int i = 0; i < SHARES; i++) {
            Files.deleteIfExists(file(i));
        }
        Files.deleteIfExists(directory);
    }
}
