package dev.sallyport.server.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A CA that signs whatever a test asks for, sound or not. Writes its certificates byte by byte, since sound tools
/// refuse to make bad ones.
public final class TestCa {

    public static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    public static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

    private static final String COMMON_NAME = "2.5.4.3";
    private static final String ECDSA_SHA256 = "1.2.840.10045.4.3.2";
    private static final AtomicInteger SERIALS = new AtomicInteger(1);

    private final Issued own;
    private final byte[] name;

    public TestCa(String commonName) {
        name = name(List.of(new Attribute(COMMON_NAME, 0x0C, commonName)));
        own = order().subject(commonName).ca().signedBy(name, Optional.empty());
    }

    /// One attribute of a subject.
    ///
    /// @param tag of its string: 0x0C for UTF-8
    public record Attribute(String oid, int tag, String value) {}

    /// A certificate with its private key.
    public record Issued(X509Certificate certificate, KeyPair keys) {

        public String pem() {
            try {
                return armoured("CERTIFICATE", certificate.getEncoded());
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        public String keyPem() {
            return armoured("PRIVATE KEY", keys.getPrivate().getEncoded());
        }

        /// Writes `NAME.pem` and `NAME.key`.
        public void write(Path directory, String name) throws IOException {
            Files.writeString(directory.resolve(name + ".pem"), pem());
            var key = directory.resolve(name + ".key");
            Files.writeString(key, keyPem());
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        }
    }

    public X509Certificate certificate() {
        return own.certificate();
    }

    public Issued own() {
        return own;
    }

    public String pem() {
        return own.pem();
    }

    /// For a host, 127.0.0.1 and localhost.
    public Issued server() {
        return order().subject("gate").serverNames().issue();
    }

    public Issued client(String commonName) {
        return order().subject(commonName).purpose(CLIENT_AUTH).issue();
    }

    public Order order() {
        return new Order();
    }

    public static String armoured(String label, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, Base64.getMimeEncoder().encodeToString(der), label);
    }

