/// Tokens of authorization servers: the gate as an OAuth 2.1 resource server.
///
/// [Issuers] is the whole of it to the outside. A JWT passes [CompactToken] (form), [Header] (what it says of
/// itself), [SignatureCheck] with keys from [RemoteKeys], [ClaimsCheck] (for whom and how long) and becomes a
/// principal in [TokenSubjects]. Whatever fails throws [RefusedTokenException] with a reason of its own, which is
/// for the operator's log; the caller hears `invalid_token` each time.
///
/// Nothing a token says steers a request of ours: where to look for keys comes from the configuration and the
/// issuer's own metadata.
@NullMarked
package dev.sallyport.server.identity.oidc;

import org.jspecify.annotations.NullMarked;
