package dev.sallyport.server.config;

import java.nio.file.Path;
import java.util.Optional;

/// `server.tls`: the gate ends TLS itself. The files are read when the gate opens, and again when they change.
///
/// @param certificate PEM, the gate's own first, then those that lead to its CA
/// @param key PEM, PKCS#8 without a password
/// @param clients whose certificates clients may show; empty where nobody is asked for one
public record Tls(Path certificate, Path key, Optional<Clients> clients) {

    /// @param ca PEM, the CAs that vouch for clients; no others do
    /// @param required whether a connection without a certificate is refused
    public record Clients(Path ca, boolean required) {}
}
