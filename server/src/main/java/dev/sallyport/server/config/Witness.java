package dev.sallyport.server.config;

import dev.sallyport.audit.WitnessKey;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// One entry of `audit.witnesses`. Prints as it is named to people.
///
/// @param url the submission prefix, without a slash at the end: https, on loopback also http
/// @param ca of the server; empty for the CAs that the JDK trusts
public record Witness(URI url, WitnessKey key, Optional<Path> ca) {

    @Override
    public String toString() {
        return key.name();
    }
}
