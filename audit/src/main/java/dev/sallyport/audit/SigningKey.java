package dev.sallyport.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;
import java.util.Set;

/// The log's Ed25519 key: a file of two lines, the private key in the form of Go's `note` package and the
/// [VerifierKey]. Safe from many threads.
final class SigningKey {

    private static final String PRIVATE = "PRIVATE+KEY+";
    private static final int FILE_BYTES_MAX = 4096;

    private final PrivateKey privateKey;
    private final VerifierKey verifier;

    private SigningKey(PrivateKey privateKey, VerifierKey verifier) {
        this.privateKey = privateKey;
        this.verifier = verifier;
    }

    VerifierKey verifier() {
        return verifier;
    }

    byte[] sign(byte[] text) {
        try {
            var signer = Signature.getInstance("Ed25519");
            signer.initSign(privateKey);
            signer.update(text);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform from 15 on signs Ed25519", e);
        }
    }

    /// The file of the key that is to follow the one in `file`.
    static Path next(Path file) {
        return file.resolveSibling(file.getFileName() + ".next");
    }

    /// Makes a key and its file, readable by the owner alone.
    static SigningKey create(Path file, String name, SecureRandom random) throws IOException {
        try {
            var generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, random);
            var pair = generator.generateKeyPair();
            var verifier = VerifierKey.of(name, pair.getPublic());
            var seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            var typed = ByteBuffer.allocate(33).put(VerifierKey.ED25519).put(seed).array();
            var id = verifier.toString().substring(name.length() + 1, name.length() + 9);
            var lines =
                    "%s%s+%s+%s\n%s\n"
                            .formatted(
                                    PRIVATE,
                                    name,
                                    id,
                                    Base64.getEncoder().encodeToString(typed),
                                    verifier);
            write(file, lines.getBytes(StandardCharsets.US_ASCII));
            return new SigningKey(pair.getPrivate(), verifier);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform from 15 on has Ed25519", e);
        }
    }

    /// Whole or not at all: half a key would keep the gate from ever starting.
    private static void write(Path file, byte[] content) throws IOException {
        var absolute = file.toAbsolutePath();
        var directory = SafeFiles.parent(absolute);
        Files.createDirectories(directory);
        var unfinished = absolute.resolveSibling(absolute.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel =
                java.nio.channels.FileChannel.open(
                        unfinished, options, OwnerOnly.file(directory))) {
            var buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(unfinished, absolute);
        new DiskStorage().syncDirectory(directory);
    }

    /// @throws AuditOpenException when the file is open to others, malformed, or the key of another log
    static SigningKey load(Path file, String name) throws IOException {
        OwnerOnly.refuseOpenToOthers(file, "the signing key");
        var lines = SafeFiles.text(SafeFiles.read(file, FILE_BYTES_MAX)).split("\n", -1);
        try {
            var head = PRIVATE + name + "+";
            if (lines.length != 3 || !lines[2].isEmpty() || !lines[0].startsWith(head)) {
                throw malformed(file, name);
            }
            var verifier = VerifierKey.parse(lines[1]);
            var typed = Base64.getDecoder().decode(lines[0].substring(head.length() + 9));
            if (typed.length != 33 || !verifier.name().equals(name)) {
                throw malformed(file, name);
            }
            var seed = new byte[32];
            System.arraycopy(typed, 1, seed, 0, 32);
            var privateKey =
                    KeyFactory.getInstance("Ed25519")
                            .generatePrivate(
                                    new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
            var key = new SigningKey(privateKey, verifier);
            var probe = "sallyport audit key probe\n".getBytes(StandardCharsets.US_ASCII);
            if (!verifier.verifies(probe, key.sign(probe))) {
                throw malformed(file, name);
            }
            return key;
        } catch (GeneralSecurityException
                | IllegalArgumentException
                | StringIndexOutOfBoundsException e) {
            throw malformed(file, name);
        }
    }

    private static AuditOpenException malformed(Path file, String name) {
        return new AuditOpenException(
                AuditOpenException.Kind.KEY,
                "`" + file + "` is not the signing key of the log `" + name + "`");
    }
}
