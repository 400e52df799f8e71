package dev.sallyport.server.identity;

import dev.sallyport.policy.Principal;
import jakarta.servlet.ServletRequest;
import java.util.Optional;

/// Carries the authenticated principal from the door to the servlets behind it, as a request attribute.
public final class RequestPrincipal {
    public static final String ATTRIBUTE = "dev.sallyport.server.identity.principal";

    private static final String BOUNDS = "dev.sallyport.server.identity.bounds";

    private RequestPrincipal() {}

    public static void set(ServletRequest request, Principal principal) {
        request.setAttribute(ATTRIBUTE, principal);
    }

    /// As [#set(ServletRequest, Principal)], with what the credential sets beside.
    public static void set(ServletRequest request, Principal principal, CredentialBounds bounds) {
        request.setAttribute(BOUNDS, bounds);
        set(request, principal);
    }

    /// What the request's credential sets beside naming the principal.
    public static CredentialBounds bounds(ServletRequest request) {
        return request.getAttribute(BOUNDS) instanceof CredentialBounds bounds
                ? bounds
                : CredentialBounds.NONE;
    }

    /// @return empty when nobody was authenticated; whoever asks then refuses
    public static Optional<Principal> get(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Principal principal
                ? Optional.of(principal)
                : Optional.empty();
    }
}
