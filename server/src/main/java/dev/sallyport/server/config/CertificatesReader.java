package dev.sallyport.server.config;

import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.server.config.Identity.CertificateName;
import dev.sallyport.server.config.Identity.Certificates;
import dev.sallyport.server.config.Identity.Issuer;
import java.util.List;
import java.util.Optional;

/// Reads `identity.certificates`.
final class CertificatesReader {

    private CertificatesReader() {}

    static Certificates read(YamlMapping entry, List<Issuer> issuers) {
        entry.allow("name", "prefix");
        var certificates = new Certificates(name(entry), IdentityReader.prefix(entry));
        checkPrefix(entry, certificates.prefix(), issuers);
        return certificates;
    }

    private static CertificateName name(YamlMapping entry) {
        var text = entry.text("name").orElse("subject_cn");
        return switch (text) {
            case "subject_cn" -> CertificateName.SUBJECT_CN;
            case "san_uri" -> CertificateName.SAN_URI;
            case "san_dns" -> CertificateName.SAN_DNS;
            default -> {
                IdentityReader.problem(
                        entry,
                        "name",
                        "`name` cannot be " + Quoted.of(text),
                        "write `subject_cn`, `san_uri` or `san_dns`");
                yield CertificateName.SUBJECT_CN;
            }
        };
    }

    private static void checkPrefix(
            YamlMapping entry, Optional<String> prefix, List<Issuer> issuers) {
        if (issuers.stream().noneMatch(issuer -> issuer.prefix().equals(prefix))) {
            return;
        }
        entry.problem(
                prefix.map(text -> "the prefix " + Quoted.of(text) + " is an issuer's too")
                        .orElse(
                                "neither the certificates nor an issuer have a `prefix`, so their names could collide"),
                Optional.of("give the certificates a `prefix` of their own, as in `mtls`"));
    }
}
