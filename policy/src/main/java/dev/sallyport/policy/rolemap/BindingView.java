package dev.sallyport.policy.rolemap;

/// One subject or group that has a role, as the file binds it.
///
/// @param who with its kind in front: `client:coding-agent`, `user:ana@example.com`, `group:agents`
public record BindingView(String role, String who) {}
