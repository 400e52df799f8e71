package dev.sallyport.server.identity.oidc;

import dev.sallyport.server.config.IdentityUrls;
import dev.sallyport.server.config.IdentityUrls.Read;
import dev.sallyport.server.identity.oidc.IssuerHttp.FetchException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// Finds where an issuer serves what, by its metadata: OpenID Connect Discovery 1.0 first, then RFC 8414. The
/// metadata must name the issuer exactly, and may point at the issuer's own host alone.
final class Discovery {

    private final IssuerHttp http;
    private final URI issuer;
    private final String name;

    /// @param name the issuer exactly as it is configured
    Discovery(IssuerHttp http, String name) {
        this.http = http;
        this.name = name;
        this.issuer = URI.create(name);
    }

    /// @param member `jwks_uri` or `introspection_endpoint`
    /// @param setting what to write when the metadata cannot be used: `jwks_url`
    URI find(String member, String setting) throws FetchException {
        var url = metadata().path(member).asString("");
        if (url.isEmpty()) {
            throw new FetchException(
                    "the metadata of "
                            + name
                            + " has no `"
                            + member
                            + "`; write `"
                            + setting
                            + "`");
        }
        return switch (IdentityUrls.read(url)) {
            case Read.Good(var good) when ownHost(good) -> good;
            case Read.Good _, Read.Bad _ ->
                    throw new FetchException(
                            "the metadata of "
                                    + name
                                    + " has a `"
                                    + member
                                    + "` that is not on its own host by "
                                    + issuer.getScheme()
                                    + "; if that is right, write it as `"
                                    + setting
                                    + "`");
        };
    }

    private boolean ownHost(URI url) {
        return url.getScheme().equals(issuer.getScheme())
                && lower(url.getHost()).equals(lower(issuer.getHost()))
                && url.getPort() == issuer.getPort();
    }

    private ObjectNode metadata() throws FetchException {
        var problems = new ArrayList<String>();
        for (var url : urls()) {
            try {
                var metadata = http.get(url);
                if (metadata.path("issuer").asString("").equals(name)) {
                    return metadata;
                }
                problems.add(url + " is the metadata of another issuer");
            } catch (FetchException e) {
                problems.add(e.reason());
            }
        }
        throw new FetchException(String.join("; ", problems));
    }

    private List<URI> urls() {
        var base = issuer.getScheme() + "://" + issuer.getRawAuthority();
        var path = issuer.getRawPath().replaceAll("/+$", "");
        return List.of(
                URI.create(base + path + "/.well-known/openid-configuration"),
                URI.create(base + "/.well-known/oauth-authorization-server" + path));
    }

    private static String lower(String host) {
        return host.toLowerCase(Locale.ROOT);
    }
}
