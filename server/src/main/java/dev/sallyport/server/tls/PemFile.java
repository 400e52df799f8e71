package dev.sallyport.server.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// A file in PEM (RFC 7468), as it was at one instant. What stands between its blocks counts for nothing.
///
/// @param key which setting names the file: `server.tls.key`
record PemFile(String key, Path path, String content) {

    /// A chain and its comments are far shorter, a bundle of CAs too.
    private static final int BYTES_MAX = 1 << 20;

    private static final int CERTIFICATES_MAX = 100;

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([\\s\\S]*?)-----END \\1-----");

    /// @throws TlsFileException when it cannot be read
    static PemFile read(String key, Path path) throws TlsFileException {
        try (var stream = Files.newInputStream(path)) {
            var content = stream.readNBytes(BYTES_MAX + 1);
            if (content.length > BYTES_MAX) {
                throw new TlsFileException(
                        name(key, path) + " is larger than 1 MiB; is it the right file?");
            }
            return new PemFile(key, path, new String(content, StandardCharsets.ISO_8859_1));
        } catch (TlsFileException e) {
            throw e;
        } catch (IOException e) {
            throw new TlsFileException(
                    name(key, path) + " cannot be read; create it, or let the gate read it", e);
        }
    }

    /// As [#read], when others cannot read the file or change it. Its group may read it: Kubernetes gives secrets to
    /// a pod that does not run as root by its group.
    static PemFile secret(String key, Path path) throws TlsFileException {
        var file = read(key, path);
        try {
            if (Files.getFileAttributeView(path, PosixFileAttributeView.class) != null) {
                var open = Files.getPosixFilePermissions(path);
                open.removeAll(
                        List.of(
                                PosixFilePermission.OWNER_READ,
                                PosixFilePermission.OWNER_WRITE,
                                PosixFilePermission.OWNER_EXECUTE,
                                PosixFilePermission.GROUP_READ));
                if (!open.isEmpty()) {
                    throw new TlsFileException(
                            file.name()
                                    + " is open to others; give it to its owner alone (chmod 600)");
                }
            }
        } catch (TlsFileException e) {
            throw e;
        } catch (IOException e) {
            throw new TlsFileException(file.name() + " does not tell who may read it", e);
        }
        return file;
    }

    private record Block(String label, String base64) {

        byte[] der() {
            return Base64.getMimeDecoder().decode(base64);
        }
    }

    /// @return all of them, in the order of the file; never empty
    List<X509Certificate> certificates() throws TlsFileException {
        var certificates = new ArrayList<X509Certificate>();
        for (var block : blocks()) {
            if (!block.label().equals("CERTIFICATE")) {
                if (block.label().endsWith("PRIVATE KEY")) {
                    throw new TlsFileException(
                            name() + " holds a private key; keep it in a file of its own");
                }
                continue;
            }
            try {
                certificates.add(
                        (X509Certificate)
                                CertificateFactory.getInstance("X.509")
                                        .generateCertificate(
                                                new ByteArrayInputStream(block.der())));
            } catch (CertificateException | IllegalArgumentException e) {
                throw new TlsFileException(
                        name()
                                + " holds a certificate that cannot be read (number "
                                + (certificates.size() + 1)
                                + "); was it cut?",
                        e);
            }
        }
        if (certificates.isEmpty()) {
            throw new TlsFileException(
                    name() + " holds no certificate; expected PEM, `-----BEGIN CERTIFICATE-----`");
        }
        if (certificates.size() > CERTIFICATES_MAX) {
            throw new TlsFileException(
                    name() + " holds more than " + CERTIFICATES_MAX + " certificates");
        }
        return List.copyOf(certificates);
    }

    /// @param algorithm of the public key that it belongs to
    PrivateKey privateKey(String algorithm) throws TlsFileException {
        var keys =
                blocks().stream().filter(block -> block.label().endsWith("PRIVATE KEY")).toList();
        if (keys.size() != 1) {
            throw new TlsFileException(
                    name()
                            + (keys.isEmpty() ? " holds no private key" : " holds several keys")
                            + "; expected one in PEM, `-----BEGIN PRIVATE KEY-----`");
        }
        var block = keys.getFirst();
        switch (block.label()) {
            case "PRIVATE KEY" -> {}
            case "ENCRYPTED PRIVATE KEY" ->
                    throw new TlsFileException(
                            name()
                                    + " is encrypted, and nobody is there to type its password; write it"
                                    + " without one: "
                                    + conversion());
            default ->
                    throw new TlsFileException(
                            name()
                                    + " is a `"
                                    + block.label()
                                    + "`, where PKCS#8 is expected; convert it: "
                                    + conversion());
        }
        try {
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(block.der()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new TlsFileException(
                    name() + " is no private key of the certificate's kind (" + algorithm + ")", e);
        }
    }

    private static String conversion() {
        return "`openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW`";
    }

    private List<Block> blocks() {
        var blocks = new ArrayList<Block>();
        var found = BLOCK.matcher(content);
        while (found.find()) {
            var base64 = found.group(2).replaceAll("(?m)^[A-Za-z-]+:.*$", "");
            blocks.add(new Block(found.group(1), base64));
        }
        return blocks;
    }

    String name() {
        return name(key, path);
    }

    private static String name(String key, Path path) {
        return "`" + key + "`, the file `" + path + "`,";
    }

    boolean sameAs(PemFile other) {
        return content.equals(other.content);
    }

    /// Keeps the content out of logs.
    @Override
    public String toString() {
        return "PemFile[" + path + "]";
    }
}
