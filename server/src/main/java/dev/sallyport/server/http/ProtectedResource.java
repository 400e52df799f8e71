package dev.sallyport.server.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The gate as an OAuth protected resource: its URLs, and what its metadata says (RFC 9728). Each door is a
/// resource of its own, under the gate's. Immutable.
///
/// Where no public URL is set, the URL is the one a request came to; its `Host` has been checked by then.
public final class ProtectedResource {

    static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    /// Of a gate that takes no tokens but its own keys, and so has nothing to say.
    public static final ProtectedResource WITHOUT_ISSUERS =
            new ProtectedResource(Optional.empty(), List.of(), new TreeSet<>());

    private static final List<String> DOORS = List.of("/mcp", "/sse", "/git", "/api");

    private static final String PROOF_ALGORITHMS =
            "ES256 ES384 ES512 EdDSA PS256 PS384 PS512 RS256 RS384 RS512";

    private final String publicUrl;
    private final String publicPath;
    private final List<String> authorizationServers;
    private final List<String> scopes;
    private final boolean anyHost;

    /// As the other, for a listener with addresses that are known.
    public ProtectedResource(
            Optional<URI> publicUrl, List<String> authorizationServers, SortedSet<String> scopes) {
        this(publicUrl, authorizationServers, scopes, false);
    }

    /// @param authorizationServers where a client can get a token
    /// @param scopes that some tool needs
    /// @param anyAddress whether the listener takes requests for any address, so that without a public URL nobody knows
    ///     which URLs are its own
    public ProtectedResource(
            Optional<URI> publicUrl,
            List<String> authorizationServers,
            SortedSet<String> scopes,
            boolean anyAddress) {
        this.anyHost = anyAddress && publicUrl.isEmpty();
        this.publicUrl =
                publicUrl.map(url -> url.getScheme() + "://" + url.getRawAuthority()).orElse("");
        this.publicPath = publicUrl.map(url -> url.getRawPath().replaceAll("/+$", "")).orElse("");
        this.authorizationServers = List.copyOf(authorizationServers);
        this.scopes = List.copyOf(scopes);
    }

    /// The URL of a request as its sender wrote it, without the query; empty where it may be another server's, whose
    /// requests somebody hands on.
    String url(HttpServletRequest request) {
        return anyHost ? "" : origin(request) + publicPath + request.getRequestURI();
    }

    /// Where the metadata of the door is that a request came to.
    Optional<String> metadataUrl(HttpServletRequest request) {
        return authorizationServers.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        origin(request) + WELL_KNOWN + publicPath + door(request.getRequestURI()));
    }

    /// The `WWW-Authenticate` of a request whose token lacks scopes.
    ///
    /// @param needed with spaces between
    public String stepUp(HttpServletRequest request, String needed) {
        return "Bearer error=\"insufficient_scope\",scope=\""
                + needed
                + '"'
                + metadataUrl(request).map(url -> ",resource_metadata=\"" + url + '"').orElse("");
    }

    /// The algorithms of DPoP proofs, with spaces between; empty where no token can be bound to a key.
    Optional<String> proofAlgorithms() {
        return authorizationServers.isEmpty() ? Optional.empty() : Optional.of(PROOF_ALGORITHMS);
    }

    /// @param suffix of the metadata's path, after [#WELL_KNOWN]: empty, or the path of a door
    /// @return empty when there is no such resource
    Optional<ObjectNode> metadata(HttpServletRequest request, String suffix) {
        var path = suffix.startsWith(publicPath) ? suffix.substring(publicPath.length()) : suffix;
        var known = path.isEmpty() || path.equals("/") || DOORS.contains(path);
        if (authorizationServers.isEmpty() || !known) {
            return Optional.empty();
        }
        var metadata = JsonNodeFactory.instance.objectNode();
        metadata.put("resource", origin(request) + publicPath + (path.equals("/") ? "" : path));
        authorizationServers.forEach(metadata.putArray("authorization_servers")::add);
        scopes.forEach(metadata.putArray("scopes_supported")::add);
        metadata.putArray("bearer_methods_supported").add("header");
        List.of(PROOF_ALGORITHMS.split(" ", -1))
                .forEach(metadata.putArray("dpop_signing_alg_values_supported")::add);
        metadata.put("resource_name", "Sallyport");
        return Optional.of(metadata);
    }

    private String origin(HttpServletRequest request) {
        return publicUrl.isEmpty()
                ? request.getScheme() + "://" + request.getHeader("Host")
                : publicUrl;
    }

    private static String door(String path) {
        return DOORS.stream()
                .filter(door -> path.equals(door) || path.startsWith(door + "/"))
                .findFirst()
                .orElse("");
    }
}
