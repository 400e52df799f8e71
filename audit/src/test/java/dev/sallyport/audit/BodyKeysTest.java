package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.AuditOpenException.Kind;
import dev.sallyport.audit.BodyReader.Opened;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The keys of bodies, month by month.
final class BodyKeysTest {

    @TempDir Path root;

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-11-30T23:59:59.999Z"));
    private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);

    private TestLog test() {
        return new TestLog(root);
    }

    private AuditLog open() {
        var test = test();
        var storage = TestStorage.withoutSyncs();
        var options = test.options(test.store(storage)).withBodies(true).withClock(clock);
        return AuditLog.open(test.directory(), options, storage);
    }

    private static void append(AuditLog log, String call) {
        log.append(TestLog.call(Stage.INTENT, call), BodyTest.body(call));
    }

    private Opened opened(long index) throws IOException {
        return BodyReader.of(test().directory(), Optional.of(test().bodyKeys()))
                .open(AuditReader.open(test().directory()).get(index).orElseThrow());
    }

    private Path key(String id) {
        return test().bodyKeys().resolve(id);
    }

    @Test
    void aMonthHasAKeyOfItsOwn() throws IOException {
        try (var log = open()) {
            append(log, "c-0");
            now.set(Instant.parse("2026-12-01T00:00:00Z"));
            append(log, "c-1");
            now.set(Instant.parse("2026-11-30T23:59:59Z"));
            append(log, "c-2");
        }
        now.set(Instant.parse("2027-01-01T00:00:00Z"));
        try (var log = open()) {
            append(log, "c-3");
        }

        var bodies = BodyFiles.directory(test().directory());
        assertThat(BodyKeys.ids(bodies, ""))
                .map(BodyKeyId::toString)
                .containsExactly("2026-11.1", "2026-12.1", "2027-01.1");
        assertThat(BodyKeys.ids(test().bodyKeys(), ""))
                .map(BodyKeyId::toString)
                .containsExactly("2026-11.1", "2026-12.1", "2027-01.1");
        for (int i = 0; i < 4; i++) {
            assertThat(opened(i)).isInstanceOf(Opened.Body.class);
        }
        assertThat(test().verify()).isInstanceOf(Verification.Sound.class);
    }

    @Test
    void aFullFileIsFollowedByAnother() throws IOException {
        var test = test();
        var storage = TestStorage.withoutSyncs();
        Files.createDirectories(test.directory());
        var lock = Files.createFile(test.directory().resolve("lock"));
        var options = test.options().withBodies(true).withClock(clock);
        var keys = new BodyKeys(test.bodyKeys(), TestLog.ORIGIN, storage);
        var store =
                BodyStore.open(
                        LogDirectory.opened(test.directory(), lock),
                        keys,
                        options,
                        storage,
                        new Breaker(),
                        100);
        var record = TestLog.call(Stage.INTENT, "c-0");
        var ids = new HashSet<String>();
        for (int i = 0; i < 6; i++) {
            var sealed = store.seal(record, new byte[40]);
            var place = store.next(sealed);
            store.take(place);
            var placed = new Entry.Placed(place, sealed);
            store.write(java.util.List.of(new Entry(i, new byte[0], Optional.of(placed))));
            ids.add(place.key().toString());
        }
        store.close();

        assertThat(ids).containsExactlyInAnyOrder("2026-11.1", "2026-11.2", "2026-11.3");
    }

    @Test
    void keysAreTheirOwnersAlone() throws IOException {
        open().close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(test().bodyKeys())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key("2026-11.1"))))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(
                key("2026-11.1"), PosixFilePermissions.fromString("rw-r-----"));
        assertRefused("is open to others");
        Files.setPosixFilePermissions(
                key("2026-11.1"), PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(
                test().bodyKeys(), PosixFilePermissions.fromString("rwxr-x---"));
        assertRefused("is open to others");
    }

    private void assertRefused(String why) {
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        AuditOpenException.class, e -> assertThat(e.kind()).isEqualTo(Kind.KEY))
                .hasMessageContaining(why);
    }

    @Test
    void aGateWithoutTheKeyOfItsMonthDoesNotOpen() throws IOException {
        try (var log = open()) {
            append(log, "c-0");
        }
        Files.delete(key("2026-11.1"));

        assertRefused("the data key 2026-11.1 of the bodies in");
        assertThat(opened(0)).isInstanceOf(Opened.KeyMissing.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sallyport-body-key\naudit.example.com/gate\n2026-11.1\nAAAA\n",
                "sallyport-body-key\naudit.example.com/gate\n2026-11.2\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
                "sallyport-body-key\nother\n2026-11.1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
                "sallyport-body-key\naudit.example.com/gate\n2026-11.1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n",
                "sallyport-body-key\naudit.example.com/gate\n2026-11.1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "\u00ff"
            })
    void aMalformedKeyIsRefused(String content) throws IOException {
        open().close();
        Files.write(key("2026-11.1"), content.getBytes(StandardCharsets.ISO_8859_1));

        assertRefused("is not the data key 2026-11.1");
    }

    @Test
    void aKeyBehindALinkIsRefused() throws IOException {
        open().close();
        var elsewhere = Files.move(key("2026-11.1"), root.resolve("elsewhere"));
        Files.createSymbolicLink(key("2026-11.1"), elsewhere);

        assertRefused("is a link");
    }

    @Test
    void anotherKeyOfTheSameNameOpensNothing() throws IOException {
        try (var log = open()) {
            append(log, "c-0");
        }
        Files.delete(key("2026-11.1"));
        var keys = new BodyKeys(test().bodyKeys(), TestLog.ORIGIN, new DiskStorage());
        var id = BodyKeyId.parse("2026-11.1").orElseThrow();
        var _ = keys.create(id, new SecureRandom());

        assertThat(opened(0)).isEqualTo(new Opened.Undecipherable(id));
    }

    @Test
    void whenTheNextKeyCannotBeMadeNothingIsRecorded() throws IOException {
        try (var log = open()) {
            append(log, "c-0");
            // A directory in the place of the key.
            Files.createDirectory(key("2026-12.1"));
            now.set(Instant.parse("2026-12-01T00:00:00Z"));

            assertThatThrownBy(() -> append(log, "c-1"))
                    .isInstanceOf(AuditUnavailableException.class);
            assertThatThrownBy(() -> log.append(TestLog.call(Stage.INTENT, "c-2")))
                    .isInstanceOf(AuditUnavailableException.class);
            assertThat(log.available()).isFalse();
        }
    }

    @Test
    void anInterruptedCallerHurtsNoKeyAndNoBody() throws IOException {
        boolean kept;
        try (var log = open()) {
            append(log, "c-0");
            now.set(Instant.parse("2026-12-01T00:00:00Z"));
            Thread.currentThread().interrupt();
            append(log, "c-1");
            kept = Thread.interrupted();
        }

        assertThat(kept).isTrue();
        assertThat(opened(1)).isInstanceOf(Opened.Body.class);
        assertThat(key("2026-12.1")).exists();
    }

    @Test
    void noNonceComesTwice() {
        var record = TestLog.call(Stage.INTENT, "c");
        var id = BodyKeyId.parse("2026-11.1").orElseThrow();
        var key = new SecretKeySpec(new byte[32], "AES");
        var random = new SecureRandom();
        var nonces = new HashSet<String>();

        for (int i = 0; i < 100_000; i++) {
            var frame = BodyFrame.seal(new byte[0], key, id, "o", record, random);
            nonces.add(new String(frame, 0, BodyFrame.NONCE_BYTES, StandardCharsets.ISO_8859_1));
        }

        assertThat(nonces).hasSize(100_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-11",
                "2026-11.0",
                "2026-13.1",
                "2026-11.01",
                "2026-11.1234567",
                "1999-11.1",
                "../../key",
                "2026-11.1/..",
                "2026-11.-1",
                " 2026-11.1",
                "2026-11.1\n",
                "２026-11.1"
            })
    void nothingElseIsAnId(String text) {
        assertThat(BodyKeyId.parse(text)).isEmpty();
    }
}
