package dev.sallyport.server.identity;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// A token as a request shows it, with what may prove that its sender is its holder.
///
/// @param proofs the request's `DPoP` headers, as many as there are
/// @param method of the request: `POST`
/// @param url of the request as its sender wrote it, without query and fragment
/// @param certificate the client's own, checked against `server.tls.client_ca`
public record Presented(
        String token,
        Scheme scheme,
        List<String> proofs,
        String method,
        String url,
        Optional<X509Certificate> certificate) {

    /// How `Authorization` names the token.
    public enum Scheme {
        BEARER,
        DPOP
    }

    public Presented {
        proofs = List.copyOf(proofs);
    }

    /// A token without a request around it, as standard input has it; it can prove nothing but itself.
    public static Presented alone(String token) {
        return new Presented(token, Scheme.BEARER, List.of(), "", "", Optional.empty());
    }

    /// Keeps the token out of logs.
    @Override
    public String toString() {
        return "Presented[" + scheme + " " + method + " " + url + "]";
    }
}
