package dev.sallyport.server.config;

import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.YamlMapping;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// Reads `server.tls`.
final class TlsReader {

    private static final String CLIENT_CA = "client_ca";
    private static final String CLIENT_CERTIFICATES = "client_certificates";

    private final Path directory;

    /// @param directory where relative paths start
    TlsReader(Path directory) {
        this.directory = directory;
    }

    /// @return empty when a file is not named, which is a problem
    Optional<Tls> read(YamlMapping entry) {
        entry.allow("certificate", "key", CLIENT_CA, CLIENT_CERTIFICATES);
        entry.require("certificate");
        entry.require("key");
        var required = required(entry);
        var clients = path(entry, CLIENT_CA).map(ca -> new Tls.Clients(ca, required));
        if (clients.isEmpty()) {
            IdentityReader.problem(
                    entry,
                    CLIENT_CERTIFICATES,
                    "`client_certificates` needs `client_ca`",
                    "name the file with the CA that vouches for your clients, or leave both out");
        }
        var certificate = path(entry, "certificate");
        var key = path(entry, "key");
        return certificate.isPresent() && key.isPresent()
                ? Optional.of(new Tls(certificate.get(), key.get(), clients))
                : Optional.empty();
    }

    private static boolean required(YamlMapping entry) {
        var text = entry.text(CLIENT_CERTIFICATES).orElse("optional");
        if (!text.equals("optional") && !text.equals("required")) {
            IdentityReader.problem(
                    entry,
                    CLIENT_CERTIFICATES,
                    "`client_certificates` cannot be " + Quoted.of(text),
                    "write `optional` or `required`");
        }
        return !text.equals("optional");
    }

    /// A file that an entry names.
    Optional<Path> path(YamlMapping entry, String key) {
        var text = entry.text(key);
        try {
            return text.map(name -> directory.resolve(name).normalize());
        } catch (InvalidPathException e) {
            IdentityReader.problem(
                    entry,
                    key,
                    "`" + key + "` is no path: " + Quoted.of(text.orElse("")),
                    "name a file");
            return Optional.empty();
        }
    }

    /// Names out of certificates mean something only where somebody vouches for the certificates.
    static void checkCertificates(
            YamlMapping root, Configuration.Server server, Identity identity) {
        if (identity.certificates().isPresent() && server.tls().flatMap(Tls::clients).isEmpty()) {
            root.mapping("identity")
                    .ifPresent(section ->
                            IdentityReader.problem(
                                    section,
                                    "certificates",
                                    "`identity.certificates` needs `server.tls.client_ca`",
                                    "name the file with the CA that vouches for your clients"));
        }
    }
}
