package dev.sallyport.server.console;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import dev.sallyport.server.config.Identity.Issuer;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the provider's metadata says, as far as it may be believed: it must name the issuer exactly, and every
/// address in it must be on the issuer's own host by the same scheme, so that nobody who can change a document can
/// send secrets elsewhere.
///
/// @param answersNameIssuer whether authorization responses carry `iss` (RFC 9207)
/// @param secretInBody whether the provider takes client secrets in the body alone
/// @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationValidation">
///     OpenID Connect Discovery 1.0 §4.3</a>
record ProviderEndpoints(
        URI authorization,
        URI token,
        URL keys,
        Optional<URI> userInfo,
        Optional<URI> endSession,
        boolean answersNameIssuer,
        boolean secretInBody) {

    static ProviderEndpoints fetch(ProviderHttp http, Issuer settings) throws IOException {
        var issuer = settings.issuer();
        var text =
                http.get(
                        URI.create(
                                issuer.replaceAll("/+$", "")
                                        + "/.well-known/openid-configuration"));
        OIDCProviderMetadata metadata;
        try {
            metadata = OIDCProviderMetadata.parse(text);
        } catch (ParseException e) {
            throw new IOException("the metadata of " + issuer + " cannot be read", e);
        }
        if (!metadata.getIssuer().getValue().equals(issuer)) {
            throw new IOException("the metadata of " + issuer + " names another issuer");
        }
        var methods = metadata.getTokenEndpointAuthMethods();
        return new ProviderEndpoints(
                required(issuer, "authorization_endpoint", metadata.getAuthorizationEndpointURI()),
                required(issuer, "token_endpoint", metadata.getTokenEndpointURI()),
                url(
                        settings.jwksUrl().isPresent()
                                ? settings.jwksUrl().get()
                                : required(issuer, "jwks_uri", metadata.getJWKSetURI())),
                own(issuer, "userinfo_endpoint", metadata.getUserInfoEndpointURI()),
                own(issuer, "end_session_endpoint", metadata.getEndSessionEndpointURI()),
                metadata.supportsAuthorizationResponseIssuerParam(),
                methods != null
                        && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                        && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST));
    }

    private static URL url(URI uri) throws MalformedURLException {
        return uri.toURL();
    }

    private static URI required(String issuer, String member, @Nullable URI url)
            throws IOException {
        return own(issuer, member, url)
                .orElseThrow(() ->
                        new IOException("the metadata of " + issuer + " has no `" + member + "`"));
    }

    private static Optional<URI> own(String issuer, String member, @Nullable URI url)
            throws IOException {
        if (url == null) {
            return Optional.empty();
        }
        var own = URI.create(issuer);
        if (url.getHost() == null
                || !own.getScheme().equals(url.getScheme())
                || !own.getHost().equalsIgnoreCase(url.getHost())
                || own.getPort() != url.getPort()
                || url.getRawUserInfo() != null) {
            throw new IOException(
                    "the metadata of " + issuer + " has a `" + member + "` on another host");
        }
        return Optional.of(url);
    }
}