    /// A client's TLS that trusts these CAs.
    ///
    /// @param shown its own certificate; empty for none
    public static SSLContext context(Optional<Issued> shown, X509Certificate... trusted) {
        try {
            var trust = KeyStore.getInstance("PKCS12");
            trust.load(null, null);
            for (int i = 0; i < trusted.length; i++) {
                trust.setCertificateEntry("t" + i, trusted[i]);
            }
            var trusting = TrustManagerFactory.getInstance("PKIX");
            trusting.init(trust);
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            if (shown.isPresent()) {
                keys.setKeyEntry(
                        "own",
                        shown.get().keys().getPrivate(),
                        new char[0],
                        new X509Certificate[] {shown.get().certificate()});
            }
            var showing = KeyManagerFactory.getInstance("SunX509");
            showing.init(keys, new char[0]);
            var context = SSLContext.getInstance("TLS");
            context.init(
                    new javax.net.ssl.KeyManager[] {
                        new StubbornKeyManager(
                                (javax.net.ssl.X509ExtendedKeyManager) showing.getKeyManagers()[0],
                                shown.isPresent())
                    },
                    trusting.getTrustManagers(),
                    null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /// What a certificate is to hold.
    public final class Order {
        private final List<Attribute> subject = new ArrayList<>();
        private final ByteArrayOutputStream alternatives = new ByteArrayOutputStream();
        private Instant from = Instant.now().minusSeconds(3_600);
        private Instant until = Instant.now().plusSeconds(3_600);
        private Optional<String> purpose = Optional.empty();
        private boolean ca;

        public Order subject(String commonName) {
            return attribute(new Attribute(COMMON_NAME, 0x0C, commonName));
        }

        public Order attribute(Attribute attribute) {
            subject.add(attribute);
            return this;
        }

        public Order valid(Instant from, Instant until) {
            this.from = from;
            this.until = until;
            return this;
        }

        public Order purpose(String oid) {
            purpose = Optional.of(oid);
            return this;
        }

        public Order uri(String uri) {
            alternatives.writeBytes(der(0x86, bytes(uri)));
            return this;
        }

        public Order dns(String name) {
            alternatives.writeBytes(der(0x82, bytes(name)));
            return this;
        }

        public Order serverNames() {
            alternatives.writeBytes(der(0x87, new byte[] {127, 0, 0, 1}));
            return dns("localhost");
        }

        public Order ca() {
            ca = true;
            return this;
        }

        public Issued issue() {
            return signedBy(name, Optional.of(own.keys().getPrivate()));
        }

        private Issued signedBy(byte[] issuer, Optional<PrivateKey> by) {
            try {
                var generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(256);
                var keys = generator.generateKeyPair();
                var algorithm = der(0x30, oid(ECDSA_SHA256));
                var body =
                        der(
                                0x30,
                                der(0xA0, der(0x02, new byte[] {2})),
                                der(
                                        0x02,
                                        BigInteger.valueOf(SERIALS.incrementAndGet())
                                                .toByteArray()),
                                algorithm,
                                issuer,
                                der(0x30, time(from), time(until)),
                                name(subject),
                                keys.getPublic().getEncoded(),
                                der(0xA3, der(0x30, extensions())));
                var signature = Signature.getInstance("SHA256withECDSA");
                signature.initSign(by.orElse(keys.getPrivate()));
                signature.update(body);
                var signed =
                        der(0x30, body, algorithm, der(0x03, new byte[] {0}, signature.sign()));
                return new Issued(
                        (X509Certificate)
                                CertificateFactory.getInstance("X.509")
                                        .generateCertificate(new ByteArrayInputStream(signed)),
                        keys);
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        private byte[] extensions() {
            var all = new ByteArrayOutputStream();
            if (ca) {
                all.writeBytes(extension("2.5.29.19", true, der(0x30, der(0x01, new byte[] {-1}))));
            }
            purpose.ifPresent(
                    oid -> all.writeBytes(extension("2.5.29.37", false, der(0x30, oid(oid)))));
            if (alternatives.size() > 0) {
                all.writeBytes(
                        extension(
                                "2.5.29.17",
                                subject.isEmpty(),
                                der(0x30, alternatives.toByteArray())));
            }
            // An extension that nobody knows, so that the list is never empty.
            all.writeBytes(extension("1.3.6.1.4.1.99999.1", false, der(0x05)));
            return all.toByteArray();
        }
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        return der(
                0x30,
                oid(oid),
                critical ? der(0x01, new byte[] {-1}) : new byte[0],
                der(0x04, value));
    }

    private static byte[] name(List<Attribute> attributes) {
        var parts = new ByteArrayOutputStream();
        for (var one : attributes) {
            parts.writeBytes(
                    der(0x31, der(0x30, oid(one.oid()), der(one.tag(), bytes(one.value())))));
        }
        return der(0x30, parts.toByteArray());
    }

    private static byte[] time(Instant instant) {
        var text =
                DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'")
                        .withZone(ZoneOffset.UTC)
                        .format(instant);
        return der(0x18, bytes(text));
    }

    private static byte[] oid(String text) {
        var numbers = Arrays.stream(text.split("\\.", -1)).mapToInt(Integer::parseInt).toArray();
        var out = new ByteArrayOutputStream();
        out.write(numbers[0] * 40 + numbers[1]);
        for (int i = 2; i < numbers.length; i++) {
            for (int shift = 28; shift > 0; shift -= 7) {
                if (numbers[i] >>> shift != 0) {
                    out.write(0x80 | (numbers[i] >>> shift & 0x7F));
                }
            }
            out.write(numbers[i] & 0x7F);
        }
        return der(0x06, out.toByteArray());
    }

    private static byte[] der(int tag, byte[]... contents) {
        var content = new ByteArrayOutputStream();
        for (var one : contents) {
            content.writeBytes(one);
        }
        var out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length < 0x80) {
            out.write(length);
        } else {
            var digits = BigInteger.valueOf(length).toByteArray();
            int skip = digits[0] == 0 ? 1 : 0;
            out.write(0x80 | (digits.length - skip));
            out.write(digits, skip, digits.length - skip);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
