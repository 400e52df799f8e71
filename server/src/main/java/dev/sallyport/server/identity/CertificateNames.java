package dev.sallyport.server.identity;

import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Principal.Kind;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.server.config.Identity;
import dev.sallyport.server.config.Identity.CertificateName;
import dev.sallyport.server.config.Identity.Certificates;
import dev.sallyport.server.identity.Authenticator.Authentication;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.security.auth.x500.X500Principal;

/// Makes the name in a client certificate into that of an agent. The certificate has been checked by then; its CA
/// decides who may have which name. Safe from many threads.
///
/// As with tokens, no other principal has the name: with a prefix `mtls` it is `client:mtls/NAME`. Without one, names
/// that begin as an issuer's do are refused, and so is the name of an API key.
public final class CertificateNames {

    private static final int NAME_LENGTH_MAX = 255;
    private static final Set<String> COMMON_NAME = Set.of("cn", "2.5.4.3");

    /// Kinds of alternative names (RFC 5280 §4.2.1.6).
    private static final Integer DNS = 2;

    private static final Integer URI = 6;

    private final CertificateName kind;
    private final String prefix;
    private final Set<String> others;
    private final Predicate<String> heldByKey;

    private CertificateNames(
            Certificates settings, Set<String> others, Predicate<String> heldByKey) {
        this.kind = settings.name();
        this.prefix = settings.prefix().map(text -> text + "/").orElse("");
        this.others = Set.copyOf(others);
        this.heldByKey = heldByKey;
    }

    /// @param heldByKey whether a subject is that of an API key that is not revoked
    /// @return empty where certificates name nobody
    public static Optional<CertificateNames> of(Identity identity, Predicate<String> heldByKey) {
        var prefixes = new HashSet<String>();
        identity.issuers().forEach(issuer -> issuer.prefix().ifPresent(prefixes::add));
        return identity.certificates()
                .map(settings -> new CertificateNames(settings, prefixes, heldByKey));
    }

    /// The agent that a certificate names, for as long as the certificate lasts.
    Authentication authenticate(X509Certificate certificate) {
        List<String> names;
        try {
            names =
                    switch (kind) {
                        case SUBJECT_CN -> commonNames(certificate.getSubjectX500Principal());
                        case SAN_URI -> alternatives(certificate, URI);
                        case SAN_DNS ->
                                alternatives(certificate, DNS).stream()
                                        .map(name -> name.toLowerCase(Locale.ROOT))
                                        .toList();
                    };
        } catch (NamingException | CertificateParsingException e) {
            return new Authentication.Refused("the certificate's names cannot be read");
        }
        if (names.size() != 1) {
            return new Authentication.Refused(
                    "the certificate has "
                            + names.size()
                            + " names of the kind "
                            + kind.name().toLowerCase(Locale.ROOT)
                            + ", where one is expected");
        }
        return agent(names.getFirst(), certificate);
    }

    private Authentication agent(String name, X509Certificate certificate) {
        if (name.isEmpty()
                || name.length() > NAME_LENGTH_MAX
                || !name.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            return new Authentication.Refused(
                    "the certificate names "
                            + Quoted.of(name)
                            + ", where a name has 1 to 255 visible ASCII characters");
        }
        if (name.indexOf('*') >= 0) {
            return new Authentication.Refused(
                    "the certificate names " + Quoted.of(name) + ", which is many, not one");
        }
        var slash = name.indexOf('/');
        if (prefix.isEmpty() && slash > 0 && others.contains(name.substring(0, slash))) {
            return new Authentication.Refused(
                    "the certificate names " + Quoted.of(name) + ", as only an issuer may");
        }
        var subject = "client:" + prefix + name;
        if (heldByKey.test(subject)) {
            return new Authentication.Refused(
                    "the certificate names "
                            + Quoted.of(subject)
                            + ", which is the name of an API key");
        }
        return new Authentication.Known(
                new Principal(subject, Kind.AGENT, Optional.empty(), Set.of()),
                new CredentialBounds(
                        Optional.of(certificate.getNotAfter().toInstant()), List.of()));
    }

    private static List<String> commonNames(X500Principal subject)
            throws InvalidNameException, NamingException {
        var names = new ArrayList<String>();
        for (var part : new LdapName(subject.getName(X500Principal.RFC2253)).getRdns()) {
            // One part may hold several attributes, and one attribute several values.
            var attributes = part.toAttributes().getAll();
            while (attributes.hasMore()) {
                Attribute attribute = attributes.next();
                if (COMMON_NAME.contains(attribute.getID().toLowerCase(Locale.ROOT))) {
                    for (int i = 0; i < attribute.size(); i++) {
                        // What is no text cannot be a name, and comes out as one that is refused.
                        names.add(attribute.get(i) instanceof String text ? text : "");
                    }
                }
            }
        }
        return names;
    }

    private static List<String> alternatives(X509Certificate certificate, Integer kind)
            throws CertificateParsingException {
        var names = new ArrayList<String>();
        var all = certificate.getSubjectAlternativeNames();
        for (var one : all == null ? List.<List<?>>of() : all) {
            if (kind.equals(one.get(0))) {
                names.add(one.get(1) instanceof String text ? text : "");
            }
        }
        return names;
    }
}
