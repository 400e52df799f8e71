package dev.sallyport.server.identity;

import dev.sallyport.policy.Principal;
import jakarta.servlet.ServletRequest;
import java.util.Optional;

/// Carries the authenticated principal from the door to the servlets behind it, as a request attribute.
public final class RequestPrincipal {
    public static final String ATTRIBUTE = "dev.sallyport.server.identity.principal";

    private RequestPrincipal() {}

    public static void set(ServletRequest request, Principal principal) {
        request.setAttribute(ATTRIBUTE, principal);
    }

    /// @return empty when nobody was authenticated; whoever asks then refuses
    public static Optional<Principal> get(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Principal principal
                ? Optional.of(principal)
                : Optional.empty();
    }
}
